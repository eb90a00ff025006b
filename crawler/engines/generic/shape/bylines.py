"""Posts by their bylines: the smallest parts of a page that hold a time, a name and words of their own, whatever form each has.

A question and its answer, an article and its comment, a first post and a guest's reply are rarely made alike; with two or three posts on
a page nothing repeats.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

from lxml.etree import _Element as Element

from crawler.engines.generic.fields.stamps import time_in
from crawler.engines.generic.shape.judging import PostGroup, leads_away
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox
from crawler.engines.generic.shape.vocabulary import ALIKE, WORDS, names_person

_MOST = 200
"""Times of a page that are looked at."""
_STEPS = 8
"""Elements around a time that are asked."""
_LEAST = 4
"""Bytes of the words of a post: two Chinese characters."""
_LEAST_OPENING = 12
"""The same for a post of another form than those that follow."""
_BLOCKS = frozenset(("div", "td", "article", "section", "p", "li", "dd", "pre", "blockquote", "main"))
_NEARLY = 0.8
"""Share of a post's words that is nearly all of them."""


class Bylines:
    """A page's times and names that may be those of posts, and what they say of where the posts are."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.letters = letters = outline.letters
        nodes = outline.nodes
        shown = [at for at in outline.times[:_MOST] if not letters.is_quoted(at)]
        self.times = [at for at in shown if time_in(nodes[at], outline.stamps.get(at) or nodes[at].text)]
        """Positions of times that are no member's, no edit's and no quoted post's."""
        self.names = [at for at, node in enumerate(nodes) if names_person(node) and not letters.is_quoted(at) and not _is_mention(node)]

    @cached_property
    def posts(self) -> PostGroup | None:
        """The posts of a page, each with a time, a name and words; None where nothing has all three."""
        outline = self.outline
        starts = sorted({unit for at in self.times if (unit := self._unit(at))})
        ends = dict(pairwise([*starts, len(outline.nodes)]))
        boxes = [box for at in starts if (box := self._box(at, min(outline.end(at), ends[at] - 1)))]
        if not boxes or (len(boxes) > 1 and leads_away(outline, boxes[:6])):
            return None
        return PostGroup("", [box.body for box in boxes], boxes, timed=1.0, named=1.0, anchored=True)

    def are_more(self, found: PostGroup) -> bool:
        """Whether posts by their bylines are all that were found, and more."""
        if self.posts is None or len(self.posts.boxes) <= len(found.boxes):
            return False
        spans = [(box.start, box.end) for box in self.posts.boxes]
        held = [next((at for at, (start, end) in enumerate(spans) if start <= body <= end), -1) for body in found.bodies]
        return -1 not in held and len(set(held)) == len(held)

    def opening(self, first: PostBox) -> PostBox | None:
        """The post before the first of others, below the page's heading; None without it."""
        heading = max((at for at in self.outline.headings if at < first.start), default=0)
        before = [box for box in self.posts.boxes if heading < box.end < first.body and self._is_opening(box)] if self.posts else []
        return before[-1] if before else None

    def _is_opening(self, box: PostBox) -> bool:
        """Whether what holds the words is no line about the thread: it is a block, and holds neither time nor name."""
        outline, end = self.outline, self.outline.end(box.body)
        return (
            str(outline.nodes[box.body].tag) in _BLOCKS
            and self.letters.within(box.body, end) >= _LEAST_OPENING
            and not outline.any_within(outline.times, box.body, end)
            and not outline.any_within(self.names, box.body, end)
        )

    def tighten(self, boxes: list[PostBox]) -> None:
        """Takes for bodies what holds the words alone, where times or names stand in most of the bodies with them."""
        headed = [self._has_head(box.body, self.outline.end(box.body), self.times) for box in boxes]
        if 2 * sum(headed) < len(boxes):
            return
        inner = [self._body(box.body, self.outline.end(box.body)) if head else [box.body] for box, head in zip(boxes, headed, strict=True)]
        if all(len(parts) == 1 for parts in inner):
            for box, (body,) in zip(boxes, inner, strict=True):
                box.body = body

    def _has_head(self, start: int, end: int, *marks: list[int]) -> bool:
        """Whether one of the times or names in a stretch of the page stands before its words."""
        first = (next(iter(self.outline.within(one, start, end)), None) for one in marks)
        return any(at is not None and self.letters.within(start, at) < _LEAST for at in first)

    def _has_all(self, start: int, end: int) -> bool:
        outline = self.outline
        return (
            self.letters.within(start, end) >= _LEAST
            and outline.any_within(self.names, start, end)
            and outline.any_within(self.times, start, end)
        )

    def _unit(self, at: int) -> int:
        """The smallest element around a time that also holds a name and words; 0 without one."""
        outline = self.outline
        for _ in range(_STEPS):
            at = outline.parent(at)
            if not at:
                return 0
            if self._has_all(at, outline.end(at)):
                return at
        return 0

    def _box(self, at: int, end: int) -> PostBox | None:
        """The post in an element, up to where the next one begins; None where nothing is left of it."""
        if not self._has_all(at, end):
            return None
        body = self._body(at, end)
        return PostBox(body[0], at, at, end, tuple(body[1:])) if body else None

    def _body(self, at: int, end: int) -> list[int]:
        """What holds the words of a post: one element, or several that stand side by side; nothing where words stand beside a time."""
        outline, letters = self.outline, self.letters
        whole = letters.within(at, end)
        while whole:
            inner = [one for child in outline.nodes[at] if (one := outline.index.get(child)) is not None and one <= end]
            shares = [(letters.within(one, min(end, outline.end(one))), one) for one in inner]
            most, most_at = max(shares, default=(0, 0))
            node = outline.nodes[most_at]
            beside = self._has_head(at, min(end, outline.end(at)), self.times, self.names)
            if most < _NEARLY * whole or (not beside and node.tag == "p" and not node.get("class")) or not _may_hold(node):
                break
            at = most_at
        if not whole or not beside:
            return [at]
        parts = [(size, one) for size, one in shares if size and not outline.any_within(self.times, one, outline.end(one))]
        return [one for _, one in parts] if sum(size for size, _ in parts) >= _NEARLY * whole else []


def _may_hold(node: Element) -> bool:
    """Whether an element may hold all of a post's words."""
    return str(node.tag) in ALIKE and not WORDS[str(node.tag), node.get("class")].quote


def _is_mention(node: Element) -> bool:
    return (node.text or "").lstrip()[:1] == "@"
