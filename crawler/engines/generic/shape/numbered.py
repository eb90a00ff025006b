"""Posts by their numbers: boxes whose ids are called alike and end in a number of their own (``post_331``, ``comment-12``).

Forum software numbers its posts so that links lead to them.  Where such boxes hold a time and a name each, they say where one post ends
and the next one begins, however little was written in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from crawler.engines.generic.shape.anchored import body_of_each, say_same
from crawler.engines.generic.shape.judging import PostGroup, leads_away, named
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, place_posts
from crawler.engines.generic.shape.talk import is_talk
from crawler.engines.generic.shape.vocabulary import keys_of, may_hold_words
from crawler.select import Select, text_of

_WITH_ID = Select("descendant-or-self::*[@id]")
_NUMBER = re.compile(r"\d+")
_POST = re.compile(r"post|msg|message|comment|reply|replies|answer|floor|entry|^[pm]id|^[acmp]?[-_]?$", re.IGNORECASE)
"""What the numbers of posts are called."""
_OTHER = re.compile(
    r"thread|topic|subject|board|forum|user|member|author|avatar|menu|tab|vote|rate|like|link|count|button|tool|attach|image|img|ad[-_]|form",
    re.IGNORECASE,
)
"""What the numbers of other things are called."""
_BODY = re.compile(r"message|content|body|text", re.IGNORECASE)
_NO_BODY = frozenset(("a", "h1", "h2", "h3", "h4", "h5", "h6", "script", "style", "time"))
_GROUPS = 4
"""Kinds of boxes that are looked at."""
_MOST = 400
"""Boxes of a page that are looked at."""
_MOSTLY = 0.5
"""Share of the boxes that must have a time."""


def by_number(outline: Outline, found: PostGroup | None) -> PostGroup | None:
    """The posts that were found, or those by the numbers of their boxes, where they are more, or others, or have more times."""
    numbered = _numbered(outline)
    bodies = [own for name, own in numbered.items() if _BODY.search(name)]
    best: PostGroup | None = None
    for own in sorted(numbered.values(), key=len, reverse=True)[:_GROUPS]:
        places = sorted(own.values())
        if found is not None and _each_in_one(outline, found.bodies, places) and found.timed == 1:
            for inner in bodies:
                _take_bodies(outline, found.boxes, sorted(inner.values()))
            found.bodies = [box.body for box in found.boxes]
        elif (
            (best is None or len(own) > len(best.bodies))
            and _may_be_better(outline, places, found)
            and (group := _group(outline, own, bodies)) is not None
        ):
            best = group
    return best if best is not None and (found is None or _is_better(outline, best, found)) else found


def _may_be_better(outline: Outline, places: list[int], found: PostGroup | None) -> bool:
    """A cheap first question: whether boxes hold what was found, or stand in it, where all that was found has a time and a name."""
    if found is None or min(found.timed, found.named) < 1:
        return True
    return all(
        outline.any_within(places, body, outline.end(body)) or any(at <= body <= outline.end(at) for at in places) for body in found.bodies
    )


def _each_in_one(outline: Outline, bodies: list[int], places: list[int]) -> bool:
    """Whether each of the bodies stands in a box of its own, one in each."""
    return len(bodies) == len(places) and all(at <= body <= outline.end(at) for body, at in zip(bodies, places, strict=True))


def _is_better(outline: Outline, numbered: PostGroup, found: PostGroup) -> bool:
    """Whether posts by their numbers have times and names which what was found lacks, or are others in the same boxes."""
    whole = [(box.whole, outline.end(box.whole)) for box in numbered.boxes]
    if all(any(start <= body <= end for start, end in whole) for body in found.bodies):
        return numbered.timed >= found.timed
    return min(numbered.timed, numbered.named) == 1 > min(found.timed, found.named)


def _numbered(outline: Outline) -> dict[str, dict[str, int]]:
    """The positions of boxes by their numbers, by what the number is called."""
    groups: dict[str, dict[str, int]] = defaultdict(dict)
    for node in _WITH_ID(outline.nodes[0]):
        name, tag = node.get("id") or "", str(node.tag)
        if may_hold_words(tag) and len(numbers := _NUMBER.findall(name)) == 1:
            stem = _NUMBER.sub("", name)
            if _POST.search(stem) and not _OTHER.search(stem):
                groups[f"{tag}#{stem}"].setdefault(numbers[0], outline.index[node])
    return {name: own for name, own in groups.items() if 1 < len(own) <= _MOST}


def _group(outline: Outline, own: dict[str, int], bodies: list[dict[str, int]]) -> PostGroup | None:
    key, boxes, score = _boxes(outline, sorted(own.values()))
    if len(boxes) < 2:
        return None
    for inner in bodies:
        _take_bodies(outline, boxes, sorted(at for number, at in inner.items() if number in own))
    found = PostGroup(key, [box.body for box in boxes], boxes, score, anchored=True, numbered=True)
    found.timed = sum(bool(beside_body(outline, outline.times, box)) for box in boxes) / len(boxes)
    found.named = sum(named(outline, box) for box in boxes) / len(boxes)
    if found.timed == 1 and not found.named and is_talk(outline, boxes, forum=True):
        found.named, found.says_who = 1.0, True
    if found.timed < _MOSTLY or not found.named or leads_away(outline, boxes[:6]):
        return None
    return found


def _take_bodies(outline: Outline, boxes: list[PostBox], inner: list[int]) -> None:
    """Takes as bodies what is called so, has the posts' numbers, and holds most of what was found for each, or is below a time."""
    pairs = list(zip(boxes, inner, strict=False))
    if len(inner) != len(boxes) or not all(box.body < at <= outline.end(box.body) for box, at in pairs):
        return
    texts = [(len(text_of(outline.nodes[at])), len(text_of(outline.nodes[box.body]))) for box, at in pairs]
    below = all(outline.any_within(outline.times, box.body, at - 1) for box, at in pairs)
    if below or 3 * sum(held for held, _ in texts) >= 2 * sum(whole for _, whole in texts):
        for box, at in pairs:
            box.body = at


def _boxes(outline: Outline, places: list[int]) -> tuple[str, list[PostBox], float]:
    """The posts: each box up to the one inside it, with its body; or, for numbered bodies, what is around them."""
    if sum(outline.any_within(outline.times, at, outline.end(at)) for at in places) * 2 < len(places):
        if any(not _is_body(outline, at) for at in places) or say_same(outline, places):
            return "", [], 0.0
        key = keys_of(outline.nodes[places[0]])[0]
        return key, place_posts(outline, places), float(sum(outline.nets[at] for at in places))
    following = [*places[1:], len(outline.nodes)]
    units = [PostBox(at, at, at, min(outline.end(at), after - 1)) for at, after in zip(places, following, strict=True)]
    key, bodies, score = body_of_each(outline, units)
    chosen = zip(units, bodies, strict=True) if bodies else ()
    return key, [replace(unit, body=body, start=min(unit.start, body)) for unit, body in chosen if body is not None], score


def _is_body(outline: Outline, at: int) -> bool:
    """Whether an element may be a post's body: it holds words, and more than a link or a heading."""
    node = outline.nodes[at]
    return not outline.in_furniture(at) and any(
        text and text.strip() for one in node.iter("*") if one.tag not in _NO_BODY for text in (one.text,)
    )
