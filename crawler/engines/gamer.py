"""Bahamut (巴哈姆特 哈啦區): threads of numbered floors, each with remarks below it, and boards (pages saved 2022 to 2026).

Board, thread and post numbers count within one board, so a thread's id names its board too.  A floor's first time stands in an attribute;
the text shows the last edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates import When
from crawler.forum import CHINA, Target, ThreadRow
from crawler.items import Author, Board, Comment
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import text_of
from crawler.text import count, number
from crawler.urls import path, query

_TRAPS = frozenset(("last", "subbsn", "sn", "author", "q", "qt", "gothis"))


class Gamer(Table):
    """Bahamut's threads and boards."""

    name = "gamer"
    rank = 30
    fingerprints = (b"bahamut",)
    zone = CHINA

    title = css(".c-post__header__title")
    title_cut, document_title = re.compile(r" @.*$"), True
    permalink = "{thread}"
    tags = css(".tag-category_item")
    pager = css(".BH-pagebtnA a")

    posts = css("section.c-section[id^='post_']:has(.c-article)")
    body = css(".c-article__content", ".c-article")
    time, floor = css(".edittime"), css(".floor")
    remarks = css("div.c-reply__item")
    member = re.compile(r"([^/]+)/*$")

    rows = css("tr.b-list__row")
    row_last, row_sticky = css(".b-list__time__edittime"), css("tr.b-list__row--sticky")

    def detect(self, page: Page) -> bool:
        return b"BH-master" in page.body and (b"c-post__header" in page.body or b"b-list__row" in page.body)

    def target(self, url: str) -> Target | None:
        asked = query(url)
        board, thread, page = asked.get("bsn", ""), asked.get("snA", ""), int(number(asked.get("page")) or 1)
        if not board.isdecimal() or _TRAPS & asked.keys():
            return Target("index", "") if path(url) == "/" and not asked else None
        if path(url) == "/C.php" and thread.isdecimal():
            return Target("thread", f"{board}-{thread}", page)
        return Target("board", board, page) if path(url) == "/B.php" else None

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return sheet.address("/C.php?bsn={}&snA={}".format(*here.id.split("-"))) if here.id != "0" else ""

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        name = css(".username").first(unit)
        return Author(text_of(name), text_of(css(".userid").first(unit)) or None) if name is not None else None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        shown = self.time.first(unit)
        first = (shown.get("data-mtime") or "") if shown is not None else ""
        return sheet.moment(first or ("" if "編輯" in text_of(shown) else text_of(shown)))

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        shown = text_of(self.time.first(unit))
        return sheet.moment(shown).iso if "編輯" in shown else None

    def remarks_of(self, sheet: Sheet, unit: Element) -> Iterable[Comment]:
        for remark in self.remarks(unit):
            words = css(".comment_content", ".reply-content__article").first(remark)
            user = css(".reply-content__user").first(remark)
            if words is not None and user is not None:
                times = (sheet.moment(text_of(shown)).iso for shown in self.time(remark) if shown.get("name") != "comment_floor")
                yield Comment(text_of(words), Author(text_of(user), self.member_id(user)), next(filter(None, times), None))

    def board_above(self, sheet: Sheet) -> Board:
        """The board in the menu: the link to its front page."""
        for link in css("#BH-menu-path a")(sheet.tree):
            url = sheet.address(link)
            if path(url) == "/A.php" and (bsn := query(url).get("bsn")):
                return Board(bsn, text_of(link), [text_of(link)], sheet.address(f"/B.php?bsn={bsn}"))
        return Board(sheet.here.id.split("-")[0] if sheet.here and sheet.here.id else None)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        """A thread: its title is a link itself, or a paragraph inside one."""
        title = css(".b-list__main__title").first(unit)
        link = title if title is None or title.tag == "a" else next(title.iterancestors("a"), title)
        at = self.target(sheet.address(link))
        if at is None or at.kind != "thread":
            return None
        found = ThreadRow(at.id, self.url_of_thread(sheet, at), text_of(title))
        author = text_of(css(".b-list__count__user").first(unit))
        found.author = Author(author, author) if author else None
        numbers = [span.get("title") or text_of(span) for span in css(".b-list__count__number span")(unit)]
        if len(numbers) == 2:
            found.replies, found.views = count(numbers[0]), count(numbers[1])
        found.sticky, found.last_post_at = self.row_sticky.first(unit) is not None, sheet.time(self.row_last.first(unit)).iso
        return found


ENGINE = Gamer()
