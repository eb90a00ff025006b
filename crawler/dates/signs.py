"""A text with signs (:mod:`crawler.dates.words`) in place of the words that tell times, so that one grammar reads all languages."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from crawler.dates import unspaced
from crawler.dates.words import WORD, Meaning, Sign, fold, vocabulary

_WORD_OR_SIGN = re.compile(rf"{{[^}}]*}}|{WORD.pattern}")
_BETWEEN = re.compile(r"[ .'\"-]{0,3}")
"""What may stand between the words of a phrase: ``p. m.``, ``il y a``, ``aujourd'hui``."""
_AFTER_NUMBER = re.compile(r"\d[.\s]{0,2}$")
_BEFORE_NUMBER = re.compile(r"\.?\s?\d")
_BEFORE_CLOCK = re.compile(r"\.?:?\s?\d{1,2}[:.]\d\d")
_NUMBERED_MONTH = re.compile(r"\{mm\}\s*(1[0-2]|0?[1-9])(?!\d)")
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_WANTED = {
    "clock": ("at", "month_number", "of"),
    "day": ("month_number", "of"),
    "number": ("unit", "half", "month"),
    "unit": ("ago",),
    "count": ("unit",),
}
"""What a word means rather before a clock or a number, after a number, a unit, or 'a'."""


@lru_cache(maxsize=4096)
def signs(text: str, language: str) -> str:
    """A text with signs in place of the words that tell times; all else is folded.

    >>> signs("vor 3 Tagen", "de"), signs("13 Tháng bảy 2019 lúc 22:05", "vi")
    ('{ago} 3 {u86400}', '13 {m07} 2019 {at} 22:05')
    """
    text = unspaced.mark(fold(text))
    meanings, lengths = vocabulary(language)
    words = _words(text)
    out, at, index, before = [], 0, 0, ""
    while index < len(words):
        first = words[index]
        longest = lengths.get(first[0], 0)
        length = _phrase(text, words[index : index + longest], meanings) if longest else 0
        if length:
            start, end = first.start(), words[index + length - 1].end()
            gap = text[at:start]
            after = "number" if _AFTER_NUMBER.search(text, max(0, start - 3), start) else before if not gap.strip(" .'") else ""
            meaning = meanings[" ".join(word[0] for word in words[index : index + length]) if length > 1 else first[0]]
            follows = "clock" if _BEFORE_CLOCK.match(text, end) else "day" if _BEFORE_NUMBER.match(text, end) else ""
            sign = _meant(meaning, after, follows)
            out += [gap, sign.text]
            at, before = end, sign.kind
        index += length or 1
    text = "".join(out) + text[at:]
    return _NUMBERED_MONTH.sub(lambda match: f"{{m{int(match[1]):02d}}}", text) if "{mm}" in text else text


def _words(text: str) -> list[re.Match[str]]:
    """The words of a text: no signs, not the ``h`` of 22h20, not the end of 11th."""
    found = []
    for match in _WORD_OR_SIGN.finditer(text):
        start, end = match.span()
        inside = start and text[start - 1].isdecimal() and (text[end : end + 1].isdecimal() or match[0] in _ORDINALS)
        if not inside and text[start] != "{":
            found.append(match)
    return found


def _phrase(text: str, words: list[re.Match[str]], meanings: dict[str, Meaning]) -> int:
    """How many of the words, from the first on, are a phrase that means something; 0 for none."""
    for length in range(len(words), 1, -1):
        if " ".join(word[0] for word in words[:length]) in meanings and all(
            _BETWEEN.fullmatch(text, one.end(), other.start()) for one, other in pairwise(words[:length])
        ):
            return length
    return 1 if words[0][0] in meanings else 0


def _meant(meaning: Meaning, after: str, follows: str) -> Sign:
    """What a word means where it stands: 'ago' after a unit, 'min' after a number."""
    by_kind = meaning.by_kind
    if len(by_kind) > 1:
        for kind in _WANTED.get(follows, ()) + _WANTED.get(after, ()):
            if kind in by_kind:
                return by_kind[kind]
    return meaning.first
