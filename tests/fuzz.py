"""``python -m tests.fuzz``: pages of all engines, broken at random, and pages that grow: what is read stays a record, in proportion.

Broken pages: no exception, posts that the schema takes, no control characters, each id once, no feed larger than its page allows.
Growing pages: four times the size takes about four times the time.  Exit status 1 when anything else is seen; the page is kept.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir

import msgspec

from crawler.extract import posts as lines_of
from crawler.forum import BoardPage, Notice, ThreadPage
from crawler.items import Post, encode
from crawler.page import Page
from crawler.reading import read
from crawler.testing.fixture import read_page

ROOT = Path(__file__).parent / "fixtures"
TOKENS = [
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"&#0;", b"&#xD800;", b"\xe2\x80\xae", b"\x1b[31m", b"9" * 400, b"-1", b"1.2.3K", b"1,234,567K",
    b"9999-99-99 99:99", b"<div>" * 50, b"</div></td></table>", b"<!--", b"<script>", b"<![CDATA[", b'"', b"'>", b"<base href='http://[/'>",
    b"<a href='javascript:x'>", b"<img src='data:,'>", "图1：".encode(), "引用".encode(), "1楼".encode(), b"<br>" * 30, b"<td>",
    b"<li id=post->",
]  # fmt: skip
"""What readers have stumbled over, or may."""
MOST = 60, 200_000
"""A page's lines may be so many times as long as the page, and so many bytes longer: posts repeat the thread, the board, the site."""
SLOW = 2.5
"""Four times the size may take four times the time, and so many times more: the machine has other work."""

_decoder = msgspec.json.Decoder(Post)


def pages() -> list[tuple[str, Page]]:
    """All pages of the fixtures."""
    return [(str(folder.relative_to(ROOT)), read_page(folder)) for folder in sorted(path.parent for path in ROOT.glob("*/*/page.*"))]


def broken(body: bytes, dice: random.Random) -> bytes:
    """The page after some accidents."""
    for _ in range(dice.choice((1, 1, 2, 4, 8, 30))):
        at, end = sorted(dice.randrange(len(body) + 1) for _ in range(2))
        part = body[at : min(end, at + dice.choice((1, 10, 100, 1000, 10_000)))]
        there = dice.randrange(len(body) + 1)
        accident = dice.randrange(6)
        if accident == 0:
            body = body[:at] + body[at + len(part) :]
        elif accident == 1:
            body = body[:there] + part + body[there:]
        elif accident == 2:
            body = body[:there] + dice.choice(TOKENS) + body[there:]
        elif accident == 3:
            body = body[:at] + bytes(dice.randrange(256) for _ in range(min(len(part), 40))) + body[at + len(part) :]
        elif accident == 4:
            body = re.sub(rb"\d+", lambda match: dice.choice((match[0], dice.choice(TOKENS))), body, count=dice.randrange(1, 30))
        elif len(body) < 1 << 20:
            body += part * dice.choice((1, 5, 40))
    return body


def problems(page: Page) -> Iterator[str]:
    """What is wrong with how a page is read."""
    reading = read(page)
    if isinstance(reading, Notice):
        if reading.reason == "broken":
            yield f"an engine failed: {reading.text}"
        return
    if isinstance(reading, BoardPage):
        if len({row.id for row in reading.threads}) < len(reading.threads):
            yield "a thread is listed twice"
        return
    assert isinstance(reading, ThreadPage)
    found = lines_of(reading)
    if len({post.id for post in found}) < len(found):
        yield "an id stands twice"
    encoded = [encode(post) for post in found]
    if sum(map(len, encoded)) > MOST[0] * len(page.body) + MOST[1]:
        yield f"{sum(map(len, encoded))} bytes of lines from {len(page.body)} bytes of page"
    for line in encoded:
        _decoder.decode(line)
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in texts(msgspec.json.decode(line))):
            yield "a control character"


def texts(value: object) -> str:
    """All strings of a record."""
    if isinstance(value, dict):
        value = list(value.values())
    return "".join(map(texts, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def fuzz(seconds: float, seed: int) -> list[str]:
    """Breaks pages for so long; returns what went wrong."""
    dice = random.Random(seed)  # noqa: S311  (accidents, not secrets)
    saved, found, count, end = pages(), [], 0, time.monotonic() + seconds
    while time.monotonic() < end and len(found) < 20:
        name, page = dice.choice(saved)
        body = broken(page.body, dice)
        count += 1
        for problem in problems(Page(body, page.url, page.headers)):
            file = Path(gettempdir()) / f"fuzz-{seed}-{count}.html"
            file.write_bytes(body)
            found.append(f"{name}: {problem} ({page.url}, {file})")
    sys.stdout.write(f"{count} broken pages read\n")
    return found


def post(words: str) -> str:
    """A page of one thread (Discuz! X) with ``words`` as its first post."""
    return discuz(box(11, words))


def thread(number: int) -> str:
    """The same with many posts."""
    return discuz("".join(box(11 + place, f"第{place}层") for place in range(number)))


def discuz(posts: str) -> str:
    """A page of a thread."""
    return (
        '<html><head><meta name="generator" content="Discuz! X3.5" /><title>题 - 站</title></head><body><div id="postlist">'
        f'<span id="thread_subject">题</span>{posts}</div></body></html>'
    )


def box(number: int, words: str) -> str:
    """A post."""
    return (
        f'<div id="post_{number}"><table id="pid{number}"><tr><td class="pls"><div class="authi">'
        f'<a href="space-uid-3.html">温书言</a></div></td><td class="plc"><em id="authorposton{number}">发表于 2026-1-2 08:15</em>'
        f'<div class="pcb"><td class="t_f" id="postmessage_{number}">{words}</td></div></td></tr></table></div>'
    )


WORDS = "Somebody says a whole sentence about the rope of the north bell here, and it is long enough to be looked at."


def strange(tag: str, number: int) -> str:
    """A post of unknown software."""
    return (
        f'<{tag} class="say" id="p{number}"><a class="who" href="/user/{number % 97}">Name{number % 97}</a> '
        f'<span class="when">3 March 2022, 10:{number % 60:02}</span><div class="said"><p>{number}. {WORDS}</p></div></{tag}>'
    )


def unknown(posts: str) -> str:
    """A page of unknown software."""
    return f"<html><head><title>Rope - Forum</title></head><body><h1>Rope</h1>{posts}</body></html>"


GROWING: dict[str, Callable[[int], str]] = {
    "one word": lambda n: post("话" * n * 10),
    "lines": lambda n: post("一行话<br>" * n),
    "digits of a size": lambda n: post(f"<a href='a.zip'>a.zip</a> ({'9' * n * 10} KB, 下载次数: {'9' * n})"),
    "pictures and one caption": lambda n: post('<img src="a.jpg">' * n + "<br>图为渡口的清晨。"),
    "pictures with captions": lambda n: post("".join(f'<img src="{k}.jpg"><br>图{k}：第{k}处<br>' for k in range(n))),
    "tips of pictures": lambda n: post("".join(f'<div class="tip" id="aimg_{k}_menu"><em>{k}.jpg</em></div>' for k in range(n))),
    "quotes": lambda n: post('<div class="quote"><blockquote>温书言 发表于 2026-1-2 08:15<br>话</blockquote></div>' * n),
    "nested quotes": lambda n: post("<blockquote>" * min(n, 400) + "话" + "</blockquote>" * min(n, 400) + "又" * n),
    "links": lambda n: post("<a href='http://a.example/x'>x</a> " * n),
    "code": lambda n: post("<div class='blockcode'><ol>" + "<li>x = 1</li>" * n + "</ol></div>"),
    "a table": lambda n: post("<table>" + "<tr><td>a</td><td>b</td></tr>" * n + "</table>"),
    "spaces": lambda n: post("a" + " " * n * 20 + "b" + "&nbsp;" * n),
    "brackets": lambda n: post("（" * n * 4 + "【" * n * 4),
    "lines of dots": lambda n: post("…" * n * 10 + "." * n * 10),
    "dates": lambda n: post("2026-1-2 08:15 " * n),
    "posts": thread,
    "posts by shape": lambda n: unknown("".join(strange("div", k) for k in range(n))),
    "posts by shape and words between": lambda n: unknown("".join(strange("div", k) + f"<p>{k}: {WORDS}</p>" for k in range(n))),
    "posts of several forms": lambda n: unknown("".join(strange(("div", "section", "article", "li")[k % 4], k) for k in range(n))),
    "rows by shape": lambda n: unknown(
        "".join(
            f'<div class="line"><a href="/forum/topic/{k}">Rope {k}</a> <a href="/user/{k % 9}">Name{k % 9}</a></div>' for k in range(n)
        )
    ),
}
"""Pages by the field that grows."""


def grow() -> list[str]:
    """Reads pages of one and of four sizes; returns where time or lines grow faster than the page."""
    found = []
    for name, page in GROWING.items():
        times, sizes = [], []
        for size in (1500, 6000):
            body = page(size).encode()
            begun = time.process_time()
            reading = read(Page(body, "http://bbs.example/thread-1-1-1.html"))
            lines = [encode(each) for each in lines_of(reading)] if isinstance(reading, ThreadPage) else []
            times.append(time.process_time() - begun)
            sizes.append(sum(map(len, lines)))
        sys.stdout.write(f"{name:26} {times[0]:6.2f} s {times[1]:6.2f} s {sizes[0]:9} {sizes[1]:9} bytes\n")
        if times[1] > 0.5 and times[1] > 4 * SLOW * times[0]:
            found.append(f"{name}: four times the size takes {times[1] / times[0]:.0f} times the time")
        if sizes[1] > 4 * SLOW * sizes[0] + 10_000:
            found.append(f"{name}: four times the size gives {sizes[1] / max(1, sizes[0]):.0f} times the lines")
    return found


def main() -> None:
    """Runs both."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    found = grow() + fuzz(options.seconds, options.seed)
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
