"""What board and thread pages have in common."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.engines.xenforo.routes import KEYS
from crawler.forum import Engine, Target
from crawler.items import Author, Board
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.select import Select, first_of, has, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

_OLD_TITLE = Select(f"//div[{has('titleBar')}]/h1 | //h1")
_TITLES = frozenset(("p-title-value", "MessageCard__thread-title"))
"""Classes of the heading (2, VS)."""
_LABELS = Select(f".//*[{has('label')} or {has('prefix')}]")
_NEXT = Select("/html/head/link[@rel='next']")
PAGE_NUMBER = re.compile(r"page-\d+/?$")


def read_user(element: Element) -> Author | None:
    """Who an element names."""
    name = text_of(element)
    uid = element.get("data-user-id") or ""
    if not uid.isdecimal():
        found = re.search(r"members/(?:[^/?]*\.)?(\d+)(?:/|$)", element.get("href") or "")
        uid = found[1] if found else ""
    return Author(name, uid if uid.strip("0") else None) if name else None


def read_title(page: Page) -> tuple[str | None, list[str]]:
    """The heading without its prefixes, and the prefixes."""
    heading = next((h1 for h1 in page.tree.iter("h1") if not _TITLES.isdisjoint(h1.get("class", "").split())), None)
    heading = heading if heading is not None else _OLD_TITLE.first(page.tree)
    if heading is None:
        return tidy(page.title.rpartition(" | ")[0]) or None, []
    labels = [text for label in _LABELS(heading) if (text := text_of(label))]
    title = text_of(heading)
    for label in labels:
        title = title.removeprefix(label).strip()
    return title or None, [label.strip("[]") for label in labels]


def breadcrumb(engine: Engine, page: Page) -> Board:
    """The board that a page stands in."""
    board = Board()
    crumbs = first_of(page.tree, "p-breadcrumbs", "ul")
    if crumbs is None:
        crumbs = first_of(page.tree, "breadcrumb", "fieldset")
    for link in crumbs.iter("a") if crumbs is not None else ():
        href, name = link.get("href", ""), text_of(link)
        at = engine.target(absolute(page.base_url, href))
        if not name or at is None or at.kind == "thread" or (at == Target("index", "") and not re.search(r"#.*\.\d", href)):
            continue
        board.path.append(name)
        if at.kind == "board":
            board.id, board.name, board.url = at.id, name, absolute(page.base_url, href)
    if board.id and not board.id.isdecimal() and (key := re.search(r"node-(\d+)", KEYS(page.tree))):
        board.id = key[1]
    return board


def read_pages(engine: Engine, page: Page, here: Target) -> tuple[int, int, str | None]:
    """Where a page stands among its like, and the next one."""
    name = "PageNav" if page.tree.get("id") == "XenForo" else "pageNav"
    bar = first_of(page.tree, name, "div") if name.encode() in page.body else None
    at = engine.target(page.url)
    current = at.page if at and at.id == here.id else 1
    if bar is None:
        links = _NEXT(page.tree)
    else:
        links = list(bar.iter("a"))
        marked = first_of(bar, "pageNav-page--current", "li")
        current = number(text_of(marked if marked is not None else first_of(bar, "currentPage", "a"))) or current
    last, following = pager(engine, page, Target(here.kind, here.id, current), links)
    told = number(bar.get("data-last")) if bar is not None else None
    return current, max(last, told or 1), following
