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
    told = [
        (box, bool(beside_body(outline, outline.times, box)), named(outline, box) or _holds(outline, box, name))
        for box in place_posts(outline, bodies)
    ]
    if any(timed and says_who for _, timed, says_who in told):  # the box for an answer may be made like a post, and has neither
        told = [one for one in told if one[1] or one[2]]
    boxes = [box for box, _, _ in told]
    found = PostGroup(key, [box.body for box in boxes], boxes, anchored=True, learnt=True)
    found.timed = sum(timed for _, timed, _ in told) / len(told)
    found.named = sum(says_who for _, _, says_who in told) / len(told)
    return found if 2 * min(found.timed, found.named) >= 1 else None


def _holds(outline: Outline, box: PostBox, kind: str | None) -> bool:
    return kind is not None and any(kind_of(outline.nodes[at]) == kind for at in range(box.start, box.end + 1))
