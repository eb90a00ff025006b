"""Addresses of phpBB pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Target
from crawler.text import number
from crawler.urls import query

_TRAPS = frozenset(("view", "p", "sk", "sd", "st", "mode", "hilit", "watch", "unwatch", "bookmark", "mark", "vote", "e", "voted"))
REWRITTEN = re.compile(r"(?:^|[-/_])(?P<kind>topic|t|forum|f)-?(?P<id>\d+)(?:-s?(?P<start>\d+))?(?:\.html?|/)?$")


def target(url: str) -> Target | None:
    """phpBB counts items, and the address does not say how many make a page."""
    path = url.split("?", 1)[0].split("#", 1)[0]
    script = path.rpartition("/")[2]
    asked = query(url)
    if not _TRAPS.isdisjoint(asked):
        return None
    start = number(asked.get("start")) or 0
    if script in ("viewtopic.php", "viewforum.php"):
        ident = asked.get("t" if script == "viewtopic.php" else "f", "")
        return Target.at("thread" if script == "viewtopic.php" else "board", ident, start) if ident.isdecimal() else None
    match = REWRITTEN.search(path) if not script.endswith(".php") else None
    if match:
        start = int(match["start"][:9]) if match["start"] else start
        return Target.at("thread" if match["kind"] in ("t", "topic") else "board", match["id"], start)
    return Target("index", "") if script in ("", "index.php") and not set(asked) - {"sid"} and ".php/" not in path else None
