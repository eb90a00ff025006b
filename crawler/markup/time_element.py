"""A page's ``time`` element -> a time of the feed."""

from __future__ import annotations

from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.dates.when import NEVER, When, stamp
from crawler.page import Page
from crawler.select import text_of


def read_time(page: Page, element: Element | None, zone: tzinfo | None = None) -> When:
    """Reads ``time`` (or what stands for it): machine-readable attributes first, then the title, then the text.

    ``created_raw`` is the title where there is one: unlike 'yesterday' it says the same tomorrow.
    """
    if element is None:
        return NEVER
    title, exact = element.get("title") or "", element.get("datetime") or ""
    raw = title if any(map(str.isdigit, title)) else text_of(element)
    if exact:
        when = page.calendar.read(exact, zone)
        if when.iso:
            return when._replace(raw=raw or exact)
    seconds = element.get("data-timestamp") or element.get("data-time") or ""
    if seconds.isdecimal() and len(seconds) >= 9:
        return When(stamp(int(seconds[:12]), zone or page.calendar.zone), raw, "second")
    return page.calendar.read(raw, zone)
