"""Lemmy (lemmy-ui 0.18, 0.19): communities, posts and their comments, printed by the server before its scripts take over; its API v3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, tzinfo
from functools import lru_cache

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.submissions import remark, submission
from crawler.body.walker import Rules, Walker, read
from crawler.dates import NEVER, When, parse
from crawler.dates.zones import named
from crawler.engines.lemmy import api
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.notices import reason
from crawler.page import Page, meta
from crawler.raw_post import RawPost
from crawler.select import Classed, Select, first_of, has, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_LISTINGS = Classed("post-listing", "div")
_COMMENTS = Classed("comment-node", "article")
_CONTENT = Classed("comment-content", "div")
_POST_TEXT = Select("id('postContent')")
_POST_LINK = Select(".//a[starts-with(@href,'/post/')]")
_POST_TITLE = Select(".//h1/a | .//h5/a | .//h1")
_OUTSIDE = Select(f".//*[{has('post-title')}]//a[starts-with(@href,'http')] | .//p/a[starts-with(@href,'http')][{has('fst-italic')}]")
_CURSOR = re.compile(rb'"next_page":"([\w.-]+)"')
"""A button leads to the next page, so only the data for the scripts names it; the number beside it is for us, 0.19 does not read it."""
_THREAD = re.compile(r"^/post/(\d+)/?$")
_BOARD = re.compile(r"^/c/([\w.@-]+)/?$")
_TRAPS = frozenset(("sort", "dataType", "listingType", "scrollToComments", "showHidden"))


class Lemmy(Engine):
    """Lemmy instances with the default interface."""

    name = "lemmy"
    rank = 30
    fingerprints = (b"isoData",)
    reads_json = True

    def detect(self, page: Page) -> bool:
        return api.is_answer(page) if page.json is not None else b"window.isoData" in page.start[:8192]

    def target(self, url: str) -> Target | None:
        asked, name = query(url), path(url)
        if not _TRAPS.isdisjoint(asked):
            return None
        if match := _THREAD.match(name):
            return Target("thread", match[1])
        page = number(asked.get("page")) or 1
        if (what := api.asked_for(url)) is not None:
            return _asked(what, asked, page)
        if match := _BOARD.match(name):
            return Target("board", match[1].lower(), page)
        return Target("index", "", page) if name == "/" else None

    def read(self, page: Page) -> Reading:
        target = self.target(page.url)
        if page.json is not None:
            return api.read(self, page, target)
        listings, comments = _LISTINGS(page.tree), _COMMENTS(page.tree)
        if listings and (comments or (target and target.kind == "thread") or len(listings) == 1):
            return self._thread(page, listings[0], comments)
        if listings:
            return self._board(page, target, listings)
        words = text_of(page.tree.find(".//h1"))[:200] or page.title
        return Notice(reason(words, page.status) if page.status >= 400 else "empty", words)

    def _thread(self, page: Page, listing: Element, comments: list[Element]) -> ThreadPage:
        row = self._row(page, listing)
        thread = Thread(row.id, row.url, row.title, [], row.author, row.created_at, replies=row.replies)
        board = _community(page, listing)
        content = _POST_TEXT.first(page.tree)
        if content is None:
            content = next((md for md in page.tree.iter("div") if "md-div" in (md.get("class") or "") and not _in_comment(md)), None)
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        outside = _OUTSIDE.first(listing)
        body = submission(body, row.title, absolute(page.base_url, outside.get("href", "")) if outside is not None else "")
        when, edited = _times(page, listing)
        opening = raw_post(self, page, thread, board, row.id, row.url, body, when)
        opening.post.author, opening.post.floor, opening.post.edited_at = row.author, 1, edited
        return ThreadPage(thread, board, [opening, *(self._comment(page, thread, board, comment) for comment in comments)])

    def _comment(self, page: Page, thread: Thread, board: Board, comment: Element) -> RawPost:
        pid = comment.get("id", "").removeprefix("comment-")
        content = _CONTENT.first(comment)
        body = remark(content, _RULES, page.base_url) if content is not None else Body()
        when, edited = _times(page, comment)
        made = raw_post(self, page, thread, board, pid, absolute(page.base_url, f"/comment/{pid}"), body, when)
        made.post.author, made.post.edited_at = _author(comment), edited
        above = (outer.get("id", "") for outer in comment.iterancestors("article"))
        made.post.reply_to = next((name.removeprefix("comment-") for name in above if name.startswith("comment-")), None)
        if content is not None and content.find(".//em") is not None and _is_gone(page, pid):
            made.post.locked, body.blocks = text_of(content), []
        return made

    def _board(self, page: Page, target: Target | None, listings: list[Element]) -> BoardPage:
        target = target or Target("index", "")
        name = text_of(page.tree.find(".//h1")) or meta(page, "og:title") or None
        board = Board(target.id or None, name, [name] if name else [], absolute(page.base_url, f"/c/{target.id}") if target.id else None)
        rows = {row.id: row for listing in listings if (row := self._row(page, listing)).id}
        cursor = _CURSOR.search(page.body)
        name = f"/c/{target.id}" if target.id else "/"
        next_url = absolute(page.base_url, f"{name}?pageCursor={cursor[1].decode()}&page={target.page + 1}") if cursor else ""
        return BoardPage(board, [], list(rows.values()), target.page, None, next_url or None)

    def _row(self, page: Page, listing: Element) -> ThreadRow:
        links = _POST_LINK(listing)
        match = next((match for link in links if (match := _THREAD.match(path(link.get("href", ""))))), None)
        pid = match[1] if match else ""
        title = text_of(_POST_TITLE.first(listing))
        found = ThreadRow(pid, absolute(page.base_url, f"/post/{pid}"), title, _author(listing), _times(page, listing)[0].iso)
        remarks = next((link for link in links if "omment" in link.get("title", "") and link.get("title", "")[:1].isdigit()), None)
        found.replies = number(remarks.get("title")) if remarks is not None else None
        found.sticky = any("pin" in (use.get("href") or use.get("{http://www.w3.org/1999/xlink}href") or "") for use in listing.iter("use"))
        return found


def _asked(name: str, asked: Mapping[str, str], page: int) -> Target | None:
    """What a question to the API is about; a post's comments begin behind the post itself."""
    part = number(asked.get("part"))
    if name == "/post":
        return Target("thread", asked["id"]) if asked.get("id", "").isdecimal() else None
    if name == "/comment/list":
        return Target("thread", asked["post_id"], part or page + 1) if asked.get("post_id", "").isdecimal() else None
    if name == "/post/list":
        community = asked.get("community_name") or asked.get("community_id")
        return Target("board", community.lower(), part or page) if community else Target("index", "", part or page)
    return None


def _is_gone(page: Page, pid: str) -> bool:
    """Whether the author or a moderator took a comment away: in its place stand the site's words, in italics; the scripts' data knows."""
    found = re.search(rb'\{"id":%s,"creator_id":\d+,"post_id":\d+,"content":"(?:[^"\\]|\\.)*",([^{}]{1,200})' % pid.encode(), page.body)
    return found is not None and (b'"deleted":true' in found[1] or b'"removed":true' in found[1])


def _in_comment(element: Element) -> bool:
    return any("comment-node" in (above.get("class") or "") for above in element.iterancestors("article"))


def _community(page: Page, listing: Element) -> Board:
    link = first_of(listing, "community-link", "a")
    match = _BOARD.match(path(link.get("href", ""))) if link is not None else None
    if link is None or match is None:
        return Board()
    name = text_of(link)
    return Board(match[1].lower(), name, [name], absolute(page.base_url, link.get("href", "")))


def _author(element: Element) -> Author | None:
    link = first_of(element, "person-listing", "a")
    name = text_of(link)
    return Author(name, path(link.get("href", "")).removeprefix("/u/") or None) if link is not None and name else None


def _times(page: Page, element: Element) -> tuple[When, str | None]:
    """When it was written and edited.

    The whole dates stand in a tooltip, in words and with the instance's offset, one a line where there are two; the text is relative.
    """
    shown = first_of(element, "moment-time", "span")
    raw = shown.get("data-tippy-content") or text_of(shown) if shown is not None else ""
    if not raw:
        return NEVER, None
    zone = _zone(raw[-9:])
    written, _, edited = raw.partition("\n")
    return parse(written.rpartition(": ")[2], page.calendar, zone), parse(edited, page.calendar, zone).iso


@lru_cache(maxsize=64)
def _zone(end: str) -> tzinfo:
    """That of ``3:43:10 PM GMT+03:00``; Greenwich's where none is named."""
    return named(end) or UTC


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(tags={"blockquote": _quote})

ENGINE = Lemmy()
