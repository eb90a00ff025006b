"""Routes that a site renamed, learned from its own pages.

XenForo lets a site call ``forums/``, ``threads/`` and ``page-N`` what it likes.  The markup still says what a link is, and its number: the
keys of the page (2), ``node--forum node--idN`` and ``js-threadListItem-N`` (2), ``forum node_N`` and ``id="thread-N"`` (1).  A word is
learned where the number in the link is the same; where a page has no keys, but posts, its own address is a thread's, and the last step of
its breadcrumb a board.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.engines.xenforo.addresses import OTHER_ROUTES
from crawler.markup.css import css
from crawler.page import Page
from crawler.select import Value, text_of

KEYS = Value("concat(/html/@data-content-key,' ',/html/@data-container-key,' ',/html/body/@class)")
_TEMPLATE = Value("/html/@data-template")
_CRUMBS = css("ul.p-breadcrumbs a, fieldset.breadcrumb a")
_NODES = css("div.node[class*='node--id'], li.node[class*='node_']")
_NODE_LINKS = css("[class*='node-title'] a, [class*='nodeTitle'] a")
_ROWS = css("div[class*='js-threadListItem-'], li.discussionListItem[id^='thread-']")
_NODE = re.compile(r"\bnode(?:-|--id|_)?(\d+)(?!\S)")
_THREAD = re.compile(r"\b(?:js-threadListItem|thread)-(\d+)(?!\S)")
_WORD = re.compile(r"(?<=[/?])(?P<word>[^/?&#=]+)(?=/(?:[^/?&#]*\.)?(?P<id>\d+)(?:/[^/?&#=]+-\d+)?/?(?:[?&#]|$))")
_BAR = css("ul.pageNav-main a, div.PageNav a")
_NEXT = css("a.pageNav-jump--next", "div.PageNav a.text")
_POSTS = css("article.message--post", "li.message[id^='post-']")
_PAGED = re.compile(r"/(?P<word>[^/?&#=]+)-(?P<page>\d+)/?$")
_BOARDS = ("forums", "categories")
"""The other usual word that a site may call its boards by: no thread stands in a category of its own."""
PAGE = "page"


def learned(page: Page) -> dict[str, str]:
    """The site's words for routes, each with the usual one; only those that differ."""
    words: dict[str, str] = {}
    for usual, number, href in _told(page):
        match = _WORD.search(href if href[:1] in "/h" else "/" + href)
        if (
            match
            and match["id"] == number
            and match["word"] != usual
            and (match["word"] not in OTHER_ROUTES or (usual, match["word"]) == _BOARDS)
        ):
            words.setdefault(match["word"], usual)
    return words


def page_word(page: Page) -> str:
    """The site's word before a page's number, by the numbers that the page bar shows: ``page`` where nothing else is told."""
    bar = ((text_of(link), _PAGED.search(link.get("href") or "")) for link in _BAR(page.tree))
    told = next((match["word"] for shown, match in bar if match and match["page"] == shown), None)
    if told is None and not _PAGED.search(page.url):  # the first page: the next one is the second
        further = _PAGED.search((link.get("href") or "") if (link := _NEXT.first(page.tree)) is not None else "")
        told = further["word"] if further and further["page"] == "2" else None
    return told or PAGE


def usual(url: str, words: dict[str, str]) -> str:
    """An address with the usual word for its route."""
    return _WORD.sub(lambda match: words.get(match["word"], match["word"]), url) if words else url


def _told(page: Page) -> Iterator[tuple[str, str, str]]:
    """(the usual word, the number, the link) of all links whose kind the markup says."""
    keys = KEYS(page.tree)
    own = (page.url, page.link("canonical"))
    thread, node = _THREAD.search(keys), _NODE.search(keys)
    if thread:
        yield from (("threads", thread[1], url) for url in own)
    if node:
        yield from (("forums", node[1], url) for url in _hrefs(_CRUMBS(page.tree)))
    if thread:
        return  # no other links matter there
    if not node and (alone := _WORD.search(page.url)) and _POSTS.first(page.tree) is not None:
        yield "threads", alone["id"], page.url
        steps = [step for href in _hrefs(_CRUMBS(page.tree)) if (step := _WORD.search(href if href[:1] in "/h" else "/" + href))]
        yield from (("forums", step["id"], step.string) for step in steps[-1:])
        return
    if node:
        kind = "categories" if _TEMPLATE(page.tree).startswith("category") else "forums"
        yield from ((kind, node[1], url) for url in own)
    for element in _ROWS(page.tree):
        if row := _THREAD.search(f"{element.get('class')} {element.get('id')}"):
            yield from (("threads", row[1], url) for url in _hrefs(list(element.iter("a"))))
    for element in _NODES(page.tree):
        classes = element.get("class", "")
        kind = "categories" if "category" in classes else "forums" if "forum" in classes else ""
        if kind and (listed := _NODE.search(classes)):
            yield from ((kind, listed[1], url) for url in _hrefs(_NODE_LINKS(element)))


def _hrefs(links: list[Element]) -> list[str]:
    return [link.get("href") or "" for link in links]
