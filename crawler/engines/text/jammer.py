"""Letters that boards scatter among the words so that nobody copies them: lines of scraps, or scraps glued to a sentence."""

from __future__ import annotations

import re
from itertools import pairwise

from crawler.engines.text.line import Line

_GLUED = re.compile(r"^[!-~ ]{5,40}(?=[\u3000-\u9fff\uff00-\uffef])|(?<=[\u3000-\u9fff\uff00-\uffef])[!-~ ]{5,40}$")
_MEANT = re.compile(r"://|www\.|@\w+\.\w|\.(?:com|net|org|cn|html?|php|jpe?g|png|gif)|^[\w .,:/()%+-]+$|[a-z]{5}", re.IGNORECASE)
_MIXED = re.compile(r"[!-/:-@\[-`{-~] ?[^\W_] ?[!#-&*+;-@\[-^`{-~]|[!#-&*+;-@\[-^`{-~] ?[^\W_] ?[!-/:-@\[-`{-~]")
"""A cheap first question: a letter between signs, one of them a sign that hardly stands in sentences."""
_SHORTEST, _LONGEST = 5, 60
"""Characters of such a scrap, without its spaces and with them."""
_LEAST = 3
"""Scraps on a page that are no accident."""


def unjammed(lines: list[Line]) -> list[Line]:
    """The lines without scattered letters."""
    if sum(1 for line in lines if _MIXED.search(line.text)) < _LEAST:
        return lines
    found = [line for line in lines if not line.code and not line.picture and (_is_scrap(line.text) or _cut(line.text) != line.text)]
    if len(found) < _LEAST:
        return lines
    kept = []
    for line in lines:
        if not line.code and not line.picture:
            if _is_scrap(line.text):
                continue
            line.text = _cut(line.text)
        kept.append(line)
    return kept


def _is_scrap(text: str) -> bool:
    """Whether a line is letters, digits and signs in no order."""
    return len(text) <= _LONGEST and text.isascii() and len(text.replace(" ", "")) >= _SHORTEST and _random(text)


def _random(text: str) -> bool:
    if _MEANT.search(text):
        return False
    kinds = ["d" if char.isdigit() else "l" if char.islower() else "u" if char.isupper() else "s" for char in text if char != " "]
    changes = sum(a != b for a, b in pairwise(kinds))
    return len(set(kinds)) >= 3 and kinds.count("s") >= 2 and changes >= 0.6 * (len(kinds) - 1)


def _cut(text: str) -> str:
    if text.isascii():
        return text
    return _GLUED.sub(lambda match: "" if _random(match[0].strip()) else match[0], text)
