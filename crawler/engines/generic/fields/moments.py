"""A time as pages print it or note it for machines -> the time in the feed."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, tzinfo

from crawler.dates import NEVER, When, parse, stamp
from crawler.engines.generic.fields.printed import date_in
from crawler.forum import CHINA

_WHOLE = re.compile(
    r"(?:19|20)\d\d|\d[-/.]\d{1,2}[-/.]\d|\d\s*\w{1,7}\s*(?:ago|前)|day|[昨今前][天日]|刚|月|\d{10}|\d\d-\d\d(?!\d)", re.IGNORECASE
)
"""A time that names its day; clocks alone do not, nor do a bare ``5d``."""
_THIS_YEAR = re.compile(r"^(\d{1,2})\s*(?:-|月)\s*(\d{1,2})日?(?=\s|$)")
_LONGEST = 60
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")


def zone_of(text: str) -> tzinfo:
    """The zone of a page's times: China's for a page in Chinese, by every fiftieth character: ideographs, and no kana among them."""
    sample = text[:: max(1, len(text) // 4000)]
    if sample.isascii():
        return UTC
    ideographs = len(_IDEOGRAPH.findall(sample))
    return CHINA if ideographs > 40 and len(_KANA.findall(sample)) < 0.1 * ideographs else UTC


def is_moment(value: str) -> bool:
    """Whether an attribute holds a time: as printed, as ISO or as Unix seconds."""
    return len(value) < _LONGEST and (date_in(value) is not None or (value.isdecimal() and len(value) in (10, 13)))


def moment(shown: str | None, now: datetime, zone: tzinfo, *, day_first: bool = False) -> When:
    """Reads a time as printed, as ISO or as Unix seconds; NEVER for one that names no day.  ``now`` is the time of the fetch."""
    if not shown:
        return NEVER
    if shown[10:11] == "T" or shown[-1] == "Z":
        with suppress(ValueError):
            exact = datetime.fromisoformat(shown)
            if exact.tzinfo:
                return When(exact.isoformat(timespec="seconds"), shown, "second")
    if not _WHOLE.search(shown[:40]):
        return NEVER
    if shown.isdecimal() and len(shown) in (10, 13):
        return When(stamp(int(shown[:10]), UTC), shown, "second")
    if (short := _THIS_YEAR.search(shown)) and (whole := _dated(short, shown, now.astimezone(zone))).iso:
        return whole
    return parse(shown[:40], now, zone, day_first=day_first)


def _dated(short: re.Match[str], shown: str, now: datetime) -> When:
    """A day without its year (``05-20 08:15``, ``5月20日``): the last one that is not to come."""
    year = now.year - ((int(short[1]), int(short[2])) > (now.month, now.day))
    found = parse(f"{year}-{short[1]}-{short[2]} {shown[short.end() :]}"[:40], now, now.tzinfo or UTC)
    return When(found.iso, shown, found.precision)
