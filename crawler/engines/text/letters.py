"""Letters of telnet boards kept as text: sender, title and time above the words, ``--`` and the origin below (smth's and PTT's forms)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256

from crawler.blocks import Block, Body
from crawler.dates import parse
from crawler.engines.text.heading import REPLY
from crawler.engines.text.screen import FILL, edge, screen, unwrapped
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.page import Page
from crawler.text import tidy

_WORDS = ("信人", "作者")
_MAYBE = re.compile(r"(?:发信人|發信人|寄信人)\s*[:：]|作者.{1,60}看板")
_IS = r"(?:\s*[:：]\s*|\s{1,})"
_SENDER = re.compile(
    rf"\s*(?:(?:发信人|發信人|寄信人)\s*[:：]\s*|作者{_IS}(?=.*看板))(?P<name>[^\s(（,，:：]+)\s*(?:[(（].*?[)）])?(?P<rest>.*)"
)
_BOARD = re.compile(rf"(?:信区|信區|看板|站内|站內){_IS}(?P<name>[\w.-]+)")
_TITLE = re.compile(rf"\s*(?:标\s*题|標\s*題){_IS}(?P<words>\S.*)")
_SENT = re.compile(
    rf"\s*(?:(?:发信站|發信站)\s*[:：].*?[(（](?P<within>[^()（）,，]{{10,40}})[^()（）]{{0,20}}[)）]|(?:时间|時間){_IS}(?P<after>\S.{{9,40}}))"
)
_QUOTED = re.compile(r"\s*(?:【\s*在\s*(?P<name>[^\s(（]+).*的大作中提到|※\s*引述《(?P<other>[^\s(（》]+).*之[铭銘]言)")
_SIGN = re.compile(r"\s*[:：>]\s?")
_FOOT = re.compile(r"\s*※\s*(?:来源|來源|修改|发信站|發信站|編輯|编辑|文章網址|转载|轉錄)")
_RULE = re.compile(r"[-_=*─━═]{10,}")
_END = "--"
_HEAD = 4
"""Lines below the sender's among which title and time stand."""
_SCREEN = 60
"""Columns of a line that a terminal may have broken."""


@dataclass(slots=True)
class _Letter:
    sender: str
    title: str
    time: str
    board: str | None
    lines: list[str] = field(default_factory=list)


def read_letters(engine: Engine, page: Page) -> ThreadPage | None:
    """The letters of a text; None where it holds none with all of sender, title and time."""
    if not any(word in page.text for word in _WORDS) or _MAYBE.search(page.text) is None:
        return None
    letters = _letters(page.text.replace("\r\n", "\n").split("\n"))
    if not letters:
        return None
    first = letters[0]
    thread = Thread(id=sha256(page.body).hexdigest()[:16], url=page.url or None, title=REPLY.sub("", first.title))
    board = Board(name=first.board, path=[first.board] if first.board else [])
    posts = []
    for letter in letters:
        made = raw_post(engine, page, thread, board, "", page.url, _body(letter.lines), parse(letter.time, page.calendar))
        made.post.author, made.post.confidence = Author(letter.sender), 0.9
        posts.append(made)
    return ThreadPage(thread, board, posts)


def _letters(lines: list[str]) -> list[_Letter]:
    found: list[_Letter] = []
    at = 0
    while at < len(lines):
        head = _head(lines, at)
        if head is None:
            if found:
                found[-1].lines.append(lines[at])
            at += 1
            continue
        letter, at = head
        found.append(letter)
    return found


def _head(lines: list[str], at: int) -> tuple[_Letter, int] | None:
    """The letter whose head begins at a line, and the line below that head."""
    sender = _SENDER.fullmatch(lines[at])
    if sender is None:
        return None
    title = time = None
    end = at
    for place in range(at + 1, min(len(lines), at + 1 + _HEAD)):
        if (title is None and (title := _TITLE.fullmatch(lines[place]))) or (time is None and (time := _SENT.match(lines[place]))):
            end = place
    if title is None or time is None:
        return None
    board = _BOARD.search(sender["rest"])
    when = time["within"] or time["after"]
    return _Letter(sender["name"], tidy(title["words"]), when.strip(), board["name"] if board else None), end + 1


def _body(lines: list[str]) -> Body:
    """The words of a letter, its quotation apart, without what stands below ``--`` or names the origin."""
    stop = next((at for at, line in enumerate(lines) if _FOOT.match(line)), len(lines))
    last = max((at for at, line in enumerate(lines[:stop]) if line.strip() == _END), default=stop)
    screened = [screen(line) for line in lines[: min(stop, last)]]
    body = Body()
    quote: Quote | None = None
    for line in unwrapped(screened, edge(screened, _SCREEN)):
        words = tidy(line.replace(FILL, ""))
        if found := _QUOTED.match(words):
            quote = Quote("", found["name"] or found["other"])
            body.quotes.append(quote)
            body.blocks.append(Block("quote", index=len(body.quotes) - 1))
        elif quote is not None and (sign := _SIGN.match(words)):
            quote.text = f"{quote.text}\n{words[sign.end() :]}".strip()
        elif words and not _RULE.fullmatch(words):
            body.blocks.append(Block("paragraph", words))
    return body
