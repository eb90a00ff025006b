"""Who is quoted, from the line above a quotation."""

from __future__ import annotations

import re

from crawler.lexicon.phrases import word_of

_AFTER = re.compile(rf"^(?P<name>.+?)\s*{word_of('wrote')}?\s*[:：]\s*↑?\s*$", re.IGNORECASE)
_BEFORE = re.compile(r"^(?:originally posted by|quote from|quoting|in reply to)\s*[:：]?\s*(?P<name>.+?)\s*[:：]?$", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:quote|zitat|citation|cit[aá]t?|cita[cç][aã]o|citaat|citazione|cytat|цитата|引用|code|spoiler)\s*[:：]?$", re.IGNORECASE
)


def speaker(words: str) -> str | None:
    """The name in a quotation's heading; None where it names nobody.

    >>> speaker("Ada wrote: ↑"), speaker("Originally Posted By: Ada"), speaker("Ada 写道："), speaker("Quote:")
    ('Ada', 'Ada', 'Ada', None)
    """
    if _BARE.match(words):
        return None
    match = _BEFORE.match(words) or _AFTER.match(words)
    return match["name"] if match else words or None
