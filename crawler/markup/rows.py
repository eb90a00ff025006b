"""The part of a table that reads boards: their rows, the boards in them, and what a page says in place of rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from lxml.etree import _Element as Element

from crawler.dates import When
from crawler.forum import BoardRow, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import NOTHING, Find, css
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.pager import bar_pager, item_pager, pager
from crawler.markup.sheet import Sheet
from crawler.markup.skeleton import Skeleton
from crawler.select import links_in, text_of
from crawler.text import count, number


class Rows(Skeleton[Element]):
    """Boards by selectors."""

    rows: ClassVar[Find] = NOTHING
    """What may be a row: those without a link to a thread are none."""
    row_link: ClassVar[Find] = css("a[href]")
    """The links among which the first to a thread is the row's."""
    row_author: ClassVar[Find] = NOTHING
    row_time: ClassVar[Find] = NOTHING
    """When the thread was begun."""
    row_last: ClassVar[Find] = NOTHING
    """When it was last answered."""
    row_replies: ClassVar[Find] = NOTHING
    row_posts: ClassVar[Find] = NOTHING
    """The number of posts, where replies are not counted without the opening post."""
    row_counts: ClassVar[Find] = NOTHING
    """Replies and views, where nothing but their order tells them apart."""
    row_views: ClassVar[Find] = NOTHING
    row_sticky: ClassVar[Find] = NOTHING
    """What only a row that stays on top has."""
    row_moved: ClassVar[Find] = NOTHING
    sticky_words: ClassVar[tuple[str, ...]] = ()
    """The same by words in the classes and pictures of a row and its parts; in lower case."""
    moved_words: ClassVar[tuple[str, ...]] = ()
    boards: ClassVar[Find] = NOTHING
    """Links to boards."""
    crumbs: ClassVar[Find] = NOTHING
    """The links of the way that leads to the page."""
    category: ClassVar[re.Pattern[str] | None] = None
    """Links of the way that lead to a category, which is no board."""
    time_in: ClassVar[re.Pattern[str] | None] = None
    """The time within the words found; without it, all of them."""
    board_name: ClassVar[Find] = NOTHING
    """A board's own name, where the way to it does not end with it."""
    board_title: ClassVar[re.Pattern[str] | None] = None
    """The same in the document's title: its first group."""
    own_name: ClassVar[bool] = False
    """Whether a board's page itself tells its name better than the way to it does."""
    board_url: ClassVar[str] = ""
    """A board's address by its ``id``; without it, the page's own."""
    page_part: re.Pattern[str] | None = None
    """What says the number of a page in an address."""
    pager: ClassVar[Find] = NOTHING
    """The links to other pages."""
    page_shown: ClassVar[Find] = NOTHING
    """What shows the number of the page, where its address may not tell it."""
    bar: ClassVar[Find] = NOTHING
    """The page bars, where not the address but the bar tells which page is shown (past the end that is the last one); in each of them:"""
    bar_shows: ClassVar[Find] = NOTHING
    """What shows the number of the page; where nothing does, it is the number that is no link."""
    clocks_vary: ClassVar[bool] = False
    """Whether each site chooses if 03-04-2024 begins with the day: then the page's own dates tell."""
    message: ClassVar[Find] = NOTHING
    """What the software writes where there is nothing to show."""
    member: ClassVar[re.Pattern[str] | None] = None
    """A member's id in the address of a profile."""
    name_cut: ClassVar[re.Pattern[str] | None] = None
    """What is no part of a name."""

    def rows_on(self, sheet: Sheet) -> Iterable[Element]:
        rows = self.rows(sheet.tree)
        self.learn_order(sheet, (self.row_last.first(row) for row in rows))
        return rows

    def learn_order(self, sheet: Sheet, shown: Iterable[Element | None]) -> None:
        """Notes whether the page's dates begin with the day, by the elements that show them."""
        if self.clocks_vary:
            sheet.day_first = sheet.page.calendar.order_of(map(self.dated, shown)) is True

    def dated(self, element: Element | None) -> str:
        """The words of an element that shows a time."""
        return text_of(element)

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        return board_rows(self, sheet.page, self.boards(sheet.tree), self.address)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = thread_row(self, sheet.page, self.row_link(unit), self.address)
        if found is None:
            return None
        found.author = self.person(self.row_author.first(unit))
        found.created_at = self.moment(sheet, self.row_time.first(unit)).iso
        found.last_post_at = self.moment(sheet, self.row_last.first(unit)).iso
        found.replies, found.views = (count(text_of(where.first(unit)) or None) for where in (self.row_replies, self.row_views))
        if posts := count(text_of(self.row_posts.first(unit))):
            found.replies = posts - 1
        if counts := [count(text_of(cell)) for cell in self.row_counts(unit)]:
            found.replies, found.views = (*counts, None)[:2]
        found.sticky, found.moved = self.row_sticky.first(unit) is not None, self.row_moved.first(unit) is not None
        if self.sticky_words or self.moved_words:
            looks = " ".join(f"{part.get('class')} {part.get('src')} {part.get('style')}" for part in unit.iter()).lower()
            found.sticky = found.sticky or any(word in looks for word in self.sticky_words)
            found.moved = found.moved or any(word in looks for word in self.moved_words)
        return found

    def board_above(self, sheet: Sheet) -> Board:
        return breadcrumb(self, sheet.page, self.crumbs(sheet.tree), self.address, self.category)

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        """The last of the way; where that is another board, or none, the page's own name below it."""
        board = self.board_above(sheet) if not self.own_name else Board()
        if here.kind != "board" or board.id == here.id:
            return board
        name = self.name_of_board(sheet, here)
        url = sheet.address(self.board_url.format(id=here.id)) if self.board_url else self.first_page_url(sheet)
        return Board(here.id or None, name or None, [*board.path, *([name] if name else [])], url or None)

    def name_of_board(self, sheet: Sheet, here: Target) -> str:
        """The name that a board's own page shows."""
        shown = text_of(self.board_name.first(sheet.tree))
        titled = self.board_title.search(sheet.page.title) if self.board_title and not shown else None
        return titled[1].strip() if titled else shown

    def first_page_url(self, sheet: Sheet) -> str:
        """The page's own address, without what says its number."""
        return self.page_part.sub("", sheet.bare_url) if self.page_part else sheet.bare_url

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        if self.bar is not NOTHING:
            current, last, following, before = bar_pager(self, sheet.page, here, self.bar(sheet.tree), self.bar_shows, self.address)
            sheet.before = before
            return current, last, following
        if told := number(text_of(self.page_shown.first(sheet.tree))):
            here = Target(here.kind, here.id, told)
        if self.counts_items:
            return item_pager(self, sheet.page, here, self.pager(sheet.tree), self.address)
        return here.page, *pager(self, sheet.page, here, self.pager(sheet.tree), self.address)

    def messages(self, sheet: Sheet) -> Iterable[str]:
        return filter(None, map(text_of, self.message(sheet.tree)))

    def person(self, element: Element | None) -> Author | None:
        """Who an element names: itself or its first link with words, or its bare words; None for nobody."""
        if element is None:
            return None
        link = element if element.tag == "a" else next((a for a in links_in(element) if text_of(a)), element)
        name = self.name_cut.sub("", text_of(link)).strip() if self.name_cut else text_of(link)
        if not name or name.lower() in self.nobody:
            return None
        return Author(name, self.member_id(link))

    def member_id(self, link: Element) -> str | None:
        """The id in the address of a member's profile."""
        found = self.member.search(link.get("href") or "") if self.member else None
        return next(filter(None, found.groups()), None) if found else None

    def moment(self, sheet: Sheet, element: Element | None, within: re.Pattern[str] | None = None) -> When:
        """The time that an element shows, in the part of its words that a pattern tells."""
        within = within or self.time_in
        if within is None or element is None:
            return sheet.time(element)
        found = within.search(text_of(element))
        return sheet.moment(found[1] if found and found.re.groups else found[0] if found else None)
