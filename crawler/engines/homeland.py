"""Homeland (ruby-china.org, testerhome.com): topics with their replies, and nodes, by its templates of 2011 to 2021.

Replies are counted from 1 and keep their numbers when others are deleted; notes of what moderators did take numbers, too, and are no posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, skip
from crawler.dates import NEVER, When
from crawler.forum import CHINA, Target, ThreadRow
from crawler.items import Author, Board, Thread
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import links_in, text_of
from crawler.text import number

_FLOOR = re.compile(r"#(\d+)|(?<!\d)(\d+)\s*楼")
_REPLY_ID = re.compile(r"^reply-?(\d+)$")
_VIEWS = re.compile(r"(?<!\d)(\d+)\s*次(?:阅读|点击|浏览)")


def _user(box: Element) -> Author | None:
    """The first member linked; nodes and floors are linked, too."""
    for link in links_in(box):
        where = link.get("href", "")
        if text_of(link) and where.startswith(("/", "http")) and "/topics" not in where:
            return Author(text_of(link))
    return None


class Homeland(Table):
    """Topics and nodes of Homeland."""

    name = "homeland"
    rank = 40
    sites = ("ruby-china.org", "testerhome.com")
    fingerprints = (b"page-topics", b"navbar-topic-title", b"topic-detail")
    zone = CHINA
    addresses = (
        Address("thread", r"^/topics/(?P<id>\d+)/?$"),
        Address("board", r"^/topics/(?P<id>node\d+)/?$"),
        Address("board", r"^/topics/?$", name="topics"),
    )

    title = css(".media-heading span.title, h1:not([class*='navbar']) span.title", ".media-heading, h1:not([class*='navbar'])")
    thread_url, board_url = "/topics/{id}", "/topics/{id}"
    pager = css(".pagination a")
    opening = css(".topic-detail .markdown, .topics.box .markdown, .topic-detail .body, .topics.box .body")
    posts, body, needs_body = css("div.reply[id^='reply']"), css(".markdown", ".body"), True
    body_rules = Rules(classes={"anchor": skip})
    likes = css("a.likeable span")

    rows, row_link, row_replies = css("div.topic"), css(".title a"), css(".count")
    row_sticky = css("i[title='置顶']")
    own_name, board_title = True, re.compile(r"^(.+?)(?:\s[·|–-]\s|$)")

    def detect(self, page: Page) -> bool:
        body = page.body
        return b'class="timeago"' in body and (b"topic-detail" in body or b'class="topic media' in body or b'class="topic topic-' in body)

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """A list of topics has the same boxes as a topic, and rows in them."""
        posts = super().posts_on(sheet)
        apart = sheet.opening is not None and all("reply" not in (up.get("class") or "").split() for up in sheet.opening.iterancestors())
        if sheet.opening is not None and not apart:
            posts, sheet.opening = posts[1:], None
        replies = posts[1:] if sheet.opening is not None else posts
        return posts if replies or not any(self.row_of(sheet, row) for row in self.rows(sheet.tree)) else []

    def _lines(self, sheet: Sheet) -> list[Element]:
        """The lines that tell of the topic: who, when, how often read."""
        replies = css("div.reply .info")(sheet.tree)
        return [box for box in css(".info")(sheet.tree) if box not in replies]

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread, lines = super().thread_of(sheet, here), self._lines(sheet)
        thread.author, thread.created_at = next((user for box in lines if (user := _user(box))), None), self.opened_at(sheet).iso
        shown = next((match for box in lines if (match := _VIEWS.search(text_of(box)))), None)
        thread.views = number(shown[1]) if shown else None
        return thread

    def opened_at(self, sheet: Sheet) -> When:
        return next((when for box in self._lines(sheet) for mark, when in self._times(sheet, box) if "回复" not in mark), NEVER)

    def _times(self, sheet: Sheet, box: Element) -> Iterator[tuple[str, When]]:
        """Each time in a line, with the words before it: '最后由 … 回复于' stands before the last reply's."""
        for mark in box.iter("abbr", "time"):
            before, parent = mark.getprevious(), mark.getparent()
            words = (before.tail if before is not None else parent.text if parent is not None else "") or ""
            yield words, sheet.moment(mark.get("title") or mark.get("datetime") or text_of(mark))

    def board_above(self, sheet: Sheet) -> Board:
        """The node, linked in the topic's head or in the line below it."""
        heads = css(".media-heading", "h1:not([class*='navbar'])")(sheet.tree)
        node = next((link for head in heads for link in links_in(head)), None)
        node = node if node is not None else next(iter(css(".info a[href*='/topics/node']")(sheet.tree)), None)
        url = sheet.address(node)
        at = self.target(url)
        return Board(at.id, text_of(node), [text_of(node)], url) if at and at.kind == "board" else Board()

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        match = _REPLY_ID.match(unit.get("id", ""))
        return unit.get("data-id") or (match[1] if match else "")

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return f"{sheet.thread.url}#{unit.get('id')}" if sheet.thread.url else sheet.page.url

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return next((user for box in (*css(".name")(unit), *css(".info")(unit)) if (user := _user(box))), None)

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        boxes = (*css(".time")(unit), *css(".info")(unit))
        return next((when for box in boxes for _, when in self._times(sheet, box)), NEVER)

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        shown = _FLOOR.search(text_of(css(".reply-floor", ".time").first(unit)))
        return int((shown[1] or shown[2])[:9]) if shown else None

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        for box in css(".info")(unit):
            found.author = _user(box)
            for mark, when in self._times(sheet, box):
                found.created_at, found.last_post_at = (found.created_at, when.iso) if "回复" in mark else (when.iso, when.iso)
        found.replies = found.replies or 0
        return found


ENGINE = Homeland()
