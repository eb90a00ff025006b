"""CSDN's forum (bbs.csdn.net) as it was from 2015 until 2021: topics, the replies below them and the lists of a forum.

What eight readers of these pages rely on: ``div#post-ID``, ``.nick_name``, ``.date_time``, ``.post_body``, ``.forums_tab_table``.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, skip
from crawler.forum import CHINA, ThreadRow
from crawler.items import Quote
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Numbered, links_in, text_of
from crawler.text import number

_QUOTED = re.compile(r"^引用\s*(?:第?\s*\d+\s*楼|楼主)?\s*(\S.*?)\s*的回复\s*[:：]?$")


def _quote(walker: Walker, element: Element) -> None:
    """``fieldset``: the quoted author in its legend."""
    legend = element.find("legend")
    match = _QUOTED.match(text_of(legend))
    if match is None:
        walker.descend(element)
    else:
        walker.quote(Quote(walker.inside_text(element).removeprefix(text_of(legend)).strip(), match[1]))


class Csdn(Table):
    """Topics and forums of bbs.csdn.net."""

    name = "csdn"
    rank = 30
    sites = ("bbs.csdn.net",)
    fingerprints = (b"forums_tab_table", b"mod_topic_wrap")
    zone = CHINA
    addresses = (
        Address("thread", r"^/topics/(?P<id>\d+)/?$"),
        Address("board", r"^/forums/(?P<id>[\w-]+)/?$"),
        Address("index", r"^/(?:home)?/?$"),
    )

    title = css("h1.title, h3.title")
    title_cut = re.compile(r"\s*\[问题点数[:：].*$|-CSDN论坛$")
    document_title = True
    thread_url, permalink = "/topics/{id}", "{thread}#post-{id}"
    crumbs = css("div[class*='crumb'] a")
    pager = css("a.pageliststy")

    posts = Numbered("post-", "div")
    body, needs_body = css("div.post_body"), True
    body_rules = Rules(classes={"ad_wrap": skip}, tags={"fieldset": _quote, "blockquote": Walker.descend})
    author = css("div.nick_name, span.nick_name, p.nick_name")
    time = css("label.date_time, span.date_time")
    member = re.compile(r"([^/?]+)/?(?:\?.*)?$")

    rows = css("table.forums_tab_table tr:has(> td)")
    own_name, board_title, board_url = True, re.compile(r"^([^-_]+)"), "/forums/{id}"

    def detect(self, page: Page) -> bool:
        return b"csdn" in page.start and (b"post_body" in page.body or b"forums_tab_table" in page.body)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        """Status, points, title, who asked when, replies/views, the last reply."""
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        for cell in unit.iterchildren("td"):
            stamp = sheet.time(next(cell.iter("em"), None)).iso
            if stamp and found.created_at is None:
                found.author, found.created_at = self.person(next((a for a in links_in(cell) if text_of(a)), None)), stamp
            elif stamp:
                found.last_post_at = stamp
            replies, slash, views = text_of(cell).partition("/")
            if slash and replies.strip().isdecimal():
                found.replies, found.views = number(replies), number(views)
        return found


ENGINE = Csdn()
