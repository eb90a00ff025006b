"""V2EX: topics with their replies, and nodes: a topic and a list as saved in 2019, and what public readers of it rely on since.

Replies are counted from 1; the topic itself has no number.  Times come as titles with their offset, in older pages only as '2 小时前'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Walker
from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA, Notice, Target, ThreadRow
from crawler.items import Author, Board, Thread
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.elements import elements_of
from crawler.markup.sheet import Sheet
from crawler.markup.table import OPENING, Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import links_in, text_of
from crawler.text import number
from crawler.urls import absolute

_REPLY_ID = re.compile(r"r_(\d+)")
_SHOWN = re.compile(r"\d\D*(?:前|ago)\b|\b20\d\d")
_MAIN = (b'id="Main"', b"id=Main", b"id='Main'")
_NAMED = re.compile(r"topic_(\d+)_votes")
_HOURS_AGO = re.compile(r"(\d{1,3})\s*小时\s*(\d{1,2})\s*分钟前")
_AROUND = re.compile(r"^\W*(?:By\b)?\W*(?:at\b)?\W*|(?<!\s)\s+via\s.*$|(?<![,·\s])[,·\s]*(?<!\d)[\d,]+ *(?:次点击|views).*$", re.DOTALL)
"""What stands around a time."""
_VIEWS = re.compile(r"(?<![\d,])([\d,]+)\s*(?:次点击|views)")
_REPLIES = re.compile(r"(?<!\d)(\d+)\s*(?:条回复|回复|replies)")


class V2ex(Table):
    """V2EX topics and nodes."""

    name = "v2ex"
    rank = 30
    sites = ("v2ex.com",)
    fingerprints = (b"Main",)
    zone = CHINA
    addresses = (
        Address("thread", r"^/t/(?P<id>\d+)/?$"),
        Address("board", r"^/go/(?P<id>[\w-]+)/?$"),
        Address("index", r"^/$"),
    )
    page_key = "p"

    title, tags = css("div.header h1"), css(".tag[href*='/tag/']")
    pager = css(".page_normal, .page_current")

    opening = css("div.header:has(h1)")
    posts, number_in, permalink = css("div.cell[id^='r_'], div.inner[id^='r_']"), re.compile(r"^r_(\d+)$"), "{thread}#r_{id}"
    author, floor = css("a[href*='/member/']"), css(".no")

    rows, row_link = css("div.cell, div.inner"), css(".item_title a")
    own_name, board_title, board_url = True, re.compile(r"^(?:V2EX)?[ ›]*(.*?)[ ›]*$"), "/go/{id}"

    def detect(self, page: Page) -> bool:
        return b"V2EX" in page.start and any(mark in page.body for mark in _MAIN) and b"/member/" in page.body

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        found = super().posts_on(sheet)
        return found if sheet.opening is not None else []

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        named = (match[1] for mark in elements_of(sheet.tree).by_id() if (match := _NAMED.fullmatch(mark)))
        return Target("thread", next(named, "0"))

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread, line = super().thread_of(sheet, here), self._line(sheet)
        shown = _VIEWS.search(text_of(line))
        thread.views = number(shown[1]) if shown else None
        replies = (match for mark in css("span.gray")(sheet.tree) if (match := _REPLIES.match(text_of(mark))))
        thread.replies = next((int(match[1]) for match in replies), None)
        thread.author = _member(line if line is not None else self.opening.first(sheet.tree))
        return thread

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        known = next((url for url in sheet.addresses() if (at := self.target(url)) and at.kind == "thread"), "")
        return absolute(known, f"/t/{here.id}")

    def number_posts(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """Pages of 2019 print no numbers: a reply's is one more than that before it."""
        before = None
        for at, made in enumerate(posts):
            if made.post.post_id != OPENING:
                first = 1 if at == 1 and posts[0].post.post_id == OPENING else None
                before = made.post.floor = made.post.floor or (before + 1 if before is not None else first)

    def _line(self, sheet: Sheet) -> Element | None:
        """Who wrote the topic, when, and how often it was read."""
        head = self.opening.first(sheet.tree)
        return css(".gray").first(head) if head is not None else None

    def opened_at(self, sheet: Sheet) -> When:
        return self._when(sheet, self._line(sheet))

    def opening_post(self, sheet: Sheet, unit: Element) -> RawPost:
        """The topic's text and what its author appended stand in boxes below its head; beside it, its node is described in such a one."""
        made, walker = super().opening_post(sheet, unit), Walker(self.body_rules, sheet.page.base_url)
        for box in css(".topic_content")(sheet.tree):
            if not any(_is_aside(up.get("id", "")) for up in box.iterancestors()):
                walker.walk(box)
                walker.end_line()
        made.body = walker.body
        return made

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        walker = Walker(self.body_rules, sheet.page.base_url)
        for box in self.own(sheet, unit, css(".reply_content")(unit)):
            walker.walk(box)
            walker.end_line()
        return walker.body

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return _member(unit)

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        return self._when(sheet, css(".ago", ".fade").first(unit))

    def _when(self, sheet: Sheet, line: Element | None) -> When:
        """The first time in a line: the whole one in a title, as shown otherwise."""
        for mark in line.iter("span") if line is not None else ():
            title = mark.get("title", "")
            if title[:2] == "20":
                when = sheet.moment(title)
                return when._replace(raw=text_of(mark) or when.raw)
        if line is None:
            return NEVER
        names = {text_of(link) for link in line.iter("a")}
        pieces = re.split("[·•]", " ".join(piece for piece in line.itertext() if piece.strip() not in names))
        told = next((piece for piece in pieces if _SHOWN.search(piece)), None)
        return _told(sheet.page, told) if told else NEVER

    # Nodes ----------------------------------------------------------------------------------------------------------------------------

    def board_above(self, sheet: Sheet) -> Board:
        """The node that a topic's head links to."""
        for link in links_in(self.opening.first(sheet.tree)):
            at = self.target(sheet.address(link))
            if at and at.kind == "board" and text_of(link):
                return Board(at.id, text_of(link), [text_of(link)], sheet.address(link))
        return Board()

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            line = css(".topic_info").first(unit)
            found.sticky = "corner_star" in unit.get("style", "")
            found.author, found.last_post_at = _member(line), self._when(sheet, line).iso
            found.replies = number(text_of(css(".count_livid", ".count_orange").first(unit))) or 0
        return found

    def notice(self, sheet: Sheet) -> Notice:
        words, status = sheet.page.title, sheet.page.status
        return Notice("missing" if status == 404 or re.search("404|未找到", words) else "login" if "登录" in words else "empty", words)


def _member(element: Element | None) -> Author | None:
    """A member's name is its id too."""
    links = links_in(element)
    return next((Author(name) for link in links if "/member/" in link.get("href", "") and (name := text_of(link))), None)


def _is_aside(name: str) -> bool:
    """Whether an id names a reply or the column beside the topic, where its node is described in the same markup."""
    return name in ("Rightbar", "node_sidebar") or _REPLY_ID.match(name) is not None


def _told(page: Page, words: str) -> When:
    """A time among other words: 'By … at 3 小时 5 分钟前, 20 次点击'; '… via iPhone'."""
    words = _AROUND.sub("", words).strip()
    if match := _HOURS_AGO.search(words):
        moment = page.fetched_at.astimezone(CHINA) - timedelta(hours=int(match[1]), minutes=int(match[2]))
        return When(moment.replace(second=0, microsecond=0).isoformat(), words, "minute")
    return parse(words, page.calendar, CHINA)


ENGINE = V2ex()
