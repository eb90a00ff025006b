"""vBulletin 5 and 6: nodes instead of threads and posts, addresses made of names.

A board has no number in its address; its path below ``/forum/`` is its id.  Comments are
nodes inside of a post's node.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, timedelta, timezone, tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.vbulletin import RULES, attached
from crawler.body.walker import Walker
from crawler.dates import When, stamp
from crawler.forum import Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Either, Value, has, text_of
from crawler.text import number, tidy

_TOTAL = Value("(//*[contains(@class,'pagetotal')])[1]")
_ROUTE = re.compile(r"^(?P<root>https?://[^/]+(?:/[^?]*)?/(?:forums?|foros?|foren))(?:/(?P<rest>[^?]*?))?(?:/page(?P<page>\d+))?/?$")
_THREAD = re.compile(r"(?:^|/)(\d+)(?:-[^/]*)?$")
_UID = re.compile(r"/member/(\d+)")
_GMT = re.compile(r"GMT\s?([+-])\s?(\d{1,2})(?:[:.](\d\d))?")
_EDIT_TIME = re.compile(r"[;,]\s*([^;]*\d[^;]*)")


def _user(element: Element) -> Author | None:
    for link in element.iter("a"):
        if name := text_of(link):
            uid = _UID.search(link.get("href") or "")
            return Author(name, uid[1] if uid else None)
    name = tidy(text_of(element))
    return Author(name) if name and len(name) <= 60 else None


def _zone(page: Page) -> tzinfo:
    """From the footer; the times themselves name none."""
    for sign, hours, minutes in _GMT.findall(page.text)[-1:]:
        offset = timedelta(hours=min(int(hours), 14), minutes=int(minutes or 0))
        return timezone(-offset if sign == "-" else offset)
    return UTC


class VBulletin5(Table):
    """vBulletin 5 and 6 boards (channels) and threads (topics)."""

    name = "vbulletin5"
    post_ids = "site"
    rank = 28
    generators = ("vbulletin 5", "vbulletin 6")
    fingerprints = (b"vBulletin", b"js-post__content-text", b"js-topic-item")

    title = board_name = Either(f"//h1[{has('main-title')}]", f"//h2[{has('b-post__title')}]", "//h1")
    page_part, permalink = re.compile(r"/page\d+/?$"), "{thread}?p={id}"
    crumbs = css("#breadcrumbs a, nav[class*='breadcrumb'] a, [class*='breadcrumbs-wrapper'] a")
    pager = css("[class*='pagenav'] a, head > link[rel='next']")
    message = css("[class*='error']:not(script)")

    posts = css("li.b-post[data-node-id], li.js-post[data-node-id]")
    body, needs_body = css("div.js-post__content-text"), True
    body_rules = RULES
    author, floor = css("div.author, span.author"), css("a.b-post__count")

    remarks = css("li[data-node-id] li[data-node-id], li[data-node-id] [data-node-id][class*='comment']")
    remark_body = css("[class*='content-text'], [class*='comment__content'], [class*='comment__text']")
    remark_author, remark_time = css("[class*='comment__author'], [class*='author']"), css("time")

    rows, row_link = css("tr.topic-item, .js-topic-item[data-node-id]"), css("a.topic-title")
    row_author, row_time, row_last = css("div.topic-info"), css("div.topic-info span.date"), css("span.post-date")
    row_replies, row_views, row_sticky = css("div.posts-count"), css("div.views-count"), css("tr.sticky, .js-topic-item.sticky")
    boards = css("a.forum-title, a.subforum-title")

    def detect(self, page: Page) -> bool:
        return b"js-post__content-text" in page.body or b"js-topic-item" in page.body

    def target(self, url: str) -> Target | None:
        match = _ROUTE.match(url.split("#", 1)[0])
        if match is None:
            return Target("index", "") if re.fullmatch(r"https?://[^/]+/", url.split("#", 1)[0]) else None
        rest, page = match["rest"] or "", number(match["page"]) or 1
        if not rest:
            return Target("index", "")
        if thread := _THREAD.search(rest):
            return Target("thread", thread[1], page)
        return Target("board", rest, page)

    def sheet(self, page: Page) -> Sheet:
        sheet = super().sheet(page)
        sheet.zone = _zone(page)
        return sheet

    def is_empty_board(self, sheet: Sheet) -> bool:
        """A board without rows, and without a word why."""
        here = sheet.here is not None and sheet.here.kind == "board" and sheet.page.status < 400
        return here and (super().is_empty_board(sheet) or next(iter(self.messages(sheet)), None) is None)

    def person(self, element: Element | None) -> Author | None:
        return _user(element) if element is not None else None

    def posts_on(self, sheet: Sheet) -> list[Element]:
        remarks = set(self.remarks(sheet.tree))
        posts = [post for post in super().posts_on(sheet) if post not in remarks and self.id_of(sheet, post).isdecimal()]
        found = {self.id_of(sheet, post): post for post in reversed(posts)}
        return list(found.values())[::-1]

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return unit.get("data-node-id") or ""

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        return Target("thread", units[0].get("data-node-id") or "0")

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return self.first_page_url(sheet)

    def first_page_url(self, sheet: Sheet) -> str:
        url = sheet.bare_url if self.target(sheet.page.url) else sheet.address(sheet.page.link("canonical"))
        return self.page_part.sub("", url)

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        walker = Walker(RULES, sheet.page.base_url)
        walker.take(super().body_of(sheet, unit))
        files = css("[class*='attachments'], [class*='b-attachment']").first(unit)
        if files is not None:
            attached(walker, files)
        return walker.body

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        moment, seconds = next(unit.iter("time"), None), unit.get("data-node-publishdate") or ""
        shown = text_of(moment)
        if seconds.isdecimal() and len(seconds) >= 9:
            return When(stamp(int(seconds[:12]), sheet.zone or UTC), shown or seconds, "second")
        when = sheet.moment(moment.get("datetime") if moment is not None else None)
        return when._replace(raw=shown or when.raw) if when.iso else sheet.moment(shown)

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        notes = css("div[class*='edit'], p[class*='edit'], span[class*='edit']")(unit)
        return sheet.moment(next((match[1] for note in notes if (match := _EDIT_TIME.search(text_of(note)))), None)).iso

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        name = text_of(self.board_name.first(sheet.tree)) or None
        if here.kind != "board":
            return Board(name=name)
        board = self.board_above(sheet)
        if board.id != here.id:
            board.path = [*board.path, name] if name else board.path
        board.id, board.name, board.url = here.id, name or board.name, self.first_page_url(sheet)
        return board

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        current, pages, following = super().pages_of(sheet, here)
        return current, max(pages or 1, number(_TOTAL(sheet.tree)) or 1), following

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            prefixes = " ".join(map(text_of, css("span[class*='prefix']")(unit))).lower()
            found.sticky, found.moved = found.sticky or "sticky" in prefixes, "redirect" in prefixes or "moved" in prefixes
        return found


ENGINE = VBulletin5()
