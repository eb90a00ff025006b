"""Flarum boards, and pages that only say why there is nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from crawler.engines.flarum.addresses import target
from crawler.engines.flarum.parts import Known, author_of, home_of, replies, tag_board, views, when_of
from crawler.forum import BoardPage, BoardRow, Notice, Reading, ThreadRow
from crawler.items import Board
from crawler.jsonvalue import Entry, entries, get, text
from crawler.page import Page
from crawler.urls import absolute


def read_board(page: Page, document: Any, known: Known) -> Reading:
    """One page of a board."""
    at = target(page.url)
    home = home_of(page, known)
    tag = next((tag for (kind, _), tag in known.items() if kind == "tags" and at and text(tag, "attributes", "slug") == at.id), None)
    board = tag_board(page, tag, known) if tag else Board()
    discussions = [entry for entry in entries(document, "data") if get(entry, "type") == "discussions"]
    rows = [_row(page, home, discussion, known) for discussion in discussions]
    if rows:
        onward = text(document, "links", "next")
        current = at.page if at else 1
        if onward and page.json is None:
            onward = f"{page.url.split('?', 1)[0]}?page={current + 1}"
        return BoardPage(board, [], rows, current, None, absolute(page.url, onward) or None)
    if tag and get(document, "data") is None:
        name = quote_plus(f"tag:{text(tag, 'attributes', 'slug')}")
        return BoardPage(board, list_url=absolute(page.url, f"{home}/api/discussions?filter%5Bq%5D={name}&sort=-lastTime") or None)
    if at and at.kind == "board" and not tag:
        return Notice("missing", f"no tag that guests may see is called {at.id}")
    tags = [_tag_row(page, home, tag) for (kind, _), tag in known.items() if kind == "tags"]
    if tags and ((at and at.kind == "index") or text(document, "data", "type") == "forums"):
        return BoardPage(Board(), [row for row in tags if row.name and row.url])
    return Notice("missing" if page.status == 404 else "empty", page.title)


def _tag_row(page: Page, home: str, tag: Entry) -> BoardRow:
    slug = text(tag, "attributes", "slug")
    return BoardRow(text(tag, "id"), absolute(page.url, f"{home}/t/{slug}") if slug else "", text(tag, "attributes", "name"))


def _row(page: Page, home: str, discussion: Entry, known: Known) -> ThreadRow:
    attributes, thread_id = get(discussion, "attributes"), text(discussion, "id")
    row = ThreadRow(thread_id, absolute(page.url, f"{home}/d/{thread_id}"), text(attributes, "title"))
    row.author = author_of(discussion, known, "user", "startUser")
    row.created_at = when_of(page, attributes, "createdAt", "startTime").iso
    row.last_post_at = when_of(page, attributes, "lastPostedAt", "lastTime").iso
    row.replies, row.views, row.sticky = replies(attributes), views(attributes), get(attributes, "isSticky") is True
    return row
