"""Douban's groups: topics, whole pages of which were seen from 2014 and from about 2019, and lists, by what many readers of them rely on.

Its films, books and notes have comments too; only groups are forums.  The topic itself stands on every page of its replies, which have no
numbers; the best of them stand above all others once more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker, read, skip
from crawler.forum import CHINA, Target, ThreadRow
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import links_in, text_of
from crawler.text import number
from crawler.urls import path, query

_TOPIC = re.compile(r"/group/topic/(\d+)/?")
_GROUP = re.compile(r"/group/(?!topic/|explore\b|search\b|people/|my_)([\w-]+)(/discussion)?/?")
_PERSON = re.compile(r"/people/([^/?]+)")
_REPLIES = re.compile(r'"commentCount"\s*:\s*"?(\d+)')
_KNOWN = frozenset(("start", "ref", "from", "_spm_id", "_i"))
_TOPIC_STEP, _GROUP_STEP = 100, 25


def _person(box: Element | None) -> Author | None:
    for link in links_in(box):
        match = _PERSON.search(link.get("href", ""))
        if match and text_of(link):
            return Author(text_of(link), match[1])
    return None


def _quote(walker: Walker, element: Element) -> None:
    """The quoted words stand there twice, shortened and whole."""
    marks = {(mark.get("class") or "").partition(" ")[0]: text_of(mark) for mark in reversed(list(element.iter("span")))}
    person = _person(element)
    walker.quote(Quote(marks.get("all") or marks.get("short") or text_of(element), person.name if person else None))


def _lines(walker: Walker, element: Element) -> None:
    """A reply's text: its lines are those of the source, where it has no other ends of lines."""
    walker.end_line()
    if element.find(".//br") is not None:
        walker.walk(element)
    else:
        _split(walker, element.text)
        for child in element.iterchildren("*"):
            walker.visit(child)
            _split(walker, child.tail)
    walker.end_line()


def _split(walker: Walker, text: str | None) -> None:
    first, *others = (text or "").split("\n")
    walker.text(first)
    for line in others:
        walker.end_line()
        walker.text(line)


_TEXT = Rules(
    classes={"topic-opt": skip, "report": skip, "topic-figure": Walker.figure, "topic-figure-title": Walker.figcaption},
)
_REPLY = Rules(classes={"bg-img-green": skip, "operation_div": skip, "reply-quote": _quote}, tags={"p": _lines})


class Douban(Table):
    """Douban's group topics and lists of them."""

    name = "douban"
    rank = 40
    fingerprints = (b"douban", b"doubanio")
    zone = CHINA

    thread_url, board_url = "/group/topic/{id}/", "/group/{id}/"
    permalink = "{thread}?cid={id}"
    opening, body_rules = css("div.topic-content:has(.topic-doc) #link-report"), _TEXT
    opening_time = css("div.topic-content .color-green")
    posts, body = css("li.comment-item:has(.reply-doc):not(ul[class*='popular-bd'] li):not(div[class*='popular-bd'] li)"), css(".reply-doc")
    author, time = css(".bg-img-green"), css(".pubtime")
    rows, own_name, board_name = css("td.title"), True, css("h1")

    def detect(self, page: Page) -> bool:
        if b"douban" not in page.start or b"/group/topic/" not in page.body:
            return False
        return b'class="topic-doc"' in page.body or (b'class="olt"' in page.body and b'td class="title"' in page.body)

    def target(self, url: str) -> Target | None:
        asked, where = query(url.partition("#")[0]), path(url)
        start = asked.get("start", "0")
        if not start.isdecimal():
            return None
        at = int(start[:9])
        if (match := _TOPIC.fullmatch(where)) and not asked.keys() - _KNOWN:
            return Target("thread", match[1], at // _TOPIC_STEP + 1)
        match = _GROUP.fullmatch(where)
        if match is None or asked.keys() - _KNOWN - {"type"} or asked.get("type", "new") != "new":
            return Target("index", "") if where in ("/group", "/group/") and not asked else None
        return Target("board", match[1], at // _GROUP_STEP + 1)

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """The best replies stand above all others once more: not here."""
        posts = super().posts_on(sheet)
        return posts if css("div.topic-content .topic-doc").first(sheet.tree) is not None else []

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        links = (link.get("href", "") for link in css(".tabs a")(sheet.tree))
        return Target("thread", next((match[1] for url in (sheet.page.url, *links) if (match := _TOPIC.search(url))), "0"))

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread, shown = super().thread_of(sheet, here), _REPLIES.search(sheet.page.text)
        thread.author = _person(css("div.topic-content .from").first(sheet.tree))
        thread.created_at, thread.replies = self.opened_at(sheet).iso, int(shown[1]) if shown else None
        return thread

    def board_above(self, sheet: Sheet) -> Board:
        """The group that the box beside a topic links to."""
        for link in css("#g-side-info a")(sheet.tree):
            at, name = self.target(sheet.address(link)), text_of(link)
            if at and at.kind == "board" and name:
                return Board(at.id, name, [name], sheet.address(f"/group/{at.id}/") or None)
        return Board()

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        content = self.body.first(unit)
        return read(content, _REPLY, sheet.page.base_url) if content is not None else Body()

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return unit.get("data-cid", "")

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        box = self.author.first(unit)
        return _person(box if box is not None else self.body.first(unit))

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        bar = next((number(mark.get("data-total-page")) for mark in css(".thispage")(sheet.tree)), None)
        urls = (sheet.address(link) for link in css(".next a")(sheet.tree))
        following = next((url for url in urls if (at := self.target(url)) and (at.kind, at.id) == (here.kind, here.id)), None)
        return here.page, max(bar or 1, here.page), following

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        link = next((link for link in links_in(unit) if link.get("title") and text_of(link) == found.title), None)
        found.title, found.url = (link.get("title") or "") if link is not None else found.title, found.url.partition("?")[0]
        found.sticky = any("置顶" in text_of(mark) for mark in unit.iter("span"))
        for other in unit.itersiblings("td"):
            words = (other.get("class") or "").split()
            if "r-count" in words:
                found.replies = number(text_of(other)) or 0
            elif "time" in words:
                found.last_post_at = sheet.moment(text_of(other)).iso
            else:
                found.author = found.author or _person(other)
        return found


ENGINE = Douban()
