"""Times and post numbers as pages print them: where in a short text one begins."""

from __future__ import annotations

import re

_MONTHS = frozenset(
    (
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai", "okt", "dez", "fév", "avr"),
        *("jui", "aoû", "déc", "ene", "abr", "ago", "dic", "gen", "mag", "giu", "lug", "set", "ott"),
        *("sty", "lut", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"),
        *("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    )
)
"""The beginnings of the months' names."""
_NUMBERS = re.compile(
    r"[0-9][0-9]{0,3}(?:\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d|[-/.][A-Za-z]{3,9}[-/.]\d\d|:\d\d(?!\d)|月(?:\d{1,2}日|\s\d{1,2}, \d{4})"
    r"|\s[一二三四五六七八九十]{1,2}月"
    r"|\s?(?:s|m|h|d|w|mo|y|yr|sec|min|hr|hour|day|week|month|year)s?\.?\s*(?:,|ago\b|$)|\s\w{3,7}\sago\b"
    r"|\s?(?:秒|分|小时|小時|天|周|个?月|年)[钟鐘]?\s?[前以之]"
    r"|(?:st|nd|rd|th)?\.?,?\s(?:de\s)?([^\W\d_]{3}))"
)
_SHORT_DAY = re.compile(r"(?<![-/.\d])(?:0[1-9]|1[0-2])-[0-3]\d(?=\s+\d{1,2}:\d\d|$)")
"""A day without its year, as Chinese boards print this year's: ``05-20 08:15``."""
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3})[^\W\d_]{0,9}\.?,?\s+(?:\d{1,2}(?:st|nd|rd|th)?\b|\d{4},? )")
_NAMED_DAY = re.compile(
    r"(?:[昨今前][天日]|刚[刚才])(?=\s|$|\d|[上下中凌早晚])"
    r"|(?:^|(?<=[Pp]osted )|(?<=on ))(?:[Yy]ester|[Tt]o)day\b|\b(?:[Yy]ester|[Tt]o)day(?=,? (?:at )?\d)"
    r"|\b(?:[Aa]n?|[Oo]ne) \w{3,7} ago\b|[一二三四五六七八九十]{1,2}月\s\d{1,2}\b"
)
"""A day by its name, where it is not a word in a sentence."""
LONGEST = 64
"""Longer texts are not asked for a time."""
MAYBE = re.compile(r"[0-9昨今刚前楼樓沙板地作]")
"""A cheap first question, with ``ago`` and ``day``: whether a text can hold a time or a post's number at all; most cannot."""


def date_in(text: str) -> int | None:
    """Where in a text a printed time begins; None without one.

    >>> date_in("Posted on Jan 5, 2024"), date_in("发表于 3 小时前"), date_in("12 replies")
    (10, 4, None)
    """
    if len(text) < 2 or text.isdecimal():
        return None
    first = _start(_NUMBERS, text)
    if first != 0 and " " in text and (month := _start(_MONTH_FIRST, text)) is not None:
        first = month if first is None else min(first, month)
    if first != 0 and "-" in text and (day := _SHORT_DAY.search(text)):
        first = day.start() if first is None else min(first, day.start())
    if first != 0 and (not text.isascii() or "day" in text or "ago" in text) and (day := _NAMED_DAY.search(text)):
        first = day.start() if first is None else min(first, day.start())
    return first


def _start(pattern: re.Pattern[str], text: str) -> int | None:
    """Where a pattern fits; the word beside its number has to be a month."""
    found = pattern.search(text)
    while found and found[1] and found[1].lower() not in _MONTHS:
        found = pattern.search(text, found.end(1))
    return found.start() if found else None


_FLOOR = re.compile(r"\[?(?:#\s*(\d{1,6})|第?\s*(\d{1,6})\s*(?:楼|樓|#|F|L|层)|(\d{1,6})\s?/\s?\d{1,6})\]?", re.IGNORECASE)
_FLOOR_AMONG = re.compile(r"()第?\s?(?<!\d)(\d{1,6})\s?[楼樓](?![上下主层])")
_FLOORS = {"楼主": 1, "沙发": 2, "板凳": 3, "地板": 4, "樓主": 1}


def floor_in(text: str) -> int | None:
    """The number of a post, where a text is nothing else, or says that it is one.

    >>> floor_in("#12"), floor_in("12楼"), floor_in("沙发"), floor_in("12")
    (12, 12, 2, None)
    """
    if text in _FLOORS:
        return _FLOORS[text]
    match = (_FLOOR.fullmatch(text) if text[0] in "#第[0123456789" else None) or _FLOOR_AMONG.search(text)
    return int(next(filter(None, match.groups()))) if match else None
