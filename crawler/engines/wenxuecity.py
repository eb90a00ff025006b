"""文学城 (bbs.wenxuecity.com): every post is a page of its own, with the subjects of what follows on it; and boards.

What a reader of these pages relies on: ``#content``, ``span.date``; ``.odd`` and ``.even`` rows with ``a.post`` and ``a.b``.  What
follows on a post is not read with it: each has its own address.  Times are those of California, where the site is.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, read
from crawler.dates import parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.above import words_above
from crawler.markup.class_index import Part, marked
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.select import links_in, text_of
from crawler.text import number
from crawler.urls import absolute, query

OPENING = "0"
"""The post id of the only post of a page."""

_PARTS = {"odd": "div", "even": "div"}
_ADDRESS = re.compile(r"^https?://[^/]+/([\w-]+)/(?:(\d+)\.html)?$")
_MOMENT = re.compile(r"20\d\d-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?|\d\d?/\d\d?/20\d\d(?: \d\d?:\d\d(?::\d\d)?)?")
_SOURCE = re.compile(r"来源\s*[:：]\s*(\S.{0,40}?)\s+于\s")
_READS = re.compile(r"阅读\s*[:：]?\s*(\d+)\s*次")
_SITE = re.compile(r"\s*[-|]\s*(?:文学城|wenxuecity).*$", re.IGNORECASE)
_CALIFORNIA = ZoneInfo("America/Los_Angeles")


class Wenxuecity(Engine):
    """Posts and boards of bbs.wenxuecity.com."""

    name = "wenxuecity"
    rank = 30
    sites = ("bbs.wenxuecity.com",)
    fingerprints = (b"wenxuecity",)

    def detect(self, page: Page) -> bool:
        return b"bbs.wenxuecity.com" in page.start and (b"msgbodyContent" in page.body or b'class="odd"' in page.body)

    def target(self, url: str) -> Target | None:
        url, _, _ = url.partition("#")
        match = _ADDRESS.match(url.partition("?")[0])
        asked = query(url)
        if match is None or asked.keys() - {"page"} or not asked.get("page", "1").isdecimal():
            return None
        if match[2]:
            return Target("thread", f"{match[1]}.{match[2]}")
        return Target("board", match[1], int(asked.get("page", "1")[:9]) or 1)

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        here = self.target(page.url)
        bodies = sorted(whole.by_id("msgbodyContent", "content"), key=lambda box: box.get("id") or "", reverse=True)
        if bodies and (here is None or here.kind == "thread"):
            return self._thread(page, whole, here or Target("thread", "0"), bodies[0])
        if rows := [row for part in parts if (row := self._row(page, part))]:
            here = here or Target("board", rows[0].id.partition(".")[0])
            pages, next_url = pager(self, page, here, links_in(page.tree))
            return BoardPage(self._board(page, here.id), [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    def _board(self, page: Page, name: str) -> Board:
        return Board(name, name, [name], absolute(page.url, f"/{name}/")) if name else Board()

    def _thread(self, page: Page, whole: Part, here: Target, body: Element) -> ThreadPage:
        board = self._board(page, here.id.partition(".")[0] if here.id != "0" else "")
        thread = Thread(here.id, page.url or None, _SITE.sub("", page.title) or None)
        above = words_above(body)
        sender, reads = _SOURCE.search(above), _READS.search(above)
        dates = [text_of(box) for box in whole.all("date") if box.tag == "span"]
        shown = next((match[0] for text in (*dates, above[sender.end() :] if sender else "") if (match := _MOMENT.search(text))), None)
        made = raw_post(
            self, page, thread, board, OPENING, page.url, read(body, Rules(), page.base_url), parse(shown, page.calendar, _CALIFORNIA)
        )
        made.post.author = thread.author = Author(sender[1]) if sender else None
        thread.created_at, thread.views = made.post.created_at, number(reads[1]) if reads else None
        return ThreadPage(thread, board, [made])

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for link in (link for link in part.all("post") if link.tag == "a"):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "thread" and text_of(link):
                user = next((Author(text_of(name)) for name in part.all("b") if name.tag == "a" and text_of(name)), None)
                day = _MOMENT.search(text_of(part.element))
                return ThreadRow(at.id, url, text_of(link), user, parse(day[0] if day else None, page.calendar, _CALIFORNIA).iso)
        return None


ENGINE = Wenxuecity()
