"""In which order a thread's posts stand, learnt page by page: each post has a rank, and a page shows a stretch of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise


def in_order(shown: Sequence[str], ranks: Mapping[str, float]) -> list[str] | None:
    """Those of the shown posts whose rank is known, in their order; None where they stand in another one than before.

    A single post out of its place (Discuz shows a pinned reply on the first page too) is left out, where only one can be meant.
    """
    known = [post for post in shown if post in ranks]
    fall = next((place for place, (one, other) in enumerate(pairwise(known)) if ranks[one] >= ranks[other]), None)
    if fall is None:
        return known
    without = [known[:place] + known[place + 1 :] for place in (fall, fall + 1)]
    rising = [rest for rest in without if all(ranks[one] < ranks[other] for one, other in pairwise(rest))]
    return rising[0] if len(rising) == 1 else None


def places(shown: Sequence[str], ranks: Mapping[str, float], below: float | None, above: float | None) -> dict[str, float]:
    """Ranks for those of the shown posts that have none yet.

    ``ranks`` rise along the shown posts.  ``below`` and ``above`` are the nearest ranks of the thread around all that is shown; None where
    there is none.
    """
    found: dict[str, float] = {}
    waiting: list[str] = []
    last = below
    for post in shown:
        if post not in ranks:
            waiting.append(post)
            continue
        found |= _between(waiting, last, ranks[post])
        waiting, last = [], ranks[post]
    return found | _between(waiting, last, above)


def _between(posts: Sequence[str], low: float | None, high: float | None) -> dict[str, float]:
    if low is None and high is None:
        low = 0.0
    if high is None:
        return {post: (low or 0.0) + place for place, post in enumerate(posts, 1)}
    if low is None:
        low = high - len(posts) - 1
    step = (high - low) / (len(posts) + 1)
    return {post: low + step * place for place, post in enumerate(posts, 1)}
