"""Which number of a date like 03-04-2024 is the day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

NUMBERS = re.compile(
    r"(?<![\d/.-])(?<!\d:)(?P<one>\d{1,2})\s?(?P<sign>[-/.])\s?(?P<two>\d{1,2})\s?(?P=sign)\s?(?P<year>(?:1[34]|19|20|25)\d\d|(?<=[/.])\d\d)(?![\d:])"
)
MONTH_LEADS = ("", "en", "en-us", "fil", "tl")
"""Languages whose numeric dates begin with the month; a page that names none, or ``en`` only, has its software's American default."""


def language_leads_with_day(language: str) -> bool:
    """How a page in a language writes 03/04/2024, if it says nothing else: all but the American way begin with the day."""
    return language not in MONTH_LEADS


def shown_order(dates: Iterable[str], last: date) -> bool | None:
    """Whether the day leads, by what a page shows: one of its dates would have no month otherwise, or be after the ``last`` possible day.

    None where none tells, or two say otherwise.
    """
    leads = set(_told(dates, last))
    return leads.pop() if len(leads) == 1 else None


def _told(dates: Iterable[str], last: date) -> Iterator[bool]:
    for match in filter(None, map(NUMBERS.search, dates)):
        one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
        if (one > 12) != (two > 12):
            yield one > 12
        elif year == last.year:
            after = [at is not None and at > last for at in (_day(year, two, one), _day(year, one, two))]
            if after[0] != after[1]:
                yield after[1]


def likely_order(dates: Iterable[str]) -> bool | None:
    """Whether the day likely leads: in dates of one year that share a number, as those of a thread do, the other one is the day.

    03/11/2025 and 04/11/2025 are two days of a month rather than one day of two months.  None where nothing tells, or dates disagree.
    """
    years: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for words in dates:
        if match := NUMBERS.search(words):
            years[match["year"]].add((int(match["one"]), int(match["two"])))
    leads = set()
    for pairs in years.values():
        ones, twos = (len({pair[at] for pair in pairs}) for at in (0, 1))
        if ones != twos and 1 in (ones, twos):
            leads.add(ones > twos)
    return leads.pop() if len(leads) == 1 else None


def day_and_month(one: int, two: int, year: int, *, weekday: int | None, day_leads: Callable[[], bool]) -> tuple[int, int]:
    """Day and month of two numbers.  A number over 12 tells, then the weekday (1 is Monday), then the page's habit, asked only then."""
    if one > 12 or two > 12 or one == two:
        return (one, two) if one > 12 else (two, one)
    if weekday:
        fits = [(day, month) for day, month in ((one, two), (two, one)) if (at := _day(year, month, day)) and at.isoweekday() == weekday]
        if len(fits) == 1:
            return fits[0]
    return (one, two) if day_leads() else (two, one)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
