"""The forms in which most boards print times, read without a look at words: what else there is goes by signs, three times slower."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from crawler.dates.habits import Habits, Moment

_CLOCK = r",? (?:at )?(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AaPp])[Mm])?"
_CHINESE = re.compile(r"\D*((?:19|20)\d\d)([-/])(\d{1,2})\2(\d{1,2}) (\d{1,2}):(\d\d)(?::(\d\d))?")
"""Discuz!, and most boards in Chinese; words may stand before it."""
_ENGLISH = re.compile(r"(?:(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat),? )?([A-Z][a-z]{2,8}) (\d{1,2})(?:st|nd|rd|th)?,? ((?:19|20)\d\d)" + _CLOCK)
"""phpBB, SMF, XenForo."""
_NUMERIC = re.compile(r"(\d\d?)([-/])(\d\d?)\2((?:19|20)\d\d)" + _CLOCK)
"""vBulletin, MyBB."""
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([Zz]|[+-]\d\d:?\d\d)")
_NAMES = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_MONTHS = {name[:length]: number for number, name in enumerate(_NAMES, 1) for length in (3, len(name))}


def quick(raw: str, habits: Habits) -> Moment | None:
    """A time in one of the usual forms; None for any other text.  Raises ``ValueError`` for 2019-13-45."""
    if match := _CHINESE.fullmatch(raw):
        year, _, month, day, hour, minute, second = match.groups()
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=habits.zone)
        return Moment(moment, "second" if second else "minute")
    if raw[10:11] == "T" and (whole := _whole_iso(raw)):
        return Moment(whole, "second" if raw[16:17] == ":" else "minute", own_zone=True)
    if match := _ISO.search(raw):
        year, month, day, hour, minute, second, offset = match.groups()
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=_offset(offset))
        return Moment(moment, "second" if second else "minute", own_zone=True)
    if match := _NUMERIC.fullmatch(raw):
        one, _, two, year, *clock = match.groups()
        if int(one) > 12 or (int(two) < 13 and int(one) != int(two) and habits.day_leads()):
            one, two = two, one
        return _at(habits.zone, int(year), int(one), int(two), clock)
    if habits.language[:2] in ("en", "") and (match := _ENGLISH.fullmatch(raw)) and (number := _MONTHS.get(match[1])):
        return _at(habits.zone, int(match[3]), number, int(match[2]), list(match.groups()[3:]))
    return None


def _at(zone: tzinfo, year: int, month: int, day: int, clock: list[str | None]) -> Moment:
    hour, minute, second, half = clock
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + 12 * (half in "Pp") if hours <= 12 else hours
    moment = datetime(year, month, day, hours, int(minute or 0), int(second or 0), tzinfo=zone)
    return Moment(moment, "second" if second else "minute")


def _whole_iso(raw: str) -> datetime | None:
    """What is nothing else than an ISO time with its offset, as attributes have it."""
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return found.replace(microsecond=0) if found.tzinfo else None


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
