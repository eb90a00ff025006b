"""Which time zone a page prints its times in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"(?:UTC|GMT)\s*(?:([+\-−–])\s*(\d{1,2})(?:[:.](\d{2}))?)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"[A-Z]\w+(?:/[A-Z][\w+-]+){1,2}")
_QUARTER = timedelta(minutes=15)
_FARTHEST = timedelta(hours=14)
_OF_LETTER = re.compile(r"\d:\d\d:\d\d\s+\(?([+-])(\d\d):?(\d\d)(?!\d)")
_AFTER_CLOCK = re.compile(r"\d\s*\(?(?:utc|gmt)\b\s?(?:([+-])\s?(\d{1,2})(?::?(\d\d))?)?(?!\d)")
_SAID = re.compile(r"\b(?:UTC|GMT)\s*[+\-−–]\s*\d{1,2}|(?:\bare|:|\[|\bin|\bsont|\bsind)\s*(?:UTC|GMT)\b|^(?:UTC|GMT)$")
FOOT, _SHORT = 80, 160
"""Texts at a page's end among which one may name its zone, and their letters."""
_IDEOGRAPH, _KANA = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3040-\u30ff]")
_SOME = 40
"""Ideographs among 4,000 letters of a page, from which on it is in Chinese if it has no kana."""
_CHINA = timezone(timedelta(hours=8))


def named(text: str) -> tzinfo | None:
    """The zone that a text names, by place or by offset; None where it names none.

    >>> named("Asia/Shanghai"), named("All times are UTC+08:00").utcoffset(None).total_seconds() / 3600
    (zoneinfo.ZoneInfo(key='Asia/Shanghai'), 8.0)
    >>> [named(f"All times are UTC {sign} 5 hours [ DST ]").utcoffset(None).total_seconds() / 3600 for sign in "+-"]
    [6.0, -4.0]
    """
    if match := _NAME.fullmatch(text.strip()):
        return _place(match[0])
    match = _OFFSET.search(text)
    if not match:
        return None
    if not match[1]:
        return UTC
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) * (1 if match[1] == "+" else -1)
    offset += timedelta(hours="DST" in match["rest"][:24])
    return timezone(offset) if abs(offset) <= _FARTHEST else None


def written(zone: tzinfo) -> str:
    """A zone as :func:`named` takes it.

    >>> written(ZoneInfo("Asia/Shanghai")), written(timezone(timedelta(hours=-3, minutes=-30))), written(UTC)
    ('Asia/Shanghai', 'UTC-03:30', 'UTC+00:00')
    """
    return zone.key if isinstance(zone, ZoneInfo) else f"UTC{datetime.now(zone).isoformat()[-6:]}"


def between(shown: str | None, moment: datetime) -> tzinfo | None:
    """The zone of a clock that showed ``shown`` (an ISO time read as UTC) at ``moment``; None when they are not the same moment."""
    if not shown:
        return None
    apart = datetime.fromisoformat(shown) - moment
    offset = round(apart / _QUARTER) * _QUARTER
    return timezone(offset) if abs(apart - offset) < timedelta(minutes=2) and abs(offset) <= _FARTHEST else None


def after_clock(text: str) -> tzinfo | None:
    """The zone that stands after a clock in folded text: ``10:20 utc``, ``10:20 (gmt+2)``; as letters have it ``10:20:05 +0200``."""
    if match := _OF_LETTER.search(text):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3])) * (-1 if match[1] == "-" else 1)
        return timezone(offset) if abs(offset) <= _FARTHEST else None
    if not ("utc" in text or "gmt" in text) or not (match := _AFTER_CLOCK.search(text)):
        return None
    offset = timedelta(hours=int(match[2] or 0), minutes=int(match[3] or 0)) * (-1 if match[1] == "-" else 1)
    return timezone(offset) if abs(offset) <= _FARTHEST else None


def said(texts: Iterable[str]) -> tzinfo | None:
    """The zone that a page's foot names for all its times; posts, where people name zones too, are not asked."""
    foot = [text for text in texts if text and not text.isspace()][-FOOT:]
    return next((zone for text in reversed(foot) if len(text) < _SHORT and _SAID.search(text) and (zone := named(text))), None)


def in_chinese(language: str, text: str) -> bool:
    """Whether a page is in Chinese, by its letters, or else by what it says itself."""
    sample = text[:: max(1, len(text) // 4000)]
    ideographs = 0 if sample.isascii() else len(_IDEOGRAPH.findall(sample))
    return (ideographs > _SOME and len(_KANA.findall(sample)) < 0.1 * ideographs) or language.startswith("zh")


def guess(language: str, text: str = "") -> tzinfo:
    """The best guess for a page of which no more is known than its language: China's where the page is in Chinese, whatever it says."""
    if in_chinese(language, text):
        return _CHINA
    place = _of_language().get(language) or _of_language().get(language.partition("-")[0])
    return (place and _place(place)) or UTC


@cache
def _of_language() -> dict[str, str]:
    """Where most people live who write a language, as ``zones.tsv`` has it."""
    lines = files("crawler.dates").joinpath("zones.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t") for line in lines)


def moved_past(zone: tzinfo, shown: Iterable[datetime], now: datetime) -> tzinfo:
    """A guess, moved by whole hours so that nothing that the page shows (read in that zone) was written after the fetch."""
    ahead = max((moment - now for moment in shown), default=timedelta())
    if not timedelta(minutes=2) < ahead <= _FARTHEST:
        return zone
    offset = (now.astimezone(zone).utcoffset() or timedelta()) + timedelta(hours=-(-(ahead - timedelta(minutes=2)) // timedelta(hours=1)))
    return timezone(offset) if abs(offset) <= _FARTHEST else zone


def _place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
