"""How a vBulletin site prints times and titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta, timezone, tzinfo
from itertools import chain

from lxml.etree import _Element as Element

from crawler.page import Page
from crawler.select import text_of
from crawler.text import tidy

_FOOT = 20_000
"""Characters; the line that names the zone stands within so many of a page's end."""
_GMT = re.compile(r"GMT(?:\s?([+-])\s?(\d{1,2})(?:[:.](\d\d))?)?")
_NUMERIC = re.compile(r"\b(\d\d)[-/](\d\d)[-/](?:19|20)\d\d")


def zone_of(page: Page) -> tzinfo | None:
    """The zone that the page's foot names."""
    zone: tzinfo | None = None
    for sign, hours, minutes in _GMT.findall(page.text[-_FOOT:])[-1:]:
        offset = timedelta(hours=min(int(hours or 0), 14), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
    return zone


def begins_with_day(page: Page, shown: Iterable[str]) -> bool:
    """Whether days come first in the page's dates."""
    return page.calendar.order_of(match[0] for text in shown if (match := _NUMERIC.search(text))) is True


def printed(shown: str) -> str:
    """A time as printed, without the ornaments around it."""
    return tidy(shown).replace("|", ",").strip(" ,")


def own_text(element: Element) -> str:
    """An element's text without what its links say."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("a", "div", "table", "script"):
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return tidy("".join(parts))


def read_title(page: Page) -> str:
    """What the page is called: the title within the heading (4), the last of the way to it (3), the heading, the document's title."""
    headings = list(page.tree.iter("h1"))
    named = (span for heading in headings for span in heading.iter("span") if span.get("class") in ("threadtitle", "forumtitle"))
    last = (strong for td in page.tree.iter("td") if (td.get("class") or "").startswith("navbar") for strong in td.iterchildren("strong"))
    titles = (text for element in chain(named, last, headings) if (text := text_of(element)))
    return next(titles, re.split(r"\s+[-–—|]\s+", page.title)[0])
