"""Vanilla Forums (Higher Logic Vanilla): the pages its PHP themes render, list and table layouts.

The opening post is ``Discussion_N``, replies are ``Comment_N``; the two count separately, so an opening post's id is written ``dN``.
Pages of the newer layouts that a browser builds from JSON hold no posts.

Seen running: 2.1, with its lists as rows, tables and boxes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates import NEVER, parse
from crawler.engines.vanilla.body import RULES
from crawler.forum import BoardRow, Notice, Target, ThreadRow
from crawler.items import Board, Thread
from crawler.markup.counters import counters
from crawler.markup.css import css
from crawler.markup.lists import board_rows
from crawler.markup.notices import reason
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Numbered, first_of, text_of
from crawler.text import count, number
from crawler.urls import query

_OPENER = Numbered("Discussion_", "div", "li")
_PERMALINK = css("a.Permalink")
_SPLASH = css("div.SplashInfo", "#Content > h1", "main h1")
_LISTING = (b"DataList", b'class="Empty"')
"""A list of discussions, and what 2.1 shows in its place."""
_ROUTE = re.compile(r"(?:^|[/=])(?P<kind>discussion|categories|discussions)(?P<rest>(?:/[^?#&]*)?)$")
_THREAD = re.compile(r"/(\d+)(?:/(?!p\d+$)[^/]*)?(?:/p(\d+))?/?$")
_BOARD = re.compile(r"/([^/]+)(?:/p(\d+))?/?$")
_PAGE = re.compile(r"^/?(?:p(\d+))?/?$")


class Vanilla(Table):
    """Vanilla boards (categories) and threads (discussions)."""

    name = "vanilla"
    rank = 24
    fingerprints = (b"gdn", b"vanilla", b"vanilla_discussion_index", b"vanilla_discussions_index", b"vanilla_categories_index")

    title, title_cut = css("h1", "div.DiscussionTabs div.SubTab"), re.compile(r"^[↳ ]+")
    crumbs = css(".Breadcrumbs a, div.DiscussionTabs a.TabLink")
    tags = css(".InlineTags a, .TagsMeta a")
    pager, page_shown = css(".Pager a"), css(".Pager .Highlight")
    page_part = re.compile(r"/p\d+/?$")

    prints_numbers = True
    posts = Numbered("Comment_", "li", "div")
    body, body_rules = css("div.Message", "div.userContent"), RULES
    beside = css("div.AttachFileContainer")
    author = css("a.Username, span.Username", "span.Author, div.Author")
    time = css("time", "span.DateCreated, div.DateCreated")
    edited = css("span.DateUpdated, time.DateUpdated")
    member = re.compile(r"/profile/(\d+)/[^/]+$")

    rows = css("li[id^='Discussion_'], tr[id^='Discussion_']")
    row_link = css(".Title a, a.Title", "a[href]")
    sticky_words, moved_words = ("announcement",), ("tag-redirect", "tag-moved")
    boards = css(
        "[id^='Category_'] a, .CategoryNameHeading a, .ChildCategories a, .CategoryBox h2 a, td.CategoryName h2 a, td.CategoryName h3 a"
    )

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in (b"gdn.meta", b"/applications/vanilla/", b'id="vanilla_'))

    def target(self, url: str) -> Target | None:
        path, _, asked = url.split("#", 1)[0].partition("?")
        told = query("?" + asked) if asked else {}
        route = told.pop("p", "") if "p" in told and told["p"].startswith("/") else path
        if any(not name.startswith("utm_") for name in told):
            return None
        match = _ROUTE.search(route.rstrip("/") or "/")
        if match is None:
            return Target("index", "") if path.endswith("/") and path.count("/") <= 4 else None
        kind, rest = match["kind"], match["rest"]
        if kind == "discussion":
            found = _THREAD.match(rest)
            return Target("thread", found[1], number(found[2]) or 1) if found else None
        if plain := _PAGE.match(rest):
            return Target("index", "" if kind == "categories" else "discussions", number(plain[1]) or 1)
        found = _BOARD.match(rest) if kind == "categories" else None
        return Target("board", found[1], number(found[2]) or 1) if found else None

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        found = [*filter(_is_opener, _OPENER.each(sheet.tree)), *super().posts_on(sheet)]
        return list({self.id_of(sheet, post): post for post in reversed(found)}.values())[::-1]

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread = super().thread_of(sheet, here)
        thread.views, thread.replies = counters(sheet.page)
        return thread

    def first_page_url(self, sheet: Sheet) -> str:
        return self.page_part.sub("", sheet.address(sheet.page.link("canonical")) or sheet.bare_url)

    def number_posts(self, sheet: Sheet, posts: list[RawPost]) -> None:
        if all(made.post.floor for made in posts):
            posts.sort(key=lambda made: made.post.floor or 0)

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        kind, _, key = (unit.get("id") or "").partition("_")
        return "d" + key if kind == "Discussion" else key

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        if pid.startswith("d"):
            return sheet.thread.url or sheet.page.url
        return sheet.address(f"/discussion/comment/{pid}") + f"#Comment_{pid}"

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        """The number in a comment's link; 2.0 counts the opener as an item."""
        if unit.get("id", "").startswith("D"):
            return 1
        link = _PERMALINK.first(unit)
        item = number(link.get("name")) if link is not None else None
        return item + ("Item Comment" not in unit.get("class", "")) if item is not None else None

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        updated = self.edited.first(unit)
        if updated is None:
            return NEVER.iso
        return parse((updated.get("title") or "").partition(" ")[2] or text_of(updated), sheet.page.calendar, _zone(sheet.page, unit)).iso

    def member_id(self, link: Element) -> str | None:
        return link.get("data-userid") or super().member_id(link)

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        """A forum's front page lists discussions; its boards stand beside them."""
        found = super().boards_on(sheet)
        if found or sheet.here is None or sheet.here.kind != "index":
            return found
        for figure in css(".BoxCategories .Aside")(sheet.tree):
            figure.clear()
        return board_rows(self, sheet.page, css(".BoxCategories a")(sheet.tree), self.address)

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """The pages of a front page's list have addresses of their own."""
        recent = here.kind == "index" and b'id="vanilla_discussions_index"' in sheet.page.body
        return super().pages_of(sheet, Target("index", "discussions", here.page) if recent else here)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        users = css(".DiscussionAuthor a, .FirstUser a")(unit)
        found.author = next(filter(None, map(self.person, users)), None)
        times = [sheet.time(moment).iso for moment in unit.iter("time")]
        if times:
            found.created_at, found.last_post_at = times[0] if len(times) > 1 else None, times[-1]
        found.views = _figure(css(".CountViews .Number, .ViewCount .Number").first(unit))
        found.replies = _figure(css(".CountComments .Number, .CommentCount .Number").first(unit))
        return found

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        name = text_of(next(sheet.tree.iter("h1"), None)) or None
        if here.kind != "board":
            return Board(name=name)
        board = self.board_above(sheet)
        if board.id != here.id and name:
            board.path.append(name)
        board.id, board.name, board.url = here.id, name or board.name, self.first_page_url(sheet)
        return board

    def is_empty_board(self, sheet: Sheet) -> bool:
        on_a_board = sheet.here is not None and sheet.here.kind == "board" and sheet.page.status < 400
        return on_a_board and any(mark in sheet.page.body for mark in _LISTING) and first_of(sheet.tree, "SplashInfo", "div") is None

    def says_empty(self, sheet: Sheet) -> bool:
        return first_of(sheet.tree, "Empty", "div") is not None

    def notice(self, sheet: Sheet) -> Notice:
        words = text_of(_SPLASH.first(sheet.tree))
        if sheet.page.status >= 400 or first_of(sheet.tree, "SplashInfo", "div") is not None:
            return Notice(reason(words, sheet.page.status), words[:200])
        return Notice("empty", sheet.page.title)


def _zone(page: Page, post: Element) -> tzinfo | None:
    """The site's zone, None where the page does not show it: titles show its clock beside the exact time."""
    for moment in post.iter("time"):
        exact = parse(moment.get("datetime"), page.fetched_at, UTC)
        shown = parse(moment.get("title"), page.fetched_at, UTC)
        if exact.iso and shown.iso:
            apart = datetime.fromisoformat(shown.iso) - datetime.fromisoformat(exact.iso)
            quarters = round(apart / timedelta(minutes=15))
            return timezone(timedelta(minutes=15 * quarters)) if abs(quarters) <= 56 else None
    return None


def _is_opener(element: Element) -> bool:
    """Rows of lists have the same id; 2.0 has the opener in the list of comments."""
    classes = element.get("class", "").split()
    return "Item" in classes and (element.tag == "div" or "FirstComment" in classes)


def _figure(element: Element | None) -> int | None:
    return count((element.get("title") or text_of(element)) if element is not None else None)


ENGINE = Vanilla()
