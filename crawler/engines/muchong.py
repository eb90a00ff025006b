"""小木虫 (muchong.com): threads of posts numbered from 1, and boards.

What its readers rely on: ``#pidN`` (N is the number), ``.t_fsz``; ``.forum_list`` with ``.a_subject`` and ``.by``.  A thread's address is
``/html/YYYYMM/ID.html``, its later pages ``ID_2.html``.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules
from crawler.dates import When
from crawler.forum import CHINA, ThreadRow
from crawler.items import Author, Board
from crawler.markup.above import links_above, texts_beside
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.lists import breadcrumb
from crawler.markup.quotes import said
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Numbered, links_in, text_of

_QUOTE = said(r"^(?:引用回帖\s*[:：]?\s*)?(?:(?:\d+\s*楼|楼主)\s*[:：]\s*)?Originally posted by\s+(\S+)\s+at\s+(20[\d: -]+\d)\s*")
_MOMENT = re.compile(r"20\d\d-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?")
_DAY = re.compile(r"20\d\d-\d\d?-\d\d?(?: \d\d?:\d\d(?::\d\d)?)?")


class Muchong(Table):
    """Threads and boards of muchong.com."""

    name = "muchong"
    rank = 30
    sites = ("muchong.com",)
    fingerprints = (b"muchong",)
    zone = CHINA
    addresses = (
        Address("thread", r"^/(?:bbs/)?html/\d{6}/(?P<id>\d+)(?:_(?P<page>\d+))?\.html/?$"),
        Address("thread", r"^/t-(?P<id>\d+)-(?P<page>\d+)/?$"),
        Address("board", r"^/f-(?P<id>\d+)-(?P<page>\d+)(?:-\w+)*/?$"),
    )

    title, document_title = css(), True
    title_cut = re.compile(r"\s+-\s+(?:.{1,20}\s+-\s+)?小木虫.*$")
    page_part, permalink = re.compile(r"_\d+(?=\.html$)"), "{thread}#pid{id}"
    pager = css("a[href]")

    posts = Numbered("pid", "tbody", "table", "div", "tr")
    body, needs_body = css("td.t_fsz, div.t_fsz"), True
    body_rules = Rules(tags={"fieldset": _QUOTE, "blockquote": _QUOTE})
    member = re.compile(r"[?&]uid=(\d+)")

    rows, row_link = css("tbody.forum_list, tr.forum_list"), css("a.a_subject")
    own_name, board_title = True, re.compile(r"^(.+?)(?:\s*-\s*|$)")

    def detect(self, page: Page) -> bool:
        return b"muchong.com" in page.start and (b"t_fsz" in page.body or b"a_subject" in page.body)

    def board_above(self, sheet: Sheet) -> Board:
        """The last board that is linked above the posts."""
        board = breadcrumb(self, sheet.page, links_above(self.posts.first(sheet.tree), sheet.tree))
        board.path = board.path[-1:]
        return board

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return int(self.id_of(sheet, unit)[:9])

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        body = self.body.first(unit)
        beside = (link for link in links_in(unit) if self.member_id(link) and all(up is not body for up in link.iterancestors()))
        return next((user for link in beside if (user := self.person(link))), None)

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        return sheet.moment(next((match[0] for text in texts_beside(unit, self.body.first(unit)) if (match := _MOMENT.search(text))), None))

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            cells = css("td.by, th.by")(unit)
            times = [sheet.moment(match[0]).iso for cell in cells if (match := _DAY.search(text_of(cell)))]
            members = (link for cell in cells for link in links_in(cell) if self.member_id(link))
            found.author = next((user for link in members if (user := self.person(link))), None)
            found.created_at = times[0] if len(times) > 1 else None
            found.last_post_at = times[-1] if times else None
        return found


ENGINE = Muchong()
