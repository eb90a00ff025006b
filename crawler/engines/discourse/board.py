"""Discourse boards, and pages that only say why there is nothing."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from crawler.dates import parse, stamp
from crawler.engines.discourse.addresses import target
from crawler.engines.discourse.parts import NEXT, address, author, board_of, home, opened, replies
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, ThreadRow
from crawler.items import Author
from crawler.jsonvalue import Entry, entries, get, text, whole
from crawler.markup.lists import board_rows
from crawler.page import Page
from crawler.select import Select, Value, has, text_of
from crawler.text import count, number
from crawler.urls import absolute, path, query

_ROWS = Select(f"//tr[{has('topic-list-item')}]")
_ROW_LINK = Select(f".//a[{has('title')}]")
_ROW_REPLIES = Value(f".//td[{has('replies')} or {has('posts')}] | .//span[{has('posts')}]")
_ROW_VIEWS = Value(f".//td[{has('views')}] | .//span[{has('views')}]")
_ROW_OPENER = Value(f".//td[{has('posters')}]/a[1]/@href")
_ROW_LAST = Value(f"./td[{has('num')}][last()] | ./td[last()]")
_ROW_LAST_EXACT = Value(f"./td[last()]//*[{has('relative-date')}]/@data-time")
_ROW_EXCERPT = Select(f".//p[{has('excerpt')}]")
"""Robots are shown the first words of pinned topics only."""
_CATEGORIES = Select(
    f"//*[{has('category-list')} or contains(@class,'category-boxes')]//a[contains(@href,'/c/')]"
    " | id('main-outlet')/a[contains(@href,'/c/')][span/@itemprop='name']"
)
_GONE = Select(f"//*[{has('page-not-found')}]")


def read_notice(page: Page) -> Notice | None:
    """Why a page shows nothing; None where it does not say."""
    gone = _GONE.first(page.tree)
    if page.status == 403:
        return Notice("permission", text_of(gone)[:200])
    if gone is not None or page.status in (404, 410):
        return Notice("missing", text_of(gone)[:200])
    if page.status >= 500:
        return Notice("site_error", page.title)
    if path(page.url).endswith("/login"):
        return Notice("login", page.title)
    return None


def read_board(engine: Engine, page: Page, store: Entry) -> Reading:
    """One page of a board."""
    listed = next((found for value in _lists(store) if isinstance(found := get(value, "topic_list"), dict)), {})
    names = {whole(user, "id"): user for value in _lists(store) for user in entries(value, "users")}
    threads = [_row(page, topic, names) for topic in entries(listed, "topics")] or _shown_rows(page)
    more = text(listed, "more_topics_url").replace("no_definitions=true&", "") if listed else NEXT(page.tree)  # the head always names one
    canonical = page.link("canonical")
    where = next((at for url in (page.url, canonical, absolute(page.url, more)) if (at := target(url))), None)
    boards = _board_rows(page, store) or board_rows(engine, page, _CATEGORIES(page.tree))
    if not threads and not boards and not listed:
        return Notice("empty", page.title)
    board = board_of(engine, page, store, where.id if where and where.kind == "board" else "")
    if page.json is not None and more:
        start, mark, rest = more.partition("?")
        more = f"{start.removesuffix('.json')}.json{mark}{rest}"
    current = (number(query(page.url or canonical).get("page")) or 0) + 1
    return BoardPage(board, boards, threads, current, None, absolute(page.base_url, more) or None)


def _lists(store: Entry) -> list[Any]:
    """The lists of topics or categories in a store or an answer."""
    if isinstance(store.get("topic_list"), dict) or "category_list" in store:
        return [store]
    return [opened(store[name]) for name in store if name.startswith(("topic_list", "categories_list"))]


def _row(page: Page, topic: Entry, names: dict[int | None, Entry]) -> ThreadRow:
    opener = names.get(whole(topic, "posters", 0, "user_id"))
    row = ThreadRow(text(topic, "id"), address(page, topic) or "", text(topic, "title"), author(opener) if opener else None)
    row.created_at = parse(text(topic, "created_at"), page.calendar, UTC).iso
    row.last_post_at = parse(text(topic, "last_posted_at"), page.calendar, UTC).iso
    row.replies, row.views = replies(topic), whole(topic, "views")
    row.sticky = bool(get(topic, "pinned") or get(topic, "pinned_globally"))
    return row


def _board_rows(page: Page, store: Entry) -> list[BoardRow]:
    found = [category for value in _lists(store) for category in entries(value, "category_list", "categories")]
    return [
        BoardRow(text(category, "id"), absolute(page.url, f"{home(page)}/c/{text(category, 'slug') or '-'}/{text(category, 'id')}"), name)
        for category in found
        if (name := text(category, "name"))
    ]


def _shown_rows(page: Page) -> list[ThreadRow]:
    rows = []
    for row in _ROWS(page.tree):
        link = _ROW_LINK.first(row)
        url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        at = target(url)
        if at and at.kind == "thread":
            found = ThreadRow(at.id, url, text_of(link), replies=count(_ROW_REPLIES(row)), views=count(_ROW_VIEWS(row)))
            opener = _ROW_OPENER(row).rstrip("/").rpartition("/")[2]
            found.author = Author(opener) if opener else None
            milliseconds = number(_ROW_LAST_EXACT(row))
            exact = stamp(milliseconds / 1000, UTC) if milliseconds else None
            found.last_post_at = exact or parse(_ROW_LAST(row), page.calendar, UTC).iso
            found.sticky = "pinned" in row.get("class", "").split() or _ROW_EXCERPT.first(row) is not None
            rows.append(found)
    return rows
