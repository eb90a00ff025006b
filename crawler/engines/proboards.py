"""ProBoards 5: threads and boards of the hosted forums (proboards.com, boards.net, freeforums.net and domains of their own).

Times are milliseconds in ``data-timestamp``; posts have no number.  A guest's and a deleted member's name is bare text.
"""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.handlers import cut_link
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import NEVER, When, parse, stamp
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Numbered, Select, first_of, has, text_of
from crawler.text import count
from crawler.urls import absolute, path, query

_POSTS = Numbered("post-", "tr", "div", "article")
_TITLE = Either(f"//*[{has('title_wrapper')}]//h1", f"//*[{has('title-bar')}]//h1 | //*[{has('title-bar')}]//h2", "//h1")
_CRUMBS = Select("id('navigation-tree')//a[@href] | id('nav-tree')//a[@href]")
_ROWS = Select(f"//tr[{has('item')}][{has('thread')}]")
_BOARDS = Select(f"//tr[{has('item')}][{has('board')}]//td[{has('main')}]//a[starts-with(@href,'/board/')]")
_PAGER = Select(f"//ul[{has('ui-pagination')}]//a[@href]")
_WORDS = Either(f"//*[{has('error')}]", "id('content')")
_PLACE = re.compile(r"^/(thread|board)/(\d+)(?:/[^/]+)?/?$")
_MEMBER = re.compile(r"/user/(\d+)")
_POST = re.compile(r"/post/(\d+)")
_GUEST = re.compile(r"\s*\(guest\)$", re.IGNORECASE)
_NOBODY = frozenset(("deleted", "guest"))


class ProBoards(Engine):
    """ProBoards threads and boards."""

    name = "proboards"
    rank = 40
    fingerprints = (b"proboards",)

    def detect(self, page: Page) -> bool:
        return b"proboards.combined" in page.start or b"proboards.data(" in page.start or b'id="navigation-tree"' in page.start

    def target(self, url: str) -> Target | None:
        asked, where = query(url), path(url)
        page = asked.pop("page", "1")
        if asked or not page.isdecimal():
            return None
        if match := _PLACE.match(where):
            return Target("thread" if match[1] == "thread" else "board", match[2], max(int(page[:6]), 1))
        return Target("index", "") if where in ("/", "/index.php") else None

    def read(self, page: Page) -> Reading:
        if posts := _POSTS(page.tree):
            return self._thread(page, posts)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            target = self.target(page.url) or Target("index", "")
            board = breadcrumb(self, page, _CRUMBS(page.tree))
            if target.kind == "board" and board.id != target.id:
                name = text_of(_TITLE.first(page.tree))
                board = Board(target.id, name or None, [*board.path, *([name] if name else [])], page.url)
            return BoardPage(board, boards, rows, target.page, *pager(self, page, target, _PAGER(page.tree)))
        words = text_of(_WORDS.first(page.tree))[:200]
        return Notice(reason(words, page.status) if words else "empty", words)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        canonical = absolute(page.base_url, page.link("canonical"))
        target = next((at for url in (page.url, canonical) if (at := self.target(url)) and at.kind == "thread"), None) or Target(
            "thread", "0"
        )
        thread = Thread(target.id, (canonical or page.url).split("?", 1)[0].split("#", 1)[0], text_of(_TITLE.first(page.tree)) or None)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = [self._post(page, thread, board, element) for element in elements]
        if target.page == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, target.page, *pager(self, page, target, _PAGER(page.tree)))

    def _post(self, page: Page, thread: Thread, board: Board, element: Element) -> RawPost:
        key = (element.get("id") or "").removeprefix("post-")
        content = first_of(element, "message", "div")
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        head = first_of(element, "content-head", "div")
        when = _moment(page, head if head is not None else element)
        made = raw_post(self, page, thread, board, key, absolute(page.base_url, f"/post/{key}/thread") or page.url, body, when)
        beside = first_of(element, "mini-profile", "div")
        made.post.author = _person(beside if beside is not None else first_of(element, "left-panel", "td", "div"))
        made.post.edited_at = _moment(page, first_of(element, "edited-by", "div", "span")).iso
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        cells = {word: cell for cell in element.iter("td") for word in (cell.get("class") or "").split()}
        found = thread_row(self, page, cells["main"].iter("a")) if "main" in cells else None
        if found is None:
            return None
        found.url = found.url.split("?", 1)[0]
        states = " ".join([element.get("class") or "", *(mark.get("class") or "" for mark in element.iter("span"))])
        found.sticky, found.moved = "sticky" in states, "moved" in states
        found.author = _person(cells.get("created-by"))
        found.replies = count(text_of(cells.get("replies")) or None)
        found.views = count(text_of(cells.get("views")) or None)
        found.last_post_at = _moment(page, cells.get("latest")).iso
        return found


def _moment(page: Page, element: Element | None) -> When:
    """The first time in an element."""
    for found in element.iter("abbr", "time") if element is not None else ():
        raw = found.get("title") or text_of(found)
        millis = found.get("data-timestamp") or ""
        if millis.isdecimal() and len(millis) >= 12:
            return When(stamp(int(millis[:16]) // 1000, UTC), raw, "second")
        return parse(raw, page.calendar)
    return NEVER


def _person(element: Element | None) -> Author | None:
    """The link to a member, or the bare name of a guest."""
    found = first_of(element, "user-link", "a", "span") if element is not None else None
    name = _GUEST.sub("", text_of(found))
    if found is None or not name or name.lower() in _NOBODY:
        return None
    match = _MEMBER.search(found.get("href") or "")
    return Author(name, found.get("data-id") or (match[1] if match else None))


def _quote(walker: Walker, element: Element) -> None:
    """``div.quote``: who said it is in its attributes and, mostly, in a heading."""
    head, inner = first_of(element, "quote_header", "div"), first_of(element, "quote_body", "div")
    quote = Quote(walker.inside_text(inner if inner is not None else element))
    said = _person(head)
    quote.author = said.name if said else (element.get("author") or "").lstrip("@") or None
    match = _POST.search(element.get("source") or "")
    quote.post_id = match[1] if match else None
    walker.quote(quote)


_RULES = Rules(
    classes={"quote": _quote, **dict.fromkeys(("quote_header", "quote_avatar_container", "signature", "edited-by"), skip)},
    tags={"a": cut_link},
)

ENGINE = ProBoards()
