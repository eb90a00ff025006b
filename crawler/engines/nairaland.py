"""Nairaland: a row that says who and when, and below it a row with the words.  Pages are numbered from 0; the clock is Lagos's.

Sections and members share one kind of address, so the sections are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, read
from crawler.dates import When
from crawler.forum import Target, ThreadRow
from crawler.items import Author, Board, Quote
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Select, Strings, Value, text_of
from crawler.text import number
from crawler.urls import path

_ANCHORS = Strings("./a/@name")
_CREATED = Value("./meta[@itemprop='datePublished']/@content")
_MODIFIED = Value("./meta[@itemprop='dateModified']/@content")
_CRUMBS = Select("(//p[contains(concat(' ',normalize-space(@class),' '),' bold ')])[1]//a")
_SECTIONS = frozenset(
    re.findall(
        r"[\w-]+",
        "nairaland politics crime romance jobs career business investment nysc education autos cartalk properties health travel family "
        "culture religion islam food diaries ads pets agriculture entertainment jokes tv-movies music-radio celebs fashion events sports "
        "gaming forum-games literature science programming webmasters computers phones graphics-video techmarket foreign-affairs",
    )
)
_THREAD = re.compile(r"^/(\d{2,12})/[^/]+(?:/(\d{1,6}))?/?$")
_CLOCK = re.compile(r"(\d{1,2}:\d\d[ap]m)(?:\s*On\s*([A-Z][a-z]{2} \d{1,2})(?:,?\s*(\d{4}))?)?")
_COUNTS = re.compile(r"(?<!\d)(\d[\d,]{0,15})\s*posts?\s*&\s*(\d[\d,]*)\s*views?")
_LAGOS = ZoneInfo("Africa/Lagos")


def _quote(walker: Walker, element: Element) -> None:
    """It begins with the link to the quoted post, which names its author."""
    link = element.find("./a")
    match = re.search(r"/post/(\d+)", link.get("href", "")) if link is not None else None
    name = text_of(link) if match else ""
    words = walker.inside_text(element)
    walker.quote(Quote(words.removeprefix(name).lstrip(": \n") if name else words, name or None, match[1] if match else None))


_RULES = Rules(tags={"blockquote": _quote})


class Nairaland(Table):
    """Sections and topics."""

    name = "nairaland"
    rank = 30
    sites = ("nairaland.com",)
    fingerprints = (b"nairaland",)
    zone = _LAGOS
    addresses = (
        Address("thread", r"^/(?P<id>\d{2,12})/[^/]+(?:/(?P<page>\d{1,6}))?/?$"),
        Address("board", rf"^/(?P<id>{'|'.join(sorted(_SECTIONS, key=len, reverse=True))})(?:/(?P<page>\d{{1,6}}))?/?$"),
        Address("index", r"^/$"),
    )
    page_key, first_page = "", 0

    posts = css("td.pu")
    author = css("a.user")
    pager = css("a[href]")
    rows = css("td[id^='top']:has(b > a)")
    row_link, row_author, row_sticky = css("td > b > a"), css("span.s a"), css("img[src*='sticky']")

    def detect(self, page: Page) -> bool:
        return b'title="Nairaland' in page.start or b"nairaland.com/static" in page.start

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """The rows that say who and when; those with the words have the same numbers."""
        if sheet.here is None or sheet.here.kind != "thread":
            return []
        return [head for head in super().posts_on(sheet) if any(name.startswith("msg") for name in _ANCHORS(head))]

    def _way(self, sheet: Sheet) -> tuple[Element | None, list[Element]]:
        """The thread's own link in the way that leads to it, and the others."""
        crumbs = [link for link in _CRUMBS(sheet.tree) if path(link.get("href", "")) != "/"]
        own = next((link for link in crumbs if _THREAD.match(path(link.get("href", "")))), None)
        return own, [link for link in crumbs if link is not own]

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        own, _ = self._way(sheet)
        return sheet.address(own) if own is not None else sheet.page.url

    def title_of(self, sheet: Sheet) -> str:
        first = next((link for link in self.posts_on(sheet)[0].iter("a") if link.get("href")), None)
        return text_of(self._way(sheet)[0]) or re.sub(r"^Re: ", "", text_of(first))

    def board_above(self, sheet: Sheet) -> Board:
        _, links = self._way(sheet)
        trail = [text_of(link) for link in links]
        url = sheet.address(links[-1]) if links else ""
        return Board(path(url).strip("/") or None, trail[-1], trail, url or None) if trail else Board()

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        return self.board_above(sheet)

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return next((name[3:] for name in _ANCHORS(unit) if name.startswith("msg")), "")

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        pid, base_url = self.id_of(sheet, unit), sheet.page.base_url
        element = next((box for box in css("td[id^='pb']")(sheet.tree) if box.get("id") == f"pb{pid}"), None)
        if element is None:
            return Body()
        words, walker = css("div.narrow").first(element), Walker(_RULES, base_url)
        walker.take(read(words, _RULES, base_url) if words is not None else Body())
        for attached in css("img[class*='attachmentimage']")(element):
            if image := picture(attached, base_url):
                walker.image(image)
        return walker.body

    def person(self, element: Element | None) -> Author | None:
        """A member's name is the path of their page."""
        name = text_of(element)
        return Author(name, path(element.get("href", "")).strip("/") or None) if element is not None and name else None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        shown, exact = self._clock(sheet, text_of(css("span.s").first(unit))), sheet.moment(_CREATED(unit) or None)
        return exact._replace(raw=shown.raw or exact.raw) if exact.iso else shown

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        return sheet.moment(_MODIFIED(unit) or None).iso

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        place = next((name.rpartition(".")[2] for name in _ANCHORS(unit) if "." in name), "")
        return int(place) + 1 if place.isdecimal() else None

    def _clock(self, sheet: Sheet, words: str) -> When:
        """``3:21pm On Mar 09, 2023``: without the year in this one, without the day today."""
        match = _CLOCK.search(words)
        if match is None:
            return When(None, None, None)
        now = sheet.page.fetched_at.astimezone(_LAGOS)
        day = f"{match[2]}, {match[3] or now.year}" if match[2] else f"{now:%b %d, %Y}"
        when = sheet.moment(f"{day} {match[1]}")
        if not match[3] and (when.iso is None or datetime.fromisoformat(when.iso) > now):
            when = sheet.moment(f"{match[2]}, {now.year - 1} {match[1]}") if match[2] else when
        return when._replace(raw=match[0])

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found, words = super().row_of(sheet, unit), text_of(css("span.s").first(unit))
        if found is None:
            return None
        if counts := _COUNTS.search(words):
            posts = number(counts[1])
            found.replies, found.views = posts - 1 if posts else None, number(counts[2])
        found.last_post_at = self._clock(sheet, words).iso
        return found


ENGINE = Nairaland()
