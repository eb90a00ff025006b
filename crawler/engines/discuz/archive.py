"""Discuz!'s archiver (6–X3.5): a thread without ids, floors, pictures and markup, each post behind a line with its author and time.

Quotes and edit notes are bare text there; an anonymous poster is ``<i>Anonymous</i>``; a blocked post is its line and nothing else.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element
from msgspec import UNSET

from crawler.body.walker import Rules, Walker, skip
from crawler.engines.discuz.addresses import target
from crawler.engines.discuz.body import take_edit_note
from crawler.engines.discuz.parts import moment, shown, user
from crawler.forum import BoardPage, BoardRow, Engine, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Board, Thread
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

_LINES = Select("//p[@class='author'][strong] | //div[@class='archiver_post']/p[cite]")
"""6.1 and later; 6.0."""
_PAGER = Select("//div[@class='page'] | //div[@class='archiver_pages']")
_CRUMBS = Select("id('nav')//a | //div[@class='navigation']//a")
_NAV = Select("id('nav') | //div[@class='navigation']")
_ENTRIES = Select("id('content')//li//a[@href] | //div[@class='archiver_forumlist' or @class='archiver_threadlist']//a[@href]")
_LIST = Select("id('content')//ul[@start]")
_REPLIES = re.compile(r"\((\d+)\D*\)")
"""``(2篇回复)``, ``(2 Replies)``."""
_TID = re.compile(r"tid-(\d+)")
_FID = re.compile(r"fid-(\d+)")
_FULL = Select("id('end')//a | //h1/a")
"""The link to the whole view (X; before)."""
_TAG = re.compile(
    r"\[/?(?:i|quote|b|u|s|img|url|email|color|size|align|font|attach|hide|code|free|table|tr|td|list|media|flash|\*)\b[^\]\n]{0,80}\]"
)
"""BBCode, which the archiver leaves as it was typed (before X)."""

_PRICE = re.compile(r"本主[题題]需向作者支付.*?才能[浏瀏][览覽]")
"""The line between a paid thread's preview and its replies."""


def read_archive(engine: Engine, page: Page) -> ThreadPage | None:
    """A thread in the archiver's view; None when the page is no such."""
    if not _is_archive(page) or not (lines := _LINES(page.tree)):
        return None
    thread, board = _head(page, lines[0])
    current, pages, next_url = _pager(page)
    posts = []
    for at, line in enumerate(lines, 1):
        walker = _body(page, line)
        when = shown(page, line.find("span"))
        name = line.find("strong") if line.find("strong") is not None else line.find("cite")
        said = tidy((name.tail if name is not None else "") or "")
        when = when if when.raw else moment(page, re.sub(r"^[^\d昨前今半几]*", "", said))
        made = raw_post(engine, page, thread, board, "", thread.url or page.url, walker.body, when)
        made.post.author = user(name) if name is not None and name.find("i") is None else None
        made.post.edited_at = moment(page, walker.body.edited).iso
        made.post.floor = at if current == 1 else None
        posts.append(made)
    forget_floors(posts)
    if current == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    return ThreadPage(thread, board, posts, current, pages, next_url)


def _is_archive(page: Page) -> bool:
    """Whether a page's title, its address or its posts say archiver; a link in the foot of any other view does, too."""
    return b"Discuz! Archiver" in page.start or b"archiver_post" in page.start or "archiver/" in page.url


def forget_floors(posts: list[RawPost]) -> None:
    """Drops the floors of posts that do not stand in the order of time: newest first, or a reply that is always shown on top."""
    times = [made.post.created_at or "" for made in posts]
    if times != sorted(times):
        for made in posts[1:]:
            made.post.floor = None


def read_archived_board(page: Page) -> BoardPage | None:
    """A board, or the index, in the archiver's view: links to boards and threads, the number of replies behind each; None for others."""
    at = target(page.url)
    if b"rchiver" not in page.start or at is None or at.kind == "thread":
        return None
    reading = BoardPage(_board(page, at) if at.kind == "board" else Board())
    reading.page, reading.pages, reading.next_url = _pager(page)
    for link in _ENTRIES(page.tree):
        url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
        to = target(url)
        if to and to.kind == "board" and name:
            reading.boards.append(BoardRow(to.id, url, name))
        elif to and to.kind == "thread" and name:
            replies = _REPLIES.search(tidy(link.tail or ""))
            reading.threads.append(ThreadRow(to.id, url, name, replies=number(replies[1]) if replies else None))
    reading.says_empty = (not reading.threads and _LIST.first(page.tree) is not None) or UNSET
    return reading if reading.threads or reading.boards or reading.says_empty else None


def _board(page: Page, at: Target) -> Board:
    """The board that a page lists; it is the bare end of the breadcrumb."""
    names = [text_of(link) for link in _CRUMBS(page.tree) if _FID.search(link.get("href", ""))]
    nav = _NAV.first(page.tree)
    name = tidy(text_of(nav).rpartition("›")[2].rpartition("»")[2]) if nav is not None else ""
    return Board(at.id, name or None, [*names, name] if name else names, page.url.partition("&")[0])


def _head(page: Page, first: Element) -> tuple[Thread, Board]:
    heading = first.getnext()
    title = text_of(heading) if heading is not None and heading.tag == "h3" else ""
    title = title or tidy(re.split(r"\([页頁] \d+\)|\s+-\s+", page.title)[0])
    found = _TID.search(page.url)
    board, full = Board(), ""
    for link in _CRUMBS(page.tree):
        if (match := _FID.search(link.get("href", ""))) and text_of(link):
            board.id, board.name, board.path = match[1], text_of(link), [*board.path, text_of(link)]
            board.url = absolute(page.base_url, link.get("href", "")) or None
    for link in _FULL(page.tree):
        if match := re.search(r"(?:[?&]tid=|thread-)(\d+)", link.get("href", "")):
            found, full = match, absolute(page.base_url, link.get("href", ""))
    return Thread(id=found[1] if found else "0", url=full or None, title=title or None), board


def _pager(page: Page) -> tuple[int, int | None, str | None]:
    bar = _PAGER.first(page.tree)
    if bar is None:
        return 1, 1, None
    current = number(text_of(bar.find(".//strong"))) or 1
    links = [(number(text_of(link)), absolute(page.base_url, link.get("href", ""))) for link in bar.iter("a")]
    pages = max([current, *(count for count, _ in links if count)])
    return current, pages, next((url for count, url in links if count == current + 1), None) or None


def _body(page: Page, line: Element) -> Walker:
    """What stands between a post's line and the next one's."""
    walker = Walker(_RULES, page.base_url)
    walker.text(line.tail)
    for element in line.itersiblings():
        if element.get("class") in ("author", "page"):
            break
        if isinstance(element.tag, str) and element.tag != "h3":
            walker.visit(element)
        walker.text(element.tail)
    walker.end_line()
    for block in walker.body.blocks:
        block.text = tidy(_TAG.sub("", block.text))
    walker.body.blocks[:] = [block for block in walker.body.blocks if block.text or block.type != "paragraph"]
    if (last := walker.body.blocks[-1:]) and (price := _PRICE.match(last[0].text)):
        walker.body.blocks.pop()
        walker.locked(price[0])
    take_edit_note(walker)
    return walker


def _hidden(walker: Walker, element: Element) -> None:
    """``**** Hidden Message *****`` in bold."""
    if "**** Hidden Message" in text_of(element):
        walker.locked(text_of(element))
    else:
        walker.descend(element)


_RULES = Rules(tags={"b": _hidden, "h3": skip})
