"""Addresses of Invision Community pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Target
from crawler.text import number
from crawler.urls import query

_TOPIC = re.compile(r"(?:^|[/?])topic/(\d+)-[^/?&#]*(?:/(?:page[/-](\d+)|page__st__(\d+)))?/?$")
_FORUM = re.compile(r"(?:^|[/?])forum/(\d+)-[^/?&#]*(?:/(?:page[/-](\d+)|page__[^/]*?st__(\d+)))?/?$")
_NEUTRAL = frozenset(("tab", "page", "utm_source", "utm_medium", "utm_campaign"))
_DIGITS = re.compile(r"\d+")


def target(url: str) -> Target | None:
    """What an address names; None for what is no board or thread, and for traps."""
    url = url.split("#", 1)[0]
    path, _, asked = url.partition("?")
    if asked.startswith("/"):
        path, _, asked = asked.partition("&")
    told = query("?" + asked) if asked else {}
    if old := {"showtopic": "thread", "showforum": "board"}.get(next(iter(told), "")):
        key = next(iter(told.values()))
        rest = set(told) - {"showtopic", "showforum", "st", "s", "page"}
        return Target(old, key, _page_at(told.get("st"))) if key.isdecimal() and not rest else None  # type: ignore[arg-type]
    if set(told) - _NEUTRAL:
        return None
    for kind, pattern in (("thread", _TOPIC), ("board", _FORUM)):
        if match := pattern.search(path.rstrip("&")):
            page = number(match[2]) or number(told.get("page")) or _page_at(match[3])
            return Target(kind, match[1], page)  # type: ignore[arg-type]
    return (
        Target("index", "")
        if path.endswith(("/", "/index.php", "/forums")) and path.count("/") <= 5 and not _DIGITS.search(path[8:])
        else None
    )


def _page_at(offset: str | None) -> int:
    """3 counts posts, not pages (``st=40``): the page for the usual page sizes."""
    start = number(offset) or 0
    return next((start // step + 1 for step in (20, 25, 15, 10) if start % step == 0), start + 1)
