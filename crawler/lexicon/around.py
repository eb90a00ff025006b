"""The words that forum software prints around posts, by what they are: data, for texts that no markup parts."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, cast

Kind = Literal["button", "panel", "status", "rank", "note", "page", "foot"]
"""A post's buttons; labels of its author's figures; whether they are there; what they are called; what happened to the post;
the page's menus; what ends a page."""
LONGEST = 160
"""Characters of a line that can be such words."""
_SHELL = 4000
"""Characters of a page among which a forum says that it needs scripts."""
_GLUED = 24
"""Letters of a line that may be such words run together."""
_RUN_TOGETHER: tuple[frozenset[Kind], ...] = (frozenset(("rank",)), frozenset(("button", "page", "foot")))
"""Kinds of words that are run together with their own kind, and with which others."""
_SCRIPTS = ("script", "浏览器", "full version")
"""A cheap first question: one of these stands in each of the sentences that say so."""
_SENTENCES = re.compile(r"[.。!！]+")
_CELLS = re.compile(r"\s{2,}|[|｜·•/:：()]|(?<=\D)(?=\d)|(?<=\d)(?=\D)")
"""What parts a line of a list's words and figures."""
_PARTS = re.compile(r"[\s|｜·•/›»>,，()\[\]【】（）]+")


@cache
def _words() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for line in files("crawler.lexicon").joinpath("around.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, words = line.split("\t")
            for word in words.split("|"):
                if kind not in ("forum", "shell", "list", "share"):
                    found.setdefault(letters(word), cast("Kind", kind))
    return found


@cache
def spelled() -> frozenset[str]:
    """The words that hardly any pages but forums have, in lower case, as they are written."""
    lines = files("crawler.lexicon").joinpath("around.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(word.lower() for line in lines if line.startswith("forum\t") for word in line.partition("\t")[2].split("|"))


@cache
def _forums() -> frozenset[str]:
    return frozenset(map(letters, spelled()))


@cache
def _shells() -> frozenset[str]:
    lines = files("crawler.lexicon").joinpath("around.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(letters(word) for line in lines if line.startswith("shell\t") for word in line.partition("\t")[2].split("|"))


@cache
def _places() -> frozenset[str]:
    lines = files("crawler.lexicon").joinpath("around.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(letters(word) for line in lines if line.startswith("share\t") for word in line.partition("\t")[2].split("|"))


def places(line: str) -> int:
    """How many places to share a post a line names; 0 where it says anything else."""
    if len(line) >= LONGEST or not (whole := letters(line)):
        return 0
    named = [whole] if whole in _places() else [part for part in map(letters, _PARTS.split(line)) if part]
    return len(named) if all(part in _places() for part in named) else 0


@cache
def _lists() -> dict[str, str]:
    """The words of lists of threads, each with the first word of its line."""
    lines = files("crawler.lexicon").joinpath("around.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.partition("\t")[2].split("|") for line in lines if line.startswith("list\t")]
    return {letters(word): row[0] for row in rows for word in row}


@lru_cache(maxsize=1 << 14)
def lists(line: str) -> frozenset[str]:
    """What a line says that lists of threads say, in the words of one language."""
    if len(line) > LONGEST:
        return frozenset()
    words = _lists()
    parts = (letters(line), *(letters(part) for part in _CELLS.split(line)[:12]))
    return frozenset(words[part] for part in parts if part in words)


def of_shells(text: str) -> bool:
    """Whether one of a text's first lines is what a forum that draws itself says to readers without scripts."""
    start = text[:_SHELL].lower()
    if not any(word in start for word in _SCRIPTS):
        return False
    head = letters(text[:_SHELL])
    return any(words in head for words in _shells())


def is_shell(line: str) -> bool:
    """Whether a line says that the page is best seen with scripts, in the words of forums."""
    return len(line) < LONGEST and any(letters(part) in _shells() for part in _SENTENCES.split(line))


@lru_cache(maxsize=1 << 14)
def of_forums(line: str) -> frozenset[str]:
    """The words among those of a line, whole or parted, that hardly any pages but forums have."""
    if len(line) > LONGEST:
        return frozenset()
    forums = _forums()
    label = line.partition(":")[0] if ":" in line else line.partition("：")[0]
    return forums.intersection((letters(line), letters(label), *(letters(part) for part in _PARTS.split(line)[:12])))


def letters(text: str) -> str:
    """The letters of a text alone, in lower case."""
    return "".join(filter(str.isalpha, text)).lower()


@lru_cache(maxsize=1 << 14)
def around(line: str) -> Kind | None:
    """What kind of words a whole line is, or all parts of it are; None for words that are a person's.

    >>> around("回复(3)"), around("Posts: 12"), around("Reply | Quote"), around("I reply")
    ('button', 'panel', 'button', None)
    """
    if len(line) > LONGEST:
        return None
    words = _words()
    whole = letters(line)
    if not whole:
        return None
    if kind := words.get(whole):
        return kind
    if kind := _of_parts(line, words):
        return kind
    if len(whole) > _GLUED or whole.isascii():
        return None
    return next((kind for kinds in _RUN_TOGETHER if (kind := _glued(whole, kinds))), None)


def is_row_of_buttons(line: str) -> bool:
    """Whether a line is several buttons, with or without anything between them: one word alone may be a person's.

    >>> is_row_of_buttons("赞(3) 回复 举报"), is_row_of_buttons("赞"), is_row_of_buttons("Reply to this")
    (True, False, False)
    """
    return around(line) == "button" and letters(line) not in _words()


def _of_parts(line: str, words: dict[str, Kind]) -> Kind | None:
    """The kind of the first of a line's parts, where each part is a word of forums."""
    first: Kind | None = None
    count = 0
    for part in _PARTS.split(line):
        if bare := letters(part):
            if (kind := words.get(bare)) is None:
                return None
            first = first or kind
            count += 1
    return first if count > 1 else None


def _glued(text: str, kinds: frozenset[Kind]) -> Kind | None:
    """The kind of the first of several words without anything between: ranks and medals, buttons; None for other texts."""
    words = _words()
    for cut in range(2, len(text) - 1):
        kind = words.get(text[:cut])
        if kind in kinds and (words.get(text[cut:]) in kinds or _glued(text[cut:], kinds)):
            return kind
    return None
