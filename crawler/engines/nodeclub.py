"""NodeClub (cnodejs.org): topics with their replies and lists, by its templates of 2012 to 2017.

Times are shown as '3 年前' only: those of months and years tell no day.  Replies are counted from 1; the topic itself has no number.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.dates import When
from crawler.forum import CHINA, Target, ThreadRow
from crawler.items import Author, Thread
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import links_in, text_of
from crawler.text import number
from crawler.urls import path, query

_ADDRESS = re.compile(r"^/(?:topic/([0-9a-f]{24}))?/?$")
_FLOOR = re.compile(r"^(\d+)楼\s*[•·]?\s*(.*)$")
_CREATED = re.compile(r"发布于\s*(.+?)\s*,?$")
_EDITED = re.compile(r"最后一次编辑是\s*(.+)$")
_VIEWS = re.compile(r"(?<!\d)(\d+)\s*次浏览")
_REPLIES = re.compile(r"^(\d+) 回复$")


class NodeClub(Table):
    """Topics and lists of NodeClub."""

    name = "nodeclub"
    rank = 40
    sites = ("cnodejs.org",)
    fingerprints = (b"reply_author", b"topic_full_title", b"topic_title_wrapper", b"user_avatar")
    zone = CHINA

    title, title_cut = css(".topic_full_title"), re.compile(r"^(?:置顶|精华)\s*")
    thread_url, board_url = "/topic/{id}", "/?tab={id}"
    pager = css(".pagination a")
    opening, opening_author = css(".topic_content"), css(".changes, .user_card")
    posts, body, needs_body = css("div.reply_item"), css(".reply_content"), True
    member = re.compile(r"/user/([^/?#]+)")

    rows, row_link = css("div.cell:has(.reply_count), div.cell:has(.topic_title_wrapper)"), css("a.topic_title")
    row_last, row_replies, row_views = css(".last_active_time"), css(".count_of_replies"), css(".count_of_visits")
    row_sticky = css(".put_top")
    own_name = True

    def detect(self, page: Page) -> bool:
        return b"topic_full_title" in page.body or (b"topic_title_wrapper" in page.body and b"count_of_replies" in page.body)

    def target(self, url: str) -> Target | None:
        bare = url.partition("#")[0]
        match, asked = _ADDRESS.match(path(bare)), query(bare)
        if match is None or asked.keys() - {"tab", "page"} or not asked.get("page", "1").isdecimal():
            return None
        if match[1]:
            return Target("thread", match[1])
        return Target("board", asked.get("tab", "all"), int(asked.get("page", "1")[:9]) or 1)

    def name_of_board(self, sheet: Sheet, here: Target) -> str:
        return text_of(css(".current-tab").first(sheet.tree)) or here.id

    def person(self, element: Element | None) -> Author | None:
        """The first member linked; a member's name is its id too, and stands below an avatar where no text does."""
        users = ((link, self.member_id(link)) for link in links_in(element))
        return next((Author(text_of(link) or user) for link, user in users if user), None)

    def _told(self, sheet: Sheet, pattern: re.Pattern[str]) -> str | None:
        """What the lines below a topic's title say."""
        lines = map(text_of, css(".changes span, .changes div")(sheet.tree))
        return next((match[1] for line in lines if (match := pattern.search(line))), None)

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread = super().thread_of(sheet, here)
        thread.author = next((user for box in self.opening_author(sheet.tree) if (user := self.person(box))), None)
        thread.created_at, thread.views = self.opened_at(sheet).iso, number(self._told(sheet, _VIEWS))
        counts = (_REPLIES.match(text_of(mark)) for mark in css(".col_fade")(sheet.tree))
        thread.replies = next((int(match[1]) for match in counts if match), None)
        return thread

    def opened_at(self, sheet: Sheet) -> When:
        return sheet.moment(self._told(sheet, _CREATED))

    def opening_post(self, sheet: Sheet, unit: Element) -> RawPost:
        made = super().opening_post(sheet, unit)
        made.post.edited_at = sheet.moment(self._told(sheet, _EDITED)).iso
        return made

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        link = css(".reply_time").first(unit)
        return unit.get("reply_id") or (link.get("href", "").lstrip("#") if link is not None else "")

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return self.person(unit)

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        shown = _FLOOR.match(text_of(css(".reply_time").first(unit)))
        return sheet.moment(shown[2] if shown else None)

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        shown = _FLOOR.match(text_of(css(".reply_time").first(unit)))
        return int(shown[1][:9]) if shown else None

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            found.author = self.person(unit)
        return found


ENGINE = NodeClub()
