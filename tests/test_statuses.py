"""README's table of exit statuses, row by row and in mixtures, each with a real process against a server that does just that."""

from __future__ import annotations

import gzip
import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.crawl.outcome import BROKEN, CHANGED, DONE, PARTIAL, REFUSED
from tests.conftest import Crawler
from tests.loopback import Answer, serving
from tests.processes import QUICK, ROOT

HEAD = '<html><head><meta name="generator" content="Discuz! X3.5" /><title>题 - 站</title></head><body>'
GUEST = '<div id="um"><a href="member.php?mod=logging&amp;action=login">登录</a></div>'
MEMBER = '<div id="um"><a href="member.php?mod=logging&amp;action=logout&amp;formhash=1">退出</a></div>'
LOGIN = f'{HEAD}<div id="messagetext"><p>您需要先登录才能继续本操作</p></div></body></html>'
NO_RIGHT = f'{HEAD}<div id="messagetext"><p>抱歉，您没有权限访问该版块</p></div></body></html>'
PASSWORD = f'{HEAD}<div><h3>本版块需要密码</h3><div><form action="forum.php?action=pwverify"></form></div></div></body></html>'
CHECK = "<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>"
COOKING = "<html><body><p>A page about cooking</p></body></html>"
BOMB: Answer = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * (40 << 20)))
CUT: Answer = (200, {"Content-Length": "90000", "Connection": "close"}, HEAD.encode())
GONE: Answer = (404, {}, b"<h1>Not Found</h1>")
DOWN: Answer = (500, {}, b"oops")


def loop(path: str) -> Answer:
    return (302, {"Location": path}, b"")


def thread(tid: int, above: str = "", locked: str = "", pager: str = "") -> str:
    body = locked or "话"
    return f"""{HEAD}{above}<div id="pt"><a href="forum-2-1.html">板</a></div><div id="postlist"><span id="thread_subject">题{tid}</span>
<div id="post_{tid}1"><table id="pid{tid}1"><tr><td><a id="postnum{tid}1" href="thread-{tid}-1-1.html">楼主</a><div class="pcb">
<div id="postmessage_{tid}1">{body}</div></div></td></tr></table></div></div>{pager}</body></html>"""


def board(*links: str, above: str = "", below: str = "") -> str:
    rows = "".join(
        f'<tbody id="normalthread_{n}"><tr><th><a class="xst" href="{link}">题</a></th></tr></tbody>' for n, link in enumerate(links, 1)
    )
    return f'{HEAD}{above}<table id="threadlisttableid">{rows}</table>{below}</body></html>'


def site(*threads: Answer, **others: Answer) -> Callable[[str], Answer | None]:
    """A board with threads 1, 2, …, and other answers by address (``forum_3_1`` is ``/forum-3-1.html``)."""
    answers: dict[str, Answer] = {"/robots.txt": "User-agent: *\nDisallow: /private/\n"}
    answers |= {f"/thread-{n}-1-1.html": answer for n, answer in enumerate(threads, 1)}
    answers["/forum-2-1.html"] = board(*(f"thread-{n}-1-1.html" for n in range(1, len(threads) + 1)))
    answers |= {f"/{name.replace('_', '-')}.html": answer for name, answer in others.items()}
    return answers.get


FINE = [thread(1), thread(2), thread(3)]
BARS = '<div class="pg"><strong>1</strong><a href="{0}">2</a></div>'
NEXT = '<div class="pg"><strong>1</strong><a href="{0}">2</a><a class="nxt" href="{0}">下一页</a></div>'
TWO_PAGES = board("thread-1-1-1.html", below=NEXT.format("forum-2-2.html"))


SUB_BOARDS = (
    '<table class="fl_tb"><tr><td><h2><a href="forum-3-1.html">下级</a></h2></td></tr>'
    '<tr><td><h2><a href="photo.html">影像</a></h2></td></tr></table>'
)


Site = tuple[list[Answer], dict[str, Answer], int, str]
"""Threads, other pages, the status of a crawl of board 2, and words of its closing line."""

EACH: tuple[Site, ...] = (
    # Nothing at all is read.
    ([], {"forum_2_1": GONE}, CHANGED, "missing"),
    ([GONE, GONE], {}, CHANGED, "2 missing"),
    ([loop("/thread-1-1-1.html"), BOMB], {}, REFUSED, "1 redirects"),
    # A part is missing, for several reasons at once; the worst is a list.
    (
        [*FINE, NO_RIGHT, GONE, loop("/thread-6-1-1.html"), BOMB, "", COOKING, DOWN, thread(11, pager=NEXT.format("thread-11-2-1.html"))],
        {"forum_2_1": board(*(f"thread-{n}-1-1.html" for n in range(1, 12)), below=NEXT.format("forum-2-2.html"))},
        PARTIAL,
        "7 pages or posts were lost; not readable: 1 empty, 3 missing, 1 not_a_forum, 1 permission, 1 redirects, 1 site_error, 1 too_large",
    ),
    (
        [thread(1, pager=BARS.format("next.html")), thread(2)],
        {
            "forum_2_1": board("thread-1-1-1.html", above=SUB_BOARDS),
            "forum_3_1": board("thread-2-1-1.html", below=BARS.format("list2.html")),
        },
        PARTIAL,
        "3 links to lists or pages were not understood",
    ),
)
MIXTURES: tuple[Site, ...] = (
    (FINE, {}, DONE, "3 posts from 3 threads"),
    ([*FINE, NO_RIGHT, GONE], {}, DONE, "not readable: 1 missing, 1 permission"),
    ([], {"forum_2_1": ""}, CHANGED, "nothing was found"),
    ([], {"forum_2_1": COOKING}, CHANGED, "not_a_forum"),
    ([], {"forum_2_1": BOMB}, CHANGED, "larger than any forum page"),
    ([], {"forum_2_1": loop("/forum-2-1.html")}, REFUSED, "redirects without an end"),
    ([], {"forum_2_1": DOWN}, REFUSED, "does not answer as it should"),
    ([], {"forum_2_1": CUT}, REFUSED, "breaks off"),
    ([], {"forum_2_1": PASSWORD}, REFUSED, "members only"),
    ([*FINE, loop("/thread-4-1-1.html")], {}, PARTIAL, "thread-4-1-1.html: it redirects without an end"),
    ([*FINE, BOMB], {}, PARTIAL, "1 pages or posts were lost"),
    ([*FINE, ""], {}, PARTIAL, "the worst: "),
    ([*FINE, board("thread-1-1-1.html", "thread-2-1-1.html")], {}, PARTIAL, "thread-4-1-1.html: another page came"),
    ([*FINE, COOKING, DOWN, DOWN], {}, PARTIAL, "3 pages or posts were lost; not readable: 1 not_a_forum, 2 site_error"),
    ([thread(1), GONE, GONE, GONE], {}, PARTIAL, "3 missing"),
    (FINE, {"forum_2_1": board("thread-1-1-1.html", below=BARS.format("list2.html"))}, PARTIAL, "not understood"),
    (FINE, {"forum_2_1": board(above=SUB_BOARDS), "forum_3_1": board("thread-2-1-1.html")}, PARTIAL, "photo.html is not understood"),
    (FINE, {"forum_2_1": TWO_PAGES}, PARTIAL, "forum-2-2.html: HTTP 404"),
    (FINE, {"forum_2_1": TWO_PAGES, "forum_2_2": board()}, PARTIAL, "forum-2-2.html: the answer is empty"),
    (FINE, {"forum_2_1": TWO_PAGES, "forum_2_2": TWO_PAGES}, PARTIAL, "forum-2-2.html: another page came"),
    ([thread(1, pager=NEXT.format("thread-1-2-1.html"))], {}, PARTIAL, "thread-1-2-1.html: HTTP 404"),
    ([thread(1, pager=BARS.format("next.html"))], {}, PARTIAL, "not understood"),
)


@pytest.mark.parametrize(
    ("threads", "others", "status", "words"), [*EACH, *(pytest.param(*row, marks=pytest.mark.soak) for row in MIXTURES)]
)
def test_one_board(threads: list[Answer], others: dict[str, Answer], status: int, words: str, crawl: Crawler) -> None:
    with serving(site(*threads, **others)) as server:
        found = crawl("board", "-s", "RETRY_ENABLED=0", url=f"{server.url}forum-2-1.html")
    assert (found.status, words in found.closing) == (status, True), found.closing
    assert found.done.stderr.splitlines()[-1] == found.closing


@pytest.mark.parametrize(
    ("second", "status"),
    [
        (board("thread-2-1-1.html"), DONE),
        (PASSWORD, PARTIAL),
        pytest.param(GONE, PARTIAL, marks=pytest.mark.soak),
        pytest.param(COOKING, PARTIAL, marks=pytest.mark.soak),
    ],
)
def test_a_good_board_and_another(second: Answer, status: int, crawl: Crawler) -> None:
    with serving(site(*FINE, forum_3_1=second)) as server:
        found = crawl("board", url=f"{server.url}forum-2-1.html,{server.url}forum-3-1.html")
    assert found.status == status, found.closing
    assert ("forum-3-1.html" in found.closing) == (status != DONE)


# Our own failures ---------------------------------------------------------------------------------------------------------------------


def run(url: str, feed: str, file_limit: int | None = None) -> subprocess.Popen[str]:
    """A crawl on its way; no file of it may grow beyond a limit in bytes."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    command = [sys.executable, "-B", "-m", "scrapy", "crawl", "board", "-a", f"url={url}", "-O", feed, *QUICK]  # -B: else it tears *.pyc
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit or limit[0], limit[1]))
        return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)


@pytest.mark.parametrize("limit", [20_000])
def test_a_full_disk(limit: int, tmp_path: Path) -> None:
    """A line that does not fit is not begun."""
    out = tmp_path / "o.jsonl"
    with serving(site(*(thread(n) for n in range(1, 61)))) as server, run(f"{server.url}forum-2-1.html", str(out), limit) as process:
        _, log = process.communicate(timeout=120)
    assert process.returncode == BROKEN, log
    assert "the feed could not be written" in log.splitlines()[-1]
    assert out.read_bytes().endswith(b"\n")
    assert 0 < len([json.loads(line) for line in out.read_bytes().splitlines()]) < 60


@pytest.mark.parametrize(
    "target",
    ["/dev/full", *(pytest.param(t, marks=pytest.mark.soak) for t in ("/proc/none/out.jsonl", "s3:///nowhere", "gopher://x/out.jsonl"))],
)
def test_a_feed_that_cannot_be_written(target: str) -> None:
    with serving(site(*FINE)) as server, run(f"{server.url}forum-2-1.html", f"{target}:jsonl") as process:
        _, log = process.communicate(timeout=120)
    assert process.returncode == BROKEN, log
    assert target in log.splitlines()[-1]


RAISING = """
class Raising:
    def process_item(self, item):
        if item.post_id == "21":
            raise ZeroDivisionError("of no use")
        return item
"""


def test_a_pipeline_that_raises(crawl: Crawler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "raising.py").write_text(RAISING)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")
    with serving(site(*FINE)) as server:
        found = crawl("board", "-s", f"ITEM_PIPELINES={json.dumps(CLEANING | {'raising.Raising': 900})}", url=f"{server.url}forum-2-1.html")
    assert found.status == BROKEN
    assert found.threads == {"1", "3"}
    assert f"{server.url}thread-2-1-1.html: ZeroDivisionError: of no use" in found.closing


CLEANING = {"pipelines.boilerplate.BoilerplatePipeline": 100, "pipelines.captions.CaptionsPipeline": 200}
CLEANING |= {"pipelines.validate.ValidatePipeline": 300}


def test_stopped_by_hand(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | None:
        if path == "/thread-3-1-1.html":
            started.append(path)
            time.sleep(3)
        return site(*FINE)(path)

    started: list[str] = []
    with serving(answer) as server, run(f"{server.url}forum-2-1.html", str(tmp_path / "o.jsonl")) as process:
        end = time.monotonic() + 60
        while not started and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=60)
    assert process.returncode == PARTIAL
    assert "stopped before the end" in log.splitlines()[-1]


# Logins -------------------------------------------------------------------------------------------------------------------------------

COOKIES = "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t{}\tauth\tabc\n"
LONG_AGO, FAR_AWAY = 946684800, 4102444800
HIDDEN = '<div class="locked">本帖隐藏的内容需要登录才可以浏览</div>'


@pytest.mark.parametrize(
    ("date", "above", "last", "status", "words"),
    [
        (FAR_AWAY, GUEST, LOGIN, REFUSED, "pages show us as a guest"),
        (LONG_AGO, MEMBER, NO_RIGHT, DONE, "1 permission"),
        *(
            pytest.param(*row, marks=pytest.mark.soak)
            for row in (
                (FAR_AWAY, MEMBER, NO_RIGHT, DONE, "1 permission"),
                (FAR_AWAY, GUEST, NO_RIGHT, REFUSED, "pages show us as a guest"),
                (LONG_AGO, "", LOGIN, REFUSED, "1 cookies are past their date"),
                (LONG_AGO, "", thread(4), DONE, "1 cookies are past their date"),
                (FAR_AWAY, GUEST, thread(4, locked=HIDDEN), REFUSED, "the login has expired"),
            )
        ),
    ],
)
def test_logins(date: int, above: str, last: Answer, status: int, words: str, crawl: Crawler, tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(COOKIES.format(date))
    with serving(site(thread(1, above), thread(2, above), thread(3, above), last)) as server:
        found = crawl("board", url=f"{server.url}forum-2-1.html", cookies=file)
    assert (found.status, words in found.closing) == (status, True), found.closing
    assert found.done.stderr.count("WARNING: ") == (status == REFUSED or "past" in found.closing) + (date == LONG_AGO and above == MEMBER)


def test_a_site_that_cannot_be_reached(crawl: Crawler) -> None:
    with serving(lambda _: None) as gone:
        url = gone.url
    found = crawl("board", url=url)
    assert (found.status, "the site does not answer as it should" in found.closing) == (REFUSED, True)
