"""Views of a thread for printers and robots: its posts under plain heads, without pictures of people, most without numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, read
from crawler.dates import parse
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.css import Find
from crawler.markup.sheet import Sheet
from crawler.select import text_of


@dataclass(frozen=True, slots=True)
class Plain:
    """Where one software's plain view has what; all but posts and title is looked for in a post."""

    posts: Find
    author: Find
    time: Find
    body: Find
    title: Find
    thread: re.Pattern[str]
    """A thread's ``id`` in the address of such a view; its ``page``, or ``further`` where only that tells that it is not the first."""
    board: re.Pattern[str]
    """A board's number in the links of the way to it, above the posts."""
    rules: Rules
    number: re.Pattern[str] | None = None
    """A post's number in the id of its element."""
    printed: Callable[[str], str] = str
    """A time's words without the ornaments around them."""


def read_plain(engine: Engine, sheet: Sheet, view: Plain) -> ThreadPage | None:
    """The thread that such a page shows; None for any other page."""
    page = sheet.page
    elements = [element for element in view.posts(page.tree) if view.body.first(element) is not None]
    if not elements:
        return None
    own, thread, board = view.thread.search(page.url), Thread("0", page.url or None), Board()
    told = own.groupdict() if own else {}
    thread.id, current = told.get("id") or "0", int((told.get("page") or "1")[:9])
    for url, name in _links(sheet, elements[0]):
        at, outer = engine.target(url), view.board.search(url)
        if at is not None and at.kind == "thread":
            if thread.id in ("0", at.id) and not thread.title:
                thread.id, thread.url = at.id, url
                thread.title = name if "://" not in name else None
        elif outer or (at is not None and at.kind == "board"):
            board.id, board.name, board.url = outer[1] if outer else at.id if at else None, name, url
            board.path = [*(step for step in board.path if step != name), name]
    thread.title = text_of(view.title.first(page.tree)) or thread.title
    shown = [text_of(view.time.first(element)) for element in elements]
    days = page.calendar.order_of(shown) is True
    posts = []
    for element, time, floor in zip(elements, shown, _numbers(view, elements, current), strict=True):
        when = parse(view.printed(time), page.calendar, sheet.zone, day_first=days)
        when = when._replace(raw=time) if time and len(time) < 60 else when
        made = raw_post(engine, page, thread, board, "", thread.url or page.url, _body(view, sheet, element), when)
        name = text_of(view.author.first(element))
        made.post.author, made.post.floor = Author(name) if name else None, floor
        posts.append(made)
    if own and current == 1 and not told.get("further"):
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    return ThreadPage(thread, board, posts, current, *_following(engine, sheet, view, thread.id, current))


def _links(sheet: Sheet, end: Element | None = None) -> Iterator[tuple[str, str]]:
    """(address, words) of the links of the page, all or those above an element."""
    for element in sheet.tree.iter():
        if element is end:
            return
        if element.tag == "a" and (name := text_of(element)) and (url := sheet.address(element)):
            yield url, name


def _numbers(view: Plain, elements: list[Element], current: int) -> list[int | None]:
    """The posts' numbers where they count on without a gap, from 1 or on a page after the first; else they are no floors."""
    marks = [view.number.match(element.get("id") or "") if view.number else None for element in elements]
    told = [int(mark[1][:9]) if mark else None for mark in marks]
    counted = told[0] is not None and told == list(range(told[0], told[0] + len(told)))
    return told if counted and (told[0] == 1 or current > 1) else [None] * len(elements)


def _following(engine: Engine, sheet: Sheet, view: Plain, ident: str, current: int) -> tuple[int | None, str | None]:
    """(number of pages, as far as views tell it; address of the next page of the same view or None)."""
    if "page" not in view.thread.groupindex:
        return None, None
    matches = ((url, match) for url, _ in _links(sheet) if not engine.target(url) and (match := view.thread.search(url)))
    return None, next((url for url, match in matches if match["id"] == ident and match["page"] == str(current + 1)), None)


def _body(view: Plain, sheet: Sheet, element: Element) -> Body:
    content = view.body.first(element)
    return read(content, view.rules, sheet.page.base_url) if content is not None else Body()
