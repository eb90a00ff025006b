"""NodeBB 1 to 4, any theme: server HTML, the page a browser builds, and the read API.

A page carries the API's own answer in ``script#ajaxify-data``, so both are read alike; a browser takes that script out of the page, and
then the ``component`` and ``data-*`` attributes are read, which every theme keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from html import unescape
from typing import Any

from crawler.blocks import Body
from crawler.body.walker import read
from crawler.dates import NEVER, When, stamp
from crawler.engines.nodebb.body import RULES
from crawler.engines.nodebb.family import Family, author_of, home, locked, name_quoted
from crawler.engines.nodebb.shown import BODY, POSTS, SHOWN
from crawler.forum import BoardRow, Notice, Reading, Reason, Target, ThreadRow
from crawler.items import Author, Board, Thread
from crawler.jsonvalue import Entry, decode, entries, fragment, get, text, whole
from crawler.markup.json_table import JsonTable
from crawler.markup.notices import reason
from crawler.markup.sheet import Sheet
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, text_of

_DATA = Select("id('ajaxify-data')")
_MARKS = (b'"relative_path":', b'component="post', b'component="category/', b'component="topic')
_TEMPLATES: dict[str, Reason] = {"404": "missing", "403": "permission", "login": "login", "500": "site_error", "503": "site_error"}


class NodeBB(Family, JsonTable):
    """NodeBB categories and topics."""

    rank = 20
    zone = UTC
    fingerprints = (b"relative_path", b"component")

    views, thread_author, thread_time = "viewcount", "author", "timestamp"
    post_id, author, time, edited, reply_to = "pid", "user", "timestamp", "edited", "toPid"
    likes = "upvotes"
    rows, row_id, row_title, row_author = "topics", "tid", "title", "user"
    row_time, row_last, row_views, row_sticky = "timestamp", "lastposttime", "viewcount", "pinned"

    def detect(self, page: Page) -> bool:
        answer = page.json
        if answer is None:
            return b'component="' in page.start and any(mark in page.start for mark in _MARKS)
        if not isinstance(answer, dict):
            return False
        thread, board = {"posts", "tid", "cid"} <= answer.keys(), "topics" in answer and ("cid" in answer or "nextStart" in answer)
        return thread or board or ("categories" in answer and "relative_path" in answer) or {"status", "response"} == answer.keys()

    def answer_on(self, page: Page) -> Any:
        script = _DATA.first(page.tree) if page.json is None else None
        return page.json if page.json is not None else decode(script.text or "") if script is not None else None

    def otherwise(self, sheet: Sheet) -> Reading | None:
        """Answers that say why there is nothing; pages whose answer a browser took out."""
        data, page = sheet.answer, sheet.page
        template = text(data, "template", "name") or text(data, "template")
        if template in _TEMPLATES:
            return Notice(_TEMPLATES[template], page.title)
        if get(data, "status", "code") is not None:
            code, words = text(data, "status", "code"), text(data, "status", "message")
            if code == "ok":
                return Notice("empty", "an answer that is no topic and no category")
            return Notice("login" if code == "not-authorised" else reason(f"{code} {words}".replace("-", " "), page.status), words)
        known = any(isinstance(get(data, key), list) for key in ("topics", "categories", "children"))
        return None if known else SHOWN.read(page)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Entry]:
        return super().posts_on(sheet) if get(sheet.answer, "tid") is not None else []

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        data = sheet.answer
        thread = super().thread_of(sheet, Target("thread", text(data, "tid")))
        thread.url, thread.title = self._address(sheet, data, "topic"), _title(data) or None
        thread.tags = [tag for entry in entries(data, "tags") if (tag := text(entry, "value"))]
        thread.replies = _replies(data)
        return thread

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """The answer names the thread's author and time, but a guest's name stands in the post only."""
        name_quoted(posts)
        if posts[0].post.floor == 1:
            sheet.thread.author = posts[0].post.author

    def url_of(self, sheet: Sheet, unit: Entry, pid: str) -> str:
        return sheet.address(f"{home(sheet.page)}/post/{pid}")

    def body_of(self, sheet: Sheet, unit: Entry) -> Body:
        """A deleted post keeps its row; what the reader sees in its place is in the page, the API has only the words' name."""
        content, page = text(unit, "content"), sheet.page
        if get(unit, "deleted") not in (1, True, "1"):
            return read(fragment(content), RULES, page.base_url)
        shown = next((post for post in POSTS(page.tree) if post.get("data-pid") == text(unit, "pid")), None)
        return locked(text_of(BODY.first(shown)) if shown is not None else text_of(fragment(content)))

    def person(self, value: Any, path: str) -> Author | None:
        return author_of(get(value, path))

    def moment(self, sheet: Sheet, value: Any, path: str) -> When:
        """Milliseconds; ``…ISO`` beside them says the same."""
        milliseconds = whole(value, path) if path else None
        iso = stamp(milliseconds / 1000, UTC) if milliseconds else None
        return When(iso, text(value, f"{path}ISO") or iso, "second") if iso else NEVER

    def floor_of(self, sheet: Sheet, unit: Entry) -> int | None:
        """Posts are numbered by their place: 0 opens the topic, behind it stand the others in the order that the reader chose."""
        index, order = whole(unit, "index"), text(sheet.answer, "sortOptionLabel")
        if index and ":most" in order:
            return None
        if index and ":newest" in order:
            count = whole(sheet.answer, "postcount")
            return count + 1 - index if count else None
        return index + 1 if index is not None else None

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """``?page=`` answers also where the site scrolls without end."""
        data, page = sheet.answer, sheet.page
        current, pages = whole(data, "pagination", "currentPage") or 1, whole(data, "pagination", "pageCount")
        if not pages or current >= pages:
            return current, pages, None
        kind = "topic" if get(data, "tid") is not None else "category" if get(data, "cid") is not None else ""
        start = self._address(sheet, data, kind) if kind else page.url.split("?", 1)[0]
        if page.json is not None and start and kind:
            start = start.replace(f"/{kind}/", f"/api/{kind}/", 1)
        return current, pages, f"{start}?page={current + 1}" if start else None

    # Categories -----------------------------------------------------------------------------------------------------------------------

    def row_of(self, sheet: Sheet, unit: Entry) -> ThreadRow | None:
        found = super().row_of(sheet, unit) if get(unit, "deleted") not in (1, True, "1") else None
        if found is not None:
            found.url, found.title, found.replies = self._address(sheet, unit, "topic") or "", _title(unit), _replies(unit)
        return found

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        return self._boards(sheet, [*entries(sheet.answer, "children"), *entries(sheet.answer, "categories")])

    def _boards(self, sheet: Sheet, categories: list[Entry]) -> list[BoardRow]:
        rows: list[BoardRow] = []
        for category in categories:
            url, name = self._address(sheet, category, "category"), unescape(text(category, "name"))
            if url and name and not text(category, "link"):
                rows.append(BoardRow(text(category, "cid"), url, name))
            rows += self._boards(sheet, entries(category, "children"))
        return rows

    def is_empty_board(self, sheet: Sheet) -> bool:
        return True

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        return self.board_above(sheet) if get(sheet.answer, "cid") is not None else Board()

    def board_above(self, sheet: Sheet) -> Board:
        """From the breadcrumbs, or where an answer has none (before 1.5) the topic's own category."""
        data = sheet.answer
        board = Board(text(data, "cid") or None)
        for crumb in entries(data, "breadcrumbs"):
            url, name = sheet.address(unescape(text(crumb, "url"))), unescape(text(crumb, "text"))
            at = self.target(url)
            if at and at.kind == "board" and name:
                board.id, board.name, board.url = at.id, name, url
                board.path.append(name)
        if board.id != text(data, "cid") or board.name is None:
            category = get(data, "category") or data
            board.id, board.url = text(data, "cid") or None, self._address(sheet, category, "category")
            if name := unescape(text(category, "name")):
                board.name = name
                board.path.append(name)
        return board

    def _address(self, sheet: Sheet, entry: Entry, kind: str) -> str | None:
        slug = text(entry, "slug")
        return sheet.address(f"{home(sheet.page)}/{kind}/{slug}") or None if slug else None


def _title(entry: Entry) -> str:
    """A title as the page shows it."""
    return text(entry, "titleRaw") or unescape(text(entry, "title"))


def _replies(entry: Entry) -> int | None:
    posts = whole(entry, "postcount")
    return posts - 1 if posts else None


ENGINE = NodeBB()
