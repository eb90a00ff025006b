"""What makes posts a conversation: several people who speak, and who they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from crawler.raw_post import RawPost

_PAIR = 2
"""Posts that may be an article and what stands below it."""


def is_conversation(posts: list[RawPost]) -> bool:
    """Whether what looks like posts was written by different people, each of two and most of more with a name.

    Asked where nothing but its shape says that a page is a thread: one author for all is a blog's, none are paragraphs, cards or dates.
    """
    names = [made.post.author.name for made in posts if made.post.author]
    if len(posts) == _PAIR and not all(made.post.author and made.post.created_at for made in posts):
        return False
    return 2 * len(names) >= len(posts) and len(set(names)) > (len(posts) > 1)


def rise(numbers: Sequence[str | int | None]) -> bool:
    """Whether several posts have numbers of their own that rise, as those of a thread do; a blog's front page begins with the last one."""
    found = [int(number) for number in numbers if isinstance(number, int) or (number and number.isdecimal())]
    return len(found) == len(numbers) > _PAIR and all(before < after for before, after in pairwise(found))
