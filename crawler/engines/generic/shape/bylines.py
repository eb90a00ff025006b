"""Posts by their bylines: the smallest parts of a page that hold a time, a name and words of their own, whatever form each has.

A question and its answer, an article and its comment, a first post and a guest's reply are rarely made alike; with two or three posts on
a page nothing repeats.
"""

from __future__ import annotations

from itertools import accumulate, pairwise

from crawler.body.looks import is_hidden
from crawler.engines.generic.fields.stamps import time_in
from crawler.engines.generic.shape.judging import PostGroup, leads_away
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox
from crawler.engines.generic.shape.vocabulary import ALIKE, WORDS, names_person
from crawler.lexicon.around import around

_MOST = 200
"""Times of a page that are looked at."""
_STEPS = 8
"""Elements around a time that are asked."""
_SIGNS = " \t\r\n\xa0.,;:|/·•()[]{}<>-–—#*+"
_PRINTED = frozenset(("button", "panel", "status", "rank", "note"))
"""Kinds of words that forums print around posts."""
_LEAST = 4
"""Bytes of the words of a post: two Chinese characters."""
_NEARLY = 0.8
"""Share of a post's words that is nearly all of them."""
_FURNITURE = 0.4
"""Share of a page's words above which an element is no furniture, whatever it is called."""
_UNREAD = frozenset(
    ("script", "style", "template", "svg", "select", "textarea", "button", "option", "head", "iframe", "object", "noscript")
)
_UNWRITTEN = _UNREAD | {"form", "a", "nav", "footer", "aside", "time", "label", "h1", "th", "legend", "summary", "dt"}


class Written:
    """How much is written in each part of a page, outside of links, names, times and what is printed around posts."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        own = [0] * len(outline.nodes)
        most = _FURNITURE * outline.sizes[0]
        skipped = -1
        for at, node in enumerate(outline.nodes):
            if at <= skipped:
                continue
            shown = outline.stamps.get(at)
            if self._is_beside(at, most):
                skipped = outline.end(at)
            elif node.text:
                own[at] += _weight(node.text, shown)
            if node.tail and at:
                own[outline.parent(at)] += _weight(node.tail, shown)
        self._sums = [0, *accumulate(own)]

    def _is_beside(self, at: int, most: float) -> bool:
        outline = self.outline
        node = outline.nodes[at]
        tag = str(node.tag)
        return (
            tag in _UNWRITTEN
            or (outline.is_name(at) and outline.sizes[at] < most)
            or (WORDS[tag, node.get("class")].furniture and outline.sizes[at] < most)
            or is_hidden(node.get("style") or "")
        )

    def within(self, start: int, end: int) -> int:
        """The bytes written in a stretch of the page."""
        return self._sums[end + 1] - self._sums[start]


def _weight(text: str, stamp: str | None) -> int:
    """The bytes of a text; 0 for a time, a label, signs, and words that forums print around posts."""
    words = text.strip(_SIGNS)
    if not words or words[-1] in ":：" or text.strip() == stamp or around(words) in _PRINTED:
        return 0
    return len(words.encode("utf-8", "ignore"))


def by_bylines(outline: Outline) -> PostGroup | None:
    """The posts of a page, each with a time, a name and words; None where nothing has all three."""
    page = _Page(outline)
    starts = sorted({unit for at in page.times if (unit := page.unit(at))})
    ends = dict(pairwise([*starts, len(outline.nodes)]))
    boxes = [box for at in starts if (box := page.box(at, min(outline.end(at), ends[at] - 1)))]
    if not boxes or (len(boxes) > 1 and leads_away(outline, boxes[:6])):
        return None
    return PostGroup("", [box.body for box in boxes], boxes, timed=1.0, named=1.0, anchored=True)


def is_more(outline: Outline, bylined: PostGroup, found: PostGroup) -> bool:
    """Whether posts by their bylines are all that were found, and more."""
    if len(bylined.boxes) <= len(found.boxes):
        return False
    spans = [(box.start, box.end) for box in bylined.boxes]
    held = [next((at for at, (start, end) in enumerate(spans) if start <= body <= end), -1) for body in found.bodies]
    return -1 not in held and len(set(held)) == len(held)


class _Page:
    """A page, asked for its smallest parts that hold all that a post has."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.written = Written(outline)
        nodes = outline.nodes
        shown = outline.times[:_MOST]
        self.times = [at for at in shown if time_in(nodes[at], outline.stamps.get(at) or nodes[at].text)]
        """Positions of times that are no member's and no edit's."""
        self.names = [at for at, node in enumerate(nodes) if names_person(node)]

    def _has_all(self, start: int, end: int) -> bool:
        outline = self.outline
        return (
            self.written.within(start, end) >= _LEAST
            and outline.any_within(self.names, start, end)
            and outline.any_within(self.times, start, end)
        )

    def unit(self, at: int) -> int:
        """The smallest element around a time that also holds a name and words; 0 without one."""
        outline = self.outline
        for _ in range(_STEPS):
            at = outline.parent(at)
            if not at:
                return 0
            if self._has_all(at, outline.end(at)):
                return at
        return 0

    def box(self, at: int, end: int) -> PostBox | None:
        """The post in an element, up to where the next one begins; None where nothing is left of it."""
        if not self._has_all(at, end):
            return None
        body = self._body(at, end)
        return PostBox(body[0], at, at, end, tuple(body[1:])) if body else None

    def _body(self, at: int, end: int) -> list[int]:
        """What holds the words of a post: one element, or several that stand side by side."""
        outline, written = self.outline, self.written
        whole = written.within(at, end)
        beside = False
        while True:
            inner = [one for child in outline.nodes[at] if (one := outline.index.get(child)) is not None and one <= end]
            shares = [(written.within(one, min(end, outline.end(one))), one) for one in inner]
            most, most_at = max(shares, default=(0, 0))
            node = outline.nodes[most_at]
            beside = any(outline.any_within(marks, at, min(end, outline.end(at))) for marks in (self.times, self.names))
            if most < _NEARLY * whole or (not beside and node.tag == "p" and not node.get("class")) or str(node.tag) not in ALIKE:
                break
            at = most_at
        if not beside:
            return [at]
        parts = [(size, one) for size, one in shares if size and not outline.any_within(self.times, one, outline.end(one))]
        return [one for _, one in parts] if sum(size for size, _ in parts) >= _NEARLY * whole else []


def _weight(text: str, stamp: str | None) -> int:
    """The bytes of a text; 0 for a time, a label, signs, and words that forums print around posts."""
    shown = text.strip()
    words = shown.strip(_SIGNS)
    if not words or shown[-1] in ":：" or shown == stamp or around(words) in _PRINTED:
        return 0
    return len(words.encode("utf-8", "ignore"))
