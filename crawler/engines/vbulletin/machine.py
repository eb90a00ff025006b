"""vBulletin's views of a thread for printers and robots: no member's page, no number of a post, no picture.

``printthread.php`` (4: ``li.postbit``; 3: one ``td.page`` a post) and ``archive/index.php/t-N.html`` (3 and 4: ``posttop`` and
``posttext``).  Known from pages made for the tests only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.vbulletin import RULES
from crawler.body.walker import read
from crawler.dates import parse
from crawler.engines.vbulletin.addresses import target
from crawler.engines.vbulletin.times import begins_with_day, printed
from crawler.forum import Target, ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Either, has, text_of

_POSTS = Either(
    f"id('postlist')/li[{has('postbit')}][.//*[{has('datetime')}]]",
    f"//div[{has('post')}][*[{has('posttop')}]][*[{has('posttext')}]]",
    "//td[@class='page'][table[1]//td[2]][div]",
)
_AUTHOR = Either(f".//*[{has('username')}]", "./table[1]//td[1]")
_TIME = Either(f".//*[{has('datetime')}]", f".//*[{has('posttop')}]/*[{has('date')}]", "./table[1]//td[2]")
_BODY = Either(f".//*[{has('content')}]", f"./*[{has('posttext')}]", "./div[last()]")
_ARCHIVED = re.compile(r"/archive/index\.php/?\??/?([tf])-(\d+)(?:-p-(\d+))?\.html$")
_PRINTED = re.compile(r"/printthread\.php\?(?:.*&)?t=(\d+)(?:.*&page=(\d+))?")
_COUNTED = re.compile(r"^post_(\d+)$")


def read_plain_thread(engine: Table, sheet: Sheet) -> ThreadPage | None:
    """One page of a thread in such a view; None for any other page."""
    page = sheet.page
    elements = _POSTS(page.tree)
    if not elements:
        return None
    thread, board, current = Thread(), Board(), 1
    at = _plain_target(page.url)
    if at is not None and at.kind == "thread":
        thread.id, current = at.id, at.page
    for at, url, name in _links(sheet, elements[0]):
        if at.kind == "board":
            board.id, board.name, board.url = at.id, name, url
            board.path = [*(part for part in board.path if part != name), name]
        elif thread.id in ("", "0", at.id) and not thread.title and target(url):
            thread.id, thread.url, thread.title = at.id, url, name
    thread.id = thread.id or "0"
    heading = text_of(next(page.tree.iter("h1"), None)) if b"posttop" not in page.body else ""
    thread.title = heading or thread.title
    shown = [text_of(_TIME.first(element)) for element in elements]
    days = begins_with_day(shown)
    posts = []
    for element, floor, time in zip(elements, _floors(elements, current), shown, strict=True):
        when = parse(printed(time), page.calendar, sheet.zone, day_first=days)._replace(raw=time or None)
        made = raw_post(engine, page, thread, board, "", thread.url or page.url, _body(page, element), when)
        name = text_of(_AUTHOR.first(element))
        made.post.author, made.post.floor = Author(name) if name else None, floor
        posts.append(made)
    if current == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    following = (url for at, url, _ in _links(sheet) if at == Target("thread", thread.id, current + 1) and not target(url))
    return ThreadPage(thread, board, posts, current, None, next(following, None))


def _links(sheet: Sheet, end: Element | None = None) -> Iterator[tuple[Target, str, str]]:
    """(what it names, address, words) of the links to boards and threads, all or those above an element."""
    for element in sheet.tree.iter():
        if element is end:
            return
        url, name = (sheet.address(element), text_of(element)) if element.tag == "a" else ("", "")
        if url and name and (at := _plain_target(url)):
            yield at, url, name


def _plain_target(url: str) -> Target | None:
    """What an address names, those of these views too; the crawl follows none of them."""
    if match := _ARCHIVED.search(url):
        return Target("thread" if match[1] == "t" else "board", match[2], int(match[3] or 1))
    if match := _PRINTED.search(url):
        return Target("thread", match[1], int(match[2] or 1))
    return target(url)


def _floors(elements: list[Element], current: int) -> list[int | None]:
    """4 counts the printed posts in their ids; other numbers there are no floors."""
    told = [int(match[1]) if (match := _COUNTED.match(element.get("id") or "")) else None for element in elements]
    counted = told[0] is not None and told == list(range(told[0], told[0] + len(told)))
    return told if counted and (told[0] == 1 or current > 1) else [None] * len(elements)


def _body(page: Page, element: Element) -> Body:
    content = _BODY.first(element)
    return read(content, RULES, page.base_url) if content is not None else Body()
