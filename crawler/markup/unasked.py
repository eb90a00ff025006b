"""Links of a page that should be followed and are not, because their addresses are not understood.

A site may give its boards and pages addresses of its own.  What an engine does not understand it does not follow, so the page says
itself what is missing: a way to the next page, or one more link that stands just as the boards and threads do that were understood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from lxml.etree import _Element as Element

from crawler.forum import BoardPage, Engine, Target, ThreadPage
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import absolute, path, site

Standing: TypeAlias = "tuple[tuple[str, str], ...]"
"""Tags and classes of a link and of what it stands in."""

_LEVELS = 5
"""So far up a link and its equals must agree, and one of these must have a class: bare links in bare lists are equal everywhere."""
_PAGER = re.compile(r"(?:^|[\W_])(?:pag(?:e|er|es|inat\w*|ing|enav\w*|elinks?|ebar)|pg|pgt|pgs|fenye|multipage)(?:$|[\W_])", re.IGNORECASE)
_NEXT = frozenset(("下一页", "下一頁", "下页", "下頁", "后一页", "next", "next page", "weiter", "suivant", "siguiente", "далее", "след."))
_WORDS = 40
"""Characters that a link to the next page begins with at most, white space included."""
_AROUND = " ›»>→\xa0\n\t\r"
_OTHER = re.compile(
    r"[/=](?:search|log[-_]?(?:in|out|ging)|register|sign[-_]?(?:in|up)|profile|users?|members?|space|tags?|rss|help|faq|announcements?|plugin)\b"
    r"|/(?:newest|latest|new|hot|top|all|recommend|feed|unread|following|popular|digest)/?$"
    r"|[?&;](?:prev_next|goto|view|action)=(?:prev|next)",
    re.IGNORECASE,
)
"""Addresses that say themselves that they are neither a board nor a thread, other views of the same threads, or the thread beside this one
(SMF, vBulletin, phpBB and MyBB; SMF 2.0's Core theme links to it as the document's next)."""
_LISTS = ("ul", "ol", "dl", "table")
_VARYING = re.compile(r"\d+")


def unasked(page: Page, engine: Engine, reading: ThreadPage | BoardPage) -> list[str]:
    """Addresses on the page's site, each once, that lead on and that the engine does not understand."""
    if page.json is not None:
        return []
    goes_on = reading.next_url or (reading.whole_url if isinstance(reading, ThreadPage) else reading.list_url)
    found = [] if goes_on else list(_next_pages(page, reading.page))
    if isinstance(reading, BoardPage):
        links = [(link, url, engine.target(url)) for link in page.tree.iter("a") for url in _addresses(page, [link])]
        found += _equals(links, {("board", row.id) for row in reading.boards})
        found += _equals(links, {("thread", row.id) for row in reading.threads})
    threads = [row.url for row in reading.threads] if isinstance(reading, BoardPage) else []
    leads = (url for url in dict.fromkeys(found) if engine.target(url) is None and _may_lead_on(page, url))
    return [url for url in leads if not _is_inside(url, threads)]


def _is_inside(url: str, threads: Iterable[str]) -> bool:
    """Whether an address is one of a listed thread with something behind it: a post of it (Phorum lists those below their threads)."""
    return any(url.startswith(thread) and not url[len(thread) : len(thread) + 1].isalnum() for thread in threads if thread)


def _may_lead_on(page: Page, url: str) -> bool:
    return site(url) == site(page.url) and url != page.url and path(url) != "/" and not _OTHER.search(url)


def _next_pages(page: Page, here: int) -> Iterator[str]:
    """Where links lead that say they lead to the next page."""
    following = str(here + 1)
    for link in page.tree.iter("a", "link"):
        if link.get("rel") == "next" or (link.tag == "a" and _says_next(link, following) and _in_pager(link)):
            yield from _addresses(page, [link])


def _says_next(link: Element, following: str) -> bool:
    words = text_of(link) if len(link) else link.text
    if not words or len(words) > _WORDS:
        return False
    return words.strip() == following or words.strip(_AROUND).lower() in _NEXT


def _in_pager(link: Element) -> bool:
    place: Element | None = link
    for _ in range(_LEVELS):
        if place is None or place.tag == "body":
            return False
        if _PAGER.search(f"{place.get('class', '')} {place.get('id', '')}"):
            return True
        place = place.getparent()
    return False


def _equals(links: list[tuple[Element, str, Target | None]], known: set[tuple[str, str]]) -> list[str]:
    """Where links lead that stand as the first links to the ``known`` boards or threads do, in rows of their own."""
    firsts: dict[tuple[str, str], Element] = {}
    for link, _, target in links if known else ():
        if target and (target.kind, target.id) in known:
            firsts.setdefault((target.kind, target.id), link)
    standing = {found for found in map(_standing, firsts.values()) if any(classes for _, classes in found)}
    if not standing:
        return []
    holds = Counter(place for link in firsts.values() for place in link.iterancestors())
    others = ((link, url) for link, url, target in links if target is None and _standing(link) in standing)
    return [url for link, url in others if text_of(link) and _has_own_row(link, holds)]


def _has_own_row(link: Element, holds: Counter[Element]) -> bool:
    """Whether the first thing around a link that ``holds`` a known one is a list of them, not a row: there it would be a writer, a date."""
    around = next((place for place in link.iterancestors() if holds[place]), None)
    return around is not None and (holds[around] > 1 or around.tag in _LISTS)


def _standing(link: Element) -> Standing:
    found: list[tuple[str, str]] = []
    place: Element | None = link
    while place is not None and len(found) < _LEVELS:
        found.append((str(place.tag), _VARYING.sub("", place.get("class") or "").strip()))
        place = place.getparent()
    return tuple(found)


def _addresses(page: Page, links: Iterable[Element]) -> Iterator[str]:
    for link in links:
        if url := absolute(page.base_url, link.get("href") or ""):
            yield url
