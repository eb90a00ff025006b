"""What board and thread pages have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from lxml.etree import _Element as Element

from crawler.body.walker import Walker
from crawler.dates import parse
from crawler.dates.zones import between
from crawler.engines.smf.addresses import target
from crawler.items import Board, Image
from crawler.page import Page
from crawler.select import Classed, Either, first_of, has, text_of
from crawler.text import number
from crawler.urls import absolute

_CRUMBS = Either(Classed("navigate_section", "div"), Classed("linktree", "ul"), "//div[@class='nav' or @class='linktree'][.//a]")
_PAGES = Either(
    Classed("pagelinks", "div"),
    "//td[@class='middletext'][.//a or .//b]",
    "//div[@class='pages']",
    f"//div[{has('middletext')}][a[{has('navPages')}]]",  # the Core theme of 2.0
)
_USER = Classed("user", "div")
_SESSION = re.compile(r"PHPSESSID=[^&;#]*[&;]?|[?&;]PHPSESSID=[^&;#]*$")
MEMBER = re.compile(r"action=profile[;&]u=(\d+)|/profile/?[,;]?u?=?(\d+)")


@dataclass(slots=True)
class _Pager:
    page: int = 1
    pages: int | None = 1
    next_url: str | None = None
    before: int | None = 0
    """How many items stand on earlier pages; None where the pager does not tell."""


def read_pager(page: Page) -> _Pager:
    """Where a page stands among its like.  The pager alone decides: past the end SMF shows the last page again."""
    bar = _PAGES.first(page.tree)
    if bar is None:
        return _Pager()
    current = first_of(bar, "current_page", "span")
    if current is None:
        current = next((element for element in bar.iter("strong", "b") if text_of(element).isdecimal()), None)
    pager = _Pager(number(text_of(current)) or 1)
    starts = {int(shown[:9]): link.get("href", "") for link in bar.iter("a") if (shown := text_of(link)).isdecimal()}
    pager.pages = max([pager.page, *starts])
    offsets = ((n, re.search(r"(?:topic|board)[=,]\d+\.(\d+)", href)) for n, href in starts.items() if n > 1)
    step = next((int(match[1]) // (n - 1) for n, match in offsets if match), None)
    pager.before = 0 if pager.page == 1 else (pager.page - 1) * step if step else None
    pager.next_url = address(page, starts.get(pager.page + 1, "")) or None
    return pager


def breadcrumb(page: Page) -> Board:
    """The board that a page stands in."""
    board, tree = Board(), _CRUMBS.first(page.tree)
    for link in tree.iter("a") if tree is not None else ():
        href, name = link.get("href", ""), text_of(link)
        url = address(page, href)
        at = target(url)
        if at is None or not name or at.kind == "thread" or (at.kind == "index" and not re.search(r"#c\d|#\d", href)):
            continue
        board.path.append(name)
        if at.kind == "board":
            board.id, board.name, board.url = at.id, name, url
    return board


def address(page: Page, link: str) -> str:
    """An absolute address without the session."""
    return bare(absolute(page.base_url, link.replace("&amp;", "&")))


def bare(url: str) -> str:
    """An address without the session."""
    return _SESSION.sub("", url).rstrip("?&;") if "PHPSESSID" in url else url


def zone_of(page: Page) -> tzinfo | None:
    """2.1 prints the current time in its head, with the exact one beside it; the difference is the zone."""
    clock = next((time for user in _USER.each(page.tree) for time in user.iter("time") if time.get("datetime")), None)
    exact = parse(clock.get("datetime"), page.fetched_at, UTC).iso if clock is not None else None
    if clock is not None and exact:
        return between(parse(text_of(clock), page.fetched_at, UTC).iso, datetime.fromisoformat(exact))
    return None


def full(walker: Walker, image: Image, link: Element) -> None:
    """Puts the full picture in place of its thumbnail."""
    image.thumb_url, image.url = image.url, bare(absolute(walker.base_url, link.get("href", ""))).removesuffix(";image")
