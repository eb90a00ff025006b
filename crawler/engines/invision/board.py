"""What invision boards list, and what its pages say in place of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.engines.invision.row import counts, guest, is_moved, is_sticky, old_counts, words_of
from crawler.forum import BoardRow, Notice, Reading, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.notices import reason
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.select import Either, Select, text_of

_OFFLINE = Select("//div[contains(@class,'cOfflineBox')]")
_OLD_ERROR = Select("//div[contains(@class,'error')] | id('content')//p")
_PASSWORD = Select("//form[contains(@action,'passForm')] | //*[contains(@class,'cForumPassword')] | //input[@name='f_password']")

_TO_POST = re.compile(r"\?do=get\w+Comment$")
"""Readers who are logged in are led to what they have not seen."""


class Boards(Table):
    """The boards; threads are read by the class that is made from this one."""

    rows = Either("//*[@data-role='tableRows']/li | //li[@data-rowid]", "//tr[starts-with(@id,'trow_')]")
    boards = css("[data-forumid] a, [class*='cForumGrid__title'] a", "td[class*='col_c_forum'] a")

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        found = (self._link_to(sheet, [link], "board") for link in self.boards(sheet.tree))
        return list({row[0]: BoardRow(*row) for row in reversed(list(filter(None, found)))}.values())[::-1]

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        links, title = list(unit.iter("a")), css("a.topic_title").first(unit) if unit.tag == "tr" else None
        own = [title] if title is not None else links
        found = self._link_to(sheet, own, "thread") or self._link_to(sheet, own, "thread", _TO_POST)
        if found is None:
            return None
        row = ThreadRow(*found)
        row.moved = is_moved(unit, row.id)
        row.author = next((user for link in links if (user := self.person(link)) and user.id), None)
        if unit.tag == "tr":
            row.sticky, (row.replies, row.views) = not row.moved and is_sticky(unit), old_counts(unit)
            begun = text_of(css("span[itemprop='dateCreated']").first(unit))
            row.created_at = sheet.moment(begun or (title.get("title") if title is not None else None)).iso
            last = (sheet.moment(text_of(item)).iso for item in reversed(css("ul.last_post li")(unit)))
            row.last_post_at = next(filter(None, last), None)
            return row
        row.sticky, (row.replies, row.views), times = is_sticky(unit), counts(unit), list(unit.iter("time"))
        row.author = row.author or (Author(name) if (name := guest(unit)) else None)
        if times and not row.moved:
            row.created_at, row.last_post_at = sheet.time(times[0]).iso, sheet.time(times[-1]).iso
        return row

    def _link_to(
        self, sheet: Sheet, links: Iterable[Element], kind: str, beside: re.Pattern[str] | None = None
    ) -> tuple[str, str, str] | None:
        """The first of the links that leads to a thread or board of this kind, without what an address says ``beside``."""
        for link in links:
            url, words = sheet.address(link), words_of(link)
            url = beside.sub("", url) if beside else url
            at = self.target(url) if words else None
            if at and at.kind == kind and at.page == 1:
                return at.id, url, words
        return None

    def board_page(self, sheet: Sheet, rows: list[ThreadRow], boards: list[BoardRow]) -> Reading:
        return self.notice(sheet) if self._is_closed(sheet) else super().board_page(sheet, rows, boards)

    def _is_closed(self, sheet: Sheet) -> bool:
        return _PASSWORD.first(sheet.tree) is not None or b"cOfflineBox" in sheet.page.body

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        name = self.title_of(sheet) or None
        if here.kind != "board":
            return Board(name=name)
        board = self.board_above(sheet)
        if board.id != here.id and name:
            board.path.append(name)
        board.id, board.name, board.url = here.id, name, self.first_page_url(sheet)
        return board

    def is_empty_board(self, sheet: Sheet) -> bool:
        on_a_board = sheet.here is not None and sheet.here.kind == "board" and sheet.page.status < 400
        return on_a_board and not any(self.messages(sheet))

    def notice(self, sheet: Sheet) -> Notice:
        page = sheet.page
        if _PASSWORD.first(sheet.tree) is not None:
            return Notice("password", page.title)
        if b"cOfflineBox" in page.body:
            return Notice("site_error", text_of(_OFFLINE.first(page.tree))[:200])
        words = next(iter(self.messages(sheet)), "")
        if page.status >= 400 and not words:
            words = next(filter(None, map(text_of, _OLD_ERROR(page.tree))), "")
        return Notice(reason(words, page.status), words[:200]) if words or page.status >= 400 else Notice("empty", page.title)
