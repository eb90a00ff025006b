"""The next page and the number of pages, from the links of a page bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from lxml.etree import _Element as Element

from crawler.forum import Engine, Target
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import absolute


def pager(engine: Engine, page: Page, here: Target, links: Iterable[Element]) -> tuple[int, str | None]:
    """(number of pages as far as the bar shows, address of the next page or None).

    A link counts when it names the same thread or board as ``here``; the next page is the one numbered one higher, in any language.
    """
    last, following = here.page, None
    for target, url, _ in _onward(engine, page, here, links):
        last = max(last, target.page)
        if target.page == here.page + 1:
            following = following or url
    return last, following


def item_pager(engine: Engine, page: Page, here: Target, links: Iterable[Element]) -> tuple[int, int, str | None]:
    """(number of the page, number of pages, address of the next page or None) of software whose addresses count items.

    How many items make a page is told by a link's number and where it leads, else by the least step between the pages that are linked.
    """
    at, starts, size = here.item or 1, {1: ""}, 0
    for target, url, words in _onward(engine, page, here, links):
        start = target.item or 1
        starts.setdefault(start, url)
        if not size and words.isdecimal() and start > 1 and (number := int(words[:9])) > 1:
            size = (start - 1) // (number - 1)
    known = sorted({at, *starts})
    told, size = bool(size), size or min((after - before for before, after in pairwise(known)), default=0)
    if not size:
        return 1, 1, None
    following = at + size if told else next((start for start in known if start > at), 0)
    return 1 + (at - 1) // size, 1 + (known[-1] - 1) // size, starts.get(following) or None


def numbered_pager(page: Page, current: int, links: Iterable[Element]) -> tuple[int, int, str | None]:
    """The same by the numbers that the links show, for software whose sites have addresses of their own."""
    shown = {int(words[:9]): absolute(page.base_url, a.get("href") or "") for a in links if (words := text_of(a)).isdecimal()}
    return current, max([current, *shown]), shown.get(current + 1) or None


def _onward(engine: Engine, page: Page, here: Target, links: Iterable[Element]) -> Iterator[tuple[Target, str, str]]:
    """The links to pages of the same thread or board."""
    for link in links:
        url = absolute(page.base_url, link.get("href") or "")
        target = engine.target(url) if url else None
        if target is not None and (target.kind, target.id) == (here.kind, here.id):
            yield target, url, text_of(link)
