"""Addresses of Discuz! pages: what they name, and what in them says nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.forum import Target
from crawler.page import Page
from crawler.text import number
from crawler.urls import absolute, query

_REWRITTEN = re.compile(
    r"(?:^|/)(?:view)?((?:thread|topic|read|forum(?:display)?|board|list)(?=-)|[tf](?=-?\d))-?(\w+)-(\d+)(?:-\d+)?(?:\.s?html?)?$"
)
"""X's own form, and what its administrators put in its place: ``viewthread-8-1-1.html``, ``t8-1-1``, ``read-8-1.htm``, ``list-2-1.htm``."""
_OF_THREADS = ("thread", "topic", "read", "t")
_SCRIPT = re.compile(r"(?:^|/)(?:forum|index|viewthread|forumdisplay)\.php$|/$")
_ARCHIVE = re.compile(r"/archiver/(?:index\.php)?\??(?:([ft])id-(\d+)(?:-page-(\d+))?\.html)?(?:[?&]page=(\d+))?$")
"""The archiver: ``?tid-86.html&page=2`` (X), ``?tid-86-page-2.html`` (before), ``tid-86.html?page=2`` (rewritten)."""
_TRAPS = frozenset(
    re.findall(
        r"\w+",
        "authorid ordertype filter orderby typeid sortid specialtype digest dateline archiveid action from viewpid inajax do goto aid "
        "showmobile formhash cp",
    )
)
"""Parameters that show the same posts in another order, a part of them, or do something."""
_PAGE = re.compile(r"&(?:amp;)?page=\d+")
_DROPPED = re.compile(r"(?<=[?&])(?:extra|sid|mobile|highlight|fromuid|forumdefstyle)=[^&#]*(?:&|(?=#|$))")


@lru_cache(maxsize=1024)
def target(url: str) -> Target | None:
    """What an address names, rewritten or not; None for what is no board or thread, and for traps."""
    path = url.split("?", 1)[0].split("#", 1)[0]
    if "/archiver/" in path:
        return _archived(url.partition("#")[0])
    asked = query(url)
    if any(name in _TRAPS and asked[name] not in ("", "all") for name in asked):
        return None
    if match := _REWRITTEN.search(path):
        return Target("thread" if match[1] in _OF_THREADS else "board", match[2], int(match[3][:9]) or 1)
    if not _SCRIPT.search(path):
        return None
    mod = asked.get("mod") or path.rpartition("/")[2].removesuffix(".php")
    page = number(asked.get("page")) or 1
    if mod == "viewthread" and asked.get("tid", "").isdecimal():
        return Target("thread", asked["tid"], page)
    if mod == "forumdisplay" and asked.get("fid"):
        return Target("board", asked["fid"], page)
    if "gid" in asked:
        return Target("index", "g" + asked["gid"])
    return Target("index", "") if mod in ("", "forum", "index") and "mod" not in asked else None


def _archived(url: str) -> Target | None:
    match = _ARCHIVE.search(url)
    if match is None:
        return None
    kind, identity, before, after = match.groups()
    if not kind:
        return Target("index", "archiver")
    return Target("thread" if kind == "t" else "board", identity, number(before or after) or 1)


def page_url(thread_url: str, page: int) -> str | None:
    """The address of a thread's page.

    >>> page_url("http://bbs.example/thread-86-1-1.html", 3)
    'http://bbs.example/thread-86-3-1.html'
    >>> page_url("http://bbs.example/forum.php?mod=viewthread&tid=86", 3)
    'http://bbs.example/forum.php?mod=viewthread&tid=86&page=3'
    """
    if match := _REWRITTEN.search(thread_url):
        return f"{thread_url[: match.start(3)]}{page}{thread_url[match.end(3) :]}"
    known = target(thread_url)
    return f"{_PAGE.sub('', thread_url)}&page={page}" if known and known.kind == "thread" else None


def bare(href: str) -> str:
    """A link without what changes from visit to visit; a saved page may not say what it is relative to."""
    return _DROPPED.sub("", href.replace("&amp;", "&")).rstrip("?&")


def clean(page: Page, href: str) -> str:
    """A link of a page, absolute, without what changes from visit to visit; empty where the page has no address."""
    return absolute(page.base_url, bare(href))


@lru_cache(maxsize=1)
def is_old(page: Page) -> bool:
    """Whether the scripts have the names of 7.2 and before (``viewthread.php``)."""
    return page.generator.startswith(("discuz! 6", "discuz! 7")) or "/viewthread.php" in page.url or b'"viewthread.php?' in page.start
