"""NodeBB boards, and pages that only say why there is nothing."""

from __future__ import annotations

from datetime import UTC
from html import unescape

from crawler.dates import parse
from crawler.engines.nodebb.parts import address, author_of, board_of, is_set, read_pages, replies, title_of, when
from crawler.forum import BoardPage, BoardRow, ThreadRow
from crawler.items import Author, Board
from crawler.jsonvalue import Entry, entries, get, text, whole
from crawler.page import Page
from crawler.select import Select, Value, has, text_of
from crawler.text import count
from crawler.urls import absolute

_ROWS = Select("//*[@component='category/topic'][@data-tid]")
_ROW_LINK = Select(".//*[@component='topic/header']//a | .//a[contains(@href,'/topic/')]")
_ROW_USER = Value("(.//a[contains(@href,'/user/')]/@title | .//a[contains(@href,'/user/')]//img/@title)")
_ROW_TIMES = Select(f".//*[{has('timeago')}][@title]")
_EXACT = Value(".//*[@title]/@title")
_ROW_COUNTS = Select(f".//*[{has('stats-postcount')} or {has('stats-viewcount')}]")


def read_board(page: Page, data: Entry) -> BoardPage:
    """One page of a board."""
    threads = [_row(page, topic) for topic in entries(data, "topics") if not is_set(topic, "deleted")]
    boards = _boards(page, entries(data, "children")) + _boards(page, entries(data, "categories"))
    if get(data, "cid") is None:
        current, pages, next_url = read_pages(page, data, "")
        return BoardPage(Board(), boards, threads, current, pages, next_url)
    return BoardPage(board_of(page, data), boards, threads, *read_pages(page, data, "category"))


def shown_rows(page: Page) -> list[ThreadRow]:
    """The threads of a board as a browser shows it."""
    rows = []
    for row in _ROWS(page.tree):
        link = _ROW_LINK.first(row)
        url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        if link is None or not url:
            continue
        found = ThreadRow(row.get("data-tid", ""), url, text_of(link), sticky="pinned" in row.get("class", "").split())
        name = _ROW_USER(row)
        found.author = Author(name) if name else None
        times = sorted({iso for time in _ROW_TIMES(row) if (iso := parse(time.get("title"), page.calendar, UTC).iso)})
        found.last_post_at = times[-1] if times else None
        found.created_at = times[0] if len(times) > 1 else None
        counts = {word: count(_EXACT(box) or text_of(box)) for box in _ROW_COUNTS(row) for word in box.get("class", "").split()}
        posts = counts.get("stats-postcount")
        found.replies, found.views = posts - 1 if posts else None, counts.get("stats-viewcount")
        rows.append(found)
    return rows


def _row(page: Page, topic: Entry) -> ThreadRow:
    row = ThreadRow(text(topic, "tid"), address(page, topic, "topic") or "", title_of(topic) or "", author_of(get(topic, "user")))
    row.created_at, row.last_post_at = when(topic, "timestamp").iso, when(topic, "lastposttime").iso
    row.replies, row.views = replies(topic), whole(topic, "viewcount")
    row.sticky = is_set(topic, "pinned")
    return row


def _boards(page: Page, categories: list[Entry]) -> list[BoardRow]:
    rows: list[BoardRow] = []
    for category in categories:
        url, name = address(page, category, "category"), unescape(text(category, "name"))
        if url and name and not text(category, "link"):
            rows.append(BoardRow(text(category, "cid"), url, name))
        rows += _boards(page, entries(category, "children"))
    return rows
