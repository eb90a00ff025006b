"""Asgaros Forum 1 to 3 (WordPress): a post prints its number, and its body begins with a hidden copy for the quote button.

1.x puts a post's head and foot into its body, and writes names in a bare ``strong``; guests and deleted users have no name.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import parse
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, first_of, has, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_POSTS = Select("//div[starts-with(@id,'postid-')]")
_TITLE = Select(f"//h1[{has('main-title')}]")
_CRUMBS = Select("id('forum-breadcrumbs')//a[@href]")
_ROWS = Select(f"//div[{has('topic')} or {has('topic-normal')} or {has('topic-sticky')} or {has('thread')}]")
_ROW_NAME = Select(f"./div[{has('topic-name')} or {has('thread-name')}]")
_ROW_AUTHOR = Either(f"./small//a[{has('profile-link')}] | ./small/b | ./small/i", "./small")
_ROW_STATS = Select(f".//*[{has('topic-stats')} or {has('thread-stats')}]")
_ROW_LAST = Either(f"./div[{has('topic-poster')}]//a[contains(@href,'postid-')]", f"./div[{has('topic-poster')} or {has('thread-poster')}]")
_BOARDS = Select(f"//a[{has('forum-title')}] | //small[{has('forum-subforums')}]/a")
_FLOOR = Select(f".//div[{has('post-meta')} or {has('post-footer')}]//a[starts-with(normalize-space(.),'#')]")
_PAGER = Select(f"//div[{has('pages')} or {has('forum-pages')}]//a")
_MESSAGE = Select(f"id('af-wrapper')//div[{has('notice')} or {has('info')} or {has('error')}]")
_PRETTY = re.compile(r"/(topic|thread|forum)/([^/?#]+)/?$")
_NAME = Either(f".//*[{has('post-username')}]", f".//div[{has('post-author')}]/strong")
_USER = re.compile(r"/profile/(\d+)/?$|[?&]view=profile&(?:.*&)?id=(\d+)")
_NOBODY = frozenset(("guest", "gast", "deleted user", "gelöschter benutzer"))
_BY = re.compile(r"^(?:By|Von|Par|Por|Da|Door)\s+")
_PAGED = re.compile(r"[?&]part=\d+")


class Asgaros(Engine):
    """Asgaros forums and topics."""

    name = "asgaros"
    rank = 40
    fingerprints = (b"asgaros-forum",)

    def target(self, url: str) -> Target | None:
        asked = query(url)
        page = number(asked.get("part")) or 1
        view = asked.get("view", "")
        if view in ("topic", "thread", "forum") and asked.get("id"):
            return Target("board" if view == "forum" else "thread", asked["id"], page)
        if view or not asked.keys() <= {"part"}:
            return None
        if match := _PRETTY.search(path(url)):
            return Target("board" if match[1] == "forum" else "thread", match[2], page)
        return Target("index", "") if re.fullmatch(r"/(?:[^/]+/)?", path(url)) else None

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
        target = self.target(page.url.split("#", 1)[0]) or Target("thread", "0")
        address = _PAGED.sub("", page.url.split("#", 1)[0])
        thread = Thread(target.id, address or None, _TITLE.text(page.tree) or None)
        board = self._breadcrumb(page)
        posts = [self._post(page, thread, board, element) for element in elements]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        pages, next_url = pager(self, page, target, _PAGER(page.tree))
        return ThreadPage(thread, board, posts, target.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, element: Element) -> RawPost:
        pid = element.get("id", "").removeprefix("postid-")
        content = first_of(element, "post-message", "div")
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        link = _FLOOR.first(element)
        url = (absolute(page.base_url, link.get("href", "")) if link is not None else "") or page.url.partition("#")[0]
        when = parse(text_of(first_of(element, "forum-post-date", "div")), page.calendar)
        made = raw_post(self, page, thread, board, pid, f"{url}#postid-{pid}", body, when)
        made.post.floor = number(text_of(link))
        made.post.author = _person(_NAME.first(element))
        note = first_of(element, "post-edit-date", "span")
        note = note if note is not None else first_of(element, "post-meta", "div")
        made.post.edited_at = parse(text_of(note).partition("#")[0], page.calendar).iso
        return made

    # Forums ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        target = self.target(page.url) or Target("index", "")
        board = self._breadcrumb(page)
        if target.kind == "board" and board.id != target.id:
            name = _TITLE.text(page.tree)
            board.id, board.name, board.url = target.id, name or None, _PAGED.sub("", page.url)
            board.path += [name] if name else []
        pages, next_url = pager(self, page, target, _PAGER(page.tree))
        return BoardPage(board, boards, rows, target.page, pages, next_url)

    def _breadcrumb(self, page: Page) -> Board:
        """Asgaros writes the category before the outermost board's name: 'Category: Board'."""
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        category, colon, name = board.path[0].partition(": ") if board.path else ("", "", "")
        if colon:
            board.name = name if len(board.path) == 1 else board.name
            board.path[:1] = [category, name]
        return board

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        cell = _ROW_NAME.first(element)
        found = thread_row(self, page, cell.iter("a")) if cell is not None else None
        if found is None or cell is None:
            return None
        found.author = _person(_ROW_AUTHOR.first(cell))
        counts = [number(part.replace(".", "")) for part in re.findall(r"\d[\d.,]*", _ROW_STATS.text(element))]
        found.replies, found.views = (*counts, None, None)[:2]
        marks = " ".join(mark.get("class") or "" for mark in [element, *element.iter("span", "i")])
        found.sticky = "sticky" in marks or "thumbtack" in marks
        found.last_post_at = parse(text_of(_ROW_LAST.first(element)), page.calendar).iso
        return found


def _person(element: Element | None) -> Author | None:
    """Who an element names; a row's ``small`` may hold pages and places behind a dot."""
    name = _BY.sub("", text_of(element).partition(" · ")[0])
    if element is None or not name or name.lower() in _NOBODY:
        return None
    user = next((match for a in element.iter("a") if (match := _USER.search(a.get("href") or ""))), None)
    return Author(name, user[1] or user[2] if user else None)


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


def _list(walker: Walker, element: Element) -> None:
    if first_of(element, "uploaded-file", "li") is not None:
        _uploads(walker, element)
    else:
        walker.list(element)


def _div(walker: Walker, element: Element) -> None:
    if (element.get("id") or "").startswith("uploaded-files"):
        _uploads(walker, element)
    elif not (element.get("id") or "").startswith("post-quote-container"):
        walker.descend(element)


_RULES = Rules(
    classes={
        **dict.fromkeys(("signature", "forum-post-header", "post-footer", "spoiler-head", "uploaded-files-title"), skip),
        "uploaded-files": _uploads,
    },
    tags={"blockquote": _quote, "div": _div, "ul": _list},
)

ENGINE = Asgaros()
