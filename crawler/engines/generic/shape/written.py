"""How much was written where in a post: letters that are neither a name, a time, a link nor the forum's furniture."""

from __future__ import annotations

from itertools import accumulate

from crawler.body.looks import is_hidden
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox
from crawler.engines.generic.shape.vocabulary import WORDS
from crawler.lexicon.around import around

_PRINTED = frozenset(("button", "panel", "status", "rank"))
"""Kinds of lines that forums print around posts."""
_MOST = 0.6
"""Share of a unit's letters from which on an element is no furniture and no name, whatever it is called."""
_UNREAD = frozenset(("script", "style", "template", "svg", "select", "textarea", "button", "option", "head", "iframe", "object"))
_UNWRITTEN = _UNREAD | {"form", "a"}


class Written:
    """How many letters somebody wrote in each element of some units, which lie one after the other."""

    def __init__(self, outline: Outline, units: list[PostBox]) -> None:
        self._outline = outline
        own, sums, beside = _page(outline)
        kept = [0] * len(own)
        for unit in units:
            most = _MOST * (sums[unit.end + 1] - sums[unit.start])
            at = unit.whole
            while at <= unit.end:
                end = outline.end(at)
                if beside[at] and sums[min(end, unit.end) + 1] - sums[at] <= most:
                    at = end
                else:
                    kept[at] = own[at]
                at += 1
        self._sums = [0, *accumulate(kept)]

    def within(self, at: int, unit: PostBox) -> int:
        """The letters in an element of a unit."""
        return self._sums[min(self._outline.end(at), unit.end) + 1] - self._sums[at]


def _page(outline: Outline) -> tuple[list[int], list[int], list[bool]]:
    """By element: the letters that stand directly in it, their running sum, and whether it may be something beside what was written."""
    if not outline.written:
        own = [0] * len(outline.nodes)
        stamps = outline.stamps
        for at, node in enumerate(outline.nodes):
            if at not in stamps:
                if (text := node.text) and str(node.tag) not in _UNREAD:
                    own[at] += _weight(outline, text)
                if at and (text := node.tail):
                    own[outline.parent(at)] += _weight(outline, text)
        beside = [_is_beside(outline, at) for at in range(len(own))]
        outline.written.append((own, [0, *accumulate(own)], beside))
    return outline.written[0]


def _is_beside(outline: Outline, at: int) -> bool:
    node = outline.nodes[at]
    tag = str(node.tag)
    return (
        tag in _UNWRITTEN
        or tag == "time"
        or outline.is_name(at)
        or WORDS[tag, node.get("class")].furniture
        or is_hidden(node.get("style") or "")
    )


def _weight(outline: Outline, text: str) -> int:
    """The letters of a text; 0 for words that forums print around posts, and for the subject of a thread."""
    words = text.strip()
    return len(words) if words and not words.isdecimal() and around(words) not in _PRINTED and not outline.is_subject(words) else 0
