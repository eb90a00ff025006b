"""Addresses of vBulletin 3 and 4 pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Target
from crawler.text import number
from crawler.urls import query

SESSION = re.compile(r"(?<=[?&])s=[0-9a-f]{32}(?:&|$)|(?<=[?&])(?:highlight|langid|styleid)=[^&#]*(?:&|$)")
_SCRIPT = re.compile(r"/(showthread|forumdisplay)\.php(?:/(\d+)(?:-[^/?]*)?(?:/page(\d+))?)?$")
_FRIENDLY = re.compile(r"/(threads|forums)/(\d+)-[^/]*?(?:/page(\d+))?/?$")
_THREAD_NAME = re.compile(r"/(\d+)-(?!post\d)[^/]*?(?:-(\d{1,3}))?(?:\.html|/)$")
_BOARD_NAME = re.compile(r"/[^/]*[a-z][^/]*-(\d+)/(?:index(\d+)\.html)?$")
_SEO_THREAD = re.compile(
    r"/(?:t(?P<first>\d+)(?:-p(?:age)?(?P<page>\d+))?(?:-[^/]*?)?|[^/]+-t(?P<last>\d+))(?:-(?:p(?:age)?)?(?P<end>\d{1,3}))?(?:\.html|/)$"
)
_SEO_BOARD = re.compile(
    r"/(?:f(?P<first>\d+)(?:-[^/]*?)?|[^/]+-f(?P<last>\d+))(?:-(?:p(?:age)?)?(?P<page>\d{1,3}))?(?:\.html|/(?:index(?P<end>\d+)\.html)?)$"
)
"""vBSEO: ``t12-a-title.html``, ``a-title-t12-3.html``; ``f7-a-board.html``, ``a-board-f7/index2.html``."""
_TO_POST = re.compile(r"-(?:post\d+|new-post|last-post|next-thread|prev-thread|printerfriendly)\.html$")
_BOARD_PAGE = re.compile(r"/([^/]+)/index(\d+)\.html$")
_ROOTS = frozenset(
    re.findall(r"\w+", "forum forums board boards messageboard vb vb3 vb4 vbb vbulletin bbs foro foros foren community discussion")
)
_OTHER_FOLDERS = frozenset(("archive", "members", "tags", "blogs", "groups", "content", "calendar", "arcade", "search", "attachments"))
_NEUTRAL = frozenset(("s", "t", "f", "page", "pp", "daysprune", "langid", "styleid"))


def target(url: str) -> Target | None:
    """What an address names; None for what is no board or thread, and for traps."""
    path, _, asked = SESSION.sub("", url.split("#", 1)[0]).partition("?")
    if match := _SCRIPT.search(path):
        return _by_script(match, asked)
    if match := _FRIENDLY.search(path):
        return Target("thread" if match[1] == "threads" else "board", match[2], number(match[3]) or 1) if not asked else None
    if not asked and not _TO_POST.search(path):
        if match := _SEO_THREAD.search(path):
            return Target("thread", match["first"] or match["last"], number(match["page"] or match["end"]) or 1)
        if match := _SEO_BOARD.search(path):
            return Target("board", match["first"] or match["last"], number(match["page"] or match["end"]) or 1)
    if path.endswith(("/", "/index.php", "/forum.php")) and not asked and not re.search(r"-\d+/$|/\d+-", path):
        return _folder(path)
    if (match := _THREAD_NAME.search(path)) and not asked and not _TO_POST.search(path):
        return Target("thread", match[1], number(match[2]) or 1)
    if (match := _BOARD_NAME.search(path)) and not asked:
        return Target("board", match[1], number(match[2]) or 1)
    if (match := _BOARD_PAGE.search(path)) and not asked:
        return Target("board", match[1], number(match[2]) or 1)
    return None


def _folder(path: str) -> Target | None:
    """The index, or a board of a site whose vBSEO writes no numbers: its id is its name."""
    folders = [] if path.endswith(".php") else path.split("/")[3:-1]
    name = folders[-1] if folders else ""
    if not _OTHER_FOLDERS.isdisjoint(folders[-2:]) or name.endswith(".php"):
        return None
    return Target("board", name) if name and name not in _ROOTS else Target("index", "")


def _by_script(match: re.Match[str], asked: str) -> Target | None:
    """``showthread.php?t=1&page=2``, ``showthread.php?1-Title/page2``, ``showthread.php/1-title/page2``."""
    kind, key, page = match[1], match[2], number(match[3])
    first, _, rest = asked.partition("&")
    if named_part := re.fullmatch(r"(\d+)(?:-[^/=]*)?(?:/page(\d+))?", first):
        key, page, asked = named_part[1], number(named_part[2]), rest
    told = query("?" + asked)
    key = key or told.get("t" if kind == "showthread" else "f")
    if not key or not key.isdecimal() or any(name not in _NEUTRAL for name in told):
        return None
    return Target("thread" if kind == "showthread" else "board", key, page or number(told.get("page")) or 1)


def first_page(url: str, at: Target) -> str:
    """The address of a thread's or board's first page from that of any."""
    url = SESSION.sub("", url.split("#", 1)[0])
    url = re.sub(r"/page\d+/?(?=$|[?&])|(?<=[?&])(?:page|pp)=\d+&?|index\d+\.html$", "", url)
    if at.page > 1:
        url = re.sub(rf"-{at.page}\.html$", ".html", url)
    return url.rstrip("?&")
