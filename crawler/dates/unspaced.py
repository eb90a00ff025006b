"""Words of times in languages that write no spaces (Chinese, Japanese, Korean, Thai), and in Hindi: found as letters, not as words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from crawler.dates.words import SCRIPTS, UNSPACED_LANGUAGES, fold, rows

_LETTER = re.compile(f"[{SCRIPTS}]")


class _Patterns(NamedTuple):
    ago: re.Pattern[str]
    """Counts with their units, and the word that says that it was so long ago."""
    pair: re.Pattern[str]
    """A count with its unit."""
    units: dict[str, str]
    word: re.Pattern[str]
    """Any other word."""
    words: dict[str, str]


def mark(text: str) -> str:
    """A folded text with signs in place of these languages' words."""
    if not _LETTER.search(text):
        return text
    find = _patterns()

    def pair(match: re.Match[str]) -> str:
        return f" {'0.5' if match[1] == '半' else match[1]} {find.units[match[2]]}"

    text = find.ago.sub(lambda match: find.pair.sub(pair, match[1]) + "{ago} ", text)
    return find.word.sub(lambda match: find.words[match[0]], text)


@cache
def _patterns() -> _Patterns:
    words: dict[str, str] = {}
    units: dict[str, str] = {}
    ago = []
    for languages, sign, spelled in rows():
        if languages[0] in UNSPACED_LANGUAGES:
            for word in map(fold, spelled):
                if sign.kind == "ago":
                    ago.append(word)
                else:
                    (units if sign.kind == "unit" else words).setdefault(word, sign.text)
    pair = rf"(\d+|半)\s*({_any(units)})"
    pairs = rf"((?:(?:\d+|半)\s*(?:{_any(units)})\s*)+)(?:{_any(ago)})"
    return _Patterns(re.compile(pairs), re.compile(pair), units, re.compile(_any(words)), words)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
