"""Which number of a date like 03-04-2024 is the day, and which one of 25.08.04 the year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

NUMBERS = re.compile(
    r"(?<![\d/.-])(?<!\d:)(?P<one>\d{1,2})\s?(?P<sign>[-/.])\s?(?P<two>\d{1,2})\s?(?P=sign)\s?(?P<year>(?:1[34]|19|20|25)\d\d|(?<=[/.])\d\d)(?![\d:])"
)
_TRIPLE = re.compile(r"(?<![\d/.:-])(\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?![\d:/-])")
"""Three numbers of one or two digits: the year is the first or the last of them."""
_YEARS_AT_LEAST = 3
"""Different last numbers below one first number from which on the first is rather the year."""
YEAR_LEADS = ("ko", "ja")
"""Languages in which two digits that come first are the year's; in Chinese they are where no date of the page says otherwise."""
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


def year_leads(dates: Iterable[str], last: date) -> bool | None:
    """Whether 25.08.04 begins with the year, by all such dates of a page; None where they tell nothing.

    A date tells that has no day otherwise, or one after the ``last`` possible day.  Else the number that stays the same tells: the year.
    """
    found = {tuple(map(int, match.group(1, 3, 4))) for match in map(_TRIPLE.search, dates) if match}
    sure = set()
    for one, two, three in found:
        first = _not_after(last, one, (two, three))
        behind = _not_after(last, three, (two, one), (one, two))
        sure |= {first} if first != behind else set()
    if len(sure) == 1:
        return sure.pop()
    ones, threes = ({numbers[at] for numbers in found} for at in (0, 2))
    if len(ones) == 1 and len(threes) >= _YEARS_AT_LEAST:
        return True
    return False if len(threes) == 1 and len(ones) > 1 else None


def _not_after(last: date, year: int, *days: tuple[int, int]) -> bool:
    """Whether a short year and one of some months and days are a day that may have been."""
    return any((day := _day(2000 + year, *at)) is not None and day <= last for at in days)


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
