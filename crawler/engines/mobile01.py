"""Mobile01: threads of numbered posts and boards (the layout since 2018, by what more than ten readers of it rely on).

A post's quotation begins with its author's name and ``wrote:`` and ends with ``(恕刪)``, the mark of what was left out.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When
from crawler.forum import CHINA, Target, ThreadRow
from crawler.items import Board, Quote
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import query

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d?:\d\d")
_SPEAKER = re.compile(r"^\s*(\S.{0,60}?)\s+wrote\s*[:：]\s*")
_CUT = re.compile(r"\s*(?:\.{3}|…)?\s*[(（]恕刪[)）]\s*$")


def _quote(walker: Walker, element: Element) -> None:
    words = walker.inside_text(element)
    match = _SPEAKER.match(words)
    walker.quote(Quote(_CUT.sub("", words[match.end() :] if match else words), match[1] if match else None))


class Mobile01(Table):
    """Mobile01's threads and boards."""

    name = "mobile01"
    rank = 40
    fingerprints = (b"mobile",)
    zone = CHINA
    addresses = (
        Address("thread", r"^/topicdetail\.php$", key="t"),
        Address("board", r"^/topiclist\.php$", key="f"),
        Address("index", r"^/$"),
    )
    page_key = "p"

    crumbs = css(".l-breadcrumb__item a")
    pager = css("a.c-pagination")
    posts = css("div.l-articlePage:has(article[id^='article_'])")
    body = css("article[id^='article_']")
    body_rules = Rules(classes={"msgTool": skip}, tags={"blockquote": _quote})
    author = css(".c-authorInfo__id")
    member = re.compile(r"[?&]id=(\d+)")

    rows, row_link = css("div.l-listTable__tr"), css(".l-listTable__tr .c-listTableTd__title a")
    row_author, row_replies = css(".l-listTable__td--time a"), css(".l-listTable__td--count")

    def detect(self, page: Page) -> bool:
        return b"obile01" in page.start and (b"l-articlePage" in page.body or b"l-listTable" in page.body)

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        forum = next((asked["f"] for url in sheet.addresses() if "f" in (asked := query(url))), self.board_above(sheet).id)
        return sheet.address(f"/topicdetail.php?f={forum}&t={here.id}") if here.id != "0" else ""

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        article = self.body.first(unit)
        return super().id_of(sheet, article) if article is not None else ""

    def _notes(self, unit: Element) -> list[str]:
        article = self.body.first(unit)
        return [text_of(note) for note in css(".o-fNotes")(unit) if article not in list(note.iterancestors())]

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        return sheet.moment(next((found[0] for note in self._notes(unit) if (found := _MOMENT.search(note))), None))

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return next((int(note[1:]) for note in self._notes(unit) if re.fullmatch(r"#\d{1,9}", note)), None)

    def board_above(self, sheet: Sheet) -> Board:
        """The board: the last of the way that leads here; elsewhere its address."""
        board = super().board_above(sheet)
        board.path = board.path[-1:]
        return board if board.id else Board(query(sheet.page.url).get("f"))

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            cells = css(".l-listTable__td--time")(unit)
            times = [sheet.time(css("div.o-fNotes, span.o-fNotes").first(cell)).iso for cell in cells]
            if len(times) == 2:
                found.created_at, found.last_post_at = times
            found.sticky = any(text_of(mark) == "置頂" for mark in css(".o-hashtag")(unit))
        return found


ENGINE = Mobile01()
