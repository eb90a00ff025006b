"""Which time zone a page prints its times in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"(?:UTC|GMT)\s*(?:([+\-−–])\s*(\d{1,2})(?:[:.](\d{2}))?)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"[A-Z]\w+(?:/[A-Z][\w+-]+){1,2}")
_QUARTER = timedelta(minutes=15)


def named(text: str) -> tzinfo | None:
    """The zone that a text names, by place or by offset; None where it names none.

    >>> named("Asia/Shanghai"), named("All times are UTC+08:00").utcoffset(None).total_seconds() / 3600
    (zoneinfo.ZoneInfo(key='Asia/Shanghai'), 8.0)
    >>> [named(f"All times are UTC {sign} 5 hours [ DST ]").utcoffset(None).total_seconds() / 3600 for sign in "+-"]
    [6.0, -4.0]
    """
    if match := _NAME.fullmatch(text.strip()):
        try:
            return ZoneInfo(match[0])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    match = _OFFSET.search(text)
    if not match:
        return None
    if not match[1]:
        return UTC
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) * (1 if match[1] == "+" else -1)
    offset += timedelta(hours="DST" in match["rest"][:24])
    return timezone(offset) if abs(offset) <= timedelta(hours=14) else None


def between(shown: str | None, moment: datetime) -> tzinfo | None:
    """The zone of a clock that showed ``shown`` (an ISO time read as UTC) at ``moment``; None when they are not the same moment."""
    if not shown:
        return None
    apart = datetime.fromisoformat(shown) - moment
    offset = round(apart / _QUARTER) * _QUARTER
    return timezone(offset) if abs(apart - offset) < timedelta(minutes=2) and abs(offset) <= timedelta(hours=14) else None
