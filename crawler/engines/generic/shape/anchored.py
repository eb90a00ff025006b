"""Posts by their times: units that are alike and hold one time each, however little was written in them.

Bodies are found by how much is written in them (:mod:`.groups`).  Where posts are a few words long that tells nothing, and the line with
name and time looks like the body.  Here the times come first; the body is what differs from unit to unit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TypeVar

from lxml.etree import _Element as Element

from crawler.engines.generic.shape.judging import MARK, PostGroup, leads_away, named, repeat
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, place_bodies
from crawler.engines.generic.shape.talk import is_talk
from crawler.engines.generic.shape.vocabulary import WORDS, bodily, may_hold_words
from crawler.engines.generic.shape.written import Written
from crawler.lexicon.around import around
from crawler.select import text_of

T = TypeVar("T")

_MOST = 400
"""Times of a page that are looked at."""
_GROUPS = 4
"""Groups of a page that are looked at."""
_DIGITS = re.compile(r"\d+")
_POST_ID = re.compile(r"(?:post|msg|message|comment|reply|pid|p|entry)[-_]?\d+", re.IGNORECASE)
_HOLDS = re.compile(r"content|body|text|message", re.IGNORECASE)
_START = 20
"""Elements of a unit without a time among which its name stands."""
_STEPS = 3
"""Elements above a time by which it is told from others."""
_LONG = 2000
"""Letters above which one body counts no more."""
_PURE = 0.5
"""Share of an element's letters that must be words of the post, at least."""
_MOSTLY = 0.6
"""Share of the units whose bodies must be called alike."""
_NEARLY = 0.85
"""Share of a unit's letters that is nearly all of them."""
_COUNT = re.compile(r"\s*[^\W\d]{1,12}\s*[:：]\s*[\d.,]+|\s*[(\[（]\s*[\d.,]+\s*[)\]）]")
"""How much somebody wrote or has, behind their name."""
_LEAST_NAMED = 0.75
"""Share of posts with a name beside the body, at least."""


def anchored(outline: Outline) -> PostGroup | None:
    """The most convincing group of posts, each with a time and most with a name; None where there is none."""
    units = [*_largest(_repeated(outline)), *(place_bodies(outline, times) for times in _largest(times_alike(outline)))]
    found = [group for boxes in units if (group := _group(outline, boxes)) is not None]
    return max(found, key=lambda group: group.score, default=None) or _only(outline)


def _largest(groups: Iterator[list[T]]) -> list[list[T]]:
    """The groups with the most members: a page can be made to hold any number of small ones."""
    return sorted(groups, key=len, reverse=True)[:_GROUPS]


def _only(outline: Outline) -> PostGroup | None:
    """The post of a page that has one: in the only element whose id is called after a post and has a number."""
    places: list[int] = []
    for at, node in enumerate(outline.nodes):
        if _POST_ID.fullmatch(node.get("id") or "") and (not places or at > outline.end(places[-1])):
            places.append(at)
    if len(places) != 1 or not _is_unit(outline, places[0]):
        return None
    found = _group(outline, [PostBox(places[0], places[0], places[0], outline.end(places[0]))])
    if found is not None:
        found.numbered = bool(found.named)
    return found


def _repeated(outline: Outline) -> Iterator[list[PostBox]]:
    """Elements that are called alike, one after the other, each with a time inside; on a page without times, each with a name."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, node in enumerate(outline.nodes):
        tag = str(node.tag)
        if not may_hold_words(tag):
            continue
        keys = list(WORDS[tag, node.get("class")].keys) or [tag] * (tag == "article")
        if (name := node.get("id")) and (stem := _DIGITS.sub("0", name)) != name:
            keys.append(f"{tag}#{stem}")
        for key in keys:
            if not groups[key] or at > outline.end(groups[key][-1]):
                groups[key].append(at)
    seen: set[tuple[int, ...]] = set()
    for places in groups.values():
        if not 1 < len(places) <= _MOST:
            continue
        if all(_is_unit(outline, at) for at in places):
            marks = tuple(outline.within(outline.times, at, outline.end(at))[0] for at in places)
        elif _dated(outline) or not all(_first_name(outline, at) for at in places):
            continue
        else:
            marks = tuple(_first_name(outline, at) for at in places)
        if marks not in seen:  # the outermost elements of those that hold the same times come first
            seen.add(marks)
            yield [PostBox(at, at, at, outline.end(at)) for at in places]


def _dated(outline: Outline) -> bool:
    """Whether a page shows times: then its posts have them."""
    return len(outline.times) > 1


def _first_name(outline: Outline, at: int) -> int:
    """The first person's name among the first elements of a unit; 0 without one."""
    return next((one for one in range(at + 1, min(at + _START, outline.end(at)) + 1) if outline.is_name(one)), 0)


def _is_unit(outline: Outline, at: int) -> bool:
    return outline.any_within(outline.times, at, outline.end(at))


def times_alike(outline: Outline) -> Iterator[list[int]]:
    """The times of a page that stand in elements alike, several at least: by the time's own element, then by those above it as well."""
    seen: set[tuple[int, ...]] = set()
    paths = {at: _path(outline.nodes[at]) for at in outline.times[:_MOST]}
    for steps in range(1, _STEPS + 1):
        groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for at, path in paths.items():
            groups[path[:steps]].append(at)
        for times in groups.values():
            if len(times) > 1 and tuple(times) not in seen:
                seen.add(tuple(times))
                yield times


def _path(node: Element) -> tuple[str, ...]:
    """What a time's element and those above it are called."""
    path: list[str] = []
    above: Element | None = node
    while above is not None and len(path) < _STEPS:
        path.append((WORDS[str(above.tag), above.get("class")].keys or (str(above.tag),))[0])
        above = above.getparent()
    return tuple(path)


def _group(outline: Outline, units: list[PostBox]) -> PostGroup | None:
    key, places, score = body_of_each(outline, units)
    bodies = [at for at in places if at is not None]
    if not bodies or len(bodies) < len(units) or only_links(outline, bodies):
        return None
    boxes = [replace(unit, body=body, start=min(unit.start, body)) for unit, body in zip(units, bodies, strict=True)]
    found = PostGroup(key, bodies, boxes, score, anchored=True)
    found.timed = sum(bool(beside_body(outline, outline.times, box)) for box in found.boxes) / len(bodies)
    found.named = sum(named(outline, box) for box in found.boxes) / len(bodies)
    if found.named < _LEAST_NAMED and found.timed == 1 and is_talk(outline, found.boxes, forum=True):
        found.named, found.says_who = 1.0, True
    if found.timed < _dated(outline) or found.named < (_LEAST_NAMED if found.timed else 1) or leads_away(outline, found.boxes[:6]):
        return None
    found.score *= found.named * (0.5 + 0.5 * found.timed)
    return found


def body_of_each(outline: Outline, units: list[PostBox]) -> tuple[str, list[int | None], float]:
    """The element of each unit that holds what was written: its key, the positions, and how much that is.

    Most units must have an element of that key; the others' is the one in which most was written, None without any.
    """
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    bare: dict[str, dict[int, int]] = defaultdict(dict)
    written = Written(outline, units)
    for number, unit in enumerate(units):
        for at in range(unit.start, unit.end + 1):
            if at != unit.whole and may_hold_words(str(outline.nodes[at].tag)):
                is_bare = at < unit.whole or not written.within(at, unit)
                for key in outline.keys(at):
                    if is_bare:
                        bare[key].setdefault(number, at)
                    elif not found[key][number] or at > outline.end(found[key][number][-1]):
                        found[key][number].append(at)
    best: tuple[str, dict[int, int], float] = "", {}, 0.0
    for key, own in found.items():
        if any(len(places) > 1 for places in own.values()):
            continue
        bodies = {number: places[0] for number, places in own.items()}
        bodies = {**bare[key], **bodies}
        if len(bodies) < _MOSTLY * len(units) or all(_holds_times(outline, at, units[number]) for number, at in bodies.items()):
            continue
        parts = [(at, units[number]) for number, at in bodies.items()]
        letters = [written.within(at, unit) if at >= unit.whole else 0 for at, unit in parts]
        most = sum(min(own, _LONG) for own in letters) * _named_so(key) * (len(bodies) / len(units)) ** 2
        if most >= best[2] and (score := most * _pure(outline, key, bodies.values(), sum(letters)) ** 2) and score >= best[2]:
            best = key, bodies, score
    key, chosen, score = best
    if not chosen:
        return "", [], 0.0
    return key, [chosen.get(number, _other(outline, unit, written)) for number, unit in enumerate(units)], score


def _holds_times(outline: Outline, at: int, unit: PostBox) -> bool:
    """Whether all times of a unit stand in an element of it: then it holds the head, too."""
    times = outline.within(outline.times, unit.start, unit.end)
    return bool(times) and at <= times[0] and times[-1] <= outline.end(at)


def _other(outline: Outline, unit: PostBox, written: Written) -> int | None:
    """The body of a unit that has no words in an element like the others' bodies."""
    whole, at = written.within(unit.whole, unit), unit.whole
    while whole:
        inner = next((one for one in _children(outline, at) if written.within(one, unit) >= _NEARLY * whole), None)
        if inner is None:
            break
        at = inner
    return at if whole and at != unit.whole else None


def _children(outline: Outline, at: int) -> Iterator[int]:
    return (outline.index[child] for child in outline.nodes[at] if child in outline.index and child.tag != "p")


def _buttons(outline: Outline, at: int) -> int:
    """The letters of the buttons in a body."""
    texts = (outline.nodes[one].text for one in outline.within(outline.anchors, at, outline.end(at)))
    return sum(len(words) for text in texts if text and around(words := text.strip()) == "button")


def _named_so(key: str) -> float:
    """How much more likely than others an element is a body, by what it is called."""
    called = bodily(key)
    return (1.5 if called else 1.0) * (2.0 if called and _HOLDS.search(key.rpartition(">")[0] or key) else 1.0)


def _pure(outline: Outline, key: str, bodies: Collection[int], written: int) -> float:
    """The share of what was written in elements that may be bodies; 0 where other things stand in them, too, or all say the same."""
    if len(bodies) < 2 and not bodily(key):
        return 0.0
    sizes = [outline.length(at) - _buttons(outline, at) for at in bodies]
    dated = sum(outline.length(at) for body in bodies for at in outline.within(outline.times, body, outline.end(body)))
    pure = min(1.0, written / max(1, sum(sizes) - dated))
    same = len(bodies) > 1 and max(sizes) - min(sizes) <= MARK and repeat(outline, bodies)
    return 0.0 if pure < _PURE or same else pure


def say_same(outline: Outline, bodies: Collection[int]) -> bool:
    """Whether all of several elements say the same: that is a button's label, and nothing that people wrote."""
    return len(bodies) > 1 and len({text_of(outline.nodes[at]) for at in bodies}) < 2


def only_links(outline: Outline, bodies: Collection[int]) -> bool:
    """Whether elements say nothing but what one link in each says, and a count: people in a list of people, boards, or titles."""
    return all(_is_link(outline, at) for at in bodies)


def _is_link(outline: Outline, at: int) -> bool:
    links = outline.within(outline.anchors, at, outline.end(at))
    words = text_of(outline.nodes[links[-1]]) if links else ""
    said = text_of(outline.nodes[at])
    return bool(words) and (said == words or (said.startswith(words) and _COUNT.fullmatch(said, len(words)) is not None))
