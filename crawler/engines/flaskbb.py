"""FlaskBB 2: server HTML.  It has no read API and no feeds; ids stand in the addresses, slugs are ignored by the site."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body import files
from crawler.body import reply_heads as leads
from crawler.body.walker import Rules, skip
from crawler.forum import Notice, Target, ThreadRow
from crawler.items import Board
from crawler.markup.css import css
from crawler.markup.notices import notice
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Numbered, text_of
from crawler.text import number
from crawler.urls import path, query

_ADDRESS = re.compile(r"/(forum|topic|category)/(\d+)(?:-[^/]*)?/?$")
_BROKEN = b"<title>None Unknown Error</title>"
"""The bare page, with status 200, that 2.1 sends for a topic or forum that is not there."""


def _bare(url: str) -> str:
    """An address without its slug: titles change, and the site asks for the number only."""
    return re.sub(r"(/(?:forum|topic)/\d+)-.*", r"\1", url)


class FlaskBB(Table):
    """FlaskBB forums and topics."""

    name = "flaskbb"
    rank = 30
    fingerprints = (b"flaskbb-layout", b"flaskbb-navbar", b"flaskbb-header", b"flaskbb-footer", b"Unknown")

    title = css("div.topic-header a", "div.forum-header a")
    board_name = css("div.forum-header a", "div.topic-header a")
    permalink = "/post/{id}"
    crumbs = css("ol.breadcrumb a")
    pager = css("ul.pagination a")
    message = css(".alert, .card-body, p")

    posts, number_in = Numbered("", "div"), re.compile(r"^(\d+)$")
    body, author = css("div.post-content"), css("div.author-name")
    body_rules = Rules(classes={"post-signature": skip}, tags={"p": leads.paragraph, "blockquote": leads.quote, "a": files.link})
    time, floor = css("div.post-meta time", "div.post-meta a"), css("div.post-meta strong")

    rows = css("div[class*='forum-row']:has(div[class*='topic-name'])")
    row_link = css("div[class*='topic-name'] > a")
    row_author = css("div[class*='topic-info'] div[class*='topic-author'] a")
    row_last = css("div[class*='topic-last-post'] time", "div[class*='topic-last-post'] a")
    row_sticky = css("div[class*='topic-status'] > [class*='starred'], div[class*='topic-status'] > [class*='important']")
    boards = css("div[class*='forum-name'] a[href*='/forum/']")

    def detect(self, page: Page) -> bool:
        return b'class="flaskbb-' in page.start or _BROKEN in page.start[:300]

    def target(self, url: str) -> Target | None:
        name, page = path(url), number(query(url).get("page")) or 1
        if match := _ADDRESS.search(name):
            if match[1] == "category":
                return Target("index", "c" + match[2])
            return Target("thread" if match[1] == "topic" else "board", match[2], page)
        return Target("index", "") if name == "/" else None

    def is_empty_board(self, sheet: Sheet) -> bool:
        """Whether the page shows the head of a board; that of 2.1 for a board that is not there has none."""
        on_a_board = sheet.here is not None and sheet.here.kind == "board" and sheet.page.status < 400
        return on_a_board and self.notice(sheet).reason not in ("missing", "login")

    def notice(self, sheet: Sheet) -> Notice:
        words = next(iter(self.messages(sheet)), "")[:200]
        if _BROKEN in sheet.page.body[:300] or sheet.page.status in (404, 410):
            return Notice("missing", words)
        if sheet.page.status >= 400:
            return notice(sheet.page, words)
        return Notice("login" if "/auth/" in path(sheet.page.url) else "empty", sheet.page.title)

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return _bare(sheet.address(self.title.first(sheet.tree)) or sheet.page.url.split("?", 1)[0])

    def board_above(self, sheet: Sheet) -> Board:
        """Categories are a part of the way, and no boards."""
        board = super().board_above(sheet)
        links = [(text_of(link), self.target(sheet.address(link))) for link in self.crumbs(sheet.tree)]
        board.path = [name for name, at in links if at and name and at.kind != "thread" and at.id]
        return board

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        board = self.board_above(sheet)
        if here.kind == "board":
            link = self.board_name.first(sheet.tree)
            board.id, board.name = here.id, text_of(link) or None
            board.url = _bare(sheet.address(link)) or sheet.page.url.split("?", 1)[0]
            board.path += [board.name] if board.name else []
        return board

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        numbers = [number(text_of(cell)) for cell in css("div[class*='topic-stats']")(unit) if cell.getparent() is unit]
        if found is not None and len(numbers) == 2:
            found.replies, found.views = numbers[0] - 1 if numbers[0] else None, numbers[1]
        return found


ENGINE = FlaskBB()
