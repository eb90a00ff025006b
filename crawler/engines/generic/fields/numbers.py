"""The numbers of posts: those that a reader sees, and the forum's own ids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lxml.etree import _Element as Element

from crawler.engines.generic.fields.printed import floor_in
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body
from crawler.select import text_of
from crawler.text import tidy

_ID_ATTRIBUTES = frozenset(
    (
        "id",
        "data-post-id",
        "data-id",
        "data-pid",
        "data-pk",
        "data-comment-id",
        "data-answerid",
        "data-content",
        "data-postid",
        "data-cid",
        "name",
    )
)
_ID_NAME = re.compile(r"data-(?!.*(?:user|author|member|owner|topic|thread|forum|board|parent|related))[\w-]*-(?:id|uid|pk)$")
_ID = re.compile(r"(?<!\d)\d+(?=[^0-9a-z]*$)|(?<![0-9a-z])(?=[a-z]*\d+[a-z])[0-9a-z]{6,}$|(?<!\d)\d+(?=\D*$)", re.IGNORECASE)
_ANCHOR = re.compile(r"([^\W\d]*(?:[-_:.#][^\W\d]*)*)(\d+)[^\w]?")
"""The name of a place on a page that is numbered: ``post21``; not a digest of something."""
_LAST_NUMBER = re.compile(r"(?<!\d)\d+$")
_LONGEST = 80
_FLOOR_STARTS = "#第"
_NUMBERED = re.compile(r"No\.\s?(\d{2,})", re.IGNORECASE)
_LEADING = re.compile(r"(\d{1,6})\s*([:：.、)]?)")
_FLOORS = ("data-floor", "data-floor-num", "data-lou")
_LONGEST_FLOOR = 7
_FIRST = 4
"""Elements of a post among which the number is with which it begins."""
_ABOVE = 20
"""Elements above a body among which its printed number is."""
_LINKS = 8
"""Links of a post that are asked for its id."""


def floors(outline: Outline, boxes: list[PostBox]) -> list[int | None]:
    """The numbers a reader sees at the posts."""
    places = [beside_body(outline, outline.numbered, box) for box in boxes]
    found = counting([outline.floors[own[0]] if own else None for own in places])
    return found if len(boxes) < 2 or any(found) else _noted(outline, boxes) or _leading(outline, boxes)


def _noted(outline: Outline, boxes: list[PostBox]) -> list[int | None]:
    """The numbers in an attribute called after a floor, where all posts have them and they count on; empty otherwise."""
    values = [next((value for node in _elements(outline, box) for name in _FLOORS if (value := node.get(name))), "") for box in boxes]
    return counting([int(value) for value in values]) if all(value.isdecimal() and len(value) < _LONGEST_FLOOR for value in values) else []


def _leading(outline: Outline, boxes: list[PostBox]) -> list[int | None]:
    """The numbers with which all posts begin (``1 ：NAME``, ``0001``), each one more than the last; none otherwise."""
    found = [_LEADING.fullmatch(_first_text(outline, box)) for box in boxes]
    numbers = [int(match[1]) for match in found if match]
    several = len(boxes) > 2 or all(match and match[2] for match in found)
    counts = several and len(numbers) == len(boxes) and all(later - number == 1 for number, later in pairwise(numbers))
    return list(numbers) if counts else [None] * len(boxes)


def _first_text(outline: Outline, box: PostBox) -> str:
    texts = (tidy(outline.nodes[at].text or "") for at in range(box.start, min(box.body, box.start + _FIRST)))
    return next(filter(None, texts), "")


def counting(found: list[int | None]) -> list[int | None]:
    """Numbers that count on from post to post; none where they do not (ids, votes)."""
    known = [number for number in found if number is not None]
    steps = {later - number for number, later in pairwise(known)}
    return found if steps <= {1, 2, 3} and (len(known) > 1 or known == [1]) else [None] * len(found)


def printed_floor(post: Element) -> int | None:
    """The number that a post shows in a link of its own."""
    texts = ((node.text or "").strip() for node in post.iter("a"))
    return next((number for text in texts if text[:1] in _FLOOR_STARTS and text and (number := floor_in(text))), None)


def post_ids(numbered: list[list[tuple[str, str]]]) -> list[str | None]:
    """The forum's own post ids, from the kind of place that numbers most of the posts, each differently; None for the others."""
    tables: dict[str, dict[int, str]] = defaultdict(dict)
    for at, own in enumerate(numbered):
        for kind, value in own:
            tables[kind].setdefault(at, value)
    sound = [table for table in tables.values() if len(set(table.values())) == len(table) and len(table) * 2 >= len(numbered)]
    best = max(sound, key=_telling, default={})
    return [best.get(at) for at in range(len(numbered))]


def _telling(table: dict[int, str]) -> tuple[int, int]:
    """How many posts have a number, and how long it is: floors are short."""
    return len(table), max(map(len, table.values()))


def shape_ids(outline: Outline, boxes: list[PostBox]) -> list[str | None]:
    """The forum's own post ids, on the elements around the posts' bodies or in the links beside them."""
    found = post_ids([list(ids_on(_elements(outline, box))) for box in boxes])
    if all(found):
        return found
    linked = post_ids([list(_in_links(outline, box)) for box in boxes])
    best = max(found, linked, key=_known)
    return best if any(best) else max(best, post_ids([list(_printed(outline, box)) for box in boxes]), key=_known)


def _known(ids: list[str | None]) -> int:
    return sum(one is not None for one in ids)


def _printed(outline: Outline, box: PostBox) -> Iterator[tuple[str, str]]:
    """The numbers that a post prints above its body, as imageboards do (``No.700``)."""
    for at in range(max(box.start, box.body - _ABOVE), box.body):
        if match := _NUMBERED.fullmatch((outline.nodes[at].text or "").strip()):
            yield "printed", match[1]


def ids_on(elements: Iterable[Element]) -> Iterator[tuple[str, str]]:
    """The numbers in the attributes of elements, by where they stand."""
    for element in elements:
        for name, value in element.items():
            if (
                (name in _ID_ATTRIBUTES or (name.startswith("data-") and _ID_NAME.match(name)))
                and len(value) < _LONGEST
                and (match := _ID.search(value))
            ):
                yield f"{name}:{value[: match.start()]}", match[0]


def _elements(outline: Outline, box: PostBox) -> Iterator[Element]:
    """A post's body, what is around it up to the whole post, and what is in it and holds all of its words."""
    at = box.body
    yield outline.nodes[at]
    inner = next((node for node in outline.nodes[at] if node in outline.index), None)
    if inner is not None and inner.get("id") and text_of(inner) == text_of(outline.nodes[at]):
        yield inner
    while at > box.whole:
        at = outline.parent(at)
        yield outline.nodes[at]


def _in_links(outline: Outline, box: PostBox) -> Iterator[tuple[str, str]]:
    for at in beside_body(outline, outline.anchors, box)[:_LINKS]:
        node = outline.nodes[at]
        name = node.get("name") or node.get("id")
        if name and (match := _ANCHOR.fullmatch(name)):
            yield f"a:{match[1]}", match[2]
        fragment = (node.get("href") or "").partition("#")[2]
        if fragment and (match := _LAST_NUMBER.search(fragment)):
            yield f"#{fragment[: match.start()]}", match[0]
