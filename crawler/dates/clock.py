"""The time of the day beside a date: ``10:20 PM``, ``22h20``, ``klo 08.23``, ``下午 3:05``; over signs (``crawler.dates.words``)."""

from __future__ import annotations

import re
from datetime import datetime

from crawler.items import Precision

_HALF = r"\{(?:am|pm|noon)\}"
_PLAIN = r"(?P<hour>\d{1,2})\s?:\s?(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?(?![\d:])"
_SPELLED = (
    r"(?P<hour2>\d{1,2})(?:\s?(?:[点點时時시]|h(?=\d)|\{u3600\}(?=\s?\d\d))\s?(?P<minute2>\d{1,2})(?:\s?[분分]\s?(?:(?P<second2>\d{1,2})\s?[秒초])?)?"
    r"|\.(?P<minute3>[0-5]\d)(?:\.(?P<second3>[0-5]\d))?(?![\d.]*\d)|(?=\s?\{(?:am|pm)\})|\s?[点點시时時](?![间間간])|\s?h(?![^\W\d]))"
)
_NEAR = r"(?:[\s,;|@·•«»\[\]~・/-]|\([^)\d]{1,5}\)|の|에|\{(?:at|of|w\d|n1|u86400)\}\.?|(?<=\d)t(?=\d))*"
"""What may stand between a day and any clock."""
_FAR = r"[^\d{}+]{0,20}?(?:\{(?:at|of|w\d|n1)\}[^\d{}+]{0,8}){0,2}"
"""What may stand between a day and a clock with a colon: words that nobody listed."""
_NAMED = r"\{k(?P<named>\d+)\}"
_CLOCK = rf"(?:(?P<half>{_HALF})\s*)?(?:{{at}}\s*)?(?:{_PLAIN}|{_SPELLED})(?:\s*분)?(?:[\s,]*(?P<half2>{_HALF}))?"
_AFTER = re.compile(rf"{_NEAR}(?:{_CLOCK}|{_NAMED})")
_AFTER_WORDS = re.compile(rf"{_FAR}(?P<half>{_HALF}\s*)?{_PLAIN}(?:[\s,]*(?P<half2>{_HALF}))?")
_BEFORE = re.compile(
    rf"(?:(?P<half>{_HALF})\s*)?(?<!\d)(?:{_PLAIN}|(?P<hour2>\d{{1,2}})h(?P<minute2>\d\d))(?:\s*(?P<half2>{_HALF}))?{_FAR}$"
)


def clock_beside(text: str, start: int, end: int) -> re.Match[str] | None:
    """The clock after the day that stands at ``start`` to ``end``, or else before it."""
    return _AFTER.match(text, end) or _AFTER_WORDS.match(text, end) or _BEFORE.search(text[:start])


def at(day: datetime, clock: re.Match[str] | None) -> tuple[datetime, Precision]:
    """A day with its clock; midnight where there is none.  Raises ``ValueError`` for 25:61."""
    if clock is None:
        return day, "day"
    parts = clock.groupdict()
    if parts.get("named"):
        return day.replace(hour=int(parts["named"])), "minute"
    hour = int(parts["hour"] or parts["hour2"])
    minute = parts["minute"] or parts.get("minute2") or parts.get("minute3") or 0
    second = parts["second"] or parts.get("second2") or parts.get("second3")
    half = (parts["half"] or parts["half2"] or "").strip(" {}")
    if (half == "pm" and hour < 12) or (half == "noon" and hour < 10):
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return day.replace(hour=hour, minute=int(minute), second=int(second or 0)), "second" if second else "minute"
