"""Years of other calendars -> days of the common one.

Jalali (Iran, Afghanistan): 33-year cycles, right from 1343 to 1472 (1964 to 2093).  Hijri: the tabular calendar that forum software
computes with; the moon may be a day off.  Buddhist (Thailand): 543 years ahead.  Minguo (Taiwan): 1911 behind.
"""

from __future__ import annotations

from datetime import date, timedelta

JALALI, HIJRI, BUDDHIST, MINGUO, COMMON = "jalali", "hijri", "buddhist", "minguo", "common"
_OF_LANGUAGE = {"fa": JALALI, "ps": JALALI, "ckb": JALALI, "ar": HIJRI, "ur": HIJRI, "th": BUDDHIST, "lo": BUDDHIST, "km": BUDDHIST}
_MINGUO_LANGUAGES = ("zh-tw", "zh-hant")
_YEARS = {JALALI: range(1360, 1470), HIJRI: range(1405, 1480), BUDDHIST: range(2530, 2620), MINGUO: range(79, 200)}
"""What a year can be in each: 1990 and later."""
_NOWRUZ = date(1964, 3, 21)
"""1 Farvardin 1343: the first day of a 33-year cycle."""
_HIJRI_EPOCH = date(622, 7, 19)
"""1 Muharram 1 of the tabular calendar, in the common calendar carried back."""


def era_of(year: int, language: str) -> str | None:
    """Which calendar a year is counted in; None where neither the common calendar nor the language's own has such a year."""
    if 1900 <= year < 2200:
        return COMMON
    own = MINGUO if language.startswith(_MINGUO_LANGUAGES) else _OF_LANGUAGE.get(language.partition("-")[0])
    return own if own and year in _YEARS[own] else None


def common(era: str, year: int, month: int, day: int) -> date:
    """The day in the common calendar.  Raises ``ValueError`` where the calendar has no such day."""
    if era == JALALI:
        return _jalali(year, month, day)
    if era == HIJRI:
        return _hijri(year, month, day)
    return date(year - {BUDDHIST: 543, MINGUO: -1911}.get(era, 0), month, day)


def _jalali(year: int, month: int, day: int) -> date:
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        raise ValueError(f"no day {day} in month {month}")
    cycles, passed = divmod(year - 1343, 33)
    leaps = cycles * 8 + min(passed // 4, 7)  # a leap day comes after the 4th, 8th … 28th and the 33rd year of a cycle
    days = (year - 1343) * 365 + leaps + (month - 1) * 31 - max(0, month - 7) + day - 1
    return _NOWRUZ + timedelta(days=days)


def _hijri(year: int, month: int, day: int) -> date:
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(f"no day {day} in month {month}")
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2 + day - 1
    return _HIJRI_EPOCH + timedelta(days=days)
