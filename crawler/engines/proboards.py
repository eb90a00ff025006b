"""ProBoards 5: threads and boards of the hosted forums (proboards.com, boards.net, freeforums.net and domains of their own).

Times are milliseconds in ``data-timestamp``; posts have no number.  A guest's and a deleted member's name is bare text.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.handlers import cut_link
from crawler.body.walker import Rules, Walker, skip
from crawler.items import Quote
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Numbered, first_of

_POST = re.compile(r"/post/(\d+)")


def _quote(walker: Walker, element: Element) -> None:
    """``div.quote``: who said it is in its attributes and, mostly, in a heading."""
    head, inner = first_of(element, "quote_header", "div"), first_of(element, "quote_body", "div")
    quote = Quote(walker.inside_text(inner if inner is not None else element))
    said = ENGINE.person(first_of(head, "user-link", "a", "span")) if head is not None else None
    quote.author = said.name if said else (element.get("author") or "").lstrip("@") or None
    match = _POST.search(element.get("source") or "")
    quote.post_id = match[1] if match else None
    walker.quote(quote)


class ProBoards(Table):
    """ProBoards threads and boards."""

    name = "proboards"
    rank = 40
    fingerprints = (b"proboards",)
    addresses = (
        Address("thread", r"^/thread/(?P<id>\d+)(?:/[^/]+)?/?$"),
        Address("board", r"^/board/(?P<id>\d+)(?:/[^/]+)?/?$"),
        Address("index", r"^/(?:index\.php)?$"),
    )

    title = css(".title_wrapper h1", ".title-bar h1, .title-bar h2", "h1")
    page_part = re.compile(r"\?.*")
    permalink = "/post/{id}/thread"
    crumbs = css("#navigation-tree a[href], #nav-tree a[href]")
    pager = css("ul.ui-pagination a[href]")
    message = css(".error", "#content")

    posts = Numbered("post-", "tr", "div", "article")
    body = css("div.message")
    body_rules = Rules(
        classes={"quote": _quote, **dict.fromkeys(("quote_header", "quote_avatar_container", "signature", "edited-by"), skip)},
        tags={"a": cut_link},
    )
    author = css("div.mini-profile .user-link", ".left-panel .user-link")
    time = css("div.content-head abbr, div.content-head time", "abbr, time")
    edited = css(".edited-by abbr, .edited-by time")
    member = re.compile(r"/user/(\d+)")
    name_cut = re.compile(r"\s*\(guest\)$", re.IGNORECASE)
    nobody = frozenset(("deleted", "guest"))

    rows = css("tr.item.thread")
    row_link, row_author = css("td.main a[href]"), css("td.created-by .user-link")
    row_replies, row_views, row_last = css("td.replies"), css("td.views"), css("td.latest abbr, td.latest time")
    row_sticky, row_moved = css("tr[class*='sticky'], span[class*='sticky']"), css("tr[class*='moved'], span[class*='moved']")
    boards = css("tr.item.board td.main a[href^='/board/']")
    board_name = title

    def detect(self, page: Page) -> bool:
        return b"proboards.combined" in page.start or b"proboards.data(" in page.start or b'id="navigation-tree"' in page.start

    def member_id(self, link: Element) -> str | None:
        return link.get("data-id") or super().member_id(link)


ENGINE = ProBoards()
