"""The way to a thread that a page of unknown forum software shows above it: its breadcrumb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from crawler.engines.generic.parts import link as link_to
from crawler.engines.generic.routes import named
from crawler.items import Board
from crawler.page import Page
from crawler.select import text_of
from crawler.text import tidy

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
_HEADINGS = 2
"""Headings at a page's start that may name the board."""
_ARROWS = ("»", "›", ">", "/", "→")
"""What stands behind a step and in no sentence."""
_BETWEEN = " \xa0»›>/|:·•-–→"
"""What stands between its steps."""


def trail(page: Page) -> Element | None:
    """The breadcrumb of a page; None without one."""
    early = islice(page.tree.iter(*_TRAILS), _EARLY)
    called = ((node, f"{node.get('class') or ''} {node.get('id') or ''}") for node in early if node.keys())
    way = next((node for node, names in called if len(names) > 1 and _TRAIL.search(names)), None)
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
    """The innermost element around a way's last step that holds a link to a board, or one before an arrow, where these words end it."""
    for holder in islice((node for node in (step, *step.iterancestors()) if node.tag not in ("body", "html")), _AROUND):
        links = list(islice(holder.iter("a"), _MOST_STEPS + 1))
        if len(links) > _MOST_STEPS or not text_of(holder).rstrip(_BETWEEN).endswith(words):
            return None
        if any(_is_board(page, link) or (link.tail or "").strip().startswith(_ARROWS) for link in links):
            return holder
    return None


def _is_board(page: Page, link: Element) -> bool:
    found = named(page, link_to(page, link.get("href") or ""))
    return found is not None and found.kind == "board"


def board_of(page: Page) -> Board:
    """The innermost board of a breadcrumb, with the way to it, or of a heading that is nothing but a link to it; empty where none is named.

    Where no address of a step is a board's, the last link before the page's own name is one, whatever its number is.
    """
    board, way = Board(), trail(page)
    last = ""
    for link in way.iter("a") if way is not None else _heading_links(page):
        href, name = link.get("href") or "", text_of(link)
        url = link_to(page, href)
        at = named(page, url) if url and name else None
        if at is not None and at.kind == "board" and (at.id, name) != (board.id, board.name):
            board.path.append(name)
            board.id, board.name, board.url = at.id, name, url
        elif at is not None and at.kind == "thread":
            last = name
    if board.name is None and last and last_step(page) not in ("", last):
        board.name, board.path = last, [last]
    return board


def _heading_links(page: Page) -> Iterator[Element]:
    """The links that are all of a heading near a page's start."""
    for heading in islice(page.tree.iter("h1", "h2", "h3"), _HEADINGS):
        link = heading.find(".//a")
        if link is not None and text_of(link) == text_of(heading):
            yield link


def last_step(page: Page) -> str:
    """The last step of a breadcrumb, where it is no link: what the page itself is called; empty without one."""
    way = trail(page)
    if way is None:
        return ""
    texts = [words for text in way.itertext() if (words := tidy(text).strip(_BETWEEN))]
    return texts[-1] if len(texts) > 1 and texts[-1] not in {text_of(link) for link in way.iter("a")} else ""
