"""What board and thread pages have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.dates import day_first, parse
from crawler.dates.zones import between
from crawler.engines.mybb.addresses import target
from crawler.forum import Target
from crawler.items import Board
from crawler.page import Page
from crawler.select import Classed, Either, Value, first_of, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

CRUMBS = Either(Classed("navigation", "div"), "//*[contains(@class,'breadcrumb')]")
_PAGER = Classed("pagination", "div")
_CLOCK = Value("id('current_time')/strong/following-sibling::text()")
USER = re.compile(r"(?:[?&;]uid=|/user-|^user-)(\d+)", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?<![\d-])(\d{1,2}-\d{1,2}-)(\d\d)(?![\d-])")
_PAGE = re.compile(r"-page-\d+|[?&]page=\d+")


class Shown(NamedTuple):
    """A time as the page has it: words to read, words to show."""

    words: str
    raw: str


def board_of(page: Page) -> Board:
    """The board that a page stands in."""
    board, trail = Board(), CRUMBS.first(page.tree)
    for link in trail.iter("a") if trail is not None else ():
        url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
        where = target(url)
        if where and where.kind == "board" and name and not link.get("class", "").startswith("pagination"):
            board.id, board.name, board.url = where.id, name, first_page(url)
            board.path.append(name)
    if trail is not None and (at := target(page.url)) and at.kind == "board" and at.id != board.id:
        board.id, board.name, board.url = at.id, text_of(first_of(trail, "active", "span", "li")) or None, first_page(page.url)
        board.path += [board.name] if board.name else []
    return board


def read_pager(page: Page, kind: str) -> tuple[int, int | None, str | None]:
    """Current page, number of pages, address of the next.  A thread's breadcrumb may hold the pager of its board."""
    for bar in _PAGER(page.tree):
        here = first_of(bar, "pagination_current", "span", "a")
        links = {int(shown[:9]): absolute(page.base_url, a.get("href", "")) for a in bar.iter("a") if (shown := text_of(a)).isdecimal()}
        if here is not None and all((at := target(url)) is None or at.kind == kind for url in links.values()):
            current = number(text_of(here)) or 1
            return current, max([current, *links]), links.get(current + 1) or None
    return 1, 1, None


def first_page(url: str) -> str:
    """A board's or thread's address without the number of a page."""
    first, at = _PAGE.sub("", url), target(url)
    return first if at and target(first) == Target(at.kind, at.id) else url


def begins_with_day(page: Page, times: Iterable[str]) -> bool:
    """How a site means 03-04-2024: its dates tell, or the clock at the page's foot, which shows the day of the fetch."""
    clock = _full_year(_CLOCK(page.tree))
    if day_first((*times, clock)):
        return True
    readings = [parse(clock, page.fetched_at, UTC, day_first=order).iso for order in (True, False)]
    days = [abs(datetime.fromisoformat(iso) - page.fetched_at) < timedelta(hours=26) for iso in readings if iso]
    return days == [True, False]


def zone_of(page: Page) -> tzinfo | None:
    """MyBB prints its clock at a page's foot; beside the server's own time, or the fetch's, the difference is the zone; else None."""
    clock, sent = _full_year(_CLOCK(page.tree)), page.headers.get("date")
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
    return Shown(_full_year(tidy("".join(exact))), tidy("".join(words)))


def _full_year(words: str) -> str:
    """03-11-26 -> 03-11-2026: MyBB offers dates with short years."""
    return _SHORT_YEAR.sub(r"\g<1>20\2", words)
