"""Discourse 2 to 2026: server HTML, the ``<noscript>`` view that robots get, the page a browser builds, and the JSON API.

Server HTML carries the API's own answer in ``data-preloaded``; the robots' view is read only where that is missing.  Ids of posts are their
numbers in the topic: all views have them, addresses and quotes use them, and they are never given twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker
from crawler.engines.discourse.family import NEXT, Family, body_in, home
from crawler.engines.discourse.shown import SHOWN, why
from crawler.forum import BoardRow, Notice, Reading, Reason, Target, ThreadPage, ThreadRow
from crawler.items import Author, Board, Thread
from crawler.jsonvalue import Entry, decode, entries, fragment, get, strings, text, whole
from crawler.markup.json_table import JsonTable
from crawler.markup.sheet import Sheet
from crawler.page import Page
from crawler.select import Select, text_of
from crawler.text import number
from crawler.urls import query

_PRELOADED = Select("id('data-preloaded')")
_REASONS: dict[str, Reason] = {"not_found": "missing", "invalid_access": "permission", "not_logged_in": "login", "rate_limit": "refused"}
_SMALL_ACTION = 3
"""``post_type`` of the lines 'closed this topic' and the like; robots see them as posts."""
_CHUNK = 20


class Discourse(Family, JsonTable):
    """Discourse categories and topics."""

    rank = 20
    generators = ("discourse",)
    fingerprints = (b"data-discourse-setup",)
    zone = UTC

    thread, posts, views = "topic", "topic.post_stream.posts", "views"
    thread_time, thread_author = "created_at", "details.created_by"
    post_ids = "thread"
    post_id, time, floor, reply_to = "post_number", "created_at", "post_number", "reply_to_post_number"
    rows, row_time, row_last, row_views = "listed.topics", "created_at", "last_posted_at", "views"

    def detect(self, page: Page) -> bool:
        answer = page.json
        if answer is None:
            return True
        marks = ("post_stream", "error_type", "category_list")
        return isinstance(answer, dict) and (any(mark in answer for mark in marks) or get(answer, "topic_list", "topics") is not None)

    def answer_on(self, page: Page) -> Any:
        """The topic or the lists that an answer holds, or the answers that a page was made from, each under its name.

        Those stand in an attribute until spring 2026, in a script since; each is JSON in JSON and stays so until it is asked for.
        """
        holder = _PRELOADED.first(page.tree) if page.json is None else None
        store = decode(holder.get("data-preloaded") or holder.text or "") if holder is not None else page.json
        store = store if isinstance(store, dict) else {}
        topic = _topic_in(store)
        lists = [] if topic else _lists(store)
        listed = next((found for value in lists if isinstance(found := get(value, "topic_list"), dict)), None)
        return {"store": store, "topic": topic, "lists": lists, "listed": listed}

    def otherwise(self, sheet: Sheet) -> Reading | None:
        store, page = get(sheet.answer, "store"), sheet.page
        if "error_type" in store:
            words = "; ".join(strings(store, "errors"))
            return Notice(_REASONS.get(text(store, "error_type"), "missing" if page.status == 404 else "site_error"), words[:200])
        shown = SHOWN.sheet(page)
        if units := SHOWN.posts_on(shown):
            return SHOWN.thread_page(shown, units)
        return why(page)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def thread_page(self, sheet: Sheet, units: Sequence[Entry]) -> Reading:
        reading = super().thread_page(sheet, [post for post in units if get(post, "post_type") != _SMALL_ACTION])
        if isinstance(reading, ThreadPage) and reading.posts and reading.posts[0].post.floor == 1:
            reading.thread.author = reading.posts[0].post.author
        return reading

    def opened(self, sheet: Sheet, posts: object) -> None:
        """The topic itself says when it was opened."""

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        topic = get(sheet.answer, "topic")
        thread = super().thread_of(sheet, Target("thread", text(topic, "id")))
        thread.url, thread.replies = self._address(sheet, topic), _replies(topic)
        thread.tags = strings(topic, "tags") or [name for tag in entries(topic, "tags") if (name := text(tag, "name"))]
        return thread

    def person(self, value: Any, path: str) -> Author | None:
        return _author(get(value, *path.split(".")) if path else None)

    def author_of(self, sheet: Sheet, unit: Entry) -> Author | None:
        return _author(unit)

    def url_of(self, sheet: Sheet, unit: Entry, pid: str) -> str:
        floor = whole(unit, "post_number")
        return f"{sheet.thread.url}/{floor}" if sheet.thread.url else ""

    def body_of(self, sheet: Sheet, unit: Entry) -> Body:
        """In place of a post that its author took back or that many flagged stand the site's words."""
        content = fragment(text(unit, "cooked"))
        if not any(get(unit, mark) for mark in ("user_deleted", "hidden", "deleted_at")):
            return body_in(sheet, content)
        walker = Walker(Rules(), "")
        walker.locked(text_of(content))
        return walker.body

    def edited_of(self, sheet: Sheet, unit: Entry, body: Body) -> str | None:
        return sheet.moment(text(unit, "updated_at")).iso if (whole(unit, "version") or 1) > 1 else None

    def floor_of(self, sheet: Sheet, unit: Entry) -> int | None:
        return whole(unit, "post_number")

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        if get(sheet.answer, "topic") is None:
            return self._board_pages(sheet)
        current, pages, following = self._topic_pages(sheet)
        in_json = sheet.page.json is not None
        start = sheet.address(f"{home(sheet.page)}/t/{sheet.thread.id}.json") if in_json else sheet.thread.url
        return current, pages, f"{start}?page={following}" if following and start else None

    def _topic_pages(self, sheet: Sheet) -> tuple[int, int | None, int | None]:
        """Current page, number of pages, number of the following page.

        ``stream`` names all posts, so it tells where this page stands; topics of more than 10,000 posts come without it.
        """
        topic = get(sheet.answer, "topic")
        shown, stream = entries(topic, "post_stream", "posts"), get(topic, "post_stream", "stream")
        chunk = whole(topic, "chunk_size") or _CHUNK
        if isinstance(stream, list) and get(shown, 0, "id") in stream:
            first, last = stream.index(shown[0]["id"]), get(shown, -1, "id")
            end = stream.index(last) + 1 if last in stream else first + len(shown)
            current = first // chunk + 1
            return current, -(-len(stream) // chunk), max(end // chunk, current) + 1 if end < len(stream) else None
        current = number(query(sheet.page.url).get("page")) or 1
        more = (whole(shown, -1, "post_number") or 0) < (whole(topic, "highest_post_number") or 0)
        return current, None, current + 1 if more and len(shown) >= chunk else None

    # Categories -----------------------------------------------------------------------------------------------------------------------

    def board_page(self, sheet: Sheet, rows: list[ThreadRow], boards: list[BoardRow]) -> Reading:
        """What the answers do not list, the page shows."""
        shown = SHOWN.sheet(sheet.page)
        rows = rows or [row for unit in SHOWN.rows_on(shown) if (row := SHOWN.row_of(shown, unit))]
        boards = boards or SHOWN.boards_on(shown)
        if not rows and not boards and not get(sheet.answer, "listed"):
            return Notice("empty", sheet.page.title)
        more = self._more(sheet)
        named = (at for url in (sheet.page.url, sheet.page.link("canonical"), sheet.address(more)) if (at := self.target(url)))
        sheet.here = next(named, None)
        return super().board_page(sheet, rows, boards)

    def is_empty_board(self, sheet: Sheet) -> bool:
        return True

    def row_of(self, sheet: Sheet, unit: Entry) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            names = {whole(user, "id"): user for value in get(sheet.answer, "lists") for user in entries(value, "users")}
            found.author, found.url = _author(names.get(whole(unit, "posters", 0, "user_id"))), self._address(sheet, unit) or ""
            found.replies, found.sticky = _replies(unit), bool(get(unit, "pinned") or get(unit, "pinned_globally"))
        return found

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        found = [category for value in get(sheet.answer, "lists") for category in entries(value, "category_list", "categories")]
        start = f"{home(sheet.page)}/c"
        return [
            BoardRow(text(category, "id"), sheet.address(f"{start}/{text(category, 'slug') or '-'}/{text(category, 'id')}"), name)
            for category in found
            if (name := text(category, "name"))
        ]

    def _more(self, sheet: Sheet) -> str:
        """The address of the list's next part; the document's head always names one, so it is not asked."""
        listed = get(sheet.answer, "listed")
        if listed:
            return text(listed, "more_topics_url").replace("no_definitions=true&", "")
        link = NEXT.first(sheet.tree)
        return link.get("href") or "" if link is not None else ""

    def _board_pages(self, sheet: Sheet) -> tuple[int, int | None, str | None]:
        more, page = self._more(sheet), sheet.page
        if page.json is not None and more:
            start, mark, rest = more.partition("?")
            more = f"{start.removesuffix('.json')}.json{mark}{rest}"
        return (number(query(page.url or page.link("canonical")).get("page")) or 0) + 1, None, sheet.address(more) or None

    def board_above(self, sheet: Sheet) -> Board:
        return self._board_by(sheet, text(sheet.answer, "topic", "category_id"))

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        return self._board_by(sheet, here.id if here.kind == "board" else "")

    def _board_by(self, sheet: Sheet, category_id: str) -> Board:
        """The board that the breadcrumb names, else from the list of all that the page carries; an answer names it by number only."""
        board, store = SHOWN.board_above(sheet), get(sheet.answer, "store")
        if board.id:
            return board
        board = Board(category_id or None)
        if "site" not in store:
            return board
        known = {text(category, "id"): category for category in entries(_opened(store["site"]), "categories")}
        slugs: list[str] = []
        at: str | None = category_id
        while at in known and len(slugs) < 5:
            board.path.insert(0, text(known[at], "name"))
            slugs.insert(0, text(known[at], "slug") or "-")
            at = text(known[at], "parent_category_id")
        if slugs:
            board.name = board.path[-1]
            board.url = sheet.address(f"{home(sheet.page)}/c/{'/'.join(slugs)}/{category_id}") or None
        return board

    def _address(self, sheet: Sheet, topic: Entry) -> str | None:
        return sheet.address(f"{home(sheet.page)}/t/{text(topic, 'slug') or '-'}/{text(topic, 'id')}") or None


def _opened(value: Any) -> Any:
    """An answer within an answer, decoded."""
    return decode(value) if isinstance(value, str) else value


def _topic_in(store: Any) -> Entry | None:
    """The topic that a store or an answer holds."""
    topic = store if "post_stream" in store else None
    name = next((name for name in store if re.fullmatch(r"topic_\d+", name)), "") if topic is None else ""
    topic = _opened(store[name]) if name else topic
    return topic if entries(topic, "post_stream", "posts") else None


def _lists(store: Entry) -> list[Any]:
    """The lists of topics or categories in a store or an answer."""
    if isinstance(store.get("topic_list"), dict) or "category_list" in store:
        return [store]
    return [_opened(store[name]) for name in store if name.startswith(("topic_list", "categories_list"))]


def _author(entry: Any) -> Author | None:
    name = text(entry, "username") or text(entry, "name")
    return Author(name, text(entry, "user_id") or text(entry, "id") or None) if name else None


def _replies(topic: Entry) -> int | None:
    """As the list shows them: ``reply_count`` counts answers to answers only."""
    posts = whole(topic, "posts_count")
    return posts - 1 if posts else None


ENGINE = Discourse()
