"""An engine as a table of paths: software whose pages are answers of an API, in JSON.

A path names keys and positions, ``post.author.name`` or ``tags.0``; an empty path finds nothing.  What has another type than is expected
is missing.  ``docs/engine.md`` shows how such a table is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from functools import cache
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType
from w3lib.url import add_or_replace_parameter

from crawler.blocks import Body
from crawler.body import markdown
from crawler.body.walker import Rules, read
from crawler.dates import NEVER, When, stamp
from crawler.forum import BoardRow, Target, ThreadRow
from crawler.items import Author, Board, Thread
from crawler.jsonvalue import Entry, entries, fragment, get, strings, text, whole
from crawler.markup.floors import floor
from crawler.markup.sheet import Sheet
from crawler.markup.skeleton import Skeleton
from crawler.page import Page


class JsonTable(Skeleton[Entry]):
    """One software's answers.  Paths of the thread begin at ``thread``, those of a post or a row at the post or the row."""

    reads_json: ClassVar[bool] = True

    # A thread's answer
    thread: ClassVar[str] = ""
    """The thread's own object; empty where the answer itself is it."""
    title: ClassVar[str] = "title"
    tags: ClassVar[str] = ""
    views: ClassVar[str] = ""
    replies: ClassVar[str] = ""
    thread_author: ClassVar[str] = ""
    thread_time: ClassVar[str] = ""
    thread_board: ClassVar[str] = ""
    """The object of the board that a thread stands in."""
    thread_url: ClassVar[str] = ""
    """A thread's address by its ``id``; without it, the answer's own."""
    posts: ClassVar[str] = "posts"
    pages: ClassVar[str] = ""
    """The number of pages."""
    following: ClassVar[str] = ""
    """The address of the next page."""

    # A post
    post_id: ClassVar[str] = "id"
    body: ClassVar[str] = "body"
    body_is_markdown: ClassVar[bool] = False
    body_rules: ClassVar[Rules] = Rules()
    author: ClassVar[str] = ""
    """The member's object, or their bare name."""
    time: ClassVar[str] = ""
    """A time in words, or in seconds or milliseconds since 1970."""
    edited: ClassVar[str] = ""
    floor: ClassVar[str] = ""
    reply_to: ClassVar[str] = ""
    """The id of the post that it answers."""
    likes: ClassVar[str] = ""

    # A member, and a board
    member_name: ClassVar[str] = "name"
    member_id: ClassVar[str] = "id"
    board_id: ClassVar[str] = "id"
    board_name: ClassVar[str] = "name"
    board_url: ClassVar[str] = ""
    """A board's address by its ``id``."""

    # A board's answer
    board: ClassVar[str] = ""
    """The board's own object."""
    boards: ClassVar[str] = ""
    rows: ClassVar[str] = "threads"
    row_id: ClassVar[str] = "id"
    row_title: ClassVar[str] = "title"
    row_author: ClassVar[str] = ""
    row_time: ClassVar[str] = ""
    row_last: ClassVar[str] = ""
    row_replies: ClassVar[str] = ""
    row_views: ClassVar[str] = ""
    row_sticky: ClassVar[str] = ""
    message: ClassVar[str] = "error"

    def detect(self, page: Page) -> bool:
        """Whether an answer has posts or rows where this software has them, at an address of its own."""
        return self.target(page.url) is not None and any(at(page.json, path) is not None for path in (self.posts, self.rows))

    def sheet(self, page: Page) -> Sheet:
        sheet = super().sheet(page)
        sheet.answer = self.answer_on(page)
        return sheet

    def answer_on(self, page: Page) -> Any:
        """The API's answer: the page itself, or what HTML carries of it for its scripts."""
        return page.json

    def posts_on(self, sheet: Sheet) -> Sequence[Entry]:
        return self._entries(sheet.answer, self.posts)

    def rows_on(self, sheet: Sheet) -> Iterable[Entry]:
        return self._entries(sheet.answer, self.rows)

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        found = (self._board(sheet, entry) for entry in self._entries(sheet.answer, self.boards))
        return [BoardRow(board.id, board.url or "", board.name) for board in found if board.id and board.name]

    def is_empty_board(self, sheet: Sheet) -> bool:
        """An answer whose list of threads is there, and empty, is an empty board."""
        return at(sheet.answer, self.rows) == [] and sheet.page.status < 400

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        found = at(sheet.answer, self.thread) if self.thread else sheet.answer
        url = sheet.address(self.thread_url.format(id=here.id)) if self.thread_url else sheet.page.url.partition("?")[0]
        thread = Thread(here.id, url or None, text(found, *steps(self.title)) or None, strings(found, *steps(self.tags)))
        thread.author, thread.created_at = self.person(found, self.thread_author), self.moment(sheet, found, self.thread_time).iso
        thread.views, thread.replies = (whole(found, *steps(path)) if path else None for path in (self.views, self.replies))
        return thread

    def row_of(self, sheet: Sheet, unit: Entry) -> ThreadRow | None:
        ident, title = text(unit, *steps(self.row_id)), text(unit, *steps(self.row_title))
        if not ident or not title:
            return None
        found = ThreadRow(ident, sheet.address(self.thread_url.format(id=ident)), title, self.person(unit, self.row_author))
        found.created_at, found.last_post_at = (self.moment(sheet, unit, path).iso for path in (self.row_time, self.row_last))
        found.replies, found.views = (whole(unit, *steps(path)) if path else None for path in (self.row_replies, self.row_views))
        found.sticky = at(unit, self.row_sticky) in (True, 1, "1")
        return found

    def board_above(self, sheet: Sheet) -> Board:
        found = at(sheet.answer, self.thread) if self.thread else sheet.answer
        return self._board(sheet, at(found, self.thread_board))

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        board = self._board(sheet, at(sheet.answer, self.board))
        if here.kind == "board" and board.id is None:
            board.id, board.url = here.id, sheet.address(self.board_url.format(id=here.id)) or None
        return board

    def _board(self, sheet: Sheet, value: Any) -> Board:
        ident, name = text(value, *steps(self.board_id)), text(value, *steps(self.board_name))
        url = sheet.address(self.board_url.format(id=ident)) if ident and self.board_url else ""
        return Board(ident or None, name or None, [name] if name else [], url or None)

    def messages(self, sheet: Sheet) -> Iterable[str]:
        return filter(None, (text(sheet.answer, *steps(self.message)),))

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        pages = whole(sheet.answer, *steps(self.pages)) if self.pages else None
        following = sheet.address(text(sheet.answer, *steps(self.following))) if self.following else ""
        if not following and pages and here.page < pages:
            following = self.page_url(sheet.page.url, here.page + 1) or ""
        return here.page, pages, following or None

    def page_url(self, thread_url: str, page: int) -> str | None:
        """The same address with another number of the page."""
        return add_or_replace_parameter(thread_url, self.page_key, str(page - 1 + self.first_page)) if self.page_key else None

    def id_of(self, sheet: Sheet, unit: Entry) -> str:
        return text(unit, *steps(self.post_id))

    def body_of(self, sheet: Sheet, unit: Entry) -> Body:
        words, base_url = text(unit, *steps(self.body)), sheet.page.base_url
        return markdown.read(words, base_url) if self.body_is_markdown else read(fragment(words), self.body_rules, base_url)

    def author_of(self, sheet: Sheet, unit: Entry) -> Author | None:
        return self.person(unit, self.author)

    def time_of(self, sheet: Sheet, unit: Entry) -> When:
        return self.moment(sheet, unit, self.time)

    def edited_of(self, sheet: Sheet, unit: Entry, body: Body) -> str | None:
        return self.moment(sheet, unit, self.edited).iso

    def floor_of(self, sheet: Sheet, unit: Entry) -> int | None:
        return floor(text(unit, *steps(self.floor))) if self.floor else None

    def reply_to_of(self, sheet: Sheet, unit: Entry) -> str | None:
        return text(unit, *steps(self.reply_to)) or None if self.reply_to else None

    def likes_of(self, sheet: Sheet, unit: Entry) -> int | UnsetType:
        found = whole(unit, *steps(self.likes)) if self.likes else None
        return UNSET if found is None else found

    def person(self, value: Any, path: str) -> Author | None:
        """Who stands at a path; None for nobody."""
        found = at(value, path)
        name = found if isinstance(found, str) else text(found, *steps(self.member_name))
        if not name or name.lower() in self.nobody:
            return None
        return Author(name, text(found, *steps(self.member_id)) or None)

    def moment(self, sheet: Sheet, value: Any, path: str) -> When:
        """The time at a path."""
        raw = text(value, *steps(path)) if path else ""
        if raw.isdecimal() and len(raw) >= 9:
            return When(stamp(int(raw[:13]) / (1000 if len(raw) > 11 else 1), sheet.zone or UTC), raw, "second")
        return sheet.moment(raw) if raw else NEVER

    def _entries(self, value: Any, path: str) -> list[Entry]:
        return entries(value, *steps(path)) if path else []


@cache
def steps(path: str) -> tuple[str | int, ...]:
    """The keys and positions of a path.

    >>> steps("post.tags.0"), steps("")
    (('post', 'tags', 0), ())
    """
    return tuple(int(step) if step.isdecimal() else step for step in path.split(".") if step)


def at(value: Any, path: str) -> Any:
    """What stands at a path; None for an empty one."""
    return get(value, *steps(path)) if path else None
