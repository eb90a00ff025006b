"""The words of times in many languages: what ``words.tsv`` holds, as signs.

A line of the table is a language (or several), a unit, a direction, and the words between bars.  A sign is a name in braces: ``{m07}`` a
month, ``{j07}`` and ``{i07}`` one of the Jalali and the Hijri calendar, ``{mm}`` the word before a month's number, ``{w4}`` a weekday (1
is Monday), ``{d1}`` a day so many days ago, ``{u60}`` a unit of so many seconds (``{u0}``: months and years, which name no day), ``{n1}``
one of what follows, ``{ago}``, ``{now}``, ``{am}``, ``{pm}``, ``{noon}``, ``{k12}`` an hour with a name, ``{at}``, ``{of}``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from unicodedata import normalize

UNSPACED_LANGUAGES = ("zh", "ja", "ko", "th", "hi")
"""Languages that write no spaces between words, or letters that Python does not count as such."""
SCRIPTS = "\u0900-\u0dff\u0e00-\u0eff\u3000-\u9fff\uac00-\ud7af"
"""Their letters."""
WORD = re.compile(rf"[^\W\d_{SCRIPTS}]+")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "days": 86400, "week": 604800, "month_unit": 0}
_LETTERS = {"month": "m", "jalali": "j", "hijri": "i"}
_SURE = 3
"""Letters from which on a word says what it is, whatever language the page is in."""
_MARKS = dict.fromkeys(
    (*range(0x300, 0x370), *range(0x64B, 0x656), 0x670, 0x640, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
DIGITS = {zero + digit: str(digit) for zero in (0x660, 0x6F0, 0x966, 0xE50, 0xFF10) for digit in range(10)}
"""Those of Arabic, Persian, Hindi, Thai, and wide ones."""
_ALIKE = DIGITS | str.maketrans(
    {"ı": "i", "ى": "ي", "ی": "ي", "ک": "ك", "’": "'", "‘": "'", "׳": "'", "״": '"', "،": ",", "：": ":", "–": "-", "—": "-", "−": "-"}
    | {"，": ",", "／": "/", "（": "(", "）": ")", "{": "(", "}": ")", "\xa0": " ", "\u202f": " ", "đ": "d", "ł": "l", "ø": "o", "ß": "ss"}
)
_KINDS = ("month", "weekday", "day", "now", "ago", "half", "clock", "at", "of", "count", "unit", "month_number")
"""What a word that may mean several things means by itself, the likeliest first."""


class Sign(NamedTuple):
    """What a word means."""

    kind: str
    text: str


class Meaning(NamedTuple):
    """What a word or a phrase may mean on a page."""

    first: Sign
    """What it means by itself."""
    by_kind: dict[str, Sign]
    """The page's language goes before others."""


class Vocabulary(NamedTuple):
    """What words mean on a page in a language."""

    meanings: dict[str, Meaning]
    """By the words of the phrase, with spaces between."""
    lengths: dict[str, int]
    """The number of words of the longest phrase that begins with a word."""


def fold(text: str) -> str:
    """Lower case, plain digits, no accents, no invisible marks; round brackets for braces."""
    if text.isascii():
        return text.lower().translate(_ALIKE) if "{" in text or "}" in text else text.lower()
    return normalize("NFC", normalize("NFD", text.casefold()).translate(_MARKS)).translate(_ALIKE)


@cache
def rows() -> list[tuple[tuple[str, ...], Sign, list[str]]]:
    """Languages, meaning and words of each line of ``words.tsv``."""
    found = []
    for line in files("crawler.dates").joinpath("words.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        languages, unit, direction, words = line.split("\t")
        found.append((tuple(languages.split(",")), _sign(unit, direction), words.split(" | ")))
    return found


def _sign(unit: str, direction: str) -> Sign:
    if unit in _SECONDS:
        sign = f"{{u{_SECONDS[unit]}}}"
        return Sign("unit", sign + "{ago}" if direction == "ago" else f"{{n{direction}}}{sign}" if direction else sign)
    if unit in _LETTERS:
        return Sign("month", f"{{{_LETTERS[unit]}{int(direction):02d}}}")
    if unit == "half":
        return Sign(unit, f"{{{direction}}}")
    short = {"weekday": f"w{direction}", "day": f"d{direction.lstrip('-')}", "count": f"n{direction}", "clock": f"k{direction}"}
    return Sign(unit, f"{{{short.get(unit, 'mm' if unit == 'month_number' else unit)}}}")


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of languages with spaces, for a page in one language; short words of the others mean nothing there."""
    own: dict[str, list[Sign]] = defaultdict(list)
    others: dict[str, list[Sign]] = defaultdict(list)
    for languages, sign, words in rows():
        mine, english = language in languages, languages[0] == "en"
        if languages[0] in UNSPACED_LANGUAGES or not (mine or english or sign.kind not in ("of", "count")):
            continue
        for key in (key for word in words for key in _spellings(word, sign)):
            if mine:
                own[key].append(sign)
            elif len(key) >= _SURE or english:
                others[key].append(sign)
    meanings = {}
    lengths: dict[str, int] = {}
    for key in own | others:
        of_others = others.get(key, []) if len(key) > 1 or key not in own else []
        meanings[key] = _meaning(own.get(key, []), of_others)
        words = key.split(" ")
        lengths[words[0]] = max(lengths.get(words[0], 0), len(words))
    return Vocabulary(meanings, lengths)


def _meaning(own: list[Sign], others: list[Sign]) -> Meaning:
    by_kind: dict[str, Sign] = {}
    for sign in (*own, *others):
        by_kind.setdefault(sign.kind, sign)
    return Meaning(min(own or others, key=lambda sign: _KINDS.index(sign.kind)), by_kind)


def _spellings(word: str, sign: Sign) -> list[str]:
    """A phrase's key; marks of the half of the day also with a point after each letter."""
    key = " ".join(WORD.findall(fold(word)))
    return [key, " ".join(key)] if sign.kind == "half" and len(key) == 2 else [key]
