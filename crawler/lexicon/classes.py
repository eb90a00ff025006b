"""The words in class names and addresses by which templates of all languages say what an element is: data, for unknown software."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal["whole", "part", "glued", "name", "body", "folder", "key", "script", "lock", "forum", "post"]


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in files("crawler.lexicon").joinpath("classes.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, words = line.split("\t")
            found.setdefault(kind, []).extend(words.split("|"))
    return found


def any_of(kind: Kind) -> str:
    """A pattern that any word of a kind fits.

    >>> any_of("glued")
    'signature|signatures|signatur|signaturen|assinatura|podpis|imza|handtekening|allekirjoitus|qianming'
    """
    return "|".join(re.escape(word).replace("\\-", "[-_]?").replace("\\*", r"\w*") for word in _words()[kind])
