"""The post that replies answer, however short it is: what a page shows as content above posts that are called replies or comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from crawler.engines.generic.shape.judging import named
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, previous
from crawler.engines.generic.shape.vocabulary import WORDS, bodily, may_hold_words
from crawler.select import text_of

_REPLIES = re.compile(r"answer|repl(?:y|ies)|comment|respon|huifu|huida|reply", re.IGNORECASE)
_CANDIDATES = 40
"""Elements called content that are looked at."""
_SAMPLE = 3
"""Posts that are asked what they are called."""
_LEAST = 4
"""Letters of such a post."""
_ABOVE = 3
"""Elements above it among which its time and its name are."""


def lead(outline: Outline, boxes: list[PostBox]) -> PostBox | None:
    """The post above others that are called replies; None where they are not, or nothing above them has words, a time and a name."""
    first = boxes[0]
    if not all(_REPLIES.search(_called(outline, box)) for box in boxes[:_SAMPLE]):
        return None
    above = max((at for at in outline.headings if at < first.start), default=0)
    found = max(islice(_contents(outline, first), _CANDIDATES), key=lambda one: one[0], default=None)
    if found is None or found[0] < _LEAST:
        return None
    body = found[1]
    whole = body
    while (outer := outline.parent(whole)) and outline.end(outer) < first.start:
        whole = outer
    made = PostBox(body, whole, whole, outline.end(whole))
    for box in _with_headers(outline, made):
        if beside_body(outline, outline.times, box) and named(outline, box) and outline.end(body) > above:
            return box
    return None


def _called(outline: Outline, box: PostBox) -> str:
    """What a post's body and the elements around it, up to the list of the posts, are called."""
    at, words = box.body, []
    while at >= box.whole:
        node = outline.nodes[at]
        words += [node.get("class") or "", node.get("id") or ""]
        if not at:
            break
        at = outline.parent(at)
    return " ".join(words)


def _contents(outline: Outline, first: PostBox) -> Iterator[tuple[int, int]]:
    """How many letters elements above the first post have that are called content, outside of what stands around posts; and where."""
    last = -1
    for at in range(first.start):
        node = outline.nodes[at]
        if at <= last or not may_hold_words(str(node.tag)) or outline.end(at) >= first.start:
            continue
        said = WORDS[str(node.tag), node.get("class")]
        if said.furniture:
            last = outline.end(at)
        elif any(bodily(key) for key in said.keys) and not outline.any_within(outline.times, at, outline.end(at)):
            last = outline.end(at)
            yield _letters(outline, at), at


def _letters(outline: Outline, at: int) -> int:
    node = outline.nodes[at]
    return len(text_of(node)) - sum(len(text_of(link)) for link in node.iter("a", "h1", "h2", "button", "form"))


def _with_headers(outline: Outline, box: PostBox) -> Iterator[PostBox]:
    """The post alone, and with one to three elements above it."""
    yield box
    above: int | None = box.whole
    for _ in range(_ABOVE):
        above = previous(outline, above) if above is not None else None
        if above is None:
            return
        yield replace(box, start=above)
