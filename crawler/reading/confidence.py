"""How sure a reading is, given what it lacks: as sure as its weakest field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.forum import ThreadPage
from crawler.reading.check import most

_ANY = {"created_at": 0.85, "title": 0.85, "floor": 0.85, "time_order": 0.8, "text": 0.6}
"""How sure a reading by shape is at most, of which a post lacks the field."""
_MOST = {"author": 0.85, "created_at": 0.85, "time_order": 0.8, "text": 0.6}
"""The same for an engine that knows the markup, where most posts lack it: then the skin is one that it does not know."""
_MANY = 0.3
"""Share of the words read from which on those that were left over make a reading unsure."""
_LEFT = 0.8


def lower(reading: ThreadPage, doubts: Mapping[str, Sequence[int]], left: float) -> None:
    """Lowers the confidence of a page's posts, in place; ``left``: the words left over, as a share of those read."""
    known = all(made.post.confidence is None for made in reading.posts)
    limits = [_LEFT] if left >= _MANY else []
    if known:
        limits += [limit for field, limit in _MOST.items() if field in doubts and most(doubts[field], reading)]
    else:
        limits += [limit for field, limit in _ANY.items() if field in doubts]
    for made in reading.posts if limits else ():
        made.post.confidence = min(*limits, made.post.confidence if made.post.confidence is not None else 1.0)
