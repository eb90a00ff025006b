"""How sure a reading is, given what it lacks: as sure as its weakest field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.forum import ThreadPage

_LACKING = {"created_at": 0.85, "title": 0.85, "floor": 0.85, "time_order": 0.8, "text": 0.6}
"""How sure a reading by shape is at most, of which posts lack a field or have one that cannot be."""
_MISNAMED = 0.6
"""How sure it is at most where somebody's name cannot be one."""
_MANY, _LEFT = 0.3, 0.8
"""Share of the words read from which on those that were left over make any reading unsure, and how sure it is then at most."""


def lower(reading: ThreadPage, doubts: Mapping[str, Sequence[int]], left: float) -> None:
    """Lowers the confidence of a page's posts, in place; ``left``: the words left over, as a share of those read."""
    by_shape = any(made.post.confidence is not None for made in reading.posts)
    named_wrong = any(reading.posts[at].post.author for at in doubts.get("author", ()))
    guessed = any("created_at" in (made.post.inferred or ()) for made in reading.posts)
    limits = (
        [_MISNAMED] * (by_shape and named_wrong)
        + [_LACKING["created_at"]] * (by_shape and guessed)
        + [limit for field, limit in _LACKING.items() if by_shape and field in doubts]
        + [_LEFT] * (left >= _MANY)
    )
    for made in reading.posts if limits else ():
        made.post.confidence = min(*limits, 1.0 if made.post.confidence is None else made.post.confidence)
