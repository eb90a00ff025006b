"""The next page and the number of pages, from the links of a page bar."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from lxml.etree import _Element as Element

from crawler.forum import Engine, Target
from crawler.markup.css import Find
from crawler.markup.lists import Address, absolute_in
from crawler.page import Page
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute


def pager(engine: Engine, page: Page, here: Target, links: Iterable[Element], address: Address = absolute_in) -> tuple[int, str | None]:
    """(number of pages as far as the bar shows, address of the next page or None).

    A link counts when it names the same thread or board as ``here``; the next page is the one numbered one higher, in any language.
    """
    last, following = here.page, None
    for target, url, _ in _onward(engine, page, here, links, address):
        last = max(last, target.page)
        if target.page == here.page + 1:
            following = following or url
    return last, following


def item_pager(
    engine: Engine, page: Page, here: Target, links: Iterable[Element], address: Address = absolute_in
) -> tuple[int, int, str | None]:
    """(number of the page, number of pages, address of the next page or None) of software whose addresses count items.

    How many items make a page is told by a link's number and where it leads, else by the least step between the pages that are linked.
    """
    at, starts, size = here.item or 1, {1: ""}, 0
    for target, url, words in _onward(engine, page, here, links, address):
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


def bar_pager(
    engine: Engine, page: Page, here: Target, bars: Iterable[Element], shows: Find, address: Address = absolute_in
) -> tuple[int, int, str | None, int | None]:
    """(number of the page, number of pages, address of the next page or None, number of items on the pages before; None if untold).

    The first bar that shows a number and leads to pages of ``here``'s kind tells it: a thread's way may hold the bar of its board.
    Without a bar only the address tells.
    """
    for bar in bars:
        links = {
            int(words[:9]): address(page, a.get("href") or "") for a in bar.iter("a") if (words := text_of(a).strip(".… ")).isdecimal()
        }
        places = {n: at for n, url in links.items() if url and (at := engine.target(url))}
        current = next((n for element in shows(bar) if (n := number(text_of(element)))), None) or _unlinked(bar, links)
        current = current or (here.page if links and here.item is None else None)
        if current is None or any(at.kind != here.kind for at in places.values()):
            continue
        size = next(((at.item - 1) // (n - 1) for n, at in places.items() if n > 1 and at.item), None)
        before = 0 if current == 1 else (current - 1) * size if size else None
        return current, max([current, *links]), links.get(current + 1) or None, before
    return here.page, here.page, None, 0 if here.first else None


def _unlinked(bar: Element, links: Collection[int]) -> int | None:
    """The number in a page bar that is no link, as the page shown has it in every skin."""
    texts = (text for node in bar.iter() if isinstance(node.tag, str) for text in (None if node.tag == "a" else node.text, node.tail))
    return next(
        (int(word[:9]) for text in texts if text and (word := text.strip(" []()")).isdecimal() and int(word[:9]) not in links), None
    )


def numbered_pager(page: Page, current: int, links: Iterable[Element]) -> tuple[int, int, str | None]:
    """The same by the numbers that the links show, for software whose sites have addresses of their own."""
    shown = {int(words[:9]): absolute(page.base_url, a.get("href") or "") for a in links if (words := text_of(a)).isdecimal()}
    return current, max([current, *shown]), shown.get(current + 1) or None


def _onward(engine: Engine, page: Page, here: Target, links: Iterable[Element], address: Address) -> Iterator[tuple[Target, str, str]]:
    """The links to pages of the same thread or board."""
    for link in links:
        url = address(page, link.get("href") or "")
        target = engine.target(url) if url else None
        if target is not None and (target.kind, target.id) == (here.kind, here.id):
            yield target, url, text_of(link)
