"""What belongs to a post's body: the part of the page that holds this body and no other, and the post that opens a thread."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from crawler.engines.generic.shape.outline import Outline
from crawler.select import text_of

HEADER = 400
"""Weight up to which the element before the first post may be its header."""


@dataclass(slots=True)
class Record:
    """A post's place: positions in the outline."""

    body: int
    whole: int
    """The element that holds this body and no other."""
    start: int
    """From here on things belong to this post (a header may stand before ``whole``)."""
    end: int
    rest: tuple[int, ...] = ()
    """Further paragraphs of the same body, where nothing holds them but what holds name and time, too."""


def place_bodies(outline: Outline, members: list[int]) -> list[Record]:
    """The elements and stretches of the page that belong to each body: what holds one body and no other."""
    wholes = _wholes(outline, members) if len(members) > 1 else [_lonely(outline, members[0])]
    records: list[Record] = []
    for at, whole in zip(members, wholes, strict=True):
        start = records[-1].end + 1 if records else _first_start(outline, whole)
        records.append(Record(at, whole, min(start, whole), outline.end(whole)))
    return records


def place_posts(outline: Outline, members: list[int]) -> list[Record]:
    """The same for posts: where every byline stands below its text, what follows a body belongs to it."""
    records = place_bodies(outline, members)
    if len(records) < 2 or any(outline.any_within(outline.times, record.whole, outline.end(record.whole)) for record in records):
        return records
    holder = outline.parent(records[0].whole)
    if any(outline.parent(record.whole) != holder for record in records):
        return records
    ends = [other.whole - 1 for other in records[1:]] + [outline.end(holder)]
    below = [outline.any_within(outline.times, outline.end(record.whole) + 1, end) for record, end in zip(records, ends, strict=True)]
    if not all(below) or outline.any_within(outline.times, records[0].start, records[0].whole):
        return records
    return [Record(record.body, record.whole, record.whole, end) for record, end in zip(records, ends, strict=True)]


def _wholes(outline: Outline, members: list[int]) -> list[int]:
    """For each body the outermost element below what it shares with its neighbours."""
    shared = [-1, *(common(outline, *pair) for pair in pairwise(members)), -1]
    wholes = []
    for number, at in enumerate(members):
        limit = max(shared[number], shared[number + 1])
        while (above := outline.parent(at)) > limit:
            at = above  # noqa: PLW2901
        wholes.append(at)
    return wholes


def common(outline: Outline, first: int, second: int) -> int:
    """The innermost element that holds both of two elements."""
    while second > first:
        second = outline.parent(second)
    return second


def _lonely(outline: Outline, body: int) -> int:
    """The surroundings of a single body: as far up as nothing else much is written there."""
    whole = body
    limit = outline.sizes[body] * 1.5 + 200
    while whole and outline.sizes[outline.parent(whole)] <= limit:
        whole = outline.parent(whole)
    return whole


def _first_start(outline: Outline, whole: int) -> int:
    """The first post has no neighbour before it: its header may be the element right before it."""
    before = previous(outline, whole)
    return before if before is not None and outline.sizes[before] < HEADER else whole


def previous(outline: Outline, at: int) -> int | None:
    """The sibling right before an element."""
    node = outline.nodes[at].getprevious() if at else None
    while node is not None and node not in outline.index:
        node = node.getprevious()
    return outline.index[node] if node is not None else None


def zone(outline: Outline, positions: list[int], record: Record) -> list[int]:
    """The sorted positions that belong to a post and do not stand in its body."""
    return outline.within(positions, record.start, record.body - 1) + outline.within(positions, outline.end(record.body) + 1, record.end)


def times_of(outline: Outline, record: Record) -> set[str]:
    """What a post shows of its time, the exact one where it has it."""
    nodes = [outline.nodes[at] for at in zone(outline, outline.times, record)]
    return {node.get("datetime") or text_of(node) for node in nodes}
