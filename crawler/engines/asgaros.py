"""Asgaros Forum (WordPress): one template; a post prints its number, and its body begins with a hidden copy for the quote button."""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Body, Rules, Walker, read, skip
from crawler.boards import board_rows, breadcrumb, thread_row
from crawler.dates import parse
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pager import pager
from crawler.select import Select, first_of, has, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_POSTS = Select("//div[starts-with(@id,'postid-')]")
_TITLE = Select(f"//h1[{has('main-title')}]")
_CRUMBS = Select("id('forum-breadcrumbs')//a[@href]")
_ROWS = Select(f"//div[{has('topic')} or {has('topic-normal')} or {has('topic-sticky')}][.//div[{has('topic-name')}]]")
_ROW_LINK = Select(f".//div[{has('topic-name')}]//a[@href]")
_ROW_AUTHOR = Select(f".//div[{has('topic-name')}]//small//b")
_ROW_STATS = Select(f".//*[{has('topic-stats')}]")
_BOARDS = Select(f"//a[{has('forum-title')}]")
_FLOOR = Select(f".//div[{has('post-meta')} or {has('post-footer')}]//a[starts-with(normalize-space(.),'#')]")
_PAGER = Select(f"//div[{has('pages')} or {has('forum-pages')}]//a")
_MESSAGE = Select(f"id('af-wrapper')//div[{has('notice')} or {has('info')} or {has('error')}]")
_PRETTY = re.compile(r"/(topic|thread|forum)/([^/?#]+)/?$")
_EDITED = re.compile(r"(?:edited on|bearbeitet am)\s+(.+?)(?:\s+(?:by|von)\s.*)?$", re.IGNORECASE)


class Asgaros(Engine):
    """Asgaros forums and topics."""

    name = "asgaros"
    rank = 40
    marks = (b"asgaros-forum",)

    def place(self, url: str) -> Place | None:
        asked = query(url)
        page = number(asked.get("part")) or 1
        view = asked.get("view", "")
        if view in ("topic", "thread", "forum") and asked.get("id"):
            return Place("board" if view == "forum" else "thread", asked["id"], page)
        if view or not asked.keys() <= {"part"}:
            return None
        if match := _PRETTY.search(path(url)):
            return Place("board" if match[1] == "forum" else "thread", match[2], page)
        return Place("index", "") if re.fullmatch(r"/(?:[^/]+/)?", path(url)) else None

    def read(self, page: Page) -> Reading:
        if posts := _POSTS(page.tree):
            return self._thread(page, posts)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return self._board(page, rows, boards)
        words = _MESSAGE.text(page.tree)[:200]
        return Notice(reason(words, page.status) if page.status >= 400 or words else "empty", words)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        place = self.place(page.url.split("#", 1)[0]) or Place("thread", "0")
        address = re.sub(r"[?&]part=\d+", "", page.url.split("#", 1)[0])
        thread = Thread(place.id, address or None, _TITLE.text(page.tree) or None)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = [self._post(page, thread, board, element) for element in elements]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        pages, next_url = pager(self, page, place, _PAGER(page.tree))
        return ThreadPage(thread, board, posts, place.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, element: Element) -> Draft:
        pid = element.get("id", "").removeprefix("postid-")
        content = first_of(element, "post-message", "div")
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        link = _FLOOR.first(element)
        url = (absolute(page.base_url, link.get("href", "")) if link is not None else "") or page.url
        when = parse(text_of(first_of(element, "forum-post-date", "div")), page.fetched_at, UTC)
        made = draft(self, page, thread, board, pid, url, body, when)
        made.post.floor = number(text_of(link))
        name = text_of(first_of(element, "post-username", "span", "a"))
        made.post.author = Author(name) if name else None
        edited = _EDITED.search(text_of(first_of(element, "post-edit-date", "span")).strip(" ·"))
        made.post.edited_at = parse(edited[1], page.fetched_at, UTC).iso if edited else None
        return made

    # Forums ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        place = self.place(page.url) or Place("index", "")
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        if place.kind == "board" and board.id != place.id:
            name = _TITLE.text(page.tree)
            board.id, board.name, board.url = place.id, name or None, re.sub(r"[?&]part=\d+", "", page.url)
            board.path += [name] if name else []
        pages, next_url = pager(self, page, place, _PAGER(page.tree))
        return BoardPage(board, boards, rows, place.page, pages, next_url)

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = thread_row(self, page, _ROW_LINK(element))
        if found is None:
            return None
        name = _ROW_AUTHOR.text(element)
        found.author = Author(name) if name else None
        counts = re.findall(r"\d[\d.,]*", _ROW_STATS.text(element))
        if len(counts) == 2:
            found.replies, found.views = number(counts[0]), number(counts[1])
        found.sticky = any("sticky" in (mark.get("class") or "") for mark in [element, *element.iter("span", "i")])
        return found


def _quote(walker: Walker, element: Element) -> None:
    heading = first_of(element, "quotetitle", "div")
    name = text_of(heading)
    lines = [line for line in walker.inside_text(element).split("\n") if line and line != name]
    quote = Quote("\n".join(lines))
    if match := re.match(r"(?:Quote from|Zitat von)\s+(.+?)(?:\s+(?:on|am|vom)\s+(.+))?$", name, re.IGNORECASE):
        quote.author, quote.created_raw = match[1], match[2]
    walker.quote(quote)


def _uploads(walker: Walker, element: Element) -> None:
    """The list of uploaded files below a body: pictures and others."""
    for link in element.iter("a"):
        if link.find(".//img") is not None:
            walker.descend(link)
        elif name := text_of(link):
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href", "")) or None))


def _div(walker: Walker, element: Element) -> None:
    if (element.get("id") or "").startswith("uploaded-files") or "uploaded-file" in (element.get("class") or ""):
        _uploads(walker, element)
    elif not (element.get("id") or "").startswith("post-quote-container"):
        walker.descend(element)


_RULES = Rules(classes={"signature": skip}, tags={"blockquote": _quote, "div": _div})

ENGINE = Asgaros()
