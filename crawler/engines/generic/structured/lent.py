"""Times that a page shows beside no post and has in its data: lent to the posts that begin with the same words or hold them."""

from __future__ import annotations

from itertools import chain

from crawler.engines.generic.structured.data import Facts
from crawler.engines.generic.structured.state import times_in_state
from crawler.forum import written
from crawler.page import Page
from crawler.raw_post import RawPost

_BEGINNING = 40
"""Letters by which a post is known in the data."""


def lend_times(page: Page, said: Facts, posts: list[RawPost]) -> None:
    """Gives posts their times, in place, where no post of the page shows one."""
    if any(made.post.created_at for made in posts):
        return
    told = chain(((one.text, one.created) for one in said.posts if one.created), times_in_state(page))
    known = [(letters, time) for words, time in told if (letters := _letters(words))]
    for made in posts if known else ():
        start = _letters("".join(block.text for block in made.body.blocks))[:_BEGINNING]
        times = {time for letters, time in known if letters.startswith(start)} or {time for letters, time in known if start in letters}
        when = page.calendar.noted(times.pop() if start and len(times) == 1 else None)
        if when.iso:
            written(made.post, when)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
