"""A board page of unknown software: the threads that it lists."""

from __future__ import annotations

import re
from collections import defaultdict
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


def _rows(page: Page, outline: Outline) -> list[ThreadRow]:
    """The threads listed; empty where the page is no board."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at in outline.anchors:
        node = outline.nodes[at]
        if len(text_of(node)) >= 4:
            href = node.get("href") or "#"
            if not href.startswith(("#", "javascript:", "mailto:")) and not is_profile(href):
                groups[_shape(href)].append(at)
    best: tuple[float, list[Record]] = (0.0, [])
    for positions in groups.values():
        members = _distinct(outline, positions)
        if len(members) < _LEAST_ROWS:
            continue
        records = place(outline, members)
        told = sum(
            bool(zone(outline, outline.times, record)) + named(outline, record) + bool(_counts(outline, record)) for record in records
        ) / len(records)
        threads = _named_differently(page, outline, members) and sum(
            (found := place_of(absolute(page.base_url, outline.nodes[at].get("href") or ""))) is not None and found.kind == "thread"
            for at in members
        )
        score = told * threads * min(60.0, sum(len(text_of(outline.nodes[at])) for at in members) / len(members))
        if told >= 1.5 and threads >= 0.8 * len(members) and score > best[0]:
            best = (score, records)
    return _read(page, outline, best[1]) if best[1] else []


def _named_differently(page: Page, outline: Outline, members: list[int]) -> bool:
    """Whether most links name a thing of their own: the year in a newspaper's addresses does not."""
    ids = {place.id for at in members if (place := place_of(absolute(page.base_url, outline.nodes[at].get("href") or "")))}
    return len(ids) > 0.8 * len(members)


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


def _distinct(outline: Outline, positions: list[int]) -> list[int]:
    """One link an address: the one with the most words."""
    best: dict[str, int] = {}
    for at in positions:
        href = (outline.nodes[at].get("href") or "").split("#", 1)[0]
        if href not in best or len(text_of(outline.nodes[at])) > len(text_of(outline.nodes[best[href]])):
            best[href] = at
    return sorted(best.values())


def _counts(outline: Outline, record: Record) -> list[int]:
    found = []
    for at in range(record.start, record.end + 1):
        if not record.body <= at <= outline.end(record.body):
            text = (outline.nodes[at].text or "").strip()
            if len(text) <= 12 and _COUNT.match(text) and (value := number(text)) is not None:
                found.append(value)
    return found


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
        counts = _counts(outline, record)
        if len(counts) == 2:
            row.replies, row.views = min(counts), max(counts)
        row.last_post_at = fields.when(record).iso
        row.sticky = _pinned(outline, record)
        threads.append(row)
    return threads


def _pinned(outline: Outline, record: Record) -> bool:
    return any(
        re.search(r"sticky|pinned|置顶|置頂", outline.nodes[at].get("class") or "", re.IGNORECASE)
        for at in range(record.whole, record.body + 1)
    )
