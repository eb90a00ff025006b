"""文学城 (bbs.wenxuecity.com): every post is a page of its own, with the subjects of what follows on it; and boards.

What a reader of these pages relies on: ``#content``, ``span.date``; ``.odd`` and ``.even`` rows with ``a.post`` and ``a.b``.  What
follows on a post is not read with it: each has its own address.  Times are those of California, where the site is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from crawler.dates import When
from crawler.forum import Target, ThreadRow
from crawler.items import Author, Board, Thread
from crawler.markup.above import words_above
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import OPENING, Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number

_MOMENT = re.compile(r"20\d\d-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?|\d\d?/\d\d?/20\d\d(?: \d\d?:\d\d(?::\d\d)?)?")
_SOURCE = re.compile(r"来源\s*[:：]\s*(\S.{0,40}?)\s+于\s")
_READS = re.compile(r"阅读\s*[:：]?\s*(\d+)\s*次")


class Wenxuecity(Table):
    """Posts and boards of bbs.wenxuecity.com."""

    name = "wenxuecity"
    rank = 30
    sites = ("bbs.wenxuecity.com",)
    fingerprints = (b"wenxuecity",)
    zone = ZoneInfo("America/Los_Angeles")
    addresses = (
        Address("thread", r"^/(?P<board>[\w-]+)/(?P<id>\d+)\.html$", name="{board}.{id}"),
        Address("board", r"^/(?P<id>[\w-]+)/$"),
    )

    title, document_title = css(), True
    title_cut = re.compile(r"\s*[-|]\s*(?:文学城|wenxuecity).*$", re.IGNORECASE)
    permalink = "{page}"
    pager = css("a[href]")
    posts = css("#msgbodyContent", "#content")
    body = posts
    rows, row_link, row_author = css("div.odd, div.even"), css("a.post"), css("a.b")

    def detect(self, page: Page) -> bool:
        return b"bbs.wenxuecity.com" in page.start and (b"msgbodyContent" in page.body or b'class="odd"' in page.body)

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        return super().posts_on(sheet)[:1] if sheet.here is None or sheet.here.kind == "thread" else []

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread = super().thread_of(sheet, here)
        reads = _READS.search(self._above(sheet))
        thread.url, thread.views = sheet.page.url or None, number(reads[1]) if reads else None
        return thread

    def _above(self, sheet: Sheet) -> str:
        return words_above(self.posts(sheet.tree)[0])

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        sheet.thread.author, sheet.thread.created_at = posts[0].post.author, posts[0].post.created_at

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return OPENING

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return sheet.page.url

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        sender = _SOURCE.search(self._above(sheet))
        return Author(sender[1]) if sender else None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        above = self._above(sheet)
        sender = _SOURCE.search(above)
        dates = [text_of(box) for box in css("span.date")(sheet.tree)]
        told = (*dates, above[sender.end() :] if sender else "")
        return sheet.moment(next((match[0] for text in told if (match := _MOMENT.search(text))), None))

    def board_above(self, sheet: Sheet) -> Board:
        name = sheet.here.id.partition(".")[0] if sheet.here and sheet.here.id != "0" else ""
        return Board(name, name, [name], sheet.address(f"/{name}/")) if name else Board()

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            day = _MOMENT.search(text_of(unit))
            found.created_at = sheet.moment(day[0] if day else None).iso
            if sheet.here is None:
                sheet.here = Target("board", found.id.partition(".")[0])
        return found


ENGINE = Wenxuecity()
