"""A board page of unknown software: the threads and the boards that it lists."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice, pairwise

from msgspec import UNSET

from crawler.engines.generic.cards import counted_in, link_of
from crawler.engines.generic.columns import AUTHOR, REPLIES, VIEWS, Columns, heads_topics, is_empty, says_topics, told_topics
from crawler.engines.generic.counts import counted_behind, counts_called, heads, replies_and_views, told_counts
from crawler.engines.generic.fields.beside import beside
from crawler.engines.generic.fields.of_post import Fields
from crawler.engines.generic.fields.people import as_name
from crawler.engines.generic.links import LEAST_ROWS, Link, are_counted, bare_list, leading, lists_of, passed_over, uncounted
from crawler.engines.generic.pager import next_page
from crawler.engines.generic.parts import link as link_to
from crawler.engines.generic.routes import named, place
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, place_rows
from crawler.forum import BoardPage, BoardRow, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.notices import says_empty
from crawler.page import Page
from crawler.select import text_of
from crawler.text import count, tidy
from crawler.urls import path, site

_BULLET = re.compile(r"^[●•○◆◇■□▪▫※★☆►▶»›·]+\s*")
"""What lists print before a title."""
_LEAST_TOLD = {"thread": 1.5, "board": 0.75}
"""How many of a time, a name and a count a row must have in the mean; of an index, rows of empty boards and headings have none."""
_LEAST_PLACED = 1.0
"""The same for threads at the address of a board."""
_LONGEST_WORD = 120
"""Letters of the line that says that there are no threads."""
_LINES = ("div", "p", "td", "li", "span", "h2", "h3", "h4", "strong", "b", "em", "i", "br", "center", "font")
"""Elements in which it may stand, or behind one of which."""
_NEWS = re.compile(r"\b(?:new|unread|neuen?|nouveaux?|nuev[oa]s|nuov[ie])\b|未读|未讀|新", re.IGNORECASE)
"""'No new posts' explains an icon."""
_THREADS = re.compile(r"(?:all-?)?(?:threads|topics|questions|discussions|conversations)", re.IGNORECASE)
_EARLY = 200
"""Links at a page's start among which its menu is."""
_SAMPLE = 8
"""Rows of a group that are looked at to judge it."""
_PINNED = re.compile(r"sticky|pinned|thumb-?tack|pushpin|置顶|置頂", re.IGNORECASE)


def read_board(page: Page, outline: Outline) -> BoardPage | None:
    """The page as a board or an index; None where neither threads nor boards are listed."""
    here = named(page, page.url)
    placed = here is not None and here.kind == "board"
    told = {**_LEAST_TOLD, "thread": _LEAST_PLACED} if placed else _LEAST_TOLD
    further = here is not None and here.kind != "thread" and here.page > 1
    best = lists_of(page, outline, 1 if placed or further else LEAST_ROWS, told)
    if placed and not any(best.values()):
        best["thread"] = bare_list(page, outline)
    if best["thread"] and not best["board"] and _hold_topics(outline, best["thread"]):
        best = {"thread": [], "board": leading(page, outline, best["thread"])}
    boards = _boards(page, best["board"])
    listed = [] if boards and _are_last_posts(best["thread"], best["board"]) else _read(page, outline, best["thread"])
    if not listed and not boards:
        return None
    current, next_url, pages = next_page(page, page.tree.iter("a"))
    if next_url is None and not boards and page.of_forum and (here is None or here.kind == "index"):
        next_url = _all_threads(page)
    name = text_of(page.tree.find(".//h1")) or page.title
    board = Board((here.id or None) if here else None, name or None, [name] if name else [], page.url or None)
    reading = BoardPage(board, [row for row in boards if row.id != board.id], listed, current, pages, next_url)
    reading.passed_over = passed_over(page, outline) or UNSET
    return reading


def _all_threads(page: Page) -> str | None:
    """Where a front page with the latest threads links to all of them: to a word for threads alone, ``/questions``; None without one."""
    here = path(page.url)
    for link in islice(page.tree.iter("a"), _EARLY):
        url = link_to(page, link.get("href") or "")
        parts = path(url).strip("/").rsplit("/", 1)
        if _THREADS.fullmatch(parts[-1]) and path(url).startswith(here) and path(url) != here and site(url) == page.host and "?" not in url:
            return url
    return None


def _hold_topics(outline: Outline, links: list[Link]) -> bool:
    """Whether each row says in its own words how many topics it holds: it is a board, whatever word its address has (``/node/3``)."""
    return all(says_topics(outline, box) for box in place_rows(outline, [link.at for link in links])[:_SAMPLE])


def tells_topics(outline: Outline, boards: list[BoardRow]) -> int:
    """Whether each row of an index says how many topics its board has: 2 in its own words, 1 by the head of a column, 0 otherwise."""
    names = {board.name for board in boards}
    links = [at for at in outline.anchors if text_of(outline.nodes[at]) in names]
    rows = place_rows(outline, links)[:_SAMPLE] if links else []
    if not rows or not all(told_topics(outline, box) for box in rows):
        return 0
    return 2 if all(says_topics(outline, box) for box in rows) else 1


def read_empty(page: Page, here: Target, *, sure: bool) -> BoardPage | None:
    """A board whose page says that it has no threads, in a line of its own, or has nothing below the head of its list; None for others.

    The line alone tells where the page is surely a forum's.
    """
    body = page.tree.find("body")
    if body is None:
        return None
    table = heads_topics(body)
    lines = (tidy(text) for text in body.itertext(*_LINES))
    said = any(len(line) < _LONGEST_WORD and says_empty(line) and not _NEWS.search(line) for line in lines)
    if not (said and sure) and (table is None or not (said or is_empty(table))):
        return None
    name = text_of(page.tree.find(".//h1")) or page.title
    return BoardPage(Board(here.id, name or None, [name] if name else [], page.url or None), says_empty=True)


def _are_last_posts(threads: list[Link], boards: list[Link]) -> bool:
    """Whether each board has one thread beside it, and no other stands on the page: an index shows where the last post is."""
    if len(threads) > len(boards):
        return False
    places = sorted([(link.at, "board") for link in boards] + [(link.at, "thread") for link in threads])
    return all(before[1] == "board" for before, link in pairwise(places) if link[1] == "thread") and places[0][1] == "board"


def _boards(page: Page, links: list[Link]) -> list[BoardRow]:
    """The rows of an index."""
    return [BoardRow(at.id, link_to(page, link.href), link.title) for link in links if (at := place(page, link.href))]


def _read(page: Page, outline: Outline, links: list[Link]) -> list[ThreadRow]:
    """The rows of a board."""
    boxes = place_rows(outline, [link.at for link in links]) if links else []
    fields = Fields(page, outline, boxes, any_link=False)
    order = heads(outline, boxes[0].body) if boxes else ()
    threads, columns, counted = [], Columns(), are_counted(links)
    named = [beside(outline, box) for box in boxes]
    named = named if all(named) else [None] * len(boxes)
    for box, name_beside in zip(boxes, named, strict=True):
        node = outline.nodes[box.body]
        href = link_of(node).get("href") or ""
        url, at = link_to(page, href), place(page, href)
        if at is None:
            continue
        said = text_of(node).removesuffix(counted_in(node)).rstrip()
        row = ThreadRow(at.id, url, _BULLET.sub("", uncounted(said) if counted else said), fields.author(box))
        row.replies, row.views = told_counts(outline, box, order)
        row.replies = count(counted_in(node)) if row.replies is None else row.replies
        cells = columns.of(node)
        if row.author is None and AUTHOR in cells and (name := as_name(text_of(cells[AUTHOR]))):
            row.author = Author(name)
        if row.author is None and name_beside is not None:
            row.author = Author(name_beside)
        if row.replies is None and REPLIES in cells:
            row.replies = count(text_of(cells[REPLIES]))
        if row.views is None and VIEWS in cells:
            row.views = count(text_of(cells[VIEWS]))
        if row.replies is row.views is None:
            called = counts_called(outline, box)
            row.replies, row.views = called if None not in called else replies_and_views(outline, box, order) or called
        if row.replies is row.views is None:
            row.replies = counted_behind(outline, box)
        times = [when.iso for when in fields.times(box) if when.iso]
        row.last_post_at = max(times, key=datetime.fromisoformat, default=None)
        row.created_at = min(times, key=datetime.fromisoformat) if len(set(times)) > 1 else None
        row.sticky = _pinned(outline, box)
        threads.append(row)
    return threads


def _pinned(outline: Outline, box: PostBox) -> bool:
    return any(_PINNED.search(outline.nodes[at].get("class") or "") for at in range(box.whole, box.body + 1))
