"""Addresses of MyBB pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Target
from crawler.text import number
from crawler.urls import query

_THREAD = re.compile(r"/thread-(\d+)(?:-page-(\d+))?\.html?$", re.IGNORECASE)
_BOARD = re.compile(r"/forum-(\d+)(?:-page-(\d+))?\.html?$", re.IGNORECASE)
_NAMED = re.compile(r"/(thread|forum)-([^/?.]+)$", re.IGNORECASE)
_TRAPS = frozenset(("pid", "action", "sortby", "order", "datecut", "prefix", "mode", "highlight", "nocache"))


def target(url: str) -> Target | None:
    """What an address names; None for what is no board or thread, and for traps."""
    path = url.split("?", 1)[0].split("#", 1)[0]
    script = path.rpartition("/")[2]
    asked = query(url)
    if not _TRAPS.isdisjoint(asked) or "/archive/" in path:
        return None
    page = number(asked.get("page")) or 1
    if script in ("showthread.php", "forumdisplay.php"):
        ident = asked.get("tid" if script == "showthread.php" else "fid", "")
        return Target("thread" if script == "showthread.php" else "board", ident, page) if ident.isdecimal() else None
    for kind, pattern in (("thread", _THREAD), ("board", _BOARD)):
        if match := pattern.search(path):
            return Target("thread" if kind == "thread" else "board", match[1], int((match[2] or "1")[:9]))
    if match := _NAMED.search(path):
        return Target("thread" if match[1].lower() == "thread" else "board", match[2], page)
    return Target("index", "") if script in ("", "index.php") and not asked else None
