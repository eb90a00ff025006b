"""FlaskBB 2: server HTML.  It has no read API and no feeds; ids stand in the addresses, slugs are ignored by the site."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body import files
from crawler.body import reply_heads as leads
from crawler.body.walker import Rules, read, skip
from crawler.dates import NEVER, When
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.lists import thread_row
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Either, Numbered, Select, has, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_POSTS = Numbered("", "div")
_BODY = Classed("post-content", "div")
_AUTHOR = Classed("author-name", "div")
_META = Classed("post-meta", "div")
_HEADER = Either(Classed("topic-header", "div"), Classed("forum-header", "div"))
_CRUMBS = Classed("breadcrumb", "ol")
_ROWS = Select("//div[contains(@class,'forum-row')][.//div[contains(@class,'topic-name')]]")
_ROW_LINK = Select(".//div[contains(@class,'topic-name')]/a")
_ROW_AUTHOR = Select("./div[contains(@class,'topic-info')]//div[contains(@class,'topic-author')]//a")
_ROW_STARRED = Select(".//div[contains(@class,'topic-status')]/*[contains(@class,'starred') or contains(@class,'important')]")
_ROW_NUMBERS = Select("./div[contains(@class,'topic-stats')]")
_ROW_LAST = Select("./div[contains(@class,'topic-last-post')]")
_BOARDS = Select("//div[contains(@class,'forum-name')]//a[contains(@href,'/forum/')]")
_PAGER = Classed("pagination", "ul")
_MESSAGE = Select(f"//*[{has('alert')}] | //*[{has('card-body')}] | //p")

_ADDRESS = re.compile(r"/(forum|topic|category)/(\d+)(?:-[^/]*)?/?$")
_BROKEN = b"<title>None Unknown Error</title>"
"""The bare page, with status 200, that 2.1 sends for a topic or forum that is not there."""


class FlaskBB(Engine):
    """FlaskBB forums and topics."""

    name = "flaskbb"
    rank = 30
    fingerprints = (b"flaskbb-layout", b"flaskbb-navbar", b"flaskbb-header", b"flaskbb-footer", b"Unknown")

    def detect(self, page: Page) -> bool:
        return b'class="flaskbb-' in page.start or _BROKEN in page.start[:300]

    def target(self, url: str) -> Target | None:
        name, page = path(url), number(query(url).get("page")) or 1
        if match := _ADDRESS.search(name):
            if match[1] == "category":
                return Target("index", "c" + match[2])
            return Target("thread" if match[1] == "topic" else "board", match[2], page)
        return Target("index", "") if name == "/" else None

    def read(self, page: Page) -> Reading:
        if posts := _POSTS(page.tree):
            return self._thread(page, posts)
        words = text_of(_MESSAGE.first(page.tree))[:200]
        if _BROKEN in page.body[:300] or page.status in (404, 410):
            return Notice("missing", words)
        if page.status >= 400:
            return Notice(reason(words, page.status), words)
        if "/auth/" in path(page.url):
            return Notice("login", page.title)
        return self._board(page)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, containers: list[Element]) -> ThreadPage:
        title = _title(page)
        address = _bare(absolute(page.base_url, title.get("href", ""))) if title is not None else ""
        target = next((at for url in (page.url, address) if (at := self.target(url)) and at.kind == "thread"), Target("thread", "0"))
        thread = Thread(target.id, address or _bare(page.url.split("?", 1)[0]) or None, text_of(title) or None)
        board = self._breadcrumb(page)
        home = absolute(page.base_url, "/post/")
        posts = [self._post(page, thread, board, home, container) for container in containers]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        pages, next_url = pager(self, page, target, (link for bar in _PAGER(page.tree) for link in bar.iter("a")))
        return ThreadPage(thread, board, posts, target.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, home: str, container: Element) -> RawPost:
        pid = container.get("id", "")
        meta = _META.first(container)
        content = _BODY.first(container)
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        made = raw_post(self, page, thread, board, pid, home + pid if home else "", body, _when(page, meta))
        name = text_of(_AUTHOR.first(container))
        made.post.author = Author(name) if name else None
        made.post.floor = number(text_of(meta.find(".//strong"))) if meta is not None else None
        return made

    def _breadcrumb(self, page: Page) -> Board:
        board = Board()
        trail = _CRUMBS.first(page.tree)
        for link in trail.iter("a") if trail is not None else ():
            url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
            target = self.target(url)
            if target and name and target.kind != "thread" and target.id:
                board.path.append(name)
                if target.kind == "board":
                    board.id, board.name, board.url = target.id, name, url
        return board

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page) -> Reading:
        title = _title(page)
        address = _bare(absolute(page.base_url, title.get("href", ""))) if title is not None else ""
        target = self.target(page.url) or self.target(address)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards: dict[str, BoardRow] = {}
        for link in _BOARDS(page.tree):
            url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
            at = self.target(url)
            if at and name:
                boards.setdefault(at.id, BoardRow(at.id, url, name))
        if target is None or (not rows and not boards and target.kind != "board"):
            return Notice("empty", page.title)
        board = self._breadcrumb(page)
        if target.kind == "board":
            board.id, board.name, board.url = target.id, text_of(title) or None, address or page.url.split("?", 1)[0]
            board.path += [board.name] if board.name else []
        pages, next_url = pager(self, page, target, (link for bar in _PAGER(page.tree) for link in bar.iter("a")))
        return BoardPage(board, list(boards.values()), rows, target.page, pages, next_url)

    def _row(self, page: Page, row: Element) -> ThreadRow | None:
        found = thread_row(self, page, _ROW_LINK(row))
        if found is None:
            return None
        found.sticky = _ROW_STARRED.first(row) is not None
        author = text_of(_ROW_AUTHOR.first(row))
        found.author = Author(author) if author else None
        numbers = [number(text_of(cell)) for cell in _ROW_NUMBERS(row)]
        if len(numbers) == 2:
            found.replies, found.views = numbers[0] - 1 if numbers[0] else None, numbers[1]
        found.last_post_at = _when(page, _ROW_LAST.first(row)).iso
        return found


def _title(page: Page) -> Element | None:
    """The link that a topic's or forum's title is."""
    header = _HEADER.first(page.tree)
    return next(header.iter("a"), None) if header is not None else None


def _when(page: Page, holder: Element | None) -> When:
    """The ``time`` in a post's head or a row's last cell; old versions print it as a link's text."""
    if holder is None:
        return NEVER
    element = holder.find(".//time")
    return read_time(page, element if element is not None else holder.find(".//a"))


def _bare(url: str) -> str:
    """An address without its slug: titles change, and the site asks for the number only."""
    return re.sub(r"(/(?:forum|topic)/\d+)-.*", r"\1", url)


_RULES = Rules(classes={"post-signature": skip}, tags={"p": leads.paragraph, "blockquote": leads.quote, "a": files.link})

ENGINE = FlaskBB()
