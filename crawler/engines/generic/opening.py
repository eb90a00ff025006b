"""The post that opens a thread in a form of its own, before its replies: questions, linked articles, new-style forums."""

from __future__ import annotations

from crawler.engines.generic.judging import named
from crawler.engines.generic.outline import Outline
from crawler.engines.generic.placing import Record, previous, zone

_LEAST = 60
"""Weight of the words in such a post."""
_NEARLY = 0.85
"""Share of the words that is nearly all of them."""


def opening(outline: Outline, first: Record) -> Record | None:
    """What stands before the first of the other posts, holds words, and has a time or a name; None without it."""
    heading = max((at for at in outline.headings if at < first.start), default=0)
    at = first.whole
    while at:
        choice: int | None = None
        sibling = previous(outline, at)
        while sibling is not None:
            if _wordy(outline, sibling) and (choice is None or outline.nets[sibling] > outline.nets[choice]):
                choice = sibling
            sibling = previous(outline, sibling)
        if choice is not None and choice < first.start:
            end = outline.end(choice)
            made = Record(_tightest(outline, choice, outline.nets[choice]), choice, choice, end)
            return made if end > heading and _is_post(outline, made) else None
        at = outline.parent(at)
    return None


def _is_post(outline: Outline, record: Record) -> bool:
    return bool(zone(outline, outline.times, record)) or named(outline, record)


def _wordy(outline: Outline, at: int) -> bool:
    return outline.nets[at] >= max(_LEAST, outline.sizes[at] // 2)


def _tightest(outline: Outline, at: int, words: int) -> int:
    """The innermost element that still holds nearly all of the words."""
    for child in outline.nodes[at]:
        inner = outline.index.get(child)
        if inner is not None and child.tag != "p" and outline.nets[inner] >= _NEARLY * words:
            return _tightest(outline, inner, words)
    return at
