"""The boards and threads that a page's links lead to: its breadcrumb, the list of an index, the rows of a board."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from lxml.etree import _Element as Element

from crawler.forum import BoardRow, Engine, Target, ThreadRow
from crawler.items import Board
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import absolute

Address: TypeAlias = "Callable[[Page, str], str]"


def absolute_in(page: Page, href: str) -> str:
    """The usual way from a link to an address; software that puts sessions into links has its own."""
    return absolute(page.base_url, href)


def breadcrumb(
    engine: Engine, page: Page, links: Iterable[Element], address: Address = absolute_in, category: re.Pattern[str] | None = None
) -> Board:
    """The innermost board of a breadcrumb, with the way to it; an empty board where none is named.

    ``category`` is searched for in links: those that lead to a category are part of the way, but no board.
    """
    board = Board()
    seen: set[tuple[str, str]] = set()
    for link in links:
        href, name = link.get("href") or "", text_of(link)
        url = address(page, href)
        target = engine.target(url) if url and name else None
        is_board = target is not None and target.kind == "board"
        step = (target.id if target and is_board else "", name)
        if step in seen or not name or not (is_board or (category and category.search(href))):
            continue
        seen.add(step)  # some skins print the way twice
        board.path.append(name)
        if target and is_board:
            board.id, board.name, board.url = target.id, name, url
    return board


def board_rows(engine: Engine, page: Page, links: Iterable[Element], address: Address = absolute_in) -> list[BoardRow]:
    """The boards that links list, each once, by the first link to its first page."""
    rows: dict[str, BoardRow] = {}
    for target, url, name in _named(engine, page, links, address):
        if target.first:
            rows.setdefault(target.id, BoardRow(target.id, url, name))
    return list(rows.values())


def thread_row(engine: Engine, page: Page, links: Iterable[Element], address: Address = absolute_in) -> ThreadRow | None:
    """The start of a row: the first of its links that leads to a thread; None without any."""
    found = next(_named(engine, page, links, address, "thread"), None)
    return ThreadRow(found[0].id, found[1], found[2]) if found else None


def _named(
    engine: Engine, page: Page, links: Iterable[Element], address: Address, kind: str = "board"
) -> Iterator[tuple[Target, str, str]]:
    for link in links:
        url = address(page, link.get("href") or "")
        target = engine.target(url) if url else None
        if target and target.kind == kind and (name := text_of(link)):
            yield target, url, name
