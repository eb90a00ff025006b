"""What is made like the posts and is none of them: a board's note before them, and the best of them printed a second time."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from statistics import median

from crawler.engines.generic.fields.numbers import ids_on
from crawler.engines.generic.shape.judging import named
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, previous, times_of
from crawler.select import text_of

_SAMPLE = 5
"""Posts after the first that are asked whether they have what it has not."""
_MANY, _MOSTLY = 5, 0.8
"""Posts among which one that stands apart is told; the share of them that has times."""
_ENDS = (".", "!", "?", "…", "。", "！", "？", ")", "~")
"""With what most texts end that somebody wrote, and no label does."""
_LEAST = 60
"""Weight from which on two posts do not say the same at the same time."""


def strays(outline: Outline, boxes: list[PostBox]) -> set[int]:
    """The positions of bodies that are no posts of their own."""
    found = _doubles(outline, boxes) | _aside(outline, boxes)
    titled = any(at > boxes[0].body for at in outline.headings)
    return found | {boxes[0].body} if titled and len(boxes) > 2 and _is_note(outline, boxes[0], boxes[1:]) else found


def _is_note(outline: Outline, first: PostBox, others: list[PostBox]) -> bool:
    """Whether a first body, above the thread's title, is short and has neither time nor name nor number nor id, as the others have."""
    if (
        beside_body(outline, outline.times, first)
        or beside_body(outline, outline.numbered, first)
        or named(outline, first)
        or _has_id(outline, first)
    ):
        return False
    sample = others[:_SAMPLE]
    short = 2 * outline.sizes[first.body] < median(outline.sizes[other.body] for other in others)
    timed = all(beside_body(outline, outline.times, other) for other in sample)
    return short and timed and sum(_has_id(outline, other) for other in sample) >= len(sample) - 1


def _aside(outline: Outline, boxes: list[PostBox]) -> set[int]:
    """The bodies apart from the list of the posts, where only those in the list have times or names: a board's rules, a cookie's note."""
    holder, most = Counter(outline.parent(box.whole) for box in boxes).most_common(1)[0]
    own = [replace(box, start=box.whole) for box in boxes]
    told = {box.body for box in own if beside_body(outline, outline.times, box) or named(outline, box)}
    if len(boxes) < _MANY or len(told) < _MOSTLY * len(boxes) or 2 * most <= len(boxes):
        return set()
    return {box.body for box in boxes if box.body not in told and not holder < box.body <= outline.end(holder)}


def _has_id(outline: Outline, box: PostBox) -> bool:
    """Whether one of the elements of a post carries a number of its own."""
    at, nodes = box.body, [outline.nodes[box.body]]
    while at > box.whole:
        at = outline.parent(at)
        nodes.append(outline.nodes[at])
    return any(True for _ in ids_on(nodes))


def _doubles(outline: Outline, boxes: list[PostBox]) -> set[int]:
    """The bodies that say at the same time what one in the list of the posts says."""
    alike: dict[int, list[PostBox]] = defaultdict(list)
    for box in boxes:
        if outline.sizes[box.body] >= _LEAST:
            alike[outline.sizes[box.body]].append(box)
    several = [same for same in alike.values() if len(same) > 1]
    if not several:
        return set()
    main = Counter(outline.parent(box.whole) for box in boxes).most_common(1)[0][0]
    return {
        one.body
        for same in several
        for one in same
        if outline.parent(one.whole) != main and any(outline.parent(other.whole) == main and _same(outline, one, other) for other in same)
    }


def above_signatures(outline: Outline, bodies: list[int]) -> list[int]:
    """The elements right before bodies some of which say the same, word for word: these are signatures, those what was written.

    Empty where no long text comes twice, or what stands before is made differently, says nothing, or holds a time.
    """
    sizes = Counter(outline.sizes[at] for at in bodies if outline.sizes[at] >= _LEAST)
    several = [at for at in bodies if sizes[outline.sizes[at]] > 1]
    if len({text_of(outline.nodes[at]) for at in several}) == len(several):
        return []
    before = [previous(outline, at) for at in bodies]
    found = [at for at in before if at is not None and outline.length(at) and not outline.any_within(outline.times, at, outline.end(at))]
    alike = {(outline.nodes[at].tag, outline.nodes[at].get("class")) for at in found}
    if len(found) < len(bodies) or len(alike) > 1 or any(map(outline.is_name, found)):
        return []
    return found if 2 * sum(text_of(outline.nodes[at]).endswith(_ENDS) for at in found) > len(found) else []


def _same(outline: Outline, one: PostBox, other: PostBox) -> bool:
    return text_of(outline.nodes[one.body]) == text_of(outline.nodes[other.body]) and bool(
        times_of(outline, one) & times_of(outline, other)
    )
