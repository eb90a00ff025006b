"""What board and thread pages have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from itertools import chain

from lxml.etree import _Element as Element

from crawler.dates import When, parse
from crawler.engines.vbulletin.addresses import SESSION, target
from crawler.forum import Engine, Target
from crawler.items import Author
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.select import Either, Select, first_of, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

CRUMBS = Either("id('breadcrumb breadcrumbs')//a", "//span[@class='navbar']/a | //div[contains(@itemtype,'BreadcrumbList')]//a")
_CURRENT = Select(".//td[@class='alt2']//strong | .//span[@class='selected']")
FOOT = 20_000
"""Characters; the line that names the zone stands within so many of a page's end."""
_BARS = re.compile(r"pagenav|pagination(?!_)")
"""How the class of a page bar begins (3, 4); ``pagination_bottom`` holds one, and a menu of all boards."""
_PAGE_OF = re.compile(r"(\d[\d.,]*)\D{1,8}(\d[\d.,]*)")
UID = re.compile(r"member\.php\?(?:[^\"']*\bu=)?(\d+)|/members/(\d+)|[?&]u(?:serid)?=(\d+)")
GMT = re.compile(r"GMT(?:\s?([+-])\s?(\d{1,2})(?:[:.](\d\d))?)?")
NUMERIC = re.compile(r"\b(\d\d)[-/](\d\d)[-/](?:19|20)\d\d")


@dataclass(slots=True, frozen=True)
class Clock:
    """How a site prints times."""

    page: Page
    zone: tzinfo | None
    day_first: bool

    def read(self, shown: str) -> When:
        """A time as printed."""
        return parse(tidy(shown).replace("|", ",").strip(" ,"), self.page.calendar, self.zone, day_first=self.day_first)


class Marks:
    """The elements of a page that say what they are by id, name or class, found in one walk."""

    def __init__(self, page: Page) -> None:
        self.numbered: dict[str, Element] = {}
        self.anchors: dict[str, Element] = {}
        self.bars: list[Element] = []
        for element in page.tree.iter("a", "div", "form", "blockquote", "td"):
            said = element.attrib
            mark = said.get("id")
            if mark and mark.startswith("post"):
                self.numbered[mark] = element
            if element.tag == "a":
                if (name := said.get("name")) and name.startswith("post"):
                    self.anchors[name] = element
                if said.get("rel") == "next":
                    self.bars.append(element)
            elif (looks := said.get("class")) and looks.startswith("pag") and _BARS.match(looks):
                self.bars.append(element)


def address(page: Page, href: str) -> str:
    """An absolute address without the session."""
    return SESSION.sub("", absolute(page.base_url, href)).rstrip("?&")


def first_page(url: str, target: Target) -> str:
    """The address of a thread's or board's first page from that of any."""
    url = SESSION.sub("", url.split("#", 1)[0])
    url = re.sub(r"/page\d+/?(?=$|[?&])|(?<=[?&])(?:page|pp)=\d+&?|index\d+\.html$", "", url)
    if target.page > 1:
        url = re.sub(rf"-{target.page}\.html$", ".html", url)
    return url.rstrip("?&")


def own_text(element: Element) -> str:
    """An element's text without what its links say."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("a", "div", "table", "script"):
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return tidy("".join(parts))


def read_user(element: Element) -> Author | None:
    """Who an element names."""
    name = text_of(element)
    uid = UID.search(element.get("href") or "")
    return Author(name, next(filter(None, uid.groups()), None) if uid else None) if name else None


def read_title(page: Page) -> str | None:
    """What the page is called: the title within the heading (4), the last of the way to it (3), the heading, the document's title."""
    headings = list(page.tree.iter("h1"))
    named = (span for heading in headings for span in heading.iter("span") if span.get("class") in ("threadtitle", "forumtitle"))
    last = (strong for td in page.tree.iter("td") if (td.get("class") or "").startswith("navbar") for strong in td.iterchildren("strong"))
    titles = (text for element in chain(named, last, headings) if (text := text_of(element)))
    return next(titles, re.split(r"\s+[-–—|]\s+", page.title)[0]) or None


def read_pages(engine: Engine, page: Page, bars: list[Element], here: Target) -> tuple[int, int, str | None]:
    """Where a page stands among its like, and the next one.  Without a page bar a number at an address's end belongs to the title."""
    if not bars:
        return 1, 1, None
    at = target(page.url)
    current, told = at.page if at and at.id == here.id else 1, 1
    for bar in bars:
        if match := _PAGE_OF.search(text_of(first_of(bar, "vbmenu_control", "td", "div")) or text_of(first_of(bar, "popupctrl", "a"))):
            current, told = number(match[1]) or current, number(match[2]) or 1
            break
        if marked := number(text_of(_CURRENT.first(bar))):
            current = marked
            break
    links = {link.get("href"): link for bar in bars for link in bar.iter("a")}
    last, following = pager(engine, page, Target(here.kind, here.id, current), links.values())
    following = following or next(
        (url for link in links.values() if link.get("rel") == "next" and (url := _unknown(engine, page, link))), None
    )
    return current, max(last, told), SESSION.sub("", following) if following else None


def _unknown(engine: Engine, page: Page, link: Element) -> str:
    """A link's address where the site rewrites addresses in a way of its own."""
    url = address(page, link.get("href") or "")
    return url if url and engine.target(url) is None else ""
