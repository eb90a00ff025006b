"""What xenforo boards list, and what its pages say in place of a list."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.engines.xenforo import routes
from crawler.forum import Notice, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.notices import reason
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.select import Either, Select, Value, has, text_of
from crawler.text import count, number

_TEMPLATE = Value("/html/@data-template")
_ROW_COUNTS = Either(
    ".//div[contains(@class,'structItem-cell--meta') or contains(@class,'stats')]//dd",
    f".//div[{has('reply-count')} or {has('view-count')}]",
    ".//*[contains(@class,'articlePreview-replies') or contains(@class,'action--replies')]",
)

"""Replies and views (1 and 2; VS), or replies only (cards)."""


class Boards(Table):
    """The boards; threads are read by the class that is made from this one."""

    rows = Either(
        f"//div[contains(@class,'structItem--thread')] | //li[{has('discussionListItem')}]",
        "//article[contains(@class,'js-threadListItem-') or contains(@class,'message--article')]",
        f"//div[{has('california-thread-item')}]",
    )
    """The usual rows; a board of articles shown as cards or whole (2); rows of VS that are no ``structItem``."""
    row_link = css("[class*='structItem-title'] a, [class*='article'] a, h3[class*='title'] a", "a")
    row_author = Select(
        f".//*[{has('structItem-parts')} or {has('posterDate')} or {has('articlePreview-by')} or {has('message-attribution')}]"
        f"//*[{has('username')}]"
    )
    row_last = css("div.structItem-cell--latest, div.last-post-cell")
    boards = css("[class*='node-title'] a[href], [class*='nodeTitle'] a[href], a[class*='subNodeLink']")

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        found.author = found.author or (Author(name) if (name := unit.get("data-author")) else None)
        told = (count(cell.get("title") or text_of(cell)) for cell in _ROW_COUNTS(unit))
        found.replies, found.views = (*told, None, None)[:2]
        dated = list(unit.iter("time")) or css(".DateTime")(unit)
        if dated:
            last = self.row_last.first(unit)
            latest = next(last.iter("time"), dated[-1]) if last is not None else dated[-1]
            found.created_at = sheet.time(dated[0]).iso
            found.last_post_at = sheet.time(latest).iso if len(dated) > 1 or not found.replies else None
        around, classes = unit.getparent(), unit.get("class", "")
        group = around.get("class", "") if around is not None else ""
        found.sticky = "sticky" in classes.split() or "--sticky" in group or _marked(unit, "sticky")
        found.moved = "redirect" in classes or _marked(unit, "redirect")
        return found

    def board_above(self, sheet: Sheet) -> Board:
        board = super().board_above(sheet)
        if board.id and not board.id.isdecimal() and (key := re.search(r"node-(\d+)", routes.KEYS(sheet.tree))):
            board.id = key[1]
        return board

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        board, name = self.board_above(sheet), self.title_of(sheet) or None
        if here.kind != "board":
            return Board(name=name)
        key = re.search(r"node-(\d+)", routes.KEYS(sheet.tree))
        board.id = key[1] if key and not here.id.isdecimal() else here.id
        if name and board.name != name:
            board.path.append(name)
        board.name, board.url = name, self.first_page_url(sheet) or None
        return board

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """XenForo 2 may leave the bar to scripts, and tells the next page in its head; 1 tells the last in the bar."""
        current, last, following = super().pages_of(sheet, here)
        bar = css("div.pageNav", "div.PageNav").first(sheet.tree)
        told = number(bar.get("data-last")) if bar is not None else None
        if (
            bar is None
            and (at := self.target(url := sheet.address(sheet.page.link("next"))))
            and at == Target(here.kind, here.id, current + 1)
        ):
            last, following = current + 1, url
        return current, max(last or 1, told or 1), following

    def is_empty_board(self, sheet: Sheet) -> bool:
        return _TEMPLATE(sheet.tree).startswith(("forum_view", "forum_list", "category_view")) and sheet.page.status < 400

    def notice(self, sheet: Sheet) -> Notice:
        words, page = next(iter(self.messages(sheet)), ""), sheet.page
        if words or page.status >= 400:
            return Notice("login" if _TEMPLATE(page.tree) == "login" else reason(words, page.status), words[:200])
        return Notice("empty", page.title)


def _marked(row: Element, word: str) -> bool:
    return any(word in f"{icon.get('class')} {icon.get('title')}".lower() for icon in row.iter("i", "span", "svg"))
