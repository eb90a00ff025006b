"""Views of a thread for printers and robots: its posts under plain heads, without numbers, pictures of people, or a page bar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, read
from crawler.dates import day_first, parse
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.css import Find
from crawler.markup.lists import Address, absolute_in
from crawler.page import Page
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
    """A thread's number in the address of such a view; ``further`` where the page is not its first."""
    board: re.Pattern[str]
    """A board's number in the links of the way to it, above the posts."""
    rules: Rules


def read_plain(engine: Engine, page: Page, view: Plain, zone: tzinfo | None = None, address: Address = absolute_in) -> ThreadPage | None:
    """The thread that such a page shows; None for any other page."""
    elements = [element for element in view.posts(page.tree) if view.body.first(element) is not None]
    if not elements:
        return None
    thread, board = Thread("0", page.url or None, text_of(view.title.first(page.tree)) or None), Board()
    if own := view.thread.search(page.url):
        thread.id = own[1]
    for url, name in _links(page, elements[0], address):
        at = engine.target(url)
        if at is not None and at.kind == "thread" and thread.id in ("0", at.id):
            thread.id, thread.url = at.id, url
        elif match := view.board.search(url):
            board.id, board.name, board.url = match[1], name, url
            board.path.append(name)
    shown = [text_of(view.time.first(element)) for element in elements]
    days = day_first(shown)
    posts = []
    for element, time in zip(elements, shown, strict=True):
        when = parse(time, page.calendar, zone, day_first=days)
        made = raw_post(engine, page, thread, board, "", thread.url or page.url, _body(view, page, element), when)
        name = text_of(view.author.first(element))
        made.post.author = Author(name) if name else None
        posts.append(made)
    if own and not own["further"]:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    return ThreadPage(thread, board, posts)


def _links(page: Page, end: Element, address: Address) -> Iterator[tuple[str, str]]:
    for element in page.tree.iter():
        if element is end:
            return
        if element.tag == "a" and (name := text_of(element)) and (url := address(page, element.get("href") or "")):
            yield url, name


def _body(view: Plain, page: Page, element: Element) -> Body:
    content = view.body.first(element)
    return read(content, view.rules, page.base_url) if content is not None else Body()
