"""What board and thread pages have in common."""

from __future__ import annotations

import re
from typing import Any

from crawler.forum import Engine
from crawler.items import Author, Board
from crawler.jsonvalue import Entry, decode, entries, text, whole
from crawler.markup.lists import breadcrumb
from crawler.page import Page
from crawler.select import Select, Value, has
from crawler.urls import absolute

_PRELOADED = Select("id('data-preloaded')")
CRUMBS = Select(
    f"id('topic-title')//div[{has('topic-category')}]//a[contains(@href,'/c/')] | //h1/a[@itemprop='item'][contains(@href,'/c/')]"
)
NEXT = Value("id('main-outlet')//a[@rel='next']/@href")
_HOME = re.compile(r"/(?:t|c|tag|tags|latest|categories)(?=[/.?#]|$)|/?(?:[?#]|$)")


def preloaded(page: Page) -> Entry:
    """The answers that the page was made from, by name; each is JSON in JSON and stays so until it is asked for.

    They stand in an attribute until spring 2026, in a script since.
    """
    holder = _PRELOADED.first(page.tree)
    store = decode(holder.get("data-preloaded") or holder.text or "") if holder is not None else None
    return store if isinstance(store, dict) else {}


def opened(value: Any) -> Any:
    """An answer within an answer, decoded."""
    return decode(value) if isinstance(value, str) else value


def home(page: Page) -> str:
    """Where the forum starts, a sub-folder included."""
    url = page.url or page.link("canonical")
    match = _HOME.search(url, url.find("//") + 2)
    return url[: match.start()] if match else url


def address(page: Page, topic: Entry) -> str | None:
    """An absolute address."""
    return absolute(page.url, f"{home(page)}/t/{text(topic, 'slug') or '-'}/{text(topic, 'id')}") or None


def author(entry: Any) -> Author | None:
    """Who wrote it."""
    name = text(entry, "username") or text(entry, "name")
    return Author(name, text(entry, "user_id") or text(entry, "id") or None) if name else None


def replies(topic: Entry) -> int | None:
    """As the list shows them: ``reply_count`` counts answers to answers only."""
    count = whole(topic, "posts_count")
    return count - 1 if count else None


def board_of(engine: Engine, page: Page, store: Entry, category_id: str) -> Board:
    """The board that the breadcrumb names, else by what the page carries."""
    board = breadcrumb(engine, page, CRUMBS(page.tree))
    return board if board.id else _category(page, store, category_id)


def _category(page: Page, store: Entry, category_id: str) -> Board:
    """A board from the list of all that the page carries; an API's answer names it by number only."""
    board = Board(category_id or None)
    if "site" not in store:
        return board
    known = {text(category, "id"): category for category in entries(opened(store["site"]), "categories")}
    slugs: list[str] = []
    at: str | None = category_id
    while at in known and len(slugs) < 5:
        board.path.insert(0, text(known[at], "name"))
        slugs.insert(0, text(known[at], "slug") or "-")
        at = text(known[at], "parent_category_id")
    if slugs:
        board.name = board.path[-1]
        board.url = absolute(page.url, f"{home(page)}/c/{'/'.join(slugs)}/{category_id}") or None
    return board
