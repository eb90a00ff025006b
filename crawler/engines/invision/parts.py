"""What board and thread pages have in common."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.engines.invision.addresses import target
from crawler.forum import Engine, Target
from crawler.items import Author
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.select import Select, first_of, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

_OLD_CRUMBS = Select("id('breadcrumb secondary_navigation')")
_PROFILE = re.compile(r"(?:profile|user)/(\d+)-|showuser=(\d+)")
_PAGE_OF = re.compile(r"(\d[\d.,]*)\D{1,12}(\d[\d.,]*)")


class Lists:
    """The lists of a page that say what they are, found in one walk."""

    def __init__(self, page: Page) -> None:
        self.crumbs: Element | None = None
        self.tags: Element | None = None
        self.bar: Element | None = None
        self.old_bar: Element | None = None
        for element in page.tree.iter("ul", "ol"):
            classes = element.get("class") or ""
            if self.crumbs is None and (
                element.get("data-role") == "breadcrumbList" or "ipsBreadcrumb__list" in classes or classes.startswith("breadcrumb")
            ):
                self.crumbs = element
            if not classes.startswith(("ips", "pagination")):
                continue
            if self.tags is None and classes.startswith("ipsTags"):
                self.tags = element
            elif self.bar is None and classes.startswith("ipsPagination") and "mini" not in classes and _is_bar(element):
                self.bar = element
            elif self.old_bar is None and classes.startswith(("ipsList_inline back", "pagination")):
                self.old_bar = element
        if self.crumbs is None:
            self.crumbs = _OLD_CRUMBS.first(page.tree)


def _is_bar(element: Element) -> bool:
    return "data-pages" in element.attrib or "data-ipspagination-pages" in element.attrib or element.find("li") is not None


def read_title(page: Page) -> str | None:
    """What the page is called."""
    return next((text for heading in page.tree.iter("h1") if (text := words_of(heading))), None)


def words_of(element: Element) -> str:
    """An element's text without badges and prefixes."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not (child.get("class") or "").startswith(("ipsBadge", "ipsTag", "topic_prefix")):
            parts.append(words_of(child))
        parts.append(child.tail or "")
    return tidy("".join(parts))


def read_user(link: Element) -> Author | None:
    """Who an element names."""
    name = text_of(link)
    uid = _PROFILE.search(link.get("href") or "")
    if not name or (link.get("rel") == "bookmark" and uid is None):
        return None
    return Author(name, (uid[1] or uid[2]) if uid else None)


def place_of(page: Page) -> Target | None:
    """What the page itself is."""
    return target(page.url) or target(absolute(page.url, page.link("canonical")))


def first_page(page: Page, kind: str) -> str | None:
    """The address of the first page."""
    for url in (absolute(page.url, page.link("canonical")), page.url):
        at = target(url)
        if at and at.kind == kind:
            return re.sub(r"page[/-]\d+/?$|/page__.*$|(?<=[?&])(?:page|st|tab)=\w+&?", "", url.split("#", 1)[0]).rstrip("?&")
    return page.url or None


def read_pages(engine: Engine, page: Page, lists: Lists, here: Target) -> tuple[int, int, str | None, int | None]:
    """Page number, number of pages, next page, posts on a page."""
    at = place_of(page)
    current = at.page if at and at.id == here.id else 1
    bar = lists.bar
    if bar is not None:
        told = number(bar.get("data-ipspagination-pages") or bar.get("data-pages"))
        active = first_of(bar, "ipsPagination_active", "li")
        current = number(text_of(active if active is not None else first_of(bar, "ipsPagination__active", "li"))) or current
        last, following = pager(engine, page, Target(here.kind, here.id, current), bar.iter("a"))
        return current, max(last, told or 1), following, number(bar.get("data-ipspagination-perpage"))
    bar = lists.old_bar
    if bar is None:
        return current, 1, None, None
    match = _PAGE_OF.search(text_of(first_of(bar, "pagejump", "li", "a")))
    forward = first_of(bar, "next", "li")
    link = next(iter(forward.iter("a")), None) if forward is not None else None
    following = (absolute(page.base_url, link.get("href") or "") or None) if link is not None else None
    if match:
        return number(match[1]) or 1, number(match[2]) or 1, following, None
    last, _ = pager(engine, page, Target(here.kind, here.id, current), bar.iter("a"))
    return current, last, following, None
