"""Comments on a post, in a list of their own below its text: who wrote them, and when, says nothing of the post."""

from __future__ import annotations

import re

from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox

_LIST = re.compile(
    r"(?:[\w-]*?[-_])?(?:comments|replies|remarks|(?:comment|reply|remark|c|sub)[-_]?list|sub[-_]?(?:comments?|replies|reply)|children)"
    r"(?:[-_](?:list|wrap|wrapper|container|box|area|section|block))?",
    re.IGNORECASE,
)
"""What such a list is called."""
_NEAR = 120
"""Elements behind a text among which it begins."""


def end_at_comments(outline: Outline, boxes: list[PostBox]) -> None:
    """Ends posts, in place, where a list of comments begins below their text."""
    for box in boxes:
        first = outline.end(box.body) + 1
        for at in range(first, min(box.end, first + _NEAR) + 1):
            classes = outline.nodes[at].get("class")
            if classes and any(map(_LIST.fullmatch, classes.split())):
                box.end = at - 1
                break
