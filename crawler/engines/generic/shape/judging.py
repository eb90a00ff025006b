"""How convincing a group of bodies is: how much is written in them, and whether times and names stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice, takewhile

from lxml.etree import _Element as Element

from crawler.engines.generic.fields.letters import begins_letter
from crawler.engines.generic.shape.outline import HEADINGS, Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, place_bodies
from crawler.engines.generic.shape.vocabulary import WORDS, bodily, is_profile, names_person
from crawler.lexicon.phrases import any_of
from crawler.select import text_of

ALONE = 0.4
"""The factor of a body that stands alone."""
MOST_TOLD = 1.75**2
"""The factor of a group whose bodies all have a time and a name beside them."""
_CAP = 4000
"""Weight above which one body counts no more: one long text is not many posts."""
_SAMPLE = 3
"""Posts of a group that are looked at to judge it."""
_NEAR = 20
"""Elements before a body among which a name is looked for."""
_BELOW = 80
"""Elements after a body among which its name is: controls and an edit's time may come first."""
_LINE = 90
"""Letters of a line that says when something was written, at most."""
_CONTROLS = ("button", "textarea", "select", "form")
_ELSEWHERE = 0.03
"""The factor of a group of previews: each leads to a page of its own."""
_LEAST_TITLE = 8
"""Letters of what a page of its own is called, at least."""
_INNER = 8
"""Elements in a link among which its title is."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(slots=True)
class PostGroup:
    """The posts of a page by their shape."""

    key: str
    bodies: list[int]
    boxes: list[PostBox] = field(default_factory=list)
    """The same with what is around them; of the chosen group only."""
    score: float = 0.0
    timed: float = 0.0
    """The share of posts with a time beside the body."""
    named: float = 0.0
    """The share of posts with a name beside the body."""
    anchored: bool = False
    """Whether the posts were found by their times and names, whatever their bodies are called."""
    numbered: bool = False
    """Whether the page's only post stands, with a name, in an element that has a post's number."""
    says_who: bool = False
    """Whether each post says itself who wrote it: a letter's head, its first or last line, or a name right before a time of the day."""
    learnt: bool = False
    """Whether other pages of the site taught what a post's body is."""
    lettered: bool = False
    """Whether the posts are letters that :mod:`.mailed` put together."""


_LINES = frozenset(("br", "p", "div", "ul", "table", "blockquote"))
"""What ends a line."""


def weigh(outline: Outline, key: str, members: list[int]) -> float:
    """How much is written in the bodies, without what stands beside them."""
    weight: float = sum(min(outline.nets[at], _CAP) for at in members)
    words = sum(outline.sizes[at] for at in members)
    weight *= 0.5 + 0.5 * min(1.0, weight / max(1, words))
    if bodily(key):
        weight *= 1.25
    if key.endswith((">p", ">span", ">font")):
        weight *= 0.6
    return weight * (ALONE if len(members) == 1 else 1.0)


_ANSWERS = re.compile(rf"^{any_of('re')}\s*[:：]\s*", re.IGNORECASE)
"""What stands before the subject of an answer."""
MARK = 10
"""Bytes of it, at most."""


def told_apart(outline: Outline, members: list[int]) -> bool:
    """Whether bodies say different things: a line that is the same below every post is none."""
    sizes = [outline.sizes[at] for at in members[: _SAMPLE + 1]]
    return len(members) < 2 or max(sizes) - min(sizes) > MARK or not repeat(outline, members[: _SAMPLE + 1])


def repeat(outline: Outline, members: Iterable[int]) -> bool:
    """Whether elements all say the same, but for the mark of an answer before a subject."""
    return len({_ANSWERS.sub("", text_of(outline.nodes[at])) for at in members}) < 2


def only_times(outline: Outline, boxes: list[PostBox]) -> bool:
    """Whether what was taken for bodies are the lines with the times of posts."""
    sample = [box.body for box in boxes[:_SAMPLE]]
    return all(outline.any_within(outline.times, at, outline.end(at)) and len(text_of(outline.nodes[at])) <= _LINE for at in sample)


def judge(outline: Outline, key: str, members: list[int], weight: float, least: float) -> PostGroup:
    """How convincing a group is; looked at no further where it cannot reach ``least``."""
    found = PostGroup(key, members)
    first = max(0, (len(members) - _SAMPLE) // 2)
    sample = place_bodies(outline, members[first : first + _SAMPLE + 1])[:_SAMPLE]
    found.timed = sum(bool(beside_body(outline, outline.times, box)) for box in sample) / len(sample)
    dated = sum(outline.any_within(outline.times, box.body, outline.end(box.body)) for box in sample) / len(sample)
    busy = sum(any(True for _ in outline.nodes[box.body].iter(*_CONTROLS)) for box in sample) / len(sample)
    if all(begins_letter(outline.nodes[box.body]) for box in sample):
        found.timed, dated = 1.0, 0.0  # the head says when, and who
    weight *= (1 - 0.5 * max(0.0, dated - 0.3) / 0.7) * (1 - 0.4 * busy)
    if len(sample) > 1 and leads_away(outline, sample):
        weight *= _ELSEWHERE
    if weight * (0.75 + found.timed) ** 2 >= least:
        found.named = sum(named(outline, box) for box in sample) / len(sample)
        found.score = weight * (0.15 + found.timed + 0.6 * found.named) ** 2
    return found


def judge_boxes(outline: Outline, found: PostGroup) -> None:
    """How many posts have a time and a name, now that it is known what belongs to each."""
    sample = found.boxes[:_SAMPLE]
    timed = sum(bool(beside_body(outline, outline.times, box)) for box in sample) / len(sample)
    if timed > found.timed:
        found.timed, found.named = timed, sum(named(outline, box) for box in sample) / len(sample)


def named(outline: Outline, box: PostBox) -> bool:
    """Whether a person's name stands near a body."""
    before, after = range(box.start, box.body), range(outline.end(box.body) + 1, box.end + 1)
    if len(before) > 2 * _NEAR and not any(map(outline.is_name, (*before[:_NEAR], *before[-_NEAR:]))):
        before = before[:0]
    return any(map(outline.is_name, before)) or any(map(outline.is_name, after[:_BELOW]))


def by_members(outline: Outline, boxes: list[PostBox]) -> int:
    """To how many people the posts link that have a page on the site; 0 where a post links to none."""
    people = set()
    for box in boxes:
        links = (outline.nodes[at].get("href") or "" for at in beside_body(outline, outline.anchors, box))
        own = next((href for href in links if is_profile(href)), None)
        if own is None:
            return 0
        people.add(own)
    return len(people)


def only_headed(outline: Outline, boxes: list[PostBox], *, sure: bool) -> bool:
    """Whether only a heading can be each writer's name, as above a text's sections; one word may be, where all else is ``sure``."""
    sample = boxes[:_SAMPLE]
    near = (at for box in sample for at in (*range(box.start, box.body)[-_NEAR:], *range(outline.end(box.body) + 1, box.end + 1)[:_NEAR]))
    return not any(
        names_person(node) or (sure and node.tag in HEADINGS and len(text_of(node).split()) == 1)
        for node in map(outline.nodes.__getitem__, near)
    )


def titled(outline: Outline, boxes: list[PostBox]) -> float:
    """The share of posts with a page of their own, as in lists of articles; a thread's posts link to one page.

    What leads there is a title in or above the post, the first words of the post, or a link around it.
    """
    paths, last = set(), boxes[0].start - 1
    for box in boxes:
        end = outline.end(box.body)
        near = sorted({*beside_body(outline, outline.anchors, box), *outline.within(outline.anchors, last + 1, end)})
        own = next((at for at in near if _is_title(outline, at, box) or _begins(outline, at, box)), None)
        if own is not None:
            paths.add((outline.nodes[own].get("href") or "").split("?", 1)[0])
        last = end
    return len(paths) / len(boxes)


def _is_title(outline: Outline, at: int, box: PostBox) -> bool:
    """Whether a link leads to another page that is none of a person's, and is called a title or holds one; in a body only a heading is."""
    node, above = outline.nodes[at], outline.nodes[outline.parent(at)]
    href = node.get("href") or "#"
    if "#" in href or is_profile(href) or outline.is_subject(text_of(node)):
        return False
    if box.body <= at <= outline.end(box.body) or at < box.start:
        return _in_heading(node) and _is_own_page(node, outline.title)
    return str(above.tag) in _HEADINGS or "title" in (node.get("class") or above.get("class") or "").lower()


def _begins(outline: Outline, at: int, box: PostBox) -> bool:
    """Whether a link to a page of its own holds a body, or is the first of its words, and no quotation's."""
    node, body = outline.nodes[at], outline.nodes[box.body]
    if not _is_own_page(node, outline.title):
        return False
    if at < box.body:
        return outline.end(box.body) <= outline.end(at)
    if at != next(iter(outline.within(outline.anchors, box.body, outline.end(box.body))), None):
        return False
    quoted = any(WORDS[str(one.tag), one.get("class")].quote for one in takewhile(lambda one: one is not body, node.iterancestors()))
    return not quoted and text_of(body).startswith(text_of(node))


def leads_away(outline: Outline, boxes: list[PostBox]) -> bool:
    """Whether each of several bodies has a link to a page of its own beside it, as previews and results have."""
    titles, paths = set(), set()
    for box in boxes:
        links = (at for at in beside_body(outline, outline.anchors, box) if not outline.any_within(outline.times, at, outline.end(at)))
        own = [node for at in links if _is_own_page(node := outline.nodes[at], outline.title)]
        if not own:
            return False
        longest = max(own, key=lambda link: len(text_of(link)))
        titles.add(text_of(longest))
        paths.add((longest.get("href") or "").split("?", 1)[0])
    return len(titles) == len(paths) == len(boxes)


def hold_previews(outline: Outline, boxes: list[PostBox]) -> bool:
    """Whether each of several bodies has a heading in it that links to a page of its own: lists of offers and articles have."""
    found = set()
    for box in boxes:
        inside = outline.within(outline.anchors, box.body, outline.end(box.body))
        links = (outline.nodes[at] for at in inside)
        own = next((link for link in links if _is_own_page(link, outline.title) and _in_heading(link)), None)
        if own is None:
            return False
        found.add((own.get("href") or "").split("?", 1)[0])
    return len(found) == len(boxes) > 1


def begin_with_titles(outline: Outline, boxes: list[PostBox]) -> bool:
    """Whether the first line of most of several bodies is a link to a page of its own on the site: rows of a list, with previews."""
    found = set()
    for box in boxes:
        first = next(iter(outline.within(outline.anchors, box.body, outline.end(box.body))), None)
        link = None if first is None else outline.nodes[first]
        href = (link.get("href") or "#") if link is not None and _is_first(link, outline.nodes[box.body]) else "#"
        if "#" not in href and ":" not in href and link is not None and not (is_profile(href) or names_person(link)):
            found.add(href)
    return len(found) > max(2, 0.5 * len(boxes))


def _is_first(link: Element, body: Element) -> bool:
    """Whether a link is the first line of a body, alone in it."""
    if text_of(body).startswith(text_of(link)) and not (link.tail or "").strip():
        below = link.getnext()
        return below is None or below.tag in _LINES
    return False


def _in_heading(link: Element) -> bool:
    above = link.getparent()
    return (above is not None and above.tag in _HEADINGS) or any(node.tag in _HEADINGS for node in islice(link.iter("*"), _INNER))


def _is_own_page(link: Element, title: str) -> bool:
    """Whether a link leads to another page and is called like one: not a person's, not this thread's, no button or number."""
    href, words = link.get("href") or "#", text_of(link)
    if "#" in href or is_profile(href) or href.startswith(("javascript:", "mailto:")) or names_person(link):
        return False
    return (
        len(words) >= _LEAST_TITLE
        and not any(map(str.isdigit, words[:2]))
        and words.removeprefix("Re: ") not in title
        and " " in words.strip()
    )
