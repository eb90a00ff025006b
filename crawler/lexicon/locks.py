"""The words with which forums print, in the middle of a post, that a part of it is not shown to everybody."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from crawler.lexicon.classes import any_of as class_words
from crawler.lexicon.phrases import any_of

_LONGEST = 160
"""Characters of such a line."""
_NAMED = re.compile(rf"\W*(?:[本此].{{0,6}}[隐隱]藏的?[内內]容|{any_of('hidden')})\W*", re.IGNORECASE)
"""What such a line is called, without anything of what is hidden."""
_CLASS = re.compile(rf"(?:^|[\s_-])\w{{0,4}}(?:{class_words('lock')})(?:$|[\s_-])", re.IGNORECASE)


@cache
def _says() -> re.Pattern[str]:
    lines = files("crawler.lexicon").joinpath("locks.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return re.compile("|".join(rf"(?:{first}).{{0,{between}}}(?:{then})" for _, first, between, then in rows), re.IGNORECASE)


@lru_cache(maxsize=4096)
def may_lock(classes: str) -> bool:
    """Whether classes are those of what forums print in place of a part of a post."""
    return _CLASS.search(classes) is not None


def says_locked(text: str) -> bool:
    """Whether a short text says that something is shown to members, or after a reply or a payment, only.

    >>> says_locked("本帖隐藏的内容需要回复才可以浏览"), says_locked("You must reply to see it."), says_locked("换过垫圈。")
    (True, True, False)
    """
    return len(text) <= _LONGEST and (_says().search(text) is not None or _NAMED.fullmatch(text) is not None)
