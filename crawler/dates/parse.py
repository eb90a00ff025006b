"""A printed time -> a moment with its precision.

Most boards print one of a few forms (:mod:`crawler.dates.quick`).  All else goes by signs: the words of many languages become signs, and
one grammar reads those.  dateparser (hundreds of times slower) is asked for what is left.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

import dateparser
from dateparser.data.languages_info import language_order

from crawler.dates import zones
from crawler.dates.absolute import dated, names_date
from crawler.dates.habits import Habits, Moment
from crawler.dates.order import language_leads_with_day
from crawler.dates.quick import quick
from crawler.dates.relative import Found, relative, without_year
from crawler.dates.signs import signs
from crawler.dates.when import plausible

_MAY_NAME_DATE = re.compile(r"\d{4}|年|\{[mji]\d|\d\s?[-/.年]\s?\d")
_YEAR_FIRST = ("zh", "ja", "ko", "hu", "lt", "sv")
"""Languages that write the year first."""
_PARTED = re.compile(r"[$£€]\s?[\d.,]+|\d+(?:[.:]\d+)+")
"""Prices, versions and clocks."""
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_DAY_BY_SIGNS = re.compile(r"(?<![\d.])\d{1,4}([./-])\d{1,2}\1\d{1,4}(?![.\d])")
_TELLING = re.compile(r"[{\d]")


def moment(raw: str, habits: Habits) -> Moment | None:
    """The time that a text shows; None where it shows none that can be.

    A date without a clock becomes midnight with precision ``day``; so do relative times of an hour and more, which say no better.
    """
    try:
        found = quick(raw, habits) or _worded(raw, habits)
    except (ValueError, OverflowError):
        return None
    return found if found and plausible(found.time, habits.now, exact=found.own_zone) else None


def _worded(raw: str, habits: Habits) -> Moment | None:
    text = signs(raw, habits.language)
    if not _TELLING.search(text):
        return None
    zone = zones.after_clock(text)
    if _MAY_NAME_DATE.search(text):
        if found := dated(text, habits, zone or habits.zone):
            return found._replace(own_zone=True) if zone else found
        if names_date(text):
            return None
    now = habits.now.astimezone(zone or habits.zone)
    told: Found | None = without_year(text, now) if "{ago}" not in text and "{d" not in text else None
    told = told or relative(text, now) or _slow(raw, text, habits.language, now)
    return Moment(*told, own_zone=zone is not None) if told else None


@lru_cache(maxsize=4096)
def _slow(raw: str, text: str, language: str, now: datetime) -> Found | None:
    """What the grammar leaves, by dateparser; what has no number of a day besides prices, versions and clocks is not worth its while.

    'Four months ago', 'March 2019' and '08:15' name no day: they stay unread, where dateparser would make one up.
    """
    if not re.search(r"\d", raw) or not re.search(r"[^\W\d_]|[-/.:]", raw) or "{u0}" in text or "{ago}" in text:
        return None
    if not _DAY.search(_PARTED.sub(" ", raw)) and not _DAY_BY_SIGNS.search(raw):
        return None
    settings = {
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month"],
    }
    if language_leads_with_day(language) and not language.startswith(_YEAR_FIRST):
        settings["DATE_ORDER"] = "DMY"
    try:
        found = dateparser.parse(raw, languages=_languages(language), settings=settings)
    except (ValueError, OverflowError, RecursionError):
        return None
    if found is None:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=now.tzinfo)
    if re.search(r"\d:\d\d", raw):
        return found.replace(microsecond=0), "minute"
    return found.replace(hour=0, minute=0, second=0, microsecond=0), "day"


def _languages(language: str) -> list[str]:
    own = language.partition("-")[0]
    return list(dict.fromkeys([own, "en", "zh"] if own in language_order else ["en", "zh"]))
