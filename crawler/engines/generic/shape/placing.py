"""What belongs to a post's body: the part of the page that holds this body and no other, and the post that opens a thread."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.vocabulary import is_profile
from crawler.select import text_of

_MANY = 3
"""Links to other pages that make a list of them."""
_ABOVE = 3
"""Elements before a post among which its time is."""
SMALL = 90
"""Weight of such an element, at most."""
HEADER = 400
"""Weight up to which the element before the first post may be its header."""


@dataclass(slots=True)
class PostBox:
    """A post's place: positions in the outline."""

    body: int
    whole: int
    """The element that holds this body and no other."""
    start: int
    """From here on things belong to this post (a header may stand before ``whole``)."""
    end: int
    rest: tuple[int, ...] = ()
    """Further paragraphs of the same body, where nothing holds them but what holds name and time, too."""


def place_bodies(outline: Outline, members: list[int]) -> list[PostBox]:
    """The elements and stretches of the page that belong to each body: what holds one body and no other."""
    wholes = _wholes(outline, members) if len(members) > 1 else [_lonely(outline, members[0])]
    boxes: list[PostBox] = []
    for at, whole in zip(members, wholes, strict=True):
        start = boxes[-1].end + 1 if boxes else _first_start(outline, whole)
        boxes.append(PostBox(at, whole, min(start, whole), outline.end(whole)))
    first = boxes[0]
    if len(boxes) > 1 and outline.any_within(outline.times, first.start, first.whole - 1) and _are_whole(outline, boxes):
        first.start = first.whole
    return boxes


def _are_whole(outline: Outline, boxes: list[PostBox]) -> bool:
    """Whether each post has its time inside, and nothing that says who or when stands between posts: then no header is above the first."""
    gaps = ((box.start, box.whole - 1) for box in boxes[1:])
    return all(_has_time(outline, box) for box in boxes) and not any(
        outline.any_within(outline.times, *gap) or any(map(outline.is_name, range(gap[0], gap[1] + 1))) for gap in gaps
    )


def place_pair(outline: Outline, question: int, answer: int) -> list[PostBox]:
    """A question and its only answer: where the answer has a time in its own element, what stands between the two is the question's."""
    first, second = place_bodies(outline, [question, answer])
    if _has_time(outline, second):
        first.end, second.start = second.whole - 1, second.whole
    return [first, second]


def place_rows(outline: Outline, members: list[int]) -> list[PostBox]:
    """The same for rows of a list: where titles stand alone, in ``dt`` or headings, what stands behind each is said of it."""
    boxes = place_bodies(outline, members)
    holder = outline.parent(boxes[0].whole)
    if len(boxes) < 2 or any(outline.parent(box.whole) != holder for box in boxes):
        return boxes
    told = [at for at in _behind(outline, boxes[0].whole) if at < boxes[1].whole]
    last = _behind(outline, boxes[-1].whole)[: len(told)]
    before = previous(outline, boxes[0].whole)
    if not told or not _made_alike(outline, told, last) or (before is not None and _made_alike(outline, [before], told[-1:])):
        return boxes
    ends = [*(other.whole - 1 for other in boxes[1:]), outline.end(last[-1])]
    return [PostBox(box.body, box.whole, box.whole, end) for box, end in zip(boxes, ends, strict=True)]


def _behind(outline: Outline, at: int) -> list[int]:
    """The siblings behind an element."""
    return [outline.index[node] for node in outline.nodes[at].itersiblings() if node in outline.index]


def _made_alike(outline: Outline, ones: list[int], others: list[int]) -> bool:
    """Whether elements have the same tags and classes, one by one."""
    made = [[(outline.nodes[at].tag, outline.nodes[at].get("class")) for at in group] for group in (ones, others)]
    return made[0] == made[1]


def place_posts(outline: Outline, members: list[int]) -> list[PostBox]:
    """The same for posts: where every byline stands below its text, what follows a body belongs to it."""
    boxes = place_bodies(outline, members)
    for one, other in pairwise(boxes):
        _give_between(outline, one, other)
    if len(boxes) < 2 or any(outline.any_within(outline.times, box.whole, outline.end(box.whole)) for box in boxes):
        return boxes
    holder = outline.parent(boxes[0].whole)
    if any(outline.parent(box.whole) != holder for box in boxes):
        return boxes
    ends = [other.whole - 1 for other in boxes[1:]] + [outline.end(holder)]
    below = [outline.any_within(outline.times, outline.end(box.whole) + 1, end) for box, end in zip(boxes, ends, strict=True)]
    if not all(below) or outline.any_within(outline.times, boxes[0].start, boxes[0].whole):
        return boxes
    return [PostBox(box.body, box.whole, box.whole, end) for box, end in zip(boxes, ends, strict=True)]


def _give_between(outline: Outline, one: PostBox, other: PostBox) -> None:
    """Gives what stands between two posts to the first, where a time is there that only this one lacks."""
    between = outline.any_within(outline.times, one.end + 1, other.whole - 1)
    if between and not outline.any_within(outline.times, one.start, one.end) and _has_time(outline, other):
        one.end, other.start = other.whole - 1, other.whole


def _has_time(outline: Outline, box: PostBox) -> bool:
    return bool(beside_body(outline, outline.times, replace(box, start=box.whole)))


def unwrap(outline: Outline, boxes: list[PostBox]) -> None:
    """Takes for bodies the quotations that hold all words of every body: such a page sets what is written there, not what is quoted."""
    inner = [_quotation(outline, box.body) for box in boxes]
    if all(inner):
        for box, at in zip(boxes, inner, strict=True):
            box.body = at


def _quotation(outline: Outline, at: int) -> int:
    """The quotation that holds all words of an element; 0 without one."""
    whole = outline.length(at)
    while whole and outline.nodes[at].tag != "blockquote":
        inner = (outline.index.get(child, 0) for child in outline.nodes[at])
        at = next((child for child in inner if child and outline.length(child) == whole), 0)
        if not at:
            return 0
    return at if whole else 0


def in_order(boxes: list[PostBox], others: list[PostBox]) -> list[PostBox]:
    """Posts and others that stand before, between or behind them: nothing of these belongs to those."""
    for other in others:
        for box in boxes:
            if box.start <= other.start < box.body:
                box.start = min(other.end + 1, box.whole)
            elif box.body < other.start <= box.end:
                box.end = other.start - 1
    return sorted([*boxes, *others], key=lambda box: box.body)


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
    while whole and outline.sizes[outline.parent(whole)] <= limit and not _lists(outline, outline.parent(whole), whole):
        whole = outline.parent(whole)
    return whole


def _lists(outline: Outline, above: int, whole: int) -> bool:
    """Whether an element holds, outside of a part of it, a list of other pages, each with a time or a name of its own beside it."""
    rows: dict[int, set[str]] = defaultdict(set)
    listed = _listed(outline)
    for at in (*outline.within(listed, above, whole - 1), *outline.within(listed, outline.end(whole) + 1, outline.end(above))):
        href = outline.nodes[at].get("href") or ""
        rows[outline.parent(outline.parent(at))].add(href.split("?", 1)[0])
    return any(len(paths) >= _MANY for paths in rows.values())


def _listed(outline: Outline) -> list[int]:
    """The positions of a page's links of several words that have a time beside them and lead to no person."""
    if outline.listed is None:
        rows = {at: outline.parent(at) for at in outline.anchors}
        timed = (at for at, row in rows.items() if outline.any_within(outline.times, row, outline.end(row)))
        nodes = outline.nodes
        outline.listed = [at for at in timed if not is_profile(nodes[at].get("href") or "#") and " " in text_of(nodes[at]).strip()]
    return outline.listed


def _first_start(outline: Outline, whole: int) -> int:
    """The first post has no neighbour before it: its header may be the element right before it."""
    before = previous(outline, whole)
    if before is None or outline.sizes[before] >= HEADER:
        return whole
    above = headed(outline, before) if not outline.any_within(outline.times, before, outline.end(whole)) else None
    return before if above is None else above


def headed(outline: Outline, at: int) -> int | None:
    """The nearest of the few small elements right above that holds a time: some posts have no box around their parts; None without one."""
    above: int | None = at
    for _ in range(_ABOVE):
        above = previous(outline, above) if above is not None else None
        if above is None or outline.sizes[above] >= SMALL:
            return None
        if outline.any_within(outline.times, above, outline.end(above)):
            return above
    return None


def previous(outline: Outline, at: int) -> int | None:
    """The sibling right before an element."""
    node = outline.nodes[at].getprevious() if at else None
    while node is not None and node not in outline.index:
        node = node.getprevious()
    return outline.index[node] if node is not None else None


def beside_body(outline: Outline, positions: list[int], box: PostBox) -> list[int]:
    """The sorted positions that belong to a post and do not stand in its body; a time right behind the body has the body's own."""
    behind = [box.body] if positions is outline.times and _is_behind(outline, box.body) else []
    return outline.within(positions, box.start, box.body - 1) + behind + outline.within(positions, outline.end(box.body) + 1, box.end)


def _is_behind(outline: Outline, at: int) -> bool:
    """Whether the time of an element stands behind it, not in it."""
    shown, node = outline.stamps.get(at), outline.nodes[at]
    return shown is not None and shown in (node.tail or "") and shown not in (node.text or "")


def times_of(outline: Outline, box: PostBox) -> set[str]:
    """What a post shows of its time, the exact one where it has it."""
    nodes = [outline.nodes[at] for at in beside_body(outline, outline.times, box)]
    return {node.get("datetime") or text_of(node) for node in nodes}
