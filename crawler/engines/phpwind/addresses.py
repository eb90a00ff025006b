"""Addresses of phpwind pages: what they name, in 9's spelling and 8's three."""

from __future__ import annotations

import re

from crawler.forum import Target
from crawler.text import number
from crawler.urls import query

_ATTRIBUTES = re.compile(r"[/?](?:(read|thread|index)(?:\.php\?|-htm-|-))?((?:[a-z]+-\w+-)*[a-z]+-\w+)\.html?$")
_STATIC = re.compile(r"/html?_?(?:data|mob)/(?:\d+/)+(\d+)\.html?$")
_NUMBERED = re.compile(r"^https?://[^/]+/(?:\w+/)?(read|thread)/(\d+)/?(?:\?|$)")
_SCRIPT = re.compile(r"(?:^|/)(?:(read|index|thread)(?:(?<=thread)\d{1,4})?\.php)?$")
_TRAPS = frozenset(
    re.findall(
        r"\w+", "uid desc ordertype orderby orderway asc tab type search special digest a pid action modelid pcid actmid skinco forumid"
    )
)
"""Parameters that show the same posts in another order, a part of them, or do something."""


def target(url: str) -> Target | None:
    """What an address names; None for what is no board or thread, and for traps.

    9 has ``read.php?tid=1&fid=2&page=3`` and ``index.php?c=thread&fid=2``; 8 has ``thread.php?fid=2``, and where addresses are rewritten
    ``read.php?tid-1-page-3.html`` or ``read-htm-tid-1-page-3.html``, or the first page as a file, ``html_data/FID/1910/TID.html``.
    Some rewrite 9's to ``read/1`` and ``thread/2``.
    """
    url = url.split("#", 1)[0]
    if match := _STATIC.search(url):
        return Target("thread", match[1])
    if match := _NUMBERED.search(url):
        script, asked = match[1], {("tid" if match[1] == "read" else "fid"): match[2], **query(url)}
    elif match := _ATTRIBUTES.search(url):
        parts = match[2].split("-")
        asked, script = dict(zip(parts[::2], parts[1::2], strict=False)), match[1] or ""
    elif match := _SCRIPT.search(url.split("?", 1)[0]):
        asked, script = query(url), match[1] or "index"
    else:
        return None
    if any(asked[name] not in ("", "all") for name in asked.keys() & _TRAPS) or asked.get("m", "bbs") != "bbs":
        return None
    shown, page = asked.get("page", "1"), number(asked.get("page", "1"))
    if page is None or not shown.isdecimal():
        return None
    kind = asked.get("c", "") if script == "index" else script
    if kind == "read" and asked.get("tid", "").isdecimal():
        return Target("thread", asked["tid"], page or 1)
    if kind == "thread" and asked.get("fid", "").isdecimal():
        return Target("board", asked["fid"], page or 1)
    if category := asked.get("fid") if kind == "cate" else asked.get("cateid") if kind == "" else None:
        return Target("index", "c" + category)
    return Target("index", "", page or 1) if script == "index" and kind in ("", "forumlist") else None


def plain(url: str, at: Target) -> str:
    """The address of a thread's or board's first page, in the same spelling, without the arguments that name nothing."""
    base = url.split("#", 1)[0]
    if _STATIC.search(base):
        return base
    if _NUMBERED.search(base):
        return base.partition("?")[0]
    key = "tid" if at.kind == "thread" else "fid"
    if match := _ATTRIBUTES.search(base):
        return f"{base[: match.start(2)]}{key}-{at.id}{base[match.end(2) :]}"
    script, _, _ = base.partition("?")
    if re.search(r"(?:read|thread\d*)\.php$", script):
        return f"{script}?{key}={at.id}"
    return f"{script}?c={'read' if at.kind == 'thread' else 'thread'}&{key}={at.id}"
