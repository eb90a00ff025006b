"""The words that forums put around people's words, in many languages: data, for the patterns of all rooms."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = (
    Literal["wrote", "by", "asker", "from", "on", "sender", "sent", "subject", "titled", "re", "answer", "quote", "liked", "starter"]
    | Literal[
        "view",
        "viewed",
        "next",
        "page",
        "show",
        "part",
        "other",
        "forum",
        "gathering",
        "apart",
        "hidden",
        "replies",
        "views",
        "reviews",
        "member",
        "edited",
        "related",
    ]
)
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that put no spaces between words."""


@cache
def phrases() -> dict[str, list[str]]:
    """The phrases of each kind, long ones first."""
    found: dict[str, list[str]] = {}
    for line in files("crawler.lexicon").joinpath("phrases.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, words = line.split("\t")
            found.setdefault(kind, []).extend(words.split("|"))
    return {kind: sorted(words, key=len, reverse=True) for kind, words in found.items()}


def any_of(*kinds: Kind) -> str:
    """A pattern that any phrase of the kinds fits.

    >>> re.fullmatch(any_of("re"), "AW", re.IGNORECASE) is None, re.fullmatch(any_of("wrote"), "ha   scritto") is None
    (False, False)
    """
    return f"(?:{'|'.join(_pattern(phrase) for kind in kinds for phrase in phrases()[kind])})"


def word_of(*kinds: Kind) -> str:
    """The same, where a phrase is no part of a longer word; scripts without spaces have no such bounds.

    >>> [re.search(word_of("forum"), words) is None for words in ("a forum of", "the forumsoft", "水族论坛")]
    [False, True, False]
    """
    return f"(?:{'|'.join(_bounded(phrase) for kind in kinds for phrase in phrases()[kind])})"


def _pattern(phrase: str) -> str:
    return re.escape(phrase).replace("\\ ", r"\s+").replace("\\*", r"\w*")


def _bounded(phrase: str) -> str:
    before = "" if _UNSPACED.match(phrase) else r"(?<!\w)"
    after = "" if _UNSPACED.match(phrase[-1]) else r"(?!\w)"
    return f"{before}{_pattern(phrase)}{after}"
