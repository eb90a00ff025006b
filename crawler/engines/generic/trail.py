"""The way to a thread that a page of unknown forum software shows above it: its breadcrumb."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element as Element

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
_BETWEEN = " \xa0»›>/|:·•-–→"
"""What stands between its steps."""


def trail(page: Page) -> Element | None:
    """The breadcrumb of a page; None without one."""
    early = islice(page.tree.iter(*_TRAILS), _EARLY)
    named = ((node, f"{node.get('class') or ''} {node.get('id') or ''}") for node in early if node.keys())
    return next((node for node, names in named if len(names) > 1 and _TRAIL.search(names)), None)


def last_step(page: Page) -> str:
    """The last step of a breadcrumb, where it is no link: what the page itself is called; empty without one."""
    way = trail(page)
    if way is None:
        return ""
    texts = [words for text in way.itertext() if (words := tidy(text).strip(_BETWEEN))]
    return texts[-1] if len(texts) > 1 and texts[-1] not in {text_of(link) for link in way.iter("a")} else ""
