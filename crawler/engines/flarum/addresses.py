"""Addresses of Flarum pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Target
from crawler.text import number
from crawler.urls import path, query

_THREAD = re.compile(r"/d/(\d+)(?:-[^/]*)?/?$")
_BOARD = re.compile(r"/t/([^/]+)/?$")
_API = re.compile(r"/api/(discussions)(?:/(\d+))?/?$")
_TRAPS = frozenset(("sort", "q", "near", "filter[q]", "filter[author]", "page[near]"))
_LATEST_FIRST = ("-lastTime", "-lastPostedAt")
WINDOW = 20
"""Posts and threads a page; no setting changes it."""


def target(url: str) -> Target | None:
    """What an address names; None for what is no board or thread, and for traps."""
    name, asked = path(url), query(url)
    page = number(asked.get("page")) or 1
    if match := _API.search(name):
        page = (number(asked.get("page[offset]")) or 0) // WINDOW + 1
        if asked.get("sort", _LATEST_FIRST[0]) in _LATEST_FIRST:
            asked.pop("sort", None)
        if match[2]:
            return None if _TRAPS & asked.keys() else Target("thread", match[2], page)
        tag = asked.get("filter[tag]", "")
        if asked.get("filter[q]", "").startswith("tag:"):
            tag = asked.pop("filter[q]").removeprefix("tag:")
        return None if _TRAPS & asked.keys() else Target("board", tag, page) if tag else Target("index", "", page)
    if _TRAPS & asked.keys():
        return None
    if match := _THREAD.search(name):
        return Target("thread", match[1], page)
    if match := _BOARD.search(name):
        return Target("board", match[1], page)
    if name.endswith("/tags"):
        return Target("index", "tags")
    return Target("index", "", page) if name == "/" or name.endswith("/all") else None
