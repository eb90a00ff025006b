"""The parts of an address of unknown forum software, without a visitor's session."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from crawler.page import Page
from crawler.urls import absolute

_SESSION = re.compile(r"(?<=[?&;])(?:s|\w*sid|\w*sess(?:ion)?(?:_?id)?)=[\w,-]{16,}(?:[&;]|$)|;jsessionid=[\w.!-]+", re.IGNORECASE)
"""What some software adds to every link for visitors without cookies, new on every page."""


_ROUTED = re.compile(r"(?:p|q|r|route|url|path)=([\w%.~]*[/-][\w%.~/-]*)")
"""A path, or a number and a title, in place of one: ``/?q=forum/3``, ``/?p=9-old-bells``."""
_LISTED = re.compile(r"(\d+(?:,\d+)*)((?:,\w+=[^,]*)+)")
"""Numbers in place of a path, and what else is asked for behind them, as Phorum does: ``?2,47,page=3``."""
_ENTRIES = ("/", "/index.php")


def link(page: Page, href: str) -> str:
    """The absolute address of a link without a visitor's session; empty where it is none."""
    url = absolute(page.base_url, href)
    return _bare(url)


def _bare(url: str) -> str:
    """An address without a visitor's session."""
    may = "sid=" in url or "SID=" in url or "ess" in url or "?s=" in url or "&s=" in url or "Sid=" in url or "SESS" in url
    return _SESSION.sub("", url).rstrip("?&;") if may else url


@lru_cache(maxsize=8)
def split(url: str) -> SplitResult | None:
    """An address without a visitor's session; what some software writes like a path behind ``?``, or ``#``, is one."""
    try:
        parts = urlsplit(_bare(url))
    except ValueError:
        return None
    if parts.path in ("", "/") and parts.fragment.startswith(("/", "!/")):
        path, _, asked = parts.fragment.lstrip("!").partition("?")
        return parts._replace(path=path, query=asked, fragment="")
    route, _, rest = parts.query.partition("&")
    if (routed := _ROUTED.fullmatch(route)) and parts.path.endswith(_ENTRIES):
        route = routed[1]
    if listed := _LISTED.fullmatch(route):
        route, rest = listed[1], "&".join(filter(None, (listed[2].lstrip(",").replace(",", "&"), rest)))
    if route and "=" not in route:
        return parts._replace(path=f"{parts.path.rstrip('/')}/{route.lstrip('/')}", query=rest)
    return parts
