"""What vbulletin boards list, and what its pages say in place of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, read, skip
from crawler.dates import When
from crawler.engines.vbulletin import addresses
from crawler.engines.vbulletin.times import begins_with_day, own_text, printed
from crawler.forum import BoardRow, Notice, Reading, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.notices import reason
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.select import Select, first_of, text_of
from crawler.text import count, tidy

_PASSWORD = Select("//input[@name='newforumpwd']")
_DASHES = frozenset("-–—")
"""What stands for the last post and the counts of a thread that has moved."""
_NEW_THREAD = re.compile(r"newthread\.php\?(?:do=newthread&(?:amp;)?)?f=(\d+)")


class Boards(Table):
    """The boards; threads are read by the class that is made from this one."""

    member = re.compile(r"member\.php\?(?:[^\"']*\bu=)?(\d+)|/members/(\d+)|[?&]u(?:serid)?=(\d+)")
    boards = css(
        "[class*='alt1Active'] a, h2[class*='forumtitle'] > a, h2 [class='forumtitle'] > a, li[class^='subforum'] a, td[id^='f'] a[href]"
    )

    def _printed(self, sheet: Sheet, shown: str) -> When:
        return sheet.moment(printed(shown))

    def rows_on(self, sheet: Sheet) -> Iterable[Element]:
        """3: the row's cell with the title; 4: the row."""
        cells, items = (found for found in (css("[id^='td_threadtitle_']")(sheet.tree), css("li[id^='thread_']")(sheet.tree)))
        sheet.day_first = begins_with_day(
            sheet.page, (*(text_of(other) for cell in cells for other in _beside(cell)), *map(text_of, items))
        )
        return [*cells, *items]

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = self._titled(sheet, unit)
        if found is None:
            return None
        (self._fill if unit.tag == "li" else self._fill_old)(sheet, unit, found)
        return found

    def _titled(self, sheet: Sheet, row: Element) -> ThreadRow | None:
        links = [link for link in row.iter("a") if link.get("href")]
        for link in sorted(links, key=lambda link: not (link.get("id") or "").startswith("thread_title_")):
            url, title = sheet.address(link), text_of(link)
            at = self.target(url)
            if title and at and at.kind == "thread" and at.page == 1:
                return ThreadRow(at.id, url, title)
            if title and url and (key := _named_by_row(row, link)):
                return ThreadRow(key, url, title)
        return None

    def _fill_old(self, sheet: Sheet, cell: Element, found: ThreadRow) -> None:
        """3: the row's own number is in the cell's id, the thread's in the link."""
        found.moved = cell.get("id", "").rpartition("_")[2] != found.id
        found.sticky = any("sticky" in (img.get("src") or "") for img in cell.iter("img"))
        for element in cell.iter("span", "a"):
            who = (element.get("onclick") or "") + (element.get("href") or "")
            if "member" in who and (name := text_of(element)):
                uid = self.member.search(who)
                found.author = Author(name, next(filter(None, uid.groups()), None) if uid else None)
                break
        cells = _beside(cell)
        rest, hint = [text_of(other) for other in cells], (cells[0].get("title") or "") if cells else ""
        counts = [count(text) for text in (rest[-2:] if len(rest) >= 3 else re.findall(r"\d[\d,.]*", hint))]
        found.replies, found.views = counts if len(counts) == 2 else (None, None)
        found.moved = found.moved or (len(rest) >= 3 and _DASHES.issuperset(rest[-3:]))  # skins name the row by the thread
        found.last_post_at = self._printed(sheet, " ".join(cells[0].itertext())).iso if cells else None

    def _fill(self, sheet: Sheet, item: Element, found: ThreadRow) -> None:
        found.moved = item.get("id", "").rpartition("_")[2] != found.id or "moved" in item.get("class", "").split()
        above = next((outer.get("id") for outer in item.iterancestors("ol")), "")
        found.sticky = above == "stickies" or first_of(item, "sticky", "div") is not None
        starter = css("a.username, span.username").first(item)
        if starter is not None:
            found.author = self.person(starter)
            shown = starter.get("title") or text_of(starter.getparent())
            found.created_at = self._printed(sheet, shown.replace(text_of(starter), " ", 1)).iso
        counts = [count(text_of(stat)) for stat in css("ul.threadstats li")(item)][:2]
        found.replies, found.views = counts if len(counts) == 2 else (None, None)
        times = (self._printed(sheet, own_text(part)).iso for part in css("dl.threadlastpost dd")(item))
        found.last_post_at = next(filter(None, times), None)

    def board_page(self, sheet: Sheet, rows: list[ThreadRow], boards: list[BoardRow]) -> Reading:
        """A board may be known by its button for a new thread only, where the site rewrites addresses in a way of its own."""
        if _PASSWORD.first(sheet.tree) is not None:
            return self.notice(sheet)
        if sheet.here is None and (found := _NEW_THREAD.search(sheet.page.text)):
            sheet.here = Target("board", found[1])
        return super().board_page(sheet, rows, boards)

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        name = self.title_of(sheet) or None
        if here.kind != "board":
            return Board(name=name)
        board = self.board_above(sheet)
        if board.id != here.id and name:
            board.path.append(name)
        board.id, board.name, board.url = here.id, name, addresses.first_page(sheet.page.url, here)
        return board

    def is_empty_board(self, sheet: Sheet) -> bool:
        on_a_board = sheet.here is not None and sheet.here.kind == "board" and sheet.page.status < 400
        return on_a_board and b"newthread.php" in sheet.page.body and not any(self.messages(sheet))

    def messages(self, sheet: Sheet) -> Iterable[str]:
        """The words of messages, without those of forms."""
        bodies = (read(box, Rules(tags={"form": skip}), "") for box in self.message(sheet.tree))
        return filter(None, (tidy(" ".join(line for block in body.blocks for line in block.lines())) for body in bodies))

    def notice(self, sheet: Sheet) -> Notice:
        page = sheet.page
        if _PASSWORD.first(sheet.tree) is not None:
            return Notice("password", text_of(self.message.first(sheet.tree))[:200])
        words = next(iter(self.messages(sheet)), "")
        return Notice(reason(words, page.status), words[:200]) if words or page.status >= 400 else Notice("empty", page.title)


def _beside(cell: Element) -> list[Element]:
    """3: the cells after that with the title; skins for small screens make them of ``div``."""
    return list(cell.itersiblings("td", "div"))


def _named_by_row(row: Element, link: Element) -> str:
    """The number of a thread whose address a site rewrote in a way of its own: row and title say it."""
    if "moved" in row.get("class", "").split():
        return ""  # the number is that of the pointer
    key = (link.get("id") or "").removeprefix("thread_title_")
    return key if key.isdecimal() and (row.get("id") or "").endswith("_" + key) else ""
