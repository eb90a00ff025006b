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
_NOW = 2
"""Days back from the last possible one that may be the day of the fetch."""
_CLOSER, _NEVER = 3, float("inf")
"""So many times closer together are the days of a page in the right order than in the other one."""
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


def year_leads(dates: Iterable[str], last: date, *, usual: bool) -> bool | None:
    """Whether 25.08.04 begins with the year, by all such dates of a page; None where they tell nothing.

    None is after the ``last`` possible day.  Where the year leads as a rule (``usual``), nothing else is asked.  A page that shows the day
    of its fetch tells; else its dates lie closer together as they are meant than as they are not.
    """
    found = {tuple(map(int, match.group(1, 3, 4))) for match in map(_TRIPLE.search, dates) if match}
    first = [_day(2000 + one, two, three) for one, two, three in found]
    behind = [_day(2000 + three, two, one) for one, two, three in found], [_day(2000 + three, one, two) for one, two, three in found]
    apart, other = _days_between(first, last), min(_days_between(days, last) for days in behind)
    if usual:
        return apart < _NEVER or other == _NEVER
    if min(apart, other) == _NEVER:
        return None
    if (now := _shows(first, last)) != any(_shows(days, last) for days in behind):
        return now
    return apart < other if max(apart, other) > _CLOSER * min(apart, other) else None


def _days_between(days: list[date | None], last: date) -> float:
    """How far apart some days are; without end where one of them is none, or after the last possible day."""
    known = [day for day in days if day is not None and day <= last]
    return (max(known) - min(known)).days if known and len(known) == len(days) else _NEVER


def _shows(days: list[date | None], last: date) -> bool:
    """Whether one of some days is that of the fetch, whatever the zone."""
    return any(day is not None and 0 <= (last - day).days <= _NOW for day in days)


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
