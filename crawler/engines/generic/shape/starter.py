"""Who began a thread, where the opening post does not say it, while every reply does: under the title, or behind a label at the side."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import chain

from crawler.engines.generic.fields.people import Person, named_by
from crawler.engines.generic.fields.stamps import told
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox
from crawler.lexicon.phrases import phrases

_ABOVE = 60
"""Elements above the opening post among which the thread's title is."""
_BEHIND = 12
"""Elements behind a label among which the name is."""
_LABEL = 24
"""Letters of such a label, at most."""
_TITLES = ("h1", "h2", "h3")


def under_title(outline: Outline, boxes: list[PostBox]) -> PostBox | None:
    """The opening post, begun at the thread's title; None where it tells who wrote it itself, or its replies do not, or no title does.

    What stands below its text is left out: there are the names of those who commented on it.
    """
    first, others = boxes[0], boxes[1:]
    named = sum(_is_told(outline, box) for box in others)
    if not others or _is_told(outline, first) or 2 * named < len(others) or not all(_is_dated(outline, box) for box in others):
        return None
    title = next((at for at in range(first.start - 1, max(0, first.start - _ABOVE), -1) if _is_title(outline, at)), None)
    if title is None:
        return None
    begun = replace(first, start=title, end=outline.end(first.body))
    return begun if _is_told(outline, begun) else None


def _is_told(outline: Outline, box: PostBox) -> bool:
    """Whether a name and a time of a post stand above its text."""
    return _is_dated(outline, box) and any(map(outline.is_name, range(box.start, box.body)))


def _is_dated(outline: Outline, box: PostBox) -> bool:
    return any(told(outline, at) for at in outline.within(outline.times, box.start, box.body - 1))


def _is_title(outline: Outline, at: int) -> bool:
    node = outline.nodes[at]
    words = (node.text or "").strip()
    return node.tag in _TITLES or (len(words) > 1 and outline.is_subject(words))


def starter(outline: Outline, boxes: list[PostBox]) -> Person | None:
    """The one person outside of the posts who is named behind a label for who began the thread."""
    outside = chain(range(min(boxes[0].start, boxes[0].whole)), range(boxes[-1].end + 1, len(outline.nodes)))
    people = {person for at in outside if _is_label((outline.nodes[at].text or "").strip()) and (person := _named_behind(outline, at))}
    return people.pop() if len(people) == 1 else None


def _is_label(words: str) -> bool:
    return 1 < len(words) <= _LABEL and words.rstrip(" :：").lower() in _labels()


@cache
def _labels() -> frozenset[str]:
    return frozenset(map(str.lower, phrases()["starter"]))


def _named_behind(outline: Outline, at: int) -> Person | None:
    """The first person named in the elements behind a label."""
    near = range(at + 1, min(at + 1 + _BEHIND, len(outline.nodes)))
    return next((found[1] for one in near if outline.is_name(one) and (found := named_by(outline.nodes[one]))), None)
