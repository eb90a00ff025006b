"""Where a time stands: in a text of a page, or in an attribute that notes one for machines."""

from __future__ import annotations

import re
from functools import cache

from crawler.dates.absolute import begins_month
from crawler.dates.signs import signs
from crawler.dates.words import DIGITS, rows

_KNOWN = ("en", "zh")
"""Languages whose times the patterns below find."""
_PHRASE = 40
_TOLD = re.compile(
    r"\{(?:ago|now)\}.{0,6}(?:\d|\{n\d).{0,12}\{u|(?:\d|\{n\d).{0,6}\{u\d+\}.{0,6}\{ago\}|\{ago\}\s*\{n\d\}"
    r"|^\W*\{now\}\W*(?:\{ago\})?$|^\W*\{d\d\}\W{0,4}(?:$|\{at|\d|\{[ap]m\}.?\d)|\{[mji]\d\d\}.{0,12}\d\d:?\d\d|\d{4}.{0,12}\{[mji]\d\d\}"
    r"|1[34]\d\d[-/]\d|\{w\d\},?\s*(?:\{at\}\s*)?\d\d?:\d\d"
)
_DAY_SIGN = re.compile(r"\{(?:[mji]\d\d|d\d|ago|now)\}|\{w\d\},?\s*(?:\{at\}\s*)?$")
"""Where one stands before what the patterns find, they found no more than the clock."""
_LONGEST = 60
_NUMBERS = re.compile(
    r"[0-9][0-9]{0,3}(?:\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d|[-/.][A-Za-z]{3,9}[-/.]\d\d|:\d\d(?!\d)|月(?:\d{1,2}日|\s\d{1,2}, \d{4})"
    r"|\s月\s\d{1,2}\s日"
    r"|\s[一二三四五六七八九十]{1,2}月"
    r"|\s?(?:s|m|h|d|w|mo|y|yr|sec|min|hr|hour|day|week|month|year)s?\.?\s*(?:,|ago\b|$)|\s\w{3,7}\sago\b"
    r"|\s?(?:秒|分|小时|小時|天|周|个?月|年)[钟鐘]?\s?[前以之]"
    r"|(?:st|nd|rd|th)?\.?,?\s(?:de\s|of\s)?([^\W\d_]{3}))"
)
_SHORT_DAY = re.compile(r"(?<![-/.\d])(?:(?:0?[1-9]|1[0-2])[-/](?:[12]\d|3[01]|0?[1-9])(?=\s+\d{1,2}:\d\d)|(?:0[1-9]|1[0-2])-[0-3]\d$)")
"""A day without its year, as Chinese boards print this year's: ``05-20 08:15``, ``5/2 08:15``."""
_ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
"""A machine's address on the internet is no day."""
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3})[^\W\d_]{0,9}\.?,?\s+(?:\d{1,2}(?:st|nd|rd|th)?\b|\d{4},? )")
_NAMED_DAY = re.compile(
    r"(?:[昨今前][天日]|[刚剛][刚剛才])(?=\s|$|\d|[上下中凌早晚])|半[小个個][时時]?[钟鐘]?[头頭]?前"
    r"|(?:令和|平成|民[国國])\s?[元\d]\d{0,2}\s?[年./-]"
    r"|(?:^|(?<=[Pp]osted )|(?<=on ))(?:[Yy]ester|[Tt]o)day\b(?!['’]s\b)|\b(?:[Yy]ester|[Tt]o)day(?=,? (?:at )?\d)"
    r"|\b(?:[Aa]n?|[Oo]ne) \w{3,7} ago\b|[一二三四五六七八九十]{1,2}月\s\d{1,2}\b"
)
"""A day by its name, where it is not a word in a sentence."""
_WEEKDAY = re.compile(r"\b(?:(?:[Ll]ast )?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?\s+(?:at\s+)?|(?:[周週]|星期)[一二三四五六日天]\s*)$")
_WITH_WEEKDAY = re.compile(r"\d{1,2}[-/]\d{1,2}[-/]\d\d|\d\d?:\d\d")
"""The weekday before it tells which number is the day, or which day it was."""
_AGO = re.compile(r"\d{1,4}\s?(?:[a-z]{1,7}\.?|[^\W\d_]{1,2}?[钟鐘]?)\s?(?:ago|[前以之])")
_EARLIER = re.compile(
    r"(?:\d{1,4}\s?(?:years?|yrs?|y|months?|mo|weeks?|wks?|w|days?|d|hours?|hrs?|h|年|[个個]?月|[周週]|天|小[时時]|[时時])(?:\s?(?:,|and\b|又))?\s*)+$"
)
"""The larger units of how long ago something was: ``1 day and 2 hours ago``."""
LONGEST = 64
"""Longer texts are not asked for a time."""
_MAYBE = r"[0-9٠-٩۰-۹昨今刚剛前半楼樓沙板地作]"
MAYBE = re.compile(_MAYBE)


@cache
def maybe(language: str) -> re.Pattern[str]:
    """A cheap first question: whether a text of a page can hold a time or a post's number at all; most cannot.

    In many languages a time needs no number: ``vor einer Stunde``, ``час назад``.
    """
    own = language.partition("-")[0]
    if not own or own in _KNOWN:
        return re.compile(f"{_MAYBE}|ago|day")
    words = {word for languages, sign, spelled in rows() if own in languages and sign.kind in ("ago", "now", "day") for word in spelled}
    return re.compile("|".join((_MAYBE, "ago", "day", *map(re.escape, sorted(words)))), re.IGNORECASE)


def date_in(text: str, language: str = "") -> int | None:
    """Where in a text a printed time begins; None without one.  In a page's own ``language`` more words are known as times.

    >>> date_in("Posted on Jan 5, 2024"), date_in("发表于 3 小时前"), date_in("12 replies")
    (10, 4, None)
    """
    if len(text) < 2 or text.isdecimal():
        return None
    if not text.isascii():
        text = text.translate(DIGITS)
    if text.count(".") > 2:
        text = _ADDRESS.sub(lambda found: "·" * len(found[0]), text)
    first = _start(_NUMBERS, text)
    if first != 0 and " " in text and (month := _start(_MONTH_FIRST, text)) is not None:
        first = month if first is None else min(first, month)
    if first != 0 and ("-" in text or "/" in text) and (day := _SHORT_DAY.search(text)):
        first = day.start() if first is None else min(first, day.start())
    if first != 0 and (not text.isascii() or "day" in text or "ago" in text) and (day := _NAMED_DAY.search(text)):
        first = day.start() if first is None else min(first, day.start())
    if first and (day := _WEEKDAY.search(text, 0, first)) and _WITH_WEEKDAY.match(text, first):
        first = day.start()
    if first and _AGO.match(text, first) and (longer := _EARLIER.search(text, 0, first)):
        first = longer.start()
    if first == 0 or not language or language.startswith(_KNOWN) or not _told(text, language):
        return first
    return 0 if first is None or _DAY_SIGN.search(signs(text[:first], language)) else first


def _told(text: str, language: str) -> bool:
    """Whether a short text tells a time in words of a language: ``vor 3 Tagen``, ``Hôm qua, 12:00``."""
    return len(text) <= _PHRASE and _TOLD.search(signs(text, language)) is not None


def _start(pattern: re.Pattern[str], text: str) -> int | None:
    """Where a pattern fits; the word beside its number has to be a month."""
    found = pattern.search(text)
    while found and found[1] and not begins_month(found[1]):
        found = pattern.search(text, found.end(1))
    return found.start() if found else None


def is_noted(value: str) -> bool:
    """Whether an attribute holds a time: as printed, as ISO or as Unix seconds."""
    return len(value) < _LONGEST and (date_in(value) is not None or (value.isdecimal() and len(value) in (10, 13)))


def is_relative(text: str) -> bool:
    """Whether a text says how long ago something was: less than a printed day."""
    return "{ago}" in signs(text, "")
