"""Times told from the time of the fetch: ``{d1} 12:00``, ``3 {u60} {ago}``, days without a year; over signs (``crawler.dates.words``)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from crawler.dates.clock import at, clock_beside
from crawler.items import Precision

_DAY = re.compile(r"\{d(\d)\}")
_PAIR = re.compile(
    r"(?:(?<![\d.,:/-])(?P<count>\d{1,6}(?:[.,]5)?)\s*(?:\+\s*|\{(?:of|n\d)\}\s*)?|\{n(?P<told>\d)\}[\s']*)"
    r"(?P<unit>\{u(?P<seconds>\d+)\})"
)

_NOW = re.compile(r"^\W*(?:\{(?:of|at)\}\s*)?\{now\}")
_SHORT = re.compile(
    r"(?P<month>\d{1,2})-(?P<day>\d{1,2})(?=\s|$)|(?<!\d)(?P<month2>\d{1,2})\s*[月월]\s*(?P<day2>\d{1,2})\s*[日일号號]?(?!\d)"
)
"""This year's days as Chinese boards print them."""
_NAMED = re.compile(
    r"\{m(?P<month>\d\d)\}[\s.]*(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?![\d/:-])"
    r"|(?<![\d:/-])(?P<day2>\d{1,2})(?:st|nd|rd|th|[.ºª])?[\s.-]*(?:\{of\}\s*)*\{m(?P<month2>\d\d)\}"
)
_WEEKDAY = re.compile(r"\{w(\d)\}")

Found = tuple[datetime, Precision]


def relative(text: str, now: datetime) -> Found | None:
    """A time told from the fetch's, which is given in the site's zone.  Raises ``ValueError`` or ``OverflowError`` for none."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if match := _DAY.search(text):
        return at(midnight - timedelta(days=int(match[1])), clock_beside(text, *match.span()))
    if ("{ago}" in text or "{now}" in text) and (found := _ago(text, now.replace(microsecond=0))):
        return found  # Romanian has one word for 'now' and 'ago'
    if _NOW.search(text):
        return now.replace(second=0, microsecond=0), "minute"
    return None


def without_year(text: str, now: datetime) -> Found | None:
    """The last such day that is not to come: ``05-20 08:15``, ``5月20日``, ``20 May 08:15``; the last Monday."""
    if (
        (match := _SHORT.match(text))
        or (match := _SHORT.search(text) if "月" in text or "월" in text else None)
        or (match := _NAMED.search(text))
    ):
        clock = clock_beside(text, *match.span())
        rest = text[: match.start()] + text[match.end() :]
        if clock:
            rest = rest.replace(clock[0], " ", 1)
        if re.search(r"\d", re.sub(r"\{\w+\}", "", rest)):
            return None
        return _latest(int(match["month"] or match["month2"]), int(match["day"] or match["day2"]), clock, now)
    if (match := _WEEKDAY.search(text)) and (clock := clock_beside(text, *match.span())):
        day = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=(now.isoweekday() - int(match[1])) % 7)
        found = at(day, clock)
        return found if found[0] <= now else (found[0] - timedelta(days=7), found[1])
    return None


def _latest(month: int, day: int, clock: re.Match[str] | None, now: datetime) -> Found | None:
    """29 February may be years ago."""
    for year in range(now.year, now.year - 9, -1):
        try:
            found = at(datetime(year, month, day, tzinfo=now.tzinfo), clock)
        except ValueError:
            continue
        if found[0] <= now:
            return found
    return None


def _ago(text: str, now: datetime) -> Found | None:
    """How long ago: a month or a year names no day."""
    pairs = list(_PAIR.finditer(text))
    if not pairs or any(pair["seconds"] == "0" for pair in pairs) or re.search(r"\d|半|几", re.sub(r"\{\w+\}", "", _PAIR.sub("", text))):
        return None
    seconds = sum(float((pair["count"] or pair["told"]).replace(",", ".")) * int(pair["seconds"]) for pair in pairs)
    moment = now - timedelta(seconds=seconds)
    if seconds < 3600:
        return moment.replace(second=0), "minute"
    return moment.replace(hour=0, minute=0, second=0), "day"
