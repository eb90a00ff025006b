"""What the pages of Discourse and the answers of its API share: addresses, the forum's start, the breadcrumb."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import read
from crawler.engines.discourse.body import rules
from crawler.forum import Target
from crawler.markup.addresses import Addresses
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.page import Page
from crawler.select import Select, has
from crawler.text import number
from crawler.urls import path, query

_THREAD = re.compile(r"/t/(?:[^/?#]*[^/?#\d][^/?#]*/|-/)?(\d+)(?:\.json)?/?$")
_BOARD = re.compile(r"/c/(?:(?:[^/?#]+/)*?(\d+)|([^/?#.]+(?:/[^/?#.]+)?))(?:/l/latest)?(?:\.json)?/?$")
"""Before 2.4 categories had no number in their address."""
_INDEX = re.compile(r"(?:^/|/(latest|categories)(?:\.json)?/?)$")
_TRAPS = frozenset(
    ("filter", "username_filters", "order", "ascending", "print", "replies_to_post_number", "q", "status", "period", "max_posts")
)


CRUMBS = Select(
    f"id('topic-title')//div[{has('topic-category')}]//a[contains(@href,'/c/')] | //h1/a[@itemprop='item'][contains(@href,'/c/')]"
)
NEXT = css("#main-outlet a[rel='next']")
_HOME = re.compile(r"/(?:t|c|tag|tags|latest|categories)(?=[/.?#]|$)|/?(?:[?#]|$)")


class Family(Addresses):
    """Categories and topics, whoever built the page."""

    name = "discourse"

    def target(self, url: str) -> Target | None:
        """What an address names; None for what is no board or thread, and for traps."""
        name, asked = path(url), query(url)
        if any(trap in _TRAPS for trap in asked):
            return None
        page = number(asked.get("page"))
        if match := _THREAD.search(name):
            return Target("thread", match[1], page or 1)
        if (match := _BOARD.search(name)) and not name.endswith(("/none", "/all")):
            return Target("board", match[1] or match[2], (page or 0) + 1)
        if match := _INDEX.search(name):
            return Target("index", match[1] or "", (page or 0) + 1)
        return None


def home(page: Page) -> str:
    """Where the forum starts, a sub-folder included."""
    url = page.url or page.link("canonical")
    match = _HOME.search(url, url.find("//") + 2)
    return url[: match.start()] if match else url


def body_in(sheet: Sheet, content: Element) -> Body:
    """What a body element of the page's thread says."""
    return read(content, rules(sheet.thread.id or ""), sheet.page.base_url)
