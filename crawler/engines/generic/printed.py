"""Times and post numbers as pages print them: where in a short text one begins."""

from __future__ import annotations

import re

_MONTH = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|avr|juin|juil|ao|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott"
    "|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек"
)
_NUMBER_FIRST = re.compile(
    r"\d{1,4}(?:\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d|[-/.][A-Za-z]{3,9}[-/.]\d\d|:\d\d(?!\d)|月\d{1,2}日|(?:st|nd|rd|th)?[.]?,?\s(?:de\s)?(?i:"
    + _MONTH
    + r")"
    r"|\s?(?:s|m|h|d|w|mo|y|yr|sec|min|hr|hour|day|week|month|year)s?[.]?\s*(?:,|ago\b|$)|\s\w{3,7}\sago\b|\s?(?:秒|分|小时|天|周|个?月|年)[钟鐘]?\s?[前以之])"
)
_MONTH_FIRST = re.compile(r"\b(?:" + _MONTH + r")\w{0,9}[.]?,?\s+(?:\d{1,2}\b|\d{4},? )", re.IGNORECASE)
_NAMED_DAY = re.compile(r"[昨今前][天日]|刚刚|刚才|\b(?:yester|to)day\b|\b(?:an?|one) \w{3,7} ago\b", re.IGNORECASE)
LONGEST = 64
"""Longer texts are not asked for a time."""


def date_in(text: str) -> int | None:
    """Where in a text a printed time begins; None without one.

    >>> date_in("Posted on Jan 5, 2024"), date_in("发表于 3 小时前"), date_in("12 replies")
    (10, 4, None)
    """
    found = _NUMBER_FIRST.search(text)
    first = _MONTH_FIRST.search(text) if not found or found.start() else None
    if first and (not found or first.start() < found.start()):
        return first.start()
    if not found:
        found = _NAMED_DAY.search(text)
    return found.start() if found else None


MAYBE = re.compile(r"\d[:/.年月楼樓#-]|[#第]\s?\d|\d{4}|\d ?(?:[smhdwy]|mo)\b|ago\b|day\b|[昨今刚前]|楼主|樓主|沙发|板凳|地板")
"""A cheap first question; most short texts are none of it."""
_FLOOR = re.compile(r"(?:#\s*(\d{1,6})|第?\s*(\d{1,6})\s*(?:楼|樓|#|F))", re.IGNORECASE)
_FLOORS = {"楼主": 1, "沙发": 2, "板凳": 3, "地板": 4, "樓主": 1}


def floor_in(text: str) -> int | None:
    """The number of a post, where a text is nothing else.

    >>> floor_in("#12"), floor_in("12楼"), floor_in("沙发"), floor_in("12")
    (12, 12, 2, None)
    """
    if text in _FLOORS:
        return _FLOORS[text]
    if text[0] in "#第0123456789" and (match := _FLOOR.fullmatch(text)):
        return int(match[1] or match[2])
    return None
