"""Addresses of NodeBB pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Target
from crawler.text import number
from crawler.urls import path, query

ADDRESS = re.compile(r"(?:/api)?/(topic|category)/(-?\d+)(?:/[^/]*)?/?$")
_TRAPS = frozenset(("sort", "tag", "filter", "term", "cid", "author"))


def target(url: str) -> Target | None:
    """What an address names; None for what is no board or thread, and for traps."""
    name, asked = path(url), query(url)
    if any(trap in _TRAPS for trap in asked):
        return None
    page = number(asked.get("page")) or 1
    if match := ADDRESS.search(name):
        return Target("thread" if match[1] == "topic" else "board", match[2], page)
    return Target("index", "", page) if name.rstrip("/") in ("", "/categories", "/api/categories") else None
