"""The way to a thread that a page of unknown forum software shows above it: its breadcrumb."""

from __future__ import annotations

import re
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
_LINKS, _LEAST = 60, 4
"""Links at a page's start that may be steps of one without a name, and letters of its last step."""
_ARROWS = frozenset("»›>/→")
"""What stands between its steps and in no sentence."""
_BETWEEN = " \xa0»›>/|:·•-–→"
"""What stands between its steps."""


def trail(page: Page) -> Element | None:
    """The breadcrumb of a page; None without one."""
    early = islice(page.tree.iter(*_TRAILS), _EARLY)
    called = ((node, f"{node.get('class') or ''} {node.get('id') or ''}") for node in early if node.keys())
    way = next((node for node, names in called if len(names) > 1 and _TRAIL.search(names)), None)
    return _led(page) if way is None else way


def _led(page: Page) -> Element | None:
    """What holds a link, a sign and then words of the page's title, near the page's start: a breadcrumb that is not called one."""
    for link in islice(page.tree.iter("a"), _LINKS):
        tail = (link.tail or "").strip()
        if tail[:1] not in _ARROWS or not tail:
            continue
        beside = link.getnext()
        words = tidy(tail).strip(_BETWEEN) or (text_of(beside) if beside is not None and beside.tag != "a" else "")
        if len(words) >= _LEAST and words in page.title:
            return link.getparent()
    return None


def board_of(page: Page) -> Board:
    """The innermost board of a breadcrumb, with the way to it; an empty board where none is named.

    Where no address of a step is a board's, the last link before the page's own name is one, whatever its number is.
    """
    board, way = Board(), trail(page)
    if way is None:
        return board
    last = ""
    for link in way.iter("a"):
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


def last_step(page: Page) -> str:
    """The last step of a breadcrumb, where it is no link: what the page itself is called; empty without one."""
    way = trail(page)
    if way is None:
        return ""
    texts = [words for text in way.itertext() if (words := tidy(text).strip(_BETWEEN))]
    return texts[-1] if len(texts) > 1 and texts[-1] not in {text_of(link) for link in way.iter("a")} else ""
