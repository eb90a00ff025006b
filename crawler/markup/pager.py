"""The next page and the number of pages, from the links of a page bar."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.forum import Engine, Target
from crawler.page import Page
from crawler.urls import absolute


def pager(engine: Engine, page: Page, here: Target, links: Iterable[Element]) -> tuple[int, str | None]:
    """(number of pages as far as the bar shows, address of the next page or None).

    A link counts when it names the same thread or board as ``here``; the next page is the one numbered one higher, in any language.
    """
    last, following = here.page, None
    for link in links:
        url = absolute(page.base_url, link.get("href") or "")
        target = engine.target(url) if url else None
        if target is None or (target.kind, target.id) != (here.kind, here.id):
            continue
        last = max(last, target.page)
        if target.page == here.page + 1:
            following = following or url
    return last, following
