"""A post that a page shows twice: an answer or a recommendation copied above the thread, and the post itself in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

_DIGITS = re.compile(r"\d+")


def each_once(posts: Sequence[Element]) -> dict[str, Element]:
    """Posts by the number in their ids, each where it stands last: copies stand above."""
    found: dict[str, Element] = {}
    for post in reversed(posts):
        if number := _DIGITS.search(post.get("id", "")):
            found.setdefault(number[0], post)
    return dict(reversed(found.items()))
