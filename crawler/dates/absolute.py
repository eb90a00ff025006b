"""Dates with their year, and the clock beside them, from signs: Mar 02, 2024, 10:15 AM; 2. März 2024; 03-02-2024."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from crawler.dates import eras
from crawler.dates.clock import at, clock_beside
from crawler.dates.habits import Habits, Moment
from crawler.dates.order import NUMBERS, day_and_month
from crawler.dates.words import fold

_YEAR = r"(?P<year>(?:1[34]|19|20|25)\d\d)"
_SHORT_YEAR = rf"(?:{_YEAR}|'?(?P<short>\d\d)(?=,?\s+(?:\{{at\}}\s*)?\d{{1,2}}:\d\d|$))(?!\d)"
"""vBulletin's boards shorten the year: 'March 15th 18 10:12 PM'."""
_MONTH = r"\{(?P<era>[mji])(?P<month>\d\d)\}"
_OF = r"(?:(?:\{(?:of|at)\}|(?<![^\W\d_])[^\W\d_]{1,2}(?![^\W\d_]))\.?\s*){0,2}"
_YEAR_FIRST = re.compile(rf"(?<!\d){_YEAR}\s*[-/.年년]\s*(?P<month>\d{{1,2}})\s*[-/.月월]\s*(?P<day>\d{{1,2}})(?!\d)[日일.]?")
_WITH_NAME = (
    re.compile(rf"(?<!\d){_YEAR}(?:[\s.,-]|\{{of\}}|年)*{_MONTH}[\s.,-]*(?P<day>\d{{1,2}})(?!\d)(?:\.(?!\d))?"),
    re.compile(rf"{_MONTH}[.,]?\s+{_OF}(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th|\.)?,?\s*{_OF},?\s*{_SHORT_YEAR}"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|[.ºª°])?[\s,./-]*{_OF}{_MONTH}[\s.,'/-]*{_OF}[\s.,']*{_SHORT_YEAR}"),
    re.compile(rf"(?<!\d){_YEAR}(?:[\s.]|\{{of\}})+(?P<day>\d{{1,2}})\.?\s*{_MONTH}"),
    re.compile(rf"{_MONTH}\s+(?P<day>\d{{1,2}})\s+(?P<inside>\d{{1,2}}:\d\d(?::\d\d)?)\s+(?:[a-z]{{3,5}}\s+)?{_YEAR}(?!\d)"),
)
_LOCAL_YEAR = re.compile(
    r"(?<!\d)(?P<reign>令和|平成|民[国國])\s*(?P<year>元|\d{1,3})\s*[年/.-]\s*(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})(?!\d)[日号號]?"
)
_MINGUO_YEAR = re.compile(r"(?<!\d)(?P<year>1[01]\d|[89]\d)\s*[年/.-]\s*(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})(?![\d/.-])日?")
_YEAR_TWO = re.compile(r"(?<![\d:/.-])(?P<year>\d\d)(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d:/-])")
_WEEKDAY = re.compile(r"\{w(\d)\}")
_MONTH_SIGN = re.compile(r"\{[mji]\d")
_UNKNOWN = re.compile(r"(?<![{\w])[^\W\d_]{4,12}(?![}\w])")
_BEGINNINGS = {
    word: number
    for number, words in enumerate(
        (
            *("jan ene gen sty янв", "feb fev lut фев", "mar mrz мар", "apr avr abr kwi апр", "may mai mag mei maj маи мая"),
            *("jun juin giu cze июн", "jul juil lug lip июл", "aug aou ago sie авг", "sep set wrz сен", "oct okt ott out paz окт"),
            *("nov lis ноя", "dec dez dic gru дек"),
        ),
        1,
    )
    for word in words.split()
}
"""How the months' names begin in the languages that boards print most: for endings and shortenings that no list has."""
_FIRST_LETTERS = frozenset(word[:3] for word in _BEGINNINGS)


def dated(text: str, habits: Habits, zone: tzinfo) -> Moment | None:
    """A date with its year and, beside it, its clock.  Raises ``ValueError`` for a day that no calendar of the page has."""
    for match in _matches(text, habits):
        year = _year(match, habits)
        month, day = _numbers(match, year, text, habits) if match.re is NUMBERS else (int(match["month"]), int(match["day"]))
        if match.re in _WITH_NAME and match["era"] != "m" and year < 1900:
            era = eras.JALALI if match["era"] == "j" else eras.HIJRI
        elif (told := eras.era_of(year, habits.language)) is None:
            raise ValueError(f"no calendar of the page has a year {year}")
        else:
            era = told
        date = eras.common(era, year, month, day)
        midnight = datetime(date.year, date.month, date.day, tzinfo=zone)
        inside = match.groupdict().get("inside")  # Sat Mar 2 10:15:33 2013, as C's ctime prints it
        clock = clock_beside(inside, 0, 0) if inside else clock_beside(text, *match.span())
        return Moment(*at(midnight, clock), era=era)
    return None


def _matches(text: str, habits: Habits) -> Iterator[re.Match[str]]:
    """Where dates stand, the surest form first."""
    if match := _YEAR_FIRST.search(text):
        yield match
    named = text if _MONTH_SIGN.search(text) else _UNKNOWN.sub(_begun, text)
    if named is text or "{m" in named:
        for pattern in _WITH_NAME:
            if match := pattern.search(named):
                yield match
    short = _YEAR_TWO.search(text)
    if match := _LOCAL_YEAR.search(text) or (short if short and habits.year_leads() else None) or NUMBERS.search(text):
        yield match
    if habits.language.startswith(("zh-tw", "zh-hant")) and (match := _MINGUO_YEAR.search(text)):
        yield match


def _begun(word: re.Match[str]) -> str:
    """The month that a word begins like, where no list has the word."""
    month = _BEGINNINGS.get(word[0][:4]) or _BEGINNINGS.get(word[0][:3])
    return f"{{m{month:02d}}}" if month else word[0]


def names_date(text: str) -> bool:
    """Whether a whole date stands in a text, be it none (2019-13-45)."""
    return bool(_YEAR_FIRST.search(text) or NUMBERS.search(text))


def _numbers(match: re.Match[str], year: int, text: str, habits: Habits) -> tuple[int, int]:
    """Month and day of 03-04-2024; a date with dots always begins with the day."""
    one, two, dots = int(match["one"]), int(match["two"]), match["sign"] == "."
    told = None if dots else _WEEKDAY.search(text)
    leads = (lambda: True) if dots else habits.day_leads
    day, month = day_and_month(one, two, year, weekday=int(told[1]) if told else None, day_leads=leads)
    return month, day


def _year(match: re.Match[str], habits: Habits) -> int:
    parts = match.groupdict()
    digits = parts.get("year") or parts.get("short") or ""
    if match.re is _LOCAL_YEAR or match.re is _MINGUO_YEAR:
        return {"令和": 2018, "平成": 1988}.get(parts.get("reign") or "", 1911) + (1 if digits == "元" else int(digits))
    if len(digits) > 2:
        return int(digits)
    if habits.language == "th" and eras.era_of(2500 + int(digits), "th") and int(digits) > habits.now.year - 2000 + 1:
        return 2500 + int(digits)
    return 2000 + int(digits) if 2000 + int(digits) <= habits.now.year + 1 else 1900 + int(digits)


def begins_month(word: str) -> bool:
    """Whether a word begins as a month's name does."""
    return fold(word)[:3] in _FIRST_LETTERS
