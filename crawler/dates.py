"""'昨天 12:00', '3 小时前', '2019-5-11 10:20' -> aware times with a precision.

A regex reads what boards print; dateparser (hundreds of times slower) only what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

import dateparser

from crawler.items import Precision

_MAX_LENGTH = 60


class When(NamedTuple):
    """A point in time as the feed carries it."""

    iso: str | None
    """ISO 8601 with offset; None when unreadable."""
    raw: str | None
    """As shown."""
    precision: Precision | None


NEVER = When(None, None, None)

_CLOCK = (
    r"(?:(?:\s*(?P<half>上午|下午|中午|凌晨|晚上|早上|오전|오후|AM|PM|am|pm))?\s*(?P<hour>\d{1,2})(?:(?:[:：点時时]|\s?h\s?)(?P<minute>\d{1,2})"
    r"(?:[:：分](?P<second>\d{1,2}))?\s*秒?分?|(?=\s*[AaPp]\.?[Mm]\b))(?:\s*(?P<half2>[AaPp]\.?[Mm]|오전|오후)\b)?|(?P<named>noon|midnight)\b)"
)
"""Django prints ``3:05 p.m.``, whole hours as ``3 p.m.``, and the two twelves as ``noon`` and ``midnight``."""
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)")
_PLAIN = re.compile(r"((?:19|20)\d\d)-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d\d)(?::(\d\d))?")
"""What Discuz!, and most boards in Chinese, print."""
_ABSOLUTE = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*[-/.年년]\s*(?P<month>\d{1,2})\s*[-/.月월]\s*(?P<day>\d{1,2})(?!\d)[日일.]?(?:[\sT,@]*(?:星期.|周.|\([^)]{1,3}\))?"
    + _CLOCK
    + ")?"
)
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan ene gen sty янв",
            "feb fév fev lut фев",
            "mar mär mrz maa mrt мар",
            "apr avr abr kwi апр",
            "may mai mag mei maj мая май",
            "jun juin giu cze июн",
            "jul juil lug lip июл",
            "aug aoû ago sie авг",
            "sep set wrz сен",
            "oct okt ott out paź окт",
            "nov lis ноя",
            "dec dez déc dic gru дек",
        ),
        1,
    )
    for word in words.split()
}
"""The beginnings of the months' names in the languages that boards print most."""
_MONTHS |= {word: at for at, name in enumerate("一二三四五六七八九十", 1) for word in (f"{name}月", f"{at}月")}
_MONTHS |= {"十一月": 11, "11月": 11, "十二月": 12, "12月": 12}
_MONTH = r"(?P<name>[^\W\d_]{3,12}|(?:[一二三四五六七八九十]|\d{1,2})月)"
_TO_CLOCK = r"(?:[\s,]*(?:[гр]\.\s*)?(?:(?:at|um|om|alle(?: ore)?|à|a las|às|as|o|kl\.?|klo|@|-|–|в|о)\s+)?" + _CLOCK + ")?"
_MONTH_FIRST = re.compile(
    _MONTH + r"\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d|\d\d(?=,?\s+\d{1,2}:\d\d))(?!\d)" + _TO_CLOCK
)
"""vBulletin's boards shorten the year: 'March 15th 18 10:12 PM'."""
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*(?:de\s+|of\s+)?"
    + _MONTH
    + r"[.,]?[\s-]*(?:de\s+)?(?P<year>(?:19|20)\d\d)(?!\d)"
    + _TO_CLOCK
)
_SHORT = re.compile(r"(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:\s" + _CLOCK + ")?")
"""This year's days as Chinese boards print them."""
_CLOCK_FIRST = re.compile(r"^(?P<clock>\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp][Mm])?)(?:\s*[-–,]\s*|\s+)(?P<rest>.*(?:19|20)\d\d)$")
_NUMBERS = re.compile(
    r"(?<!\d)(?P<one>\d{1,2})(?P<sign>[-/.])(?P<two>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d|(?<=[/.])\d\d)(?!\d)" + _TO_CLOCK
)
_DAYS_BACK = {
    word: days
    for days, words in enumerate(
        (
            "今天 今日 today heute aujourd'hui aujourd’hui hoy oggi hoje vandaag сегодня сьогодні dziś dzisiaj idag dnes bugün",
            "昨天 昨日 yesterday gestern hier ayer ieri ontem gisteren вчера вчора wczoraj igår včera dün",
            "前天 前日",
        )
    )
    for word in words.split()
}
"""How boards call the last days, in the languages that they print most."""
_DAYS = "|".join(_DAYS_BACK)
_NAMED_DAY = re.compile(rf"(?:(?<![^\W\u3000-\u9fff])(?P<word>{_DAYS})(?![^\W\d\u3000-\u9fff]))[，]?" + _TO_CLOCK, re.IGNORECASE)
_AGO = re.compile(
    r"(?P<count>\d+|半|几|an?|one)?\s*(?P<unit>秒[钟鐘]?|分[钟鐘]?|[个個]?小[时時]|天|日|周|週|[个個]?星期|[个個]?月|年|seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|years?)\s*(?:前|之前|以前|ago\b)"
)
_MONTHS_AGO = re.compile(r"(?:月|年|months?|years?)\s*(?:前|之前|以前|ago\b)")
_NOW = re.compile(r"^\s*(?:刚刚|刚才|剛剛|剛才|just now|moments? ago)")
_SECONDS = {
    "秒": 1,
    "s": 1,
    "分": 60,
    "mi": 60,
    "小": 3600,
    "个小": 3600,
    "個小": 3600,
    "h": 3600,
    "天": 86400,
    "日": 86400,
    "d": 86400,
    "周": 604800,
    "週": 604800,
    "星": 604800,
    "个星": 604800,
    "個星": 604800,
    "w": 604800,
}


def parse(raw: str | None, now: datetime, zone: tzinfo, *, day_first: bool = False) -> When:
    """Reads a time as a page shows it.

    ``now`` is the time of the fetch, ``zone`` the site's.  A date without a clock becomes midnight with precision ``day``; so do
    relative times of an hour and more, which say no better.  ``day_first`` says how the site means 03-04-2024; a date with dots always
    begins with the day.
    """
    if not raw:
        return NEVER
    raw = raw.replace("\xa0", " ").strip()[:_MAX_LENGTH]
    found = _exact(raw, zone) or _written(raw, zone, day_first) or _relative(raw, now.astimezone(zone)) or _slow(raw, now, zone)
    return When(found[0].isoformat(), raw, found[1]) if found else When(None, raw or None, None)


def day_first(dates: Iterable[str]) -> bool:
    """Whether dates like 13-02-2024 begin with the day, by what a page shows: one of them would have no month otherwise."""
    pairs = [(int(match["one"]), int(match["two"])) for words in dates if (match := _NUMBERS.search(words))]
    return any(one > 12 for one, _ in pairs) and not any(two > 12 for _, two in pairs)


def stamp(seconds: float, zone: tzinfo) -> str | None:
    """ISO 8601 from Unix seconds; None outside of what a calendar holds."""
    try:
        return datetime.fromtimestamp(seconds, zone).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return None


def _exact(raw: str, zone: tzinfo) -> tuple[datetime, Precision] | None:
    try:
        if match := _PLAIN.fullmatch(raw):
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=zone), "second" if match[6] else "minute"
        if raw[10:11] == "T" and (moment := _whole_iso(raw)):
            return moment, "second" if raw[16:17] == ":" else "minute"
        if match := _ISO.search(raw):
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
            return datetime(year, month, day, hour, minute, second, tzinfo=_offset(match[7])), "second" if match[6] else "minute"
        if match := _ABSOLUTE.search(raw):
            moment = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=zone)
            return _at(moment, match)
    except ValueError:
        pass
    return None


def _whole_iso(raw: str) -> datetime | None:
    """What is nothing else than an ISO time with its offset, as attributes have it."""
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return moment.replace(microsecond=0) if moment.tzinfo else None


def _written(raw: str, zone: tzinfo, day_first: bool) -> tuple[datetime, Precision] | None:
    """Mar 02, 2024, 10:15 AM; 2. März 2024, 10:15; 03-02-2024; 10:15 AM - Mar 02, 2024."""
    raw = _CLOCK_FIRST.sub(r"\g<rest> \g<clock>", raw)
    try:
        if match := _MONTH_FIRST.search(raw) or _DAY_FIRST.search(raw):
            name = match["name"].lower()
            month = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
            if month is not None:
                return _at(datetime(_year(match["year"]), month, int(match["day"]), tzinfo=zone), match)
        if match := _NUMBERS.search(raw):
            one, two = int(match["one"]), int(match["two"])
            day, month = (one, two) if one > 12 or match["sign"] == "." or (day_first and two <= 12) else (two, one)
            return _at(datetime(_year(match["year"]), month, day, tzinfo=zone), match)
    except ValueError:
        pass
    return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _relative(raw: str, now: datetime) -> tuple[datetime, Precision] | None:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        if match := _SHORT.fullmatch(raw):
            return _latest(match, now)
        if match := _NAMED_DAY.search(raw):
            return _at(midnight - timedelta(days=_DAYS_BACK[match["word"].lower()]), match)
        if (match := _AGO.search(raw)) and not re.search(r"\d", raw[: match.start()]):
            return _ago(match["count"], match["unit"], now.replace(microsecond=0))
        if _NOW.search(raw):
            return now.replace(second=0, microsecond=0), "minute"
    except (ValueError, OverflowError):
        pass
    return None


def _latest(short: re.Match[str], now: datetime) -> tuple[datetime, Precision] | None:
    """The last day of that name that is not to come; 29 February may be years ago."""
    for year in range(now.year, now.year - 9, -1):
        try:
            found = _at(datetime(year, int(short["month"]), int(short["day"]), tzinfo=now.tzinfo), short)
        except ValueError:
            continue
        if found[0] <= now:
            return found
    return None


def _at(day: datetime, clock: re.Match[str]) -> tuple[datetime, Precision]:
    if clock["named"]:
        return day.replace(hour=12 if clock["named"] == "noon" else 0), "minute"
    if clock["hour"] is None:
        return day, "day"
    hour, half = int(clock["hour"]), (clock["half"] or clock["half2"] or "").lower().replace(".", "")
    if (half in ("下午", "晚上", "오후", "pm") and hour < 12) or (half == "中午" and hour < 10):
        hour += 12
    elif half in ("上午", "凌晨", "오전", "am") and hour == 12:
        hour = 0
    second = clock["second"]
    return day.replace(hour=hour, minute=int(clock["minute"] or 0), second=int(second or 0)), "second" if second else "minute"


def _ago(count: str | None, unit: str, now: datetime) -> tuple[datetime, Precision] | None:
    amount = 0.5 if count == "半" else float(count) if count and count.isdecimal() else 1.0 if count in ("a", "an", "one") else None
    seconds = next((value for prefix, value in _SECONDS.items() if unit.startswith(prefix)), None)
    if amount is None or seconds is None:
        return None
    moment = now - timedelta(seconds=amount * seconds)
    if amount * seconds < 3600:
        return moment.replace(second=0), "minute"
    return moment.replace(hour=0, minute=0, second=0), "day"


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


@lru_cache(maxsize=4096)
def _slow(raw: str, now: datetime, zone: tzinfo) -> tuple[datetime, Precision] | None:
    """What the regexes leave, by dateparser; times without any digit or month name are not worth its while.

    'Four months ago', 'March 2019' and '08:15' name no day: they stay unread, where dateparser would make one up.
    """
    if not re.search(r"\d", raw) or not re.search(r"[^\W\d_]|[-/.:]", raw) or _MONTHS_AGO.search(raw):
        return None
    settings = {
        "RELATIVE_BASE": now.astimezone(zone).replace(tzinfo=None),
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month"],
    }
    try:
        moment = dateparser.parse(raw, languages=["en", "zh"], settings=settings)
    except (ValueError, OverflowError, RecursionError):
        return None
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    if re.search(r"\d:\d\d", raw):
        return moment.replace(microsecond=0), "minute"
    return moment.replace(hour=0, minute=0, second=0, microsecond=0), "day"
