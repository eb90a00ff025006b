"""How every engine reads a page, whatever its posts are made of: the steps, in their order, once."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import ClassVar, Generic, TypeVar

from msgspec import UNSET, UnsetType

from crawler.blocks import Body
from crawler.dates import NEVER, When
from crawler.forum import BoardPage, BoardRow, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Thread
from crawler.markup.addresses import Addresses
from crawler.markup.floors import by_time
from crawler.markup.notices import notice, says_empty
from crawler.markup.sheet import Sheet
from crawler.page import Page
from crawler.raw_post import RawPost

Unit = TypeVar("Unit")
"""What a post or a row is on the page: an element, or an answer's entry."""


class Skeleton(Addresses, Generic[Unit]):
    """An engine as steps; a table fills most of them from its attributes, an engine overrides those that its software does otherwise."""

    zone: ClassVar[tzinfo | None] = None
    """The zone of the software's clocks; None where every site has its own."""
    permalink: ClassVar[str] = "{thread}#{id}"
    """A post's address: ``thread`` is the thread's, ``page`` the page's, ``thread_id`` and ``id`` their numbers."""
    nobody: ClassVar[frozenset[str]] = frozenset()
    """Names in lower case that are no one's: what the software writes for guests and deleted members."""

    prints_numbers: ClassVar[bool] = False
    """Whether every post shows its number."""
    counts_places: ClassVar[bool] = False
    """Whether a post's number is its place in the thread: pages print none, and deleted posts leave no gap."""

    def read(self, page: Page) -> Reading:
        """What the page says: posts, or rows, or why there are none."""
        sheet = self.sheet(page)
        if posts := self.posts_on(sheet):
            return self.thread_page(sheet, posts)
        if reading := self.otherwise(sheet):
            return reading
        rows: dict[str, ThreadRow] = {}
        for unit in self.rows_on(sheet):
            if row := self.row_of(sheet, unit):
                rows.setdefault(row.id, row)
        boards = self.boards_on(sheet)
        if rows or boards or self.is_empty_board(sheet):
            return self.board_page(sheet, list(rows.values()), boards)
        return self.notice(sheet)

    def sheet(self, page: Page) -> Sheet:
        """What is found out about the page before anything on it is read."""
        sheet = Sheet(page, None, to=self.address, zone_on=self.zone_on)
        named = [at for url in sheet.addresses() if url and (at := self.target(url))]
        sheet.here = next((at for at in named if at.kind != "index"), named[0] if named else None)
        return sheet

    def zone_on(self, page: Page) -> tzinfo | None:
        """The zone of the page's clocks; None where neither the software nor the page tells it."""
        return self.zone

    def otherwise(self, sheet: Sheet) -> Reading | None:
        """What a page says that is not laid out as usual: a view for printers, an older layout; None for any other page."""
        return None

    # A thread -------------------------------------------------------------------------------------------------------------------------

    def thread_page(self, sheet: Sheet, units: Sequence[Unit]) -> Reading:
        """A page of a thread: its head, then its posts."""
        here = sheet.here if sheet.here and sheet.here.kind == "thread" else self.unnamed(sheet, units)
        sheet.here, sheet.board = here, Board()
        sheet.thread = self.thread_of(sheet, here)
        sheet.board = self.board_above(sheet)
        shown, last, following = self.pages_of(sheet, here)
        posts = [made for unit in units if (made := self.post_of(sheet, unit))]
        if not sheet.damaged:
            self.number_posts(sheet, posts)
            self.opened(sheet, posts)
        return ThreadPage(sheet.thread, sheet.board, posts, shown, last, following)

    def number_posts(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """Numbers posts by their place in the thread, where the software prints no numbers and its page bar tells how many come before.

        Not where their times say that the posts stand in another order.
        """
        if sheet.before is None and sheet.until:
            sheet.before = sheet.until - len(posts)
        if self.counts_places and sheet.before is not None and by_time([made.post.created_at for made in posts]):
            for at, made in enumerate(posts, sheet.before + 1):
                made.post.floor = made.post.floor or at

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """The opening post's author and time are the thread's.

        Where posts are numbered, number 1 opens the thread, and no other is taken for it when that one is damaged; elsewhere it is the
        first post of the first page.
        """
        numbered = self.prints_numbers or self.counts_places or any(made.post.floor is not None for made in posts)
        if posts and (posts[0].post.floor == 1 if numbered else sheet.here is not None and sheet.here.first):
            sheet.thread.author, sheet.thread.created_at = posts[0].post.author, posts[0].post.created_at

    def post_of(self, sheet: Sheet, unit: Unit) -> RawPost | None:
        """One post; None where a unit turns out to be none."""
        pid = self.id_of(sheet, unit)
        body, when = self.body_of(sheet, unit), self.time_of(sheet, unit)
        made = raw_post(self, sheet.page, sheet.thread, sheet.board, pid, self.url_of(sheet, unit, pid), body, when)
        made.post.author, made.post.floor = self.author_of(sheet, unit), self.floor_of(sheet, unit)
        made.post.edited_at = self.edited_of(sheet, unit, body)
        made.post.reply_to = self.reply_to_of(sheet, unit)
        made.post.likes = self.likes_of(sheet, unit)
        made.post.comments = list(self.remarks_of(sheet, unit))
        made.post.lacks = ["comments"] if self.hides_remarks(sheet, unit) else UNSET
        return made

    def url_of(self, sheet: Sheet, unit: Unit, pid: str) -> str:
        """A post's own address; the page's where there is none to be made."""
        page = sheet.page
        if not pid or ("{thread}" in self.permalink and not sheet.thread.url):
            return sheet.thread.url or page.url
        address, sign, fragment = self.permalink.partition("#")
        url = address.format(thread=sheet.thread.url, page=sheet.bare_url, thread_id=sheet.thread.id, id=pid)
        return (sheet.address(url) if url.startswith("/") else url) + sign + fragment.format(id=pid)

    # A board --------------------------------------------------------------------------------------------------------------------------

    def board_page(self, sheet: Sheet, rows: list[ThreadRow], boards: list[BoardRow]) -> Reading:
        """A page of a board, or the index."""
        here = sheet.here if sheet.here and sheet.here.kind != "thread" else Target("index", "")
        sheet.here = here
        board = self.board_of(sheet, here)
        page = BoardPage(board, [row for row in boards if row.id != board.id], rows, *self.pages_of(sheet, here))
        page.says_empty = (here.kind == "board" and not rows and self.says_empty(sheet)) or UNSET
        return page

    def is_empty_board(self, sheet: Sheet) -> bool:
        """Whether the page is a board without threads: its address names a board, and its words say that there are none."""
        on_a_board = sheet.here is not None and sheet.here.kind == "board" and sheet.page.status < 400
        return on_a_board and self.says_empty(sheet)

    def says_empty(self, sheet: Sheet) -> bool:
        """Whether a page without threads says that there are none."""
        return any(map(says_empty, self.messages(sheet)))

    def notice(self, sheet: Sheet) -> Notice:
        """Why there is nothing."""
        return notice(sheet.page, next(iter(self.messages(sheet)), ""))

    # The steps ------------------------------------------------------------------------------------------------------------------------

    @abstractmethod
    def posts_on(self, sheet: Sheet) -> Sequence[Unit]:
        """The posts, in their order."""

    @abstractmethod
    def rows_on(self, sheet: Sheet) -> Iterable[Unit]:
        """What may be the rows of a board."""

    @abstractmethod
    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        """The boards that an index or a board lists."""

    @abstractmethod
    def row_of(self, sheet: Sheet, unit: Unit) -> ThreadRow | None:
        """A thread as a board lists it; None where a row is none."""

    @abstractmethod
    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        """The thread's head."""

    @abstractmethod
    def board_above(self, sheet: Sheet) -> Board:
        """The board that a thread stands in."""

    @abstractmethod
    def board_of(self, sheet: Sheet, here: Target) -> Board:
        """The board that a page shows."""

    @abstractmethod
    def messages(self, sheet: Sheet) -> Iterable[str]:
        """What the page says in place of threads or posts."""

    @abstractmethod
    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """(number of the page, number of pages as far as it tells, address of the next page or None)."""

    @abstractmethod
    def id_of(self, sheet: Sheet, unit: Unit) -> str:
        """A post's number; empty where the page gives none."""

    @abstractmethod
    def body_of(self, sheet: Sheet, unit: Unit) -> Body:
        """What a post says."""

    @abstractmethod
    def author_of(self, sheet: Sheet, unit: Unit) -> Author | None:
        """Who wrote a post."""

    @abstractmethod
    def time_of(self, sheet: Sheet, unit: Unit) -> When:
        """When a post was written."""

    @abstractmethod
    def floor_of(self, sheet: Sheet, unit: Unit) -> int | None:
        """The number that a reader sees on a post."""

    def edited_of(self, sheet: Sheet, unit: Unit, body: Body) -> str | None:
        """When a post was last edited."""
        return NEVER.iso

    def reply_to_of(self, sheet: Sheet, unit: Unit) -> str | None:
        """The id of the post that a post answers."""
        return None

    def likes_of(self, sheet: Sheet, unit: Unit) -> int | UnsetType:
        """How many like a post; unset where the page does not say."""
        return UNSET

    def remarks_of(self, sheet: Sheet, unit: Unit) -> Iterable[Comment]:
        """The remarks below a post."""
        return ()

    def hides_remarks(self, sheet: Sheet, unit: Unit) -> bool:
        """Whether there are more remarks below a post than the page shows."""
        return False

    def unnamed(self, sheet: Sheet, units: Sequence[Unit]) -> Target:
        """What stands for a thread that no address names."""
        return Target("thread", "0")
