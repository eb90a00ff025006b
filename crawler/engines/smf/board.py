"""What smf boards list, and what its pages say in place of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.engines.smf.row import counts, guest, last_time, starter
from crawler.forum import Notice, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.elements import numbered
from crawler.markup.notices import reason, says_empty
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.select import Select, first_of, text_of
from crawler.text import tidy

_LOGIN = Select("id('frmLogin') | //form[@name='frmLogin']")

_LISTING = (b"messageindex", b"sCurBoardName")
"""One of these is on every list of topics: the box around it, or what the menu of boards is told of this one."""

_LIST = css("#messageindex")
_NO_TOPICS = css("table.bordercolor td.catbg3[colspan] > b")
"""What 1.1 writes, in any language, where the heads of the columns would be."""


class Boards(Table):
    """The boards; threads are read by the class that is made from this one."""

    member = re.compile(r"action=profile[;&]u=(\d+)|/profile/?[,;]?u?=?(\d+)")
    row_link = css("span[id^='msg_'] > a[href*='topic']")
    sticky_words, moved_words = ("sticky",), ("/moved.", "main_icons move")
    boards = css(
        "a[class*='subject'][href*='board'], a[name^='b'][href*='board'], [class*='children'] a[href*='board'],"
        " td[class^='windowbg3']:has(> strong) a[href*='board'],"  # the Core theme of 2.0
        " a[name^='b'] + b > a[href*='board']"  # 1.1
    )

    def rows_on(self, sheet: Sheet) -> Iterable[Element]:
        """2.1 makes a row of boxes, 2.0 and 1.1 of table cells; where one holds two titles, its markup is broken."""
        seen: set[Element] = set()
        for _, mark in numbered(sheet.tree, "msg_"):
            outer = (up for up in mark.iterancestors("div", "tr") if up.tag == "tr" or first_of(up, "lastpost", "div") is not None)
            if mark.tag == "span" and (row := next(outer, None)) is not None:
                yield mark if row in seen else row
                seen.add(row)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            found.replies, found.views = counts(unit)
            begun_by = starter(unit, self.row_link.first(unit), self.member)
            found.author = self.person(begun_by) if begun_by is not None else Author(name) if (name := guest(unit)) else None
            found.last_post_at = sheet.moment(last_time(unit)).iso
        return found

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        return self.board_above(sheet)

    def is_empty_board(self, sheet: Sheet) -> bool:
        told = self.message.first(sheet.tree) is not None or _LOGIN.first(sheet.tree) is not None
        return not told and (any(mark in sheet.page.body for mark in _LISTING) or _NO_TOPICS.first(sheet.tree) is not None)

    def says_empty(self, sheet: Sheet) -> bool:
        """What 2.1 writes in the place of the list."""
        return any(says_empty(tidy(words)) for box in _LIST(sheet.tree) for words in box.itertext()) or super().says_empty(sheet)

    def notice(self, sheet: Sheet) -> Notice:
        box = self.message.first(sheet.tree)
        if box is None:
            return Notice("login" if _LOGIN.first(sheet.tree) is not None else "empty", sheet.page.title)
        first = tidy(box.text or "")
        words = first if len(first) > 20 else text_of(box)
        return Notice("permission" if "off limits" in words else reason(words, sheet.page.status), words[:200])
