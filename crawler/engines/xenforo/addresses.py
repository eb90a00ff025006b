"""Addresses of XenForo pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Target
from crawler.text import number
from crawler.urls import query

_ROUTE = re.compile(
    r"(?:^|[/?])(?:(?P<thread>threads?|t|topics?|temas?|hilos?|themen?|sujets?|discussion[si]?|konu(?:lar)?)"
    r"|(?P<board>forums?|f|foros?|foren|forumlar)|categories)"
    r"(?:/(?:[^/?&#]*?\.)?(?P<id>[^/?&#.]+)(?:/page-(?P<page>\d+))?)?/?(?:[?&](?P<rest>.*))?$"
)
"""The routes can be renamed, and sites do so in their own language."""
OTHER_ROUTES = frozenset(
    re.findall(
        r"\S+",
        "- members whats-new search login logout register help media resources tags account conversations direct-messages find-new "
        "online posts misc lost-password pages watched attachments featured threads forums forum categories recent-activity "
        "index.php link-forums blogs",
    )
)
_ROOT = re.compile(
    r"https?://[^/?]+(?:/(?P<folder>[^/?]+))??/(?:(?:index\.php|forums|categories)/?)?(?:\?(?:(?:forums|categories)/?)?)?$", re.IGNORECASE
)
_BEHIND_QUERY = re.compile(r"^[^?]*\?(?=[^=&?/]+/)")
"""What stands before the route of a site without friendly addresses: ``/forum/index.php?threads/…``; its folders are no routes."""
_USUAL_ORDER = ("sorting", "latest-activity")
"""VS: its page bars name the order that is the usual one."""


def target(url: str) -> Target | None:
    """What an address names; None for what is no board or thread, and for traps."""
    url = url.split("#", 1)[0]
    if root := _ROOT.match(url):
        return Target("index", "") if root["folder"] not in OTHER_ROUTES - {"forum", "forums"} else None
    match = _ROUTE.search(_BEHIND_QUERY.sub("/", url))
    if match is None:
        return None
    board, key = match["board"], match["id"]
    extra = query("?" + match["rest"]) if match["rest"] else {}
    page = number(match["page"] or extra.pop("page", None)) or 1
    if key is None or any(named != _USUAL_ORDER and not named[0].startswith("utm_") for named in extra.items()):
        return None
    if match["thread"]:
        return Target("thread", key, page) if key.isdecimal() else None
    if board is None:
        return Target("index", "c" + key) if key.isdecimal() else None
    return Target("board", key, page) if key.isdecimal() or (board == "forums" and key not in OTHER_ROUTES) else None
