"""The posts of a page by what other pages of its site taught: the kind of element that holds a post's body.

A page with one short post does not tell by itself what a post is.  Pages of one site are made alike.
"""

from __future__ import annotations

from itertools import takewhile

from crawler.engines.generic.fields.people import kind_of
from crawler.engines.generic.shape.judging import PostGroup, named
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, place_posts
from crawler.select import text_of

_MOST = 400
"""Bodies of a page that are looked at."""


def by_site(outline: Outline, key: str, name: str | None = None) -> PostGroup | None:
    """The bodies of a kind that the site's pages agreed on; None where none of them has words, or most lack a time or a name.

    ``name``: the kind of element in which they agreed that names stand, where nothing else tells one.
    """
    bodies: list[int] = []
    for at in takewhile(lambda _: len(bodies) < _MOST, outline.alike(key, outline.nodes[0])):
        if (not bodies or at > outline.end(bodies[-1])) and text_of(outline.nodes[at]) and not outline.in_furniture(at):
            bodies.append(at)
    if not bodies:
        return None
    boxes = place_posts(outline, bodies)
    found = PostGroup(key, bodies, boxes, anchored=True, learnt=True)
    found.timed = sum(bool(beside_body(outline, outline.times, box)) for box in boxes) / len(boxes)
    found.named = sum(named(outline, box) or _holds(outline, box, name) for box in boxes) / len(boxes)
    return found if 2 * min(found.timed, found.named) >= 1 else None


def _holds(outline: Outline, box: PostBox, kind: str | None) -> bool:
    return kind is not None and any(kind_of(outline.nodes[at]) == kind for at in range(box.start, box.end + 1))
