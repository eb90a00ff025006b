"""Posts by their bylines: the smallest parts of a page that hold a time, a name and words of their own, whatever form each has.

A question and its answer, an article and its comment, a first post and a guest's reply are rarely made alike; with two or three posts on
a page nothing repeats.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from lxml.etree import _Element as Element

from crawler.engines.generic.fields.beside import name_before
from crawler.engines.generic.fields.people import as_name
from crawler.engines.generic.fields.stamps import told
from crawler.engines.generic.shape.judging import PostGroup, leads_away
from crawler.engines.generic.shape.letters import Letters, is_sentence
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body
from crawler.engines.generic.shape.vocabulary import WORDS, is_profile, may_hold_words
from crawler.select import text_of

_MOST = 200
"""Times of a page that are looked at."""
_STEPS = 8
"""Elements around a time that are asked."""
_LEAST = 2
"""Bytes of the words of a post: "No", or a Chinese character."""
_LEAST_OTHER = 12
"""The same for a post of another form than those that follow."""
_CODE = frozenset(("code", "pre"))
_BLOCKS = frozenset(("div", "td", "article", "section", "p", "li", "dd", "pre", "blockquote", "main"))
_MANY = 3
"""Posts that are alike, from which on others are not looked for among them."""
_FEW = 80
"""Bytes of the words between a guest's name and the time, at most: a rank, a place, a subject."""
_SHORT, _MORE = 40, 2
"""Bytes below which words may be a place or a rank; how many times more the post itself then has."""
_ABOVE = 40
"""Elements above a first post without a name among which its writer is named, where no heading says where the thread begins."""
_NEARLY = 0.8
"""Share of a post's words that is nearly all of them."""


class Bylines:
    """A page's times and names that may be those of posts, and what they say of where the posts are."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline

    @cached_property
    def letters(self) -> Letters:
        """How much is written where."""
        return Letters(self.outline)

    @cached_property
    def times(self) -> list[int]:
        """Positions of times that are no member's, no edit's and no quoted post's."""
        outline, nodes = self.outline, self.outline.nodes
        shown = (at for at in outline.times[:_MOST] if not _is_quoted(nodes[at]) and nodes[at].tag not in _CODE)
        return [at for at in shown if not is_sentence(outline.stamps.get(at, "")) and told(outline, at) is not None]

    @cached_property
    def names(self) -> list[int]:
        """Positions of people's names."""
        return self.letters.people

    @cached_property
    def posts(self) -> PostGroup | None:
        """The posts of a page, each with a time, a name and words; None where nothing has all three."""
        found = self._marked
        if found is None:
            return self._posts_of_words() or self._posts_in_bold()
        if len(found.boxes) > 1:
            return found
        more = self._posts_in_bold()
        only = found.boxes[0].body
        return more if more and any(box.start <= only <= box.end for box in more.boxes) else found

    @cached_property
    def _marked(self) -> PostGroup | None:
        """The same where names are marked as such."""
        return self._posts()

    def _posts_of_words(self) -> PostGroup | None:
        """The same where nothing tells which words are names, but that they stand right before the times."""
        outline = self.outline
        before = {at: name for at in self.times if (name := name_before(outline.nodes[at], outline.stamps.get(at)))}
        if not 0 < len(self.times) == len(before) or 1 < len(before) > len(set(before.values())) < 2:
            return None
        return self._posts_named(self.times)

    def _posts_in_bold(self) -> PostGroup | None:
        """The same where guests are bold words not far above their times, and members links."""
        outline = self.outline
        if not self.names:
            return None
        bold = (outline.index[node] for node in outline.nodes[0].iter("b", "strong") if not len(node) and as_name(text_of(node)))
        return self._posts_named(sorted({*self.names, *filter(self._is_above_time, bold)}))

    def _is_above_time(self, at: int) -> bool:
        """Whether the next time follows after a few words."""
        after = self.times[bisect_left(self.times, at) :][:1]
        return bool(after) and self.letters.within(at, after[0]) <= _FEW

    def _posts_named(self, names: list[int]) -> PostGroup | None:
        known, self.names = self.names, names
        found = self._posts()
        self.names = known
        return found if found and (len(found.boxes) > 1 or len(names) == 1) else None

    def _posts(self) -> PostGroup | None:
        outline = self.outline
        starts = self._grown(sorted({unit for at in self.times if (unit := self._unit(at))}))
        ends = dict(pairwise([*starts, len(outline.nodes)]))
        boxes = [box for at in starts if (box := self._box(at, min(outline.end(at), ends[at] - 1)))]
        if not boxes or (len(boxes) > 1 and leads_away(outline, boxes[:6])):
            return None
        return PostGroup("", [box.body for box in boxes], boxes, timed=1.0, named=1.0, anchored=True)

    def others(self, group: PostGroup) -> list[PostBox]:
        """Posts that are not among those found: the one that opens the thread, and, where each of those found has a byline, any other.

        What holds the only time of the first that was found is its byline, with the member's panel.
        """
        outline, found = self.outline, group.boxes
        first = found[0].body
        many = len(found) >= _MANY and group.timed == group.named == 1
        if (many and not self._says_something(found[0].start)) or self._marked is None:
            return []
        held = [next((box.whole for box in self._marked.boxes if box.start <= one.body <= box.end), 0) for one in found]
        whole = all(held) and len(set(held)) == len(held)
        said = {text_of(outline.nodes[box.body]) for box in found}
        own = beside_body(outline, self.times, found[0])
        likely = [
            box
            for box in self._marked.boxes
            if box.whole not in held and self._is_post(box, said) and not (own and all(box.start <= at <= box.end for at in own))
        ]
        heading = max((at for at in outline.headings if at < found[0].start), default=0)
        return [box for box in likely if (whole and box.start > first) or (box.end < first and box.end > heading)]

    def _says_something(self, end: int) -> bool:
        """Whether a time and some words stand before a place."""
        outline = self.outline
        if not outline.any_within(outline.times, 0, end - 1):
            return False
        return any(outline.nets[at] and outline.end(at) < end for at in range(end))

    def _is_post(self, box: PostBox, said: set[str]) -> bool:
        """Whether what holds the words is a block without a time or a name in it, says something else, and leads to no page of its own."""
        outline, end = self.outline, self.outline.end(box.body)
        return (
            str(outline.nodes[box.body].tag) in _BLOCKS
            and self.letters.within(box.body, end) >= _LEAST_OTHER
            and not outline.any_within(self.times, box.body, end)
            and not outline.any_within(self.names, box.body, end)
            and text_of(outline.nodes[box.body]) not in said
            and not leads_away(outline, [box])
        )

    def lend(self, found: PostGroup) -> None:
        """Gives the first of several posts the time and the name below the page's heading, where only that post has none of its own."""
        first, *rest = found.boxes
        if not rest or found.timed == found.named == 1:
            return
        if self._has_both(first) or not all(map(self._has_both, rest)):
            return
        heading = max((at for at in self.outline.headings if at < first.start), default=0)
        if not heading and beside_body(self.outline, self.times, first):
            heading = next((at for at in reversed(self.names) if first.start - _ABOVE <= at < first.start), 0)
        if heading:
            lent = replace(first, start=heading)
            if self._has_both(lent):
                found.boxes[0] = lent
                found.timed = found.named = 1.0

    def _has_both(self, box: PostBox) -> bool:
        return bool(beside_body(self.outline, self.times, box) and beside_body(self.outline, self.names, box))

    def tighten(self, boxes: list[PostBox]) -> None:
        """Takes for bodies what holds the words alone, where times, or the only names, stand in most of the bodies with them."""
        outline = self.outline
        if 2 * self._inside(boxes, outline.times) >= len(boxes):
            marks = self.times
        elif 2 * self._inside(boxes, outline.anchors) >= len(boxes) and 2 * self._inside(boxes, self._people) >= len(boxes):
            marks = self._people
            if any(beside_body(outline, marks, box) for box in boxes):
                return
        else:
            return
        ends = ((box.body, outline.end(box.body)) for box in boxes)
        headed = [self._has_head(*end, marks) or self._has_foot(*end, marks) for end in ends]
        if 2 * sum(headed) < len(boxes):
            return
        inner = [self._body(box.body, outline.end(box.body)) if head else [box.body] for box, head in zip(boxes, headed, strict=True)]
        if all(len(parts) == 1 or (parts and all(outline.nodes[at].tag == "p" for at in parts)) for parts in inner):
            for box, (body, *rest) in zip(boxes, inner, strict=True):
                box.body, box.rest = body, box.rest or tuple(rest)

    def narrow(self, box: PostBox) -> None:
        """Takes for the body of a post what holds its words alone, where its only time and name stand below them in the same element."""
        outline, end = self.outline, self.outline.end(box.body)
        if self.posts is None or beside_body(outline, self.times, box) or not outline.any_within(self.times, box.body, end):
            return
        inner = [one for one in self.posts.boxes if box.body <= one.whole and one.end <= end]
        if len(inner) == 1 and inner[0].body > box.body:
            box.body = inner[0].body

    def _inside(self, boxes: list[PostBox], marks: list[int]) -> int:
        """How many bodies hold one of the marks."""
        return sum(self.outline.any_within(marks, box.body, self.outline.end(box.body)) for box in boxes)

    @cached_property
    def _people(self) -> list[int]:
        """Positions of links to people that say their names."""
        nodes = self.outline.nodes
        return [at for at in self.outline.anchors if is_profile(nodes[at].get("href") or "") and as_name(text_of(nodes[at]))]

    def _has_head(self, start: int, end: int, *marks: list[int]) -> bool:
        """Whether one of the times or names in a stretch of the page stands before its words."""
        first = (next(iter(self.outline.within(one, start, end)), None) for one in marks)
        return any(at is not None and (self.letters.within(start, at) < _LEAST or self._is_named(start, at)) for at in first)

    def _has_foot(self, start: int, end: int, marks: list[int]) -> bool:
        """Whether the last of the times or names in a stretch of the page stands behind its words."""
        last = self.outline.within(marks, start + 1, end)[-1:]
        return bool(last) and self.letters.within(last[0], end) < _LEAST

    def _is_named(self, start: int, at: int) -> bool:
        """Whether nothing but a name of one word like others stands before a time."""
        outline = self.outline
        known = self.names is not self.times and outline.any_within(self.names, start, at)
        if known or at not in outline.stamps or self.letters.within(start, at) > _SHORT:
            return False
        name = name_before(outline.nodes[at], outline.stamps[at])
        return name is not None and len(name.encode()) >= self.letters.within(start, at)

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

    def _grown(self, units: list[int]) -> list[int]:
        """The same with what is around them, where that holds far more words and no other of them: a place or a rank is no post."""
        return sorted({self._grow(unit, units) for unit in units}) if len(units) > 1 or self.names is self.times else units

    def _grow(self, unit: int, units: list[int]) -> int:
        outline, at, grown = self.outline, unit, unit
        words = self.letters.within(unit, outline.end(unit))
        while words < _SHORT and (above := outline.parent(at)):
            others = outline.within(units, above, outline.end(above))
            if any(other < unit or other > outline.end(unit) for other in others):
                break
            at = above
            if self.letters.within(at, outline.end(at)) >= _MORE * words:
                grown = at
        return grown

    def _box(self, at: int, end: int) -> PostBox | None:
        """The post in an element, up to where the next one begins; None where nothing is left of it."""
        if not self._has_all(at, end):
            return None
        body = self._body(at, end)
        return PostBox(body[0], at, at, end, tuple(body[1:])) if body else None

    def _after_head(self, at: int, end: int) -> int:
        """Where the words of a post begin: behind its time, where its name is a word like others and stands before that."""
        head = next(iter(self.outline.within(self.times, at, end)), None)
        if head is None or not (self.names is self.times or self._is_named(at, head)):
            return at
        after = self.outline.end(head) + 1
        return after if after <= end else head

    def _body(self, at: int, end: int) -> list[int]:
        """What holds the words of a post: one element, or several that stand side by side; nothing where words stand beside a time."""
        outline, letters = self.outline, self.letters
        first = self._after_head(at, end)
        whole = letters.within(first, end) + (letters.within(at, at) if first > at else 0)
        while whole:
            inner = [one for child in outline.nodes[at] if (one := outline.index.get(child)) is not None and one <= end]
            shares = [(letters.within(max(one, first), last), one) for one in inner if (last := min(end, outline.end(one))) >= first]
            most, most_at = max(shares, default=(0, 0))
            node = outline.nodes[most_at]
            within = (at, min(end, outline.end(at)))
            headed = self._has_head(*within, self.times, self.names)
            beside = headed or self._has_foot(*within, self.times)
            if most < _NEARLY * whole or (not beside and node.tag == "p" and not node.get("class")) or not _may_hold(node):
                break
            at = most_at
        if not whole or not beside:
            return [at]
        parts = [(size, one) for size, one in shares if size and not outline.any_within(self.times, one, outline.end(one))]
        if sum(size for size, _ in parts) >= _NEARLY * whole:
            return [one for _, one in parts]
        return [] if headed else [at]


def _is_quoted(node: Element) -> bool:
    """Whether an element stands in a quoted passage."""
    return any(WORDS[str(one.tag), one.get("class")].quote for one in (node, *node.iterancestors()))


def _may_hold(node: Element) -> bool:
    """Whether an element may hold all of a post's words."""
    return may_hold_words(str(node.tag)) and not WORDS[str(node.tag), node.get("class")].quote
