"""What an address of unknown software leads to: by what the site's read pages proved of addresses like it, else by its own words.

A route is a class of addresses: a path with its numbers and titles left out, the names of what is asked for, and the words that say which
page of a script is asked for.  A visitor's session is no part of it.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias
from urllib.parse import urljoin

from crawler.engines.generic.addresses import names_list, target
from crawler.engines.generic.parts import link as link_to
from crawler.engines.generic.parts import split
from crawler.forum import Target
from crawler.page import Page

Leads: TypeAlias = Literal["thread", "thread page", "list", "list page", "boards", "same", "nothing"]
"""A thread, or a further page of one; a list of threads, or a further page of one; a list of boards alone; what looked like a further page
and is the same again; nothing that is read."""
ROUTE = "at "
"""Before the name of a route, where what a site taught is kept (:attr:`Page.learnt`)."""
_NUMBERS = re.compile(r"\d+")
_NUMBERED = re.compile(r"^([a-z]+)(?:[-_]\d+)+(?:\.\w+)?$", re.IGNORECASE)
"""A kind and its numbers: ``thread-86-1-1.html``; other words with hyphens are a title."""
_VALUE = re.compile(r"=[^&;]*")
_SAID = re.compile(r"(?:^|[&;])(?:do|act|action|mode|mod|op|cmd|view|page|route|m)=[a-z_]{1,20}(?=[&;]|$)", re.IGNORECASE)
"""What says which page of a script is asked for: ``?do=read&n=5``."""
_LONGEST = 14
"""Letters of a part of a path from which on it is a title."""


def route_of(href: str) -> str:
    """The class of an address.

    >>> route_of("https://a.example/t/991-old-bell/p/2"), route_of("/x.php?do=read&n=5"), route_of("/x.php?do=list&n=7")
    ('/t/s/p/0?', '/x.php?do=read&n=', '/x.php?do=list&n=')
    """
    parts = split(href)
    if parts is None:
        return ""
    path, before = [], ""
    segments = parts.path.split("/")
    last = len(parts.path.rstrip("/").split("/")) - 1
    for at, segment in enumerate(segments):
        named = before.isdecimal() or names_list(before)
        numbered = (match := _NUMBERED.match(segment)) and (not named or names_list(match[1]))
        kept = numbered or (at < last and names_list(segment))
        slug = not kept and (len(segment) > _LONGEST or "-" in segment or "_" in segment or (named and not segment.isdecimal()))
        path.append("s" if slug and segment else _NUMBERS.sub("0", segment))
        before = segment
    said = "".join(found[0].lstrip("&;") + "&" for found in _SAID.finditer(parts.query))
    names = _VALUE.sub("=", _SAID.sub("", parts.query)).lstrip("&;")
    return f"{'/'.join(path)}?{said}{names}".rstrip("&;") + ("#" if parts.fragment else "")


def proven(page: Page, url: str) -> str | None:
    """What addresses like one lead to (:data:`Leads`); None where the site's other pages did not show it."""
    return page.learnt.get(ROUTE + route_of(url)) if page.learnt else None


def place(page: Page, href: str) -> Target | None:
    """What a link names; of a saved page that does not say where it comes from, too."""
    return named(page, link_to(page, href) or ("" if page.base_url else urljoin(f"https://{page.host}/", href)))


def named(page: Page, url: str) -> Target | None:
    """What an address of the page's site names; None for one that is known to lead to nothing."""
    found, leads = target(url), proven(page, url)
    if found is None or leads in (None, "same") or not found.id:
        return found
    if leads == "nothing":
        return None
    kind: Literal["thread", "board"] = "thread" if leads in ("thread", "thread page") else "board"
    return found if found.kind == kind else Target(kind, found.id, found.page)
