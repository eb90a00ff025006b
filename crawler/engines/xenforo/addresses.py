"""Addresses of XenForo pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Place
from crawler.text import number
from crawler.urls import query

_ROUTE = re.compile(
    r"(?:^|[/?])(?P<kind>threads?|t|forums|f|categories)(?:/(?:[^/?&#]*?\.)?(?P<id>[^/?&#.]+)(?:/page-(?P<page>\d+))?)?/?(?:[?&](?P<rest>.*))?$"
)
_OTHER_ROUTES = frozenset(
    re.findall(
        r"\S+",
        "- members whats-new search login logout register help media resources tags account conversations direct-messages find-new "
        "online posts misc lost-password pages watched attachments featured threads forums forum categories recent-activity "
        "index.php link-forums blogs",
    )
)


def place(url: str) -> Place | None:
    """What an address names; None for what is no board or thread, and for traps."""
    match = _ROUTE.search(url.split("#", 1)[0])
    if match is None:
        path = url.split("#", 1)[0].partition("?")
        return Place("index", "") if path[0].endswith(("/", "/index.php")) and path[0].count("/") <= 4 and not path[2] else None
    kind, key = match["kind"], match["id"]
    extra = query("?" + match["rest"]) if match["rest"] else {}
    page = number(match["page"] or extra.pop("page", None)) or 1
    if any(not name.startswith("utm_") for name in extra):
        return None
    if key is None:
        return Place("index", "") if kind in ("forums", "categories") else None
    if kind == "categories":
        return Place("index", "c" + key) if key.isdecimal() else None
    if kind == "forums":
        return Place("board", key, page) if key not in _OTHER_ROUTES else None
    return Place("board" if kind == "f" else "thread", key, page) if key.isdecimal() else None
