"""The times of MyBB pages: dates in any order, relative ones with the date in a title, and the clock at the page's foot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.dates import parse
from crawler.dates.zones import between
from crawler.page import Page
from crawler.select import Value, text_of
from crawler.text import tidy

_CLOCK = Value("id('current_time')/strong/following-sibling::text()")
_SHORT_YEAR = re.compile(r"(?<![\d-])(\d{1,2}-\d{1,2}-)(\d\d)(?![\d-])")


class Shown(NamedTuple):
    """A time as the page has it: words to read, words to show."""

    words: str
    raw: str


def begins_with_day(page: Page, times: Iterable[str]) -> bool:
    """How a site means 03-04-2024: its dates tell, or the clock at the page's foot, which shows the day of the fetch."""
    clock = full_year(_CLOCK(page.tree), page)
    if (order := page.calendar.order_of((*times, clock))) is not None:
        return order
    readings = [parse(clock, page.fetched_at, UTC, day_first=order).iso for order in (True, False)]
    days = [abs(datetime.fromisoformat(iso) - page.fetched_at) < timedelta(hours=26) for iso in readings if iso]
    if len(set(days)) > 1:
        page.calendar.shows_order = days[0]
    return days == [True, False]


def zone_of(page: Page) -> tzinfo | None:
    """MyBB prints its clock at a page's foot; beside the server's own time, or the fetch's, the difference is the zone; else None."""
    clock, sent = full_year(_CLOCK(page.tree), page), page.headers.get("date")
    if not clock:
        return None
    try:
        moment = parsedate_to_datetime(sent).astimezone(UTC) if sent else page.fetched_at
    except ValueError:
        moment = page.fetched_at
    return between(parse(clock, moment, UTC).iso, moment) or between(parse(clock, moment, UTC, day_first=True).iso, moment)


def time_in(element: Element | None) -> Shown:
    """A time's words.  Relative ones ('Yesterday', '2 hours ago') have the date, or date and clock, in the title of a span."""
    if element is None:
        return Shown("", "")
    words, exact = [element.text or ""], [element.text or ""]
    for child in element:
        if child.tag == "br" or "post_edit" in (child.get("class") or ""):
            break
        if child.tag in ("span", "time"):
            words.append(text_of(child))
            exact.append(child.get("title") or text_of(child))
        words.append(child.tail or "")
        exact.append(child.tail or "")
    return Shown(tidy("".join(exact)), tidy("".join(words)))


def full_year(words: str, page: Page | None = None) -> str:
    """03-11-26 -> 03-11-2026: MyBB offers dates with short years; 26-11-03 -> 2026-11-03 on a page whose dates begin with the year."""
    if not _SHORT_YEAR.search(words):
        return words
    return _SHORT_YEAR.sub(r"20\1\2" if page is not None and page.calendar.year_leads else r"\g<1>20\2", words)
