"""Invision Community 4 and 5 (IPS), and IP.Board 3.

IPS numbers its posts ``elComment_N`` and repeats author, time and ids of each in ``data-quotedata``; IP.Board calls them ``post_id_N``.
'3', '4' and '5' below name who showed a rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates import NEVER, When, parse, stamp
from crawler.engines.invision import addresses
from crawler.engines.invision.board import Boards
from crawler.engines.invision.body import RULES
from crawler.engines.invision.plain import VIEW
from crawler.engines.invision.row import words_of
from crawler.forum import Reading, Target
from crawler.items import Author, Thread
from crawler.markup.copies import each_once
from crawler.markup.counters import counters
from crawler.markup.css import css
from crawler.markup.pager import pager
from crawler.markup.plain import read_plain
from crawler.markup.sheet import Sheet
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Numbered, Select, first_of, text_of
from crawler.text import number, tidy

_BARS = css("[class^='ipsPagination']:not([class*='mini'])")
_OLD_BARS = css("ul[class^='ipsList_inline back'], ul[class^='pagination'], ol[class^='pagination']")
_PAGE_OF = re.compile(r"(\d[\d.,]*)\D{1,12}(\d[\d.,]*)")
_PREFIXES, _TAGS = (
    css("h1 a[class*='ipsTag_prefix']"),
    css("ul[class^='ipsTags'] a[class^='ipsTag'], ol[class^='ipsTags'] a[class^='ipsTag']"),
)
_NAMES = css("h3.cAuthorPane_author", "h3.ipsEntry__username, div.ipsEntry__username", "span.author, address.author", "h3.guest")


class Invision(Boards):
    """Invision Community and IP.Board boards and threads."""

    name = "invision"
    post_ids = "site"
    rank = 22
    fingerprints = (b"ipsApp", b"ipsApp_front", b"ipboard_body", b"ipb", b"data-ips-hook", b"posttopbar")
    page_part = re.compile(r"page[/-]\d+/?$|/page__.*$|(?<=[?&])(?:page|st|tab)=\w+&?")

    crumbs = css(
        "ul[data-role='breadcrumbList'] a, ol[data-role='breadcrumbList'] a",
        "ol[class*='ipsBreadcrumb__list'] a, ul[class*='ipsBreadcrumb__list'] a",
        "ul[class^='breadcrumb'] a, ol[class^='breadcrumb'] a",
        "#breadcrumb a, #secondary_navigation a",
    )
    message = Select("id('elErrorMessage') | id('elError') | //*[contains(@class,'ipsError')] | //p[@class='message error']")

    posts = Numbered("elComment_", "article")
    counts_places = True
    body = css("div[data-role='commentContent']", "div.entry-content", "div.ipsType_richText", "div.ipsRichText")
    body_rules = RULES
    member = re.compile(r"(?:profile|user)/(\d+)-|showuser=(\d+)")

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in (b"ipsApp_front", b"ipboard_body", b"ipb.vars[", b"data-ips-hook", b"posttopbar"))

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def otherwise(self, sheet: Sheet) -> Reading | None:
        return read_plain(self, sheet, VIEW) if b"posttopbar" in sheet.page.body else None

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        found = super().posts_on(sheet) if b"elComment_" in sheet.page.body else ()
        once = each_once(found or Numbered("post_id_", "div")(sheet.tree))
        sheet.numbers = {post: pid for pid, post in once.items()}
        return list(sheet.numbers)

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        body = sheet.tree.find("body")
        return Target("thread", (body.get("data-pageid") or body.get("data-id") or "0") if body is not None else "0")

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        """The prefix in the heading is a tag, as those below it."""
        thread = super().thread_of(sheet, here)
        thread.tags = list(dict.fromkeys(filter(None, map(text_of, [*_PREFIXES(sheet.tree), *_TAGS(sheet.tree)]))))
        thread.views, thread.replies = counters(sheet.page)
        return thread

    def first_page_url(self, sheet: Sheet) -> str:
        kind = sheet.here.kind if sheet.here else ""
        for url in reversed([*sheet.addresses()]):
            if (at := self.target(url)) and at.kind == kind:
                return self.page_part.sub("", url.partition("#")[0]).rstrip("?&")
        return sheet.page.url

    def title_of(self, sheet: Sheet) -> str:
        return next(filter(None, map(words_of, sheet.tree.iter("h1"))), "")

    def number_posts(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """Pages after the first may repeat the opening post above their own."""
        if posts[0].post.floor is not None:
            return
        if sheet.before and "data-ips-first-post" in next(iter(sheet.numbers)).attrib:
            posts[0].post.floor, sheet.before = 1, sheet.before - 1
        super().number_posts(sheet, posts)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        url = (sheet.thread.url or sheet.page.url).rstrip("&")
        if unit.tag == "div":
            root = re.sub(r"(?:index\.php)?\??/?topic/.*$|index\.php.*$", "", url).rstrip("/")
            return f"{root}/index.php?showtopic={sheet.thread.id}&view=findpost&p={pid}"
        return f"{url}{'&' if '?' in url else '?'}do=findComment&comment={pid}"

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        told = _told(unit)
        name, uid, place = told.get("username"), told.get("userid"), _NAMES.first(unit)
        if isinstance(name, str) and name:
            return Author(tidy(name), str(uid) if uid else None)
        if place is None:
            return None
        shown = tidy(re.sub(r"^#\d+", "", text_of(place)))
        return next(filter(None, map(self.person, place.iter("a"))), None) or (Author(shown) if shown else None)

    def person(self, element: Element | None) -> Author | None:
        """Links to a post stand among those to its author."""
        found = super().person(element)
        return None if found and not found.id and element is not None and element.get("rel") == "bookmark" else found

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        element = next(unit.iter("time"), None)
        if element is not None:
            when, seconds = sheet.time(element), _told(unit).get("timestamp")
            told = when.iso is None and isinstance(seconds, int)
            return When(stamp(seconds, UTC), when.raw, "second") if told and isinstance(seconds, int) else when
        element = first_of(unit, "published", "abbr")
        if element is None:
            return NEVER
        when = parse(element.get("title"), sheet.page.calendar, UTC)
        return when._replace(raw=text_of(element)) if when.iso else read_time(sheet.page, element)

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        """The note names no zone: it is that of the post's own time."""
        shown = self.time_of(sheet, unit).iso if body.edited else None
        return parse(body.edited, sheet.page.calendar, datetime.fromisoformat(shown).tzinfo if shown else None).iso

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return number(text_of(first_of(unit, "post_id", "span")))

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        at = sheet.here
        current = at.page if at and at.id == here.id else 1
        sheet.before = 0 if current == 1 else None
        bar = next(filter(_is_bar, _BARS(sheet.tree)), None)
        if bar is None:
            return self._old_pages(sheet, Target(here.kind, here.id, current))
        told, size = number(bar.get("data-ipspagination-pages") or bar.get("data-pages")), number(bar.get("data-ipspagination-perpage"))
        current = number(text_of(css("li.ipsPagination_active", "li.ipsPagination__active").first(bar))) or current
        last, following = pager(self, sheet.page, Target(here.kind, here.id, current), bar.iter("a"))
        sheet.before = 0 if current == 1 else (current - 1) * size if size else None
        return current, max(last, told or 1), following

    def _old_pages(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """3 writes 'Page 2 of 7' on the button to any page."""
        bar = _OLD_BARS.first(sheet.tree)
        if bar is None:
            return here.page, 1, None
        match = _PAGE_OF.search(text_of(first_of(bar, "pagejump", "li", "a")))
        following = sheet.address(css("li.next a").first(bar)) or None
        if match:
            sheet.before = 0 if number(match[1]) == 1 else None
            return number(match[1]) or 1, number(match[2]) or 1, following
        return here.page, pager(self, sheet.page, here, bar.iter("a"))[0], following


def _is_bar(element: Element) -> bool:
    known = "data-pages" in element.attrib or "data-ipspagination-pages" in element.attrib or element.find("li") is not None
    return known and element.tag in ("ul", "ol")


def _told(post: Element) -> dict[str, Any]:
    """What IPS tells its own 'quote' button about a post."""
    for element in post.iter("div"):
        if data := element.get("data-quotedata"):
            try:
                told = json.loads(data)
            except ValueError:
                return {}
            return told if isinstance(told, dict) else {}
    return {}


ENGINE = Invision()
