"""An engine as a table: where on the page each thing stands, and one method for each step that a selector cannot tell.

``docs/engine.md`` shows how one is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import ClassVar

from lxml.etree import _Element as Element
from msgspec import UnsetType

from crawler.blocks import Body
from crawler.body.walker import Rules, read
from crawler.dates import When
from crawler.forum import Reading, Target, raw_post
from crawler.items import Author, Comment, Thread
from crawler.markup.css import NOTHING, Find, css
from crawler.markup.elements import nested
from crawler.markup.floors import floor
from crawler.markup.rows import Rows
from crawler.markup.sheet import Sheet
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import count, likes

_NEAR = 3
"""So many elements above the first post are looked at: a damaged post stands right there."""
OPENING = "0"
"""The post id of an opening post that software gives no number."""


class Table(Rows):
    """One software's pages.  What tells of the page is looked for in all of it, what tells of a post inside of that post."""

    # The page
    title: ClassVar[Find] = css("h1")
    title_cut: ClassVar[re.Pattern[str] | None] = None
    """What is no part of a title, be it the page's or the document's: the site's name behind it, marks before it."""
    document_title: ClassVar[bool] = False
    """Whether the document's title is the thread's, where the page shows none."""
    thread_url: ClassVar[str] = ""
    """A thread's address by its ``id``; without it, the page's own."""
    tags: ClassVar[Find] = NOTHING
    views: ClassVar[Find] = NOTHING
    replies: ClassVar[Find] = NOTHING
    opening: ClassVar[Find] = NOTHING
    """The body of an opening post that stands apart from the replies and has no number; on the page:"""
    opening_author: ClassVar[Find] = NOTHING
    opening_time: ClassVar[Find] = NOTHING

    # A post
    posts: ClassVar[Find] = NOTHING
    number_in: ClassVar[re.Pattern[str]] = re.compile(r"(?<!\d)(\d+)$")
    """A post's number in the id of its element."""
    body: ClassVar[Find] = NOTHING
    body_rules: ClassVar[Rules] = Rules()
    beside: ClassVar[Find] = NOTHING
    """What belongs to a post and stands outside of its body: files, the edit note, a lock."""
    needs_body: ClassVar[bool] = False
    """Whether what has no body is no post."""
    author: ClassVar[Find] = NOTHING
    time: ClassVar[Find] = css("time")
    edited: ClassVar[Find] = NOTHING
    edited_in: ClassVar[re.Pattern[str] | None] = None
    floor: ClassVar[Find] = NOTHING
    likes: ClassVar[Find] = NOTHING
    """A number: how many like it, or its points."""
    post_link: ClassVar[Find] = NOTHING
    """The link to a post: ``{link}`` in :attr:`permalink`, where the thread's address stands if there is none."""
    remarks: ClassVar[Find] = NOTHING
    """Short remarks below a post; in each of them:"""
    remark_body: ClassVar[Find] = NOTHING
    remark_author: ClassVar[Find] = NOTHING
    remark_time: ClassVar[Find] = NOTHING

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        posts = self.posts(sheet.tree)
        if nested(posts):
            sheet.posts = frozenset(posts)
        if self.needs_body:
            posts = [post for post in posts if self._has_body(sheet, post)]
        sheet.opening = self.opening.first(sheet.tree)
        return posts if sheet.opening is None else [sheet.opening, *posts]

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        if sheet.opening is not None and sheet.here is not None and sheet.here.kind == "thread" and not sheet.here.first:
            units = units[1:]  # the topic stands on every page of its replies
        self.learn_order(sheet, (self.one(sheet, unit, self.time) for unit in units))
        sheet.damaged = sheet.opening is None and self.misses_first(units)
        return super().thread_page(sheet, units)

    def misses_first(self, units: Sequence[Element]) -> bool:
        """Whether an element with a body and a name or a time stands above the first post: a post whose own element is damaged."""
        first = units[0]
        above = islice(first.itersiblings(str(first.tag), preceding=True), _NEAR)
        return any(self.body.first(other) is not None and self._is_signed(other) for other in above)

    def _is_signed(self, element: Element) -> bool:
        return self.author.first(element) is not None or self.time.first(element) is not None

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        tree = sheet.tree
        thread = Thread(here.id, self.url_of_thread(sheet, here) or None, self.title_of(sheet) or None)
        thread.tags = list(dict.fromkeys(filter(None, map(text_of, self.tags(tree)))))
        thread.views, thread.replies = (count(text_of(where.first(tree)) or None) for where in (self.views, self.replies))
        if sheet.opening is not None:
            thread.author, thread.created_at = self.person(self.opening_author.first(tree)), self._began(sheet).iso
        return thread

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        """The address of the thread's first page."""
        if not self.thread_url:
            return self.first_page_url(sheet)
        return sheet.address(self.thread_url.format(id=here.id)) if here.id != "0" else ""

    def title_of(self, sheet: Sheet) -> str:
        """The thread's title."""
        title = text_of(self.title.first(sheet.tree)) or (sheet.page.title if self.document_title else "")
        return self.title_cut.sub("", title).strip() if self.title_cut else title

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """Where an opening post stands apart, the first of the others is a reply, also on a page that lost the opening post."""
        if self.opening is NOTHING:
            super().opened(sheet, posts)

    # Posts ----------------------------------------------------------------------------------------------------------------------------

    def post_of(self, sheet: Sheet, unit: Element) -> RawPost | None:
        return self.opening_post(sheet, unit) if unit is sheet.opening else super().post_of(sheet, unit)

    def opening_post(self, sheet: Sheet, unit: Element) -> RawPost:
        """The post that stands apart from the replies."""
        thread, url = sheet.thread, sheet.thread.url or sheet.page.url
        made = raw_post(self, sheet.page, thread, sheet.board, OPENING, url, self.read_body(sheet, unit), self._began(sheet))
        made.post.author = thread.author
        return made

    def _began(self, sheet: Sheet) -> When:
        if sheet.began is None:
            sheet.began = self.opened_at(sheet)
        return sheet.began

    def opened_at(self, sheet: Sheet) -> When:
        """When a post was written that stands apart from the replies."""
        return self.moment(sheet, self.opening_time.first(sheet.tree))

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        if unit in sheet.numbers:
            return sheet.numbers[unit]
        found = self.number_in.search(unit.get("id") or "")
        return found[1] if found else ""

    def one(self, sheet: Sheet, unit: Element, find: Find) -> Element | None:
        """The first match in a post, but not in another post that stands inside of it."""
        found = find.first(unit)
        if found is None or not sheet.posts or self.own(sheet, unit, [found]):
            return found
        return next(iter(self.own(sheet, unit, find(unit))), None)

    def _has_body(self, sheet: Sheet, unit: Element) -> bool:
        body = self.body.first(unit)
        if body is not None:
            sheet.bodies[unit] = body
        return body is not None

    def own(self, sheet: Sheet, unit: Element, found: Sequence[Element]) -> Sequence[Element]:
        """Those of some elements in a post that do not stand in another post inside of it."""
        if not sheet.posts:
            return found
        return [one for one in found if next((up for up in one.iterancestors() if up is unit or up in sheet.posts), unit) is unit]

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        content = sheet.bodies[unit] if unit in sheet.bodies and not sheet.posts else self.one(sheet, unit, self.body)
        return self.read_body(sheet, content, self.beside_of(sheet, unit, content)) if content is not None else Body()

    def beside_of(self, sheet: Sheet, unit: Element, content: Element) -> Iterable[Element]:
        """What belongs to a post and stands outside of its body."""
        return self.beside(unit)

    def read_body(self, sheet: Sheet, content: Element, beside: Iterable[Element] = ()) -> Body:
        """What a body element says, and what stands beside it."""
        return read(content, self.body_rules, sheet.page.base_url, beside)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        if "{link}" not in self.permalink:
            return super().url_of(sheet, unit, pid)
        link = sheet.address(self.one(sheet, unit, self.post_link)) or sheet.thread.url or sheet.page.url
        return self.permalink.format(link=link, id=pid, mark=unit.get("id") or "")

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return self.person(self.one(sheet, unit, self.author))

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        return self.moment(sheet, self.one(sheet, unit, self.time))

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        if body.edited is not None:
            return sheet.moment(body.edited).iso
        return self.moment(sheet, self.one(sheet, unit, self.edited), self.edited_in).iso

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        shown = self.one(sheet, unit, self.floor)
        return floor(text_of(shown)) if shown is not None else None

    def likes_of(self, sheet: Sheet, unit: Element) -> int | UnsetType:
        return likes(text_of(self.one(sheet, unit, self.likes)))

    def remarks_of(self, sheet: Sheet, unit: Element) -> Iterable[Comment]:
        for remark in self.remarks(unit):
            content = self.remark_body.first(remark)
            blocks = self.read_body(sheet, content).blocks if content is not None else ()
            if text := "\n".join(line for block in blocks for line in block.lines()):
                yield Comment(text, self.person(self.remark_author.first(remark)), self.moment(sheet, self.remark_time.first(remark)).iso)
