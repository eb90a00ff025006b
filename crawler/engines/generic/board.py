"""A board page of unknown software: the threads that it lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.engines.generic.addresses import place as place_of
from crawler.engines.generic.fields import Fields
from crawler.engines.generic.judging import named
from crawler.engines.generic.outline import Outline
from crawler.engines.generic.pager import next_page
from crawler.engines.generic.placing import Record, place, zone
from crawler.engines.generic.vocabulary import is_profile
from crawler.forum import BoardPage, ThreadRow
from crawler.items import Board
from crawler.page import Page
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute

_COUNT = re.compile(r"^[\d.,]+\s*[kKmM万]?$")
_LEAST_ROWS = 3
_LEAST_TITLE = 4
_LEAST_TOLD = 1.5
_MOST = 0.8
_NEAR = 40
"""Elements before and after a link among which counts are looked for."""
_LONGEST = 40
"""Letters of a count with the spaces around it."""
_SAMPLE = 8
"""Rows of a group that are looked at to judge it."""
_PINNED = re.compile(r"sticky|pinned|置顶|置頂", re.IGNORECASE)


def read_board(page: Page, outline: Outline) -> BoardPage | None:
    """The page as a board; None where no threads are listed."""
    listed = _rows(page, outline)
    if not listed:
        return None
    here = place_of(page.url)
    current, next_url, pages = next_page(page, page.tree.iter("a"))
    name = text_of(page.tree.find(".//h1")) or page.title
    board = Board(here.id if here else None, name or None, [name] if name else [], page.url or None)
    return BoardPage(board, [], listed, current, pages, next_url)


class Link(NamedTuple):
    """A link that may lead to a thread."""

    at: int
    href: str
    title: str


def _rows(page: Page, outline: Outline) -> list[ThreadRow]:
    """The threads listed; empty where the page is no board."""
    groups: dict[str, dict[str, Link]] = defaultdict(dict)
    for at in outline.anchors:
        node = outline.nodes[at]
        href = node.get("href") or "#"
        if not href.startswith(("#", "javascript:", "mailto:")) and not is_profile(href) and len(title := text_of(node)) >= _LEAST_TITLE:
            own = groups[_shape(href)]
            address = href.split("#", 1)[0]
            if address not in own or len(title) > len(own[address].title):
                own[address] = Link(at, href, title)
    best: tuple[float, list[int]] = (0.0, [])
    for group in groups.values():
        links = sorted(group.values())
        members = [link.at for link in links]
        if len(links) < _LEAST_ROWS or (told := _told(outline, members)) < _LEAST_TOLD:
            continue
        score = told * _threads(page, links) * min(60.0, sum(len(link.title) for link in links) / len(links))
        if score > best[0]:
            best = (score, members)
    return _read(page, outline, place(outline, best[1])) if best[1] else []


def _told(outline: Outline, members: list[int]) -> float:
    """How many of three a row has: a time, a name, a count; the mean of the first ones."""
    sample = place(outline, members[: _SAMPLE + 1])[:_SAMPLE]
    timed = sum(bool(zone(outline, outline.times, record)) for record in sample)
    counted = sum(any(True for _ in _counts(outline, record)) for record in sample)
    return (timed + counted + sum(named(outline, record) for record in sample)) / len(sample)


def _threads(page: Page, links: list[Link]) -> float:
    """The share of links that name a thread; 0 where they do not name each its own: the year in a newspaper's addresses does not."""
    places = [found for link in links if (found := place_of(absolute(page.base_url, link.href)))]
    threads = sum(found.kind == "thread" for found in places) / len(links)
    return threads if threads >= _MOST and len({found.id for found in places}) > _MOST * len(links) else 0.0


def _shape(href: str) -> str:
    """What addresses of one kind have in common: numbers and long words blanked."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    path = "/".join(
        "s" if len(segment) > 14 or "-" in segment or "_" in segment else re.sub(r"\d+", "0", segment) for segment in parts.path.split("/")
    )
    return f"{path}?{re.sub(r'=[^&;]*', '=', parts.query)}{'#' if parts.fragment else ''}"


def _counts(outline: Outline, record: Record) -> Iterator[int]:
    """The bare numbers near a row's link: replies and views."""
    after = outline.end(record.body) + 1
    for at in (*range(record.start, record.body)[-_NEAR:], *range(after, record.end + 1)[:_NEAR]):
        node = outline.nodes[at]
        for text in (node.text, node.tail):
            if text and len(text) < _LONGEST and _COUNT.match(text := text.strip()) and (value := number(text)) is not None:
                yield value


def _read(page: Page, outline: Outline, records: list[Record]) -> list[ThreadRow]:
    fields = Fields(page, outline, records)
    threads = []
    for record in records:
        node = outline.nodes[record.body]
        url = absolute(page.base_url, node.get("href") or "")
        at = place_of(url)
        if at is None or not url:
            continue
        row = ThreadRow(at.id, url, text_of(node), fields.author(record))
        counts = list(_counts(outline, record))
        if len(counts) == 2:
            row.replies, row.views = min(counts), max(counts)
        times = [when.iso for when in fields.times(record) if when.iso]
        row.last_post_at = max(times, default=None)
        row.created_at = min(times) if len(set(times)) > 1 else None
        row.sticky = _pinned(outline, record)
        threads.append(row)
    return threads


def _pinned(outline: Outline, record: Record) -> bool:
    return any(_PINNED.search(outline.nodes[at].get("class") or "") for at in range(record.whole, record.body + 1))
