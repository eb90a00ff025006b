"""What is made like the posts and is none of them: a board's note before them, and the best of them printed a second time."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median

from crawler.engines.generic.fields.numbers import ids_on
from crawler.engines.generic.shape.judging import named
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import Record, times_of, zone
from crawler.select import text_of

_SAMPLE = 5
"""Posts after the first that are asked whether they have what it has not."""
_LEAST = 60
"""Weight from which on two posts do not say the same at the same time."""


def strays(outline: Outline, records: list[Record]) -> set[int]:
    """The positions of bodies that are no posts of their own."""
    found = _doubles(outline, records)
    titled = any(at > records[0].body for at in outline.headings)
    return found | {records[0].body} if titled and len(records) > 2 and _is_note(outline, records[0], records[1:]) else found


def _is_note(outline: Outline, first: Record, others: list[Record]) -> bool:
    """Whether a first body, above the thread's title, is short and has neither time nor name nor number nor id, as the others have."""
    if zone(outline, outline.times, first) or zone(outline, outline.numbered, first) or named(outline, first) or _has_id(outline, first):
        return False
    sample = others[:_SAMPLE]
    short = 2 * outline.sizes[first.body] < median(outline.sizes[other.body] for other in others)
    timed = all(zone(outline, outline.times, other) for other in sample)
    return short and timed and sum(_has_id(outline, other) for other in sample) >= len(sample) - 1


def _has_id(outline: Outline, record: Record) -> bool:
    """Whether one of the elements of a post carries a number of its own."""
    at, nodes = record.body, [outline.nodes[record.body]]
    while at > record.whole:
        at = outline.parent(at)
        nodes.append(outline.nodes[at])
    return any(True for _ in ids_on(nodes))


def _doubles(outline: Outline, records: list[Record]) -> set[int]:
    """The bodies that say at the same time what one in the list of the posts says."""
    alike: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        if outline.sizes[record.body] >= _LEAST:
            alike[outline.sizes[record.body]].append(record)
    several = [same for same in alike.values() if len(same) > 1]
    if not several:
        return set()
    main = Counter(outline.parent(record.whole) for record in records).most_common(1)[0][0]
    return {
        one.body
        for same in several
        for one in same
        if outline.parent(one.whole) != main and any(outline.parent(other.whole) == main and _same(outline, one, other) for other in same)
    }


def _same(outline: Outline, one: Record, other: Record) -> bool:
    return text_of(outline.nodes[one.body]) == text_of(outline.nodes[other.body]) and bool(
        times_of(outline, one) & times_of(outline, other)
    )
