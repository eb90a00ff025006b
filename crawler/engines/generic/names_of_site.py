"""What a page calls its site, its boards and its views: words that are no part of a thread's title."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element as Element

from crawler.engines.generic import addresses
from crawler.page import Page, meta
from crawler.select import text_of
from crawler.urls import absolute

FORUM = re.compile(r"f[oó]rums?\b|boards?\b|community|bbs|论坛|社区|論壇|社區|贴吧|форум|フォーラム|掲示板|foro\b", re.IGNORECASE)
_LOGO = re.compile(r"(?:^|[\s_-])(?:logo|brand|site[-_]?(?:name|title)|blog[-_]?title)(?:$|[\s_-])", re.IGNORECASE)
"""What the element is called that says whose page it is."""
_LEAST_NAME = 3
"""Letters of a site's or a board's name."""
_LEAST_WORDS = 6
"""Letters of words that an address does not hold by chance."""
_BRACKETED = re.compile(r"【([^【】]+)】$")
_SHORT = 80
"""Letters of a link to a front page."""
_LINKS = 60
"""Links at a page's start among which those to its front page are."""


class Names:
    """The links at a page's start by their words: those of a breadcrumb, and those to the site's front page, are no part of a title."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.site = meta(page, "og:site_name") or _in_logo(page)

    @cached_property
    def _links(self) -> dict[str, list[str]]:
        links: dict[str, list[str]] = defaultdict(list)
        for link in islice(self.page.tree.iter("a"), _LINKS):
            if words := text_of(link):
                links[words].append(link.get("href") or "")
        return links

    @cached_property
    def _headings(self) -> set[str]:
        return {text_of(heading) for heading in self.page.tree.iter("h1", "h2", "h3")}

    def is_board(self, words: str) -> bool:
        """Whether a link with these words leads out of the thread, to no other thread; what a heading says is no board."""
        here = self.page.url.partition("#")[0]
        own = {"", here, here.partition("?")[0]}
        return words not in self._headings and any(
            url not in own and ((target := addresses.target(url)) is None or target.kind != "thread")
            for url in (absolute(self.page.url, href) for href in self._links.get(words, ()))
        )

    def is_home(self, words: str) -> bool:
        """Whether a link with these words leads to the site's front page."""
        return any(_is_front(self.page.url, href) for href in self._links.get(words, ()))

    def is_linked(self, words: str) -> bool:
        """Whether a link near the page's start has these words."""
        return words in self._links

    def at_end(self, title: str) -> str:
        """The name of the site, or of a board in brackets, with which a title ends; empty without one."""
        if (board := _BRACKETED.search(title)) and self.is_board(board[1]):
            return board[0]
        ends = (words for words in (*self._links, self.site) if len(words) >= _LEAST_NAME and words != title and title.endswith(words))
        return next((words for words in ends if words == self.site or self.is_home(words)), "")


def _in_logo(page: Page) -> str:
    """The words of the first element that is called a logo, where they are a part of the page's title; empty without one."""
    body = page.tree.find("body")
    named = (node for node in islice((body if body is not None else page.tree).iter("*"), _LINKS) if _is_logo(node))
    words = next(filter(None, map(text_of, named)), "")
    return words if _LEAST_NAME <= len(words) < _SHORT and words != page.title and words in page.title else ""


def _is_logo(node: Element) -> bool:
    return node.tag != "h1" and any(_LOGO.search(name) for name in (node.get("class") or "", node.get("id") or "") if name)


def is_host(url: str, part: str) -> bool:
    """Whether a part of a title is what the host is called: ``Wood forum`` at ``wood.example.org``."""
    letters = "".join(filter(str.isalnum, FORUM.sub("", part.lower())))
    return letters in (urlsplit(url).hostname or "").split(".")[:-1]


def in_address(url: str, part: str) -> bool:
    """Whether the path of an address holds the words of a part of a title: ``/topic/7-worn-rope``."""
    letters = "".join(filter(str.isalnum, part.lower()))
    return len(letters) >= _LEAST_WORDS and letters in "".join(filter(str.isalnum, unquote(urlsplit(url).path).lower()))


def leads_out(page: Page, link: Element) -> bool:
    url = absolute(page.url, link.get("href") or "")
    here, there = addresses.target(page.url), addresses.target(url)
    return (
        url != ""
        and url != page.url.partition("#")[0]
        and (here is None or there is None or (here.kind, here.id) != (there.kind, there.id))
    )


def _is_front(url: str, href: str) -> bool:
    """Whether a link leads to a site's front page."""
    if href in ("/", "./", "index.php", "./index.php", "/index.php", "index.html"):
        return True
    there = absolute(url, href) if href and len(href) < _SHORT and "?" not in href else ""
    return there != "" and (urlsplit(there).path in ("", "/") or _is_above(url, there))


def _is_above(url: str, href: str) -> bool:
    """Whether an address is that of the script, or of the start of a folder, below which a page's own address is."""
    own, other = urlsplit(url), urlsplit(href)
    folder, _, name = other.path.rpartition("/")
    return (
        own.netloc == other.netloc
        and own.path.startswith(f"{folder}/")
        and url != href
        and (name.startswith("index.") or (own.query != "" and own.path == other.path and "." in name))
    )
