"""JForum 2: topics and forums in its own template, which was phpBB 2's.

A post is three rows of a table: time and subject, author and text, buttons.  Addresses count posts (``/posts/list/15/234.page``), and dates
begin with the day unless one of them cannot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.body.handlers import cut_link
from crawler.body.walker import Rules, skip
from crawler.dates import When
from crawler.forum import Reading, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.pager import numbered_pager
from crawler.markup.quotes import headed
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Numbered, first_of, text_of
from crawler.text import number, tidy
from crawler.urls import path, query

_POSTS = Numbered("post_text_", "td", "div")
_PLACE = re.compile(r"/(posts/list|forums/show)/(?:(\d+)/)?(\d+)\.\w+$")
_INDEX = re.compile(r"/(?:forums/list\.\w+)?$")
_DATE = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-]\d{1,4}\s+[\d:]+(?:\s*[AP]M)?", re.IGNORECASE)


def _around(element: Element) -> tuple[Element | None, Element | None]:
    """The row with the time, before the row with the text, and that row."""
    row = next(element.iterancestors("tr"), None)
    head = row.getprevious() if row is not None else None
    while head is not None and (head.tag != "tr" or first_of(head, "postinfo", "div") is None):
        if _POSTS.first(head) is not None:
            return None, row
        head = head.getprevious()
    return head, row


def _begins_with_day(dates: list[str]) -> bool:
    """JForum's own setting begins with the day; a page where that gives no month has another."""
    return not any(int(match[2]) > 12 for shown in dates if (match := _DATE.search(shown)))


class JForum(Table):
    """JForum topics and forums."""

    name = "jforum"
    rank = 40
    fingerprints = (b"JForum",)

    title = css("a#top.maintitle")
    permalink = "{page}#{id}"
    crumbs = css("a.nav[href*='/forums/show/'], a.maintitle[href*='/forums/show/']")
    pager = css("div.pagination a")
    message = css("table.forumline")

    posts = _POSTS
    number_in = re.compile(r"post_text_(\d+)")
    body, body_rules = css("span.postbody, div.postbody"), Rules(tags={"blockquote": headed(css("cite")), "cite": skip, "a": cut_link})
    edited = css("span.gensmall")
    edited_in = re.compile(r"(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\s+[\d:]+(?:\s*[AP]M)?)", re.IGNORECASE)
    member = re.compile(r"/user/profile/(\d+)")
    nobody = frozenset(("anonymous",))

    rows, row_link, row_author = css("tr:has(span.topictitle)"), css("span.topictitle a"), css("span.name")
    row_counts, sticky_words, moved_words = css("span.postdetails"), ("sticky", "announce"), ("moved",)
    boards = css("span.forumlink a[href]")

    def detect(self, page: Page) -> bool:
        return any(sign in page.body for sign in (b"Modifications by JForum", b'id="post_text_'))

    def target(self, url: str) -> Target | None:
        where, asked = path(url), query(url)
        if where.rpartition("/")[2].startswith("jforum."):
            start = number(asked.pop("start", None)) or 0
            at = asked.pop("module", ""), asked.pop("action", "")
            ident = asked.pop("topic_id" if at == ("posts", "list") else "forum_id", "")
            if asked or not ident.isdecimal() or at not in (("posts", "list"), ("forums", "show")):
                return None
            return Target.at("thread" if at[0] == "posts" else "board", ident, start)
        if asked:
            return None
        if match := _PLACE.search(where):
            return Target.at("thread" if match[1] == "posts/list" else "board", match[3], int((match[2] or "0")[:9]))
        return Target("index", "") if _INDEX.search(where) else None

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        heads = (_around(unit)[0] for unit in units)
        sheet.day_first = _begins_with_day([text_of(first_of(head, "date", "div")) for head in heads if head is not None])
        for place, unit in enumerate(units, 1):
            unit.set("data-place", str(place))
        return super().thread_page(sheet, units)

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return sheet.address(self.title.first(sheet.tree)) or sheet.bare_url

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return ((sheet.here.item if sheet.here else None) or 1) + int(unit.get("data-place", "1")) - 1

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        head, _ = _around(unit)
        return sheet.moment(text_of(first_of(head, "date", "div")) if head is not None else None)

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        """The bold name in the cell beside the text; its number is in the buttons, up to three rows below."""
        _, row = _around(unit)
        beside = next((cell for cell in row.iterchildren("td") if cell is not unit), None) if row is not None else None
        label = first_of(beside, "genmed", "span") if beside is not None else None
        found = self.person(next(label.iter("b"), label)) if label is not None else None
        below = row.getnext() if row is not None and found else None
        for _ in range(3):
            if found is None or below is None or _POSTS.first(below) is not None or first_of(below, "postinfo", "div") is not None:
                break
            found.id = next((member for link in below.iter("a") if (member := self.member_id(link))), None)
            below = below.getnext() if found.id is None else None
        return found

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        return self.board_above(sheet)

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        current = number(text_of(css("div.pagination span.current").first(sheet.tree))) or 1
        return numbered_pager(sheet.page, current, self.pager(sheet.tree))

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        cells = css("span.postdetails")(unit)
        last = tidy(cells[2].text or "") if len(cells) > 2 else ""
        sheet.day_first = _begins_with_day([last])
        found.last_post_at = sheet.moment(last).iso
        return found


ENGINE = JForum()
