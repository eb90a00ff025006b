"""The way to a thread that a page of unknown forum software shows above it: its breadcrumb."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element as Element

from crawler.engines.generic import addresses
from crawler.page import Page
from crawler.select import text_of
from crawler.text import tidy
from crawler.urls import absolute

_TRAIL = re.compile(
    r"crumb|(?:^|[\s_-])(?:ariane|migas|brotkrumen|kruimel\w*|briciole|okruszki|nav(?:i)?path|pathway|linktree|navbits|dqwz|weizhi)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""What it is called in templates."""
_TRAILS = ("nav", "ol", "ul", "div", "p", "span")
_EARLY = 200
"""Elements at a page's start among which it is."""
_STEPS = ("a", "b", "strong", "span", "font", "td", "div", "p", "li", "img", "br", "small", "i", "em")
"""Elements in which, or behind which, the last step of a way stands that is called nothing."""
_FIRST, _AROUND, _MOST_STEPS = 60, 5, 8
"""Elements among which it is, elements around it that are asked, and links of such a way."""
_LEAST = 2
_BETWEEN = " \xa0»›>/|:·•-–→"
"""What stands between its steps."""


def trail(page: Page) -> Element | None:
    """The breadcrumb of a page; None without one."""
    early = islice(page.tree.iter(*_TRAILS), _EARLY)
    named = ((node, f"{node.get('class') or ''} {node.get('id') or ''}") for node in early if node.keys())
    way = next((node for node, names in named if len(names) > 1 and _TRAIL.search(names)), None)
    return _unnamed(page) if way is None else way


def _unnamed(page: Page) -> Element | None:
    """The part of a page's start that ends with what the page is called, where links to boards stand before; None without one."""
    body = page.tree.find("body")
    for node in islice((body if body is not None else page.tree).iter(*_STEPS), _FIRST):
        for words, holder in ((node.text, node), (node.tail, node.getparent())):
            said = tidy(words or "").strip(_BETWEEN)
            if len(said) >= _LEAST and holder is not None and holder.tag != "a" and said in page.title:
                way = _leading_to(page, holder, said)
                if way is not None:
                    return way
    return None


def _leading_to(page: Page, step: Element, words: str) -> Element | None:
    """The innermost element around the last step of a way that holds a link to a board, where these words end it."""
    for holder in islice((node for node in (step, *step.iterancestors()) if node.tag not in ("body", "html")), _AROUND):
        links = list(islice(holder.iter("a"), _MOST_STEPS + 1))
        if len(links) > _MOST_STEPS or not text_of(holder).rstrip(_BETWEEN).endswith(words):
            return None
        if any(_is_board(page, link) for link in links):
            return holder
    return None


def _is_board(page: Page, link: Element) -> bool:
    found = addresses.target(absolute(page.url, link.get("href") or ""))
    return found is not None and found.kind == "board"


def last_step(page: Page) -> str:
    """The last step of a breadcrumb, where it is no link: what the page itself is called; empty without one."""
    way = trail(page)
    if way is None:
        return ""
    texts = [words for text in way.itertext() if (words := tidy(text).strip(_BETWEEN))]
    return texts[-1] if len(texts) > 1 and texts[-1] not in {text_of(link) for link in way.iter("a")} else ""
