"""How much was written where in a post: letters that are neither a name, a time, a link nor the forum's furniture."""

from __future__ import annotations

from collections import defaultdict

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


def letters_in(outline: Outline, unit: PostBox) -> dict[int, int]:
    """By element of a unit: the letters in it that somebody wrote."""
    place = unit.whole, unit.start, unit.end
    known = outline.written.get(place)
    if known is None:
        known = outline.written[place] = _letters_in(outline, unit)
    return known


def _letters_in(outline: Outline, unit: PostBox) -> dict[int, int]:
    whole = _letters(outline, unit, range(unit.start, unit.end + 1), set())
    most = _MOST * sum(whole.values())
    within: dict[int, int] = defaultdict(int)
    for at, letters in whole.items():
        _add(outline, within, at, letters, unit.whole)
    beside = {at for at in range(unit.start, unit.end + 1) if _is_beside(outline, at) and within.get(at, 0) <= most}
    written: dict[int, int] = defaultdict(int)
    for at, letters in _letters(outline, unit, range(unit.start, unit.end + 1), beside).items():
        _add(outline, written, at, letters, unit.whole)
    return written


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


def _letters(outline: Outline, unit: PostBox, positions: range, beside: set[int]) -> dict[int, int]:
    """The letters that stand directly in each element of a unit, what is beside the body left out."""
    out: dict[int, int] = defaultdict(int)
    skipped = -1
    for at in positions:
        if at <= skipped:
            continue
        node = outline.nodes[at]
        if at in beside:
            skipped = outline.end(at)
        elif node.text and at not in outline.stamps and str(node.tag) not in _UNREAD:
            out[at] += _weight(node.text)
        if at != unit.whole and node.tail and at not in outline.stamps:
            out[outline.parent(at)] += _weight(node.tail)
    return out


def _weight(text: str) -> int:
    """The letters of a text; 0 for words that forums print around posts."""
    words = text.strip()
    return len(words) if words and not words.isdecimal() and around(words) not in _PRINTED else 0


def _add(outline: Outline, out: dict[int, int], at: int, letters: int, whole: int) -> None:
    """Counts letters for an element and all above it in the unit."""
    while letters and at >= whole:
        out[at] += letters
        if at == whole:
            return
        at = outline.parent(at)
