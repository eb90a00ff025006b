"""What board and thread pages have in common: users, the breadcrumb, the pager."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.engines.phpwind.addresses import plain, target
from crawler.items import Author, Board
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import absolute

_UID = re.compile(r"uid[=-](\d+)")


def user(element: Element) -> Author | None:
    """Who an element names, by link or by bare text; None for anonymous posters."""
    for link in [element] if element.tag == "a" else element.iter("a"):
        if name := text_of(link):
            uid = link.get("data-uid") or next(iter(_UID.findall(link.get("href", ""))), "0")
            return None if name.startswith("匿名") else Author(name, uid if uid != "0" else None)
    name = text_of(element)
    return Author(name) if name and len(name) <= 40 and not name.startswith("匿名") else None


def breadcrumb(page: Page, links: Iterable[Element]) -> Board:
    """The board that a page stands in."""
    board = Board()
    for link in links:
        url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
        at = target(url)
        if at is None or not name or at.kind == "thread" or at.id == "":
            continue
        board.path.append(name)
        if at.kind == "board":
            board.id, board.name, board.url = at.id, name, plain(url, at)
    return board


def pager(page: Page, bars: Iterable[Element]) -> tuple[int, int | None, str | None]:
    """Current page, number of pages, address of the next.  The pager alone decides: past the end phpwind shows the last page again."""
    for bar in bars:
        current = next((int(text_of(mark)[:9]) for mark in bar.iter("strong", "b") if text_of(mark).isdecimal()), None)
        if current is None:
            continue
        links = [(text_of(link).strip(".… "), link) for link in bar.iter("a")]
        total = re.search(r"(?:Pages|共)\s*[:：]?\s*\(?\s*(?:\d+/)?(\d+)", text_of(bar))
        pages = max([current, *(int(words[:9]) for words, _ in links if words.isdecimal()), *([int(total[1][:9])] if total else [])])
        following = next((link for words, link in links if words == str(current + 1)), None)
        if following is None and current < pages:
            following = next((link for words, link in links if "下一页" in words or "pages_next" in link.get("class", "")), None)
        return current, pages, absolute(page.base_url, following.get("href", "")) if following is not None else None
    return 1, 1, None
