"""Addresses of Discourse pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Target
from crawler.text import number
from crawler.urls import path, query

_THREAD = re.compile(r"/t/(?:[^/?#]*[^/?#\d][^/?#]*/|-/)?(\d+)(?:\.json)?/?$")
_BOARD = re.compile(r"/c/(?:(?:[^/?#]+/)*?(\d+)|([^/?#.]+(?:/[^/?#.]+)?))(?:/l/latest)?(?:\.json)?/?$")
"""Before 2.4 categories had no number in their address."""
_INDEX = re.compile(r"(?:^/|/(latest|categories)(?:\.json)?/?)$")
_TRAPS = frozenset(
    ("filter", "username_filters", "order", "ascending", "print", "replies_to_post_number", "q", "status", "period", "max_posts")
)


def target(url: str) -> Target | None:
    """What an address names; None for what is no board or thread, and for traps."""
    name, asked = path(url), query(url)
    if any(trap in _TRAPS for trap in asked):
        return None
    page = number(asked.get("page"))
    if match := _THREAD.search(name):
        return Target("thread", match[1], page or 1)
    if (match := _BOARD.search(name)) and not name.endswith(("/none", "/all")):
        return Target("board", match[1] or match[2], (page or 0) + 1)
    if match := _INDEX.search(name):
        return Target("index", match[1] or "", (page or 0) + 1)
    return None
