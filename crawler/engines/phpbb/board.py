"""What phpbb boards list, and what its pages say in place of a list."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.engines.phpbb.family import Family
from crawler.engines.phpbb.row import begun, cells, last, poster, states
from crawler.forum import Notice, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.notices import reason, says_empty
from crawler.markup.sheet import Sheet
from crawler.select import Select, Value, has, text_of
from crawler.text import count, number, tidy

_CHOSEN = Select(f"//*[@name='jumpbox' or {has('jumpbox')}]//option[@selected][@value>0]")
_LOGIN = Select("//form[.//input[@type='password']][contains(@action,'mode=login')][.//h2 or .//h3 or .//th or .//h1]")
_LOGIN_WORDS = Value(f".//*[{has('login-title')}] | .//h2 | .//p | .//th")
_TOTAL = css("div.pagination")
_NOTHING = css("div.panel strong", "td.row1[colspan] > span.gen", ".forumline span.gen")
"""What stands in place of topics: prosilver, subsilver2, skins of phpBB 2."""
_PASSWORD = Select("id('login_forum')")


class Boards(Family):
    """The boards; threads are read by the class that is made from this one."""

    row_link = css("a.topictitle")
    boards = css("a[class*='forumtitle'], a[class*='forumlink'], a[class*='subforum']")

    def rows_on(self, sheet: Sheet) -> Iterable[Element]:
        seen: set[Element] = set()
        for link in self.row_link(sheet.tree):
            row = next(link.iterancestors("li", "tr"), None)
            if row is not None:
                yield link if row in seen else row
                seen.add(row)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        told, shown = states(unit), cells(unit)
        found.sticky, found.moved = any(word in told for word in ("sticky", "announce", "global")), "topic_moved" in told
        named = poster(unit)
        if named is not None and (name := text_of(named)):
            found.author = Author(name, next(filter(None, map(self.member_id, named.iter("a"))), None))
            found.created_at = sheet.moment(begun(named, self.row_link.first(unit))).iso
        found.replies, found.views = count(text_of(shown.get("posts"))), count(text_of(shown.get("views")))
        found.last_post_at = sheet.moment(last(shown.get("lastpost"))).iso
        return found

    def board_above(self, sheet: Sheet) -> Board:
        board = super().board_above(sheet)
        chosen = _CHOSEN.first(sheet.tree) if board.id is None else None
        if chosen is not None:
            board.id, board.name = chosen.get("value"), text_of(chosen)
            board.path, board.url = [board.name], sheet.address(f"viewforum.php?f={board.id}")
        return board

    def is_empty_board(self, sheet: Sheet) -> bool:
        body = sheet.page.body
        known = b"section-viewforum" in body or b"section-index" in body or self.says_empty(sheet)
        return known and self._why(sheet) is None

    def says_empty(self, sheet: Sheet) -> bool:
        """The number of topics, beside the pager in any language, or the words in their place."""
        return number(text_of(_TOTAL.first(sheet.tree))) == 0 or any(says_empty(text_of(box)) for box in _NOTHING(sheet.tree))

    def notice(self, sheet: Sheet) -> Notice:
        return self._why(sheet) or Notice("empty", sheet.page.title)

    def _why(self, sheet: Sheet) -> Notice | None:
        """Why a page shows nothing; None where it does not say."""
        locked, login, box = _PASSWORD.first(sheet.tree), _LOGIN.first(sheet.tree), self.message.first(sheet.tree)
        if locked is not None:
            return Notice("password", text_of(locked)[:200])
        if login is not None:
            return Notice("login", _LOGIN_WORDS(login))
        if box is None:
            return None
        words = tidy(" ".join(map(text_of, box.iter("p")))) or text_of(box)
        return Notice(reason(words, sheet.page.status), words[:200])
