"""Bangumi (bgm.tv, bangumi.tv, chii.in): discussions of groups and subjects with their replies, and a group's list of them.

The opening post is numbered ``#1``; an answer to a reply is ``#2-1``, a post of its own with its place but no floor of its own.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, skip
from crawler.forum import CHINA, Target, ThreadRow
from crawler.items import Board
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.quotes import said
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of

_WRITTEN = re.compile(r"#(\d+)(-\d+)?\s*-\s*20\d\d")


class Bangumi(Table):
    """Discussions of Bangumi."""

    name = "bangumi"
    rank = 30
    sites = ("bgm.tv", "bangumi.tv", "chii.in")
    fingerprints = (b"bangumi",)
    zone = CHINA
    addresses = (
        Address("thread", r"^/(?:group|rakuen)/topic/(?:group/|subject/)?(?P<id>\d+)/?$"),
        Address("thread", r"^/subject/topic/(?:group/|subject/)?(?P<id>\d+)/?$", name="subject-{id}"),
        Address("board", r"^/group/(?P<id>[\w-]+)(?:/forum)?/?$"),
        Address("board", r"^/subject/(?P<id>\d+)/board/?$", name="subject-{id}"),
    )

    permalink = "{thread}#post_{id}"
    pager = css("a.p")
    posts = css("div.postTopic, div.row_reply, div.sub_reply_bg")
    body = css(".topic_content", ".message", ".cmt_sub_content")
    body_rules = Rules(classes={"quote": said(r"^\s*(\S.{0,40}?)\s*说\s*[:：]\s*"), "topic_sub_reply": skip})
    author = css("a.l[href*='/user/']")
    time, time_in = css(".re_info"), re.compile(r"20\d\d-\d\d?-\d\d? \d\d?:\d\d")
    member = re.compile(r"/user/([^/?#]+)")

    rows, row_link = css("tr.topic"), css(".subject a")
    row_author, row_replies = css(".author"), css(".posts")
    row_last = css(".lastpost .time, .lastpost small, .lastpost span, .lastpost a")
    own_name, board_name, board_title = True, css(".SecondaryNavTitle"), re.compile(r"^(.*?)(?: \| |$)")

    def detect(self, page: Page) -> bool:
        return b"postTopic" in page.body or b"row_reply" in page.body or (b"topic_list" in page.body and b"SecondaryNavTitle" in page.body)

    def title_of(self, sheet: Sheet) -> str:
        """The head holds the way to the discussion in a ``span``."""
        head = css("#pageHeader h1").first(sheet.tree)
        way = head.find("span") if head is not None else None
        return text_of(head).removeprefix(text_of(way)).strip() or sheet.page.title.partition(" | ")[0]

    def board_above(self, sheet: Sheet) -> Board:
        """The first board that the head links to."""
        for link in css("#pageHeader a")(sheet.tree):
            url = sheet.address(link)
            if (at := self.target(url)) and at.kind == "board":
                return Board(at.id, text_of(link) or None, [text_of(link)], url)
        return Board()

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        if css("div.postTopic").first(sheet.tree) is not None:
            sheet.thread.author, sheet.thread.created_at = posts[0].post.author, posts[0].post.created_at

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return (unit.get("id") or "").removeprefix("post_")

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        match = _WRITTEN.search(text_of(self.one(sheet, unit, self.time)))
        return int(match[1][:9]) if match and not match[2] else None

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        return (1, 1, None) if here.kind == "thread" else super().pages_of(sheet, here)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            link = css(".subject a[title]").first(unit)
            found.title = (link.get("title") if link is not None else "") or found.title
            found.last_post_at = sheet.moment(text_of(self.row_last.first(unit))).iso
        return found


ENGINE = Bangumi()
