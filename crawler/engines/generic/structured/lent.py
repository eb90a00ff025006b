"""Times that a page shows beside no post and has in its data: lent to the posts that begin with the same words."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

from crawler.blocks import Body
from crawler.engines.generic.structured.data import Facts
from crawler.engines.generic.structured.state import times_in_state
from crawler.forum import written
from crawler.page import Page
from crawler.raw_post import RawPost

_BEGINNING = 40
"""Letters by which a post is known in the data; a shorter one is known by all it says."""


def lend_times(page: Page, said: Facts, posts: list[RawPost]) -> None:
    """Gives posts their times, in place, where no post of the page shows one; they are inferred."""
    if any(made.post.created_at for made in posts):
        return
    known: dict[str, set[str]] = defaultdict(set)
    for words, time in chain(((one.text, one.created) for one in said.posts if one.created), times_in_state(page)):
        known[_beginning(words)].add(time)
    for made in posts if known else ():
        times = known.get(beginning(made.body), ())
        when = page.calendar.noted(next(iter(times)) if len(times) == 1 else None)
        if when.iso:
            written(made.post, when)
            made.post.inferred = [*(made.post.inferred or ()), "created_at"]


def beginning(body: Body) -> str:
    """The letters by which a post is known in the data."""
    return _beginning("".join(block.text for block in body.blocks))


def _beginning(words: str) -> str:
    return "".join(filter(str.isalnum, words))[:_BEGINNING]
