"""XenForo boards, and pages that only say why there is nothing."""

from __future__ import annotations

import re
from itertools import chain

from lxml.etree import _Element as Element

from crawler.engines.xenforo.parts import PAGE_NUMBER, breadcrumb, read_pages, read_title, read_user
from crawler.engines.xenforo.routes import KEYS
from crawler.forum import BoardPage, BoardRow, Engine, ThreadRow
from crawler.items import Author, Board
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.select import Either, Select, has, text_of
from crawler.text import count
from crawler.urls import absolute

_ROW_TITLE = Select(".//*[contains(@class,'structItem-title') or contains(@class,'article')]//a | .//h3[contains(@class,'title')]//a")
_ROW_USER = Select(
    f".//*[{has('structItem-parts')} or {has('posterDate')} or {has('articlePreview-by')} or {has('message-attribution')}]"
    f"//*[{has('username')}]"
)
_ROW_DATES = Select(f".//*[{has('DateTime')}]")
_ROW_COUNTS = Either(
    ".//div[contains(@class,'structItem-cell--meta') or contains(@class,'stats')]//dd",
    f".//div[{has('reply-count')} or {has('view-count')}]",
    ".//*[contains(@class,'articlePreview-replies') or contains(@class,'action--replies')]",
)
"""Replies and views (1 and 2; VS), or replies only (cards)."""
_LAST = Select(f".//div[{has('structItem-cell--latest')} or {has('last-post-cell')}]")
_NUMBER = re.compile(r"\d[\d.,]*\s*[KM]?")


def read_board(engine: Engine, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
    """One page of a board."""
    board = breadcrumb(engine, page)
    here = engine.target(page.url) or engine.target(absolute(page.url, page.link("canonical")))
    name = read_title(page)[0]
    if here is None or here.kind != "board":
        return BoardPage(Board(name=name), boards, rows)
    key = re.search(r"node-(\d+)", KEYS(page.tree))
    board.id = key[1] if key and not here.id.isdecimal() else here.id
    if board.name != name:
        board.path = [*board.path, name] if name else board.path
    board.name, board.url = name, PAGE_NUMBER.sub("", page.url.split("#", 1)[0]) or None
    current, pages, following = read_pages(engine, page, here)
    return BoardPage(board, boards, rows, current, pages, following)


def thread_row(engine: Engine, page: Page, element: Element) -> ThreadRow | None:
    """A thread as its board lists it; None for a row that names none."""
    for link in chain(_ROW_TITLE(element), element.iter("a")):
        url, title = absolute(page.base_url, re.sub(r"/unread/?$", "/", link.get("href") or "")), text_of(link)
        at = engine.target(url) if title else None
        if at and at.kind == "thread" and at.page == 1:
            break
    else:
        return None
    classes = element.get("class", "")
    parent = element.getparent()
    row = ThreadRow(at.id, url, title)
    starter = _ROW_USER.first(element)
    row.author = read_user(starter) if starter is not None else None
    if row.author is None and element.get("data-author"):
        row.author = Author(element.get("data-author", ""))
    row.replies, row.views = _counts(element)
    times = list(element.iter("time")) or _ROW_DATES(element)
    if times:
        row.created_at = read_time(page, times[0]).iso
        last = _LAST.first(element)
        latest = next(last.iter("time"), times[-1]) if last is not None else times[-1]
        row.last_post_at = read_time(page, latest).iso if len(times) > 1 or not row.replies else None
    group = parent.get("class", "") if parent is not None else ""
    row.sticky = "sticky" in classes.split() or "--sticky" in group or _marked(element, "sticky")
    row.moved = "redirect" in classes or _marked(element, "redirect")
    return row


def _counts(row: Element) -> tuple[int | None, int | None]:
    """Replies and views; VS shortens them and says them whole in a title."""
    told = [_NUMBER.search(cell.get("title") or text_of(cell)) for cell in _ROW_COUNTS(row)]
    numbers = [count(match[0]) if match else None for match in told[:2]]
    return (numbers[0] if numbers else None), (numbers[1] if len(numbers) > 1 else None)


def _marked(row: Element, word: str) -> bool:
    return any(word in f"{icon.get('class')} {icon.get('title')}".lower() for icon in row.iter("i", "span", "svg"))
