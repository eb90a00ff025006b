"""CSDN's forum (bbs.csdn.net) as it was from 2015 until 2021: topics, the replies below them and the lists of a forum.

What eight readers of these pages rely on: ``div#post-ID``, ``.nick_name``, ``.date_time``, ``.post_body``, ``.forums_tab_table``.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Numbered, Select, has, links_in, text_of
from crawler.text import number
from crawler.urls import absolute, query

_ADDRESS = re.compile(r"^https?://[^/]+/(?:topics/(\d+)|forums/([\w-]+)|(?:home)?)/?$")
_ROWS = Select(f"//table[{has('forums_tab_table')}]//tr[td]")
_CRUMBS = Select("//div[contains(@class,'crumb')]//a")
_POSTS = Numbered("post-", "div")
_BODY = Classed("post_body", "div")
_NICK = Classed("nick_name", "div", "span", "p")
_TIME = Classed("date_time", "label", "span")
_PAGES = Classed("pageliststy", "a")
_POINTS = re.compile(r"\s*\[问题点数[:：].*$")
_QUOTED = re.compile(r"^引用\s*(?:第?\s*\d+\s*楼|楼主)?\s*(\S.*?)\s*的回复\s*[:：]?$")


class Csdn(Engine):
    """Topics and forums of bbs.csdn.net."""

    name = "csdn"
    rank = 30
    sites = ("bbs.csdn.net",)
    fingerprints = (b"forums_tab_table", b"mod_topic_wrap")

    def detect(self, page: Page) -> bool:
        return b"csdn" in page.start and (b"post_body" in page.body or b"forums_tab_table" in page.body)

    def target(self, url: str) -> Target | None:
        url, _, _ = url.partition("#")
        match = _ADDRESS.match(url.partition("?")[0])
        asked = query(url)
        if match is None or asked.keys() - {"page"} or not asked.get("page", "1").isdecimal():
            return None
        at = int(asked.get("page", "1")[:9]) or 1
        if match[1]:
            return Target("thread", match[1], at)
        return Target("board", match[2], at) if match[2] else Target("index", "", at)

    def read(self, page: Page) -> Reading:
        here = next((at for url in (page.url, page.link("canonical")) if (at := self.target(url))), None)
        posts = [(element, body) for element in _POSTS(page.tree) if (body := _BODY.first(element)) is not None]
        if posts:
            return self._thread(page, here if here and here.kind == "thread" else Target("thread", "0"), posts)
        if rows := [row for element in _ROWS(page.tree) if (row := self._row(page, element))]:
            here = here or Target("board", "")
            name = re.split("[-_]", page.title)[0].strip() if here.kind == "board" else ""
            board = Board(here.id or None, name or None, [name] if name else [], absolute(page.url, f"/forums/{here.id}") if name else None)
            pages, next_url = pager(self, page, here, _PAGES(page.tree))
            return BoardPage(board, [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, here: Target, posts: list[tuple[Element, Element]]) -> ThreadPage:
        heads = [text for head in page.tree.iter("h1", "h3") if "title" in (head.get("class") or "").split() and (text := text_of(head))]
        title = _POINTS.sub("", heads[0]) if heads else page.title.removesuffix("-CSDN论坛")
        thread = Thread(here.id, absolute(page.base_url, f"/topics/{here.id}") if here.id != "0" else None, title or None)
        board = self._board(page)
        made = [self._post(page, thread, board, element, body) for element, body in posts]
        if here.page == 1:
            thread.author, thread.created_at = made[0].post.author, made[0].post.created_at
        pages, next_url = pager(self, page, here, _PAGES(page.tree))
        return ThreadPage(thread, board, made, here.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, element: Element, body: Element) -> RawPost:
        pid = element.get("id", "").removeprefix("post-")
        when = parse(_TIME.text(element) or None, page.calendar, CHINA)
        made = raw_post(
            self, page, thread, board, pid, f"{thread.url}#post-{pid}" if thread.url else page.url, read(body, _RULES, page.base_url), when
        )
        made.post.author = _member(_NICK.first(element))
        return made

    # Forums ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page) -> Board:
        """The last forum that the way here links to."""
        board = Board()
        for link in _CRUMBS(page.tree):
            url = absolute(page.base_url, link.get("href", ""))
            if (at := self.target(url)) and at.kind == "board" and text_of(link):
                board = Board(at.id, text_of(link), [text_of(link)], url)
        return board

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        """Status, points, title, who asked when, replies/views, the last reply."""
        found: ThreadRow | None = None
        for cell in element.iterchildren("td"):
            for link in cell.iter("a"):
                url = absolute(page.base_url, link.get("href", ""))
                at = self.target(url) if found is None else None
                if at and at.kind == "thread" and text_of(link):
                    found = ThreadRow(at.id, url, text_of(link))
            if found is None:
                continue
            stamp = next((parse(text_of(mark), page.calendar, CHINA).iso for mark in cell.iter("em")), None)
            if stamp and found.created_at is None:
                found.author, found.created_at = _member(cell), stamp
            elif stamp:
                found.last_post_at = stamp
            replies, slash, views = text_of(cell).partition("/")
            if slash and replies.strip().isdecimal():
                found.replies, found.views = number(replies), number(views)
        return found


def _member(element: Element | None) -> Author | None:
    for link in links_in(element):
        if text_of(link):
            return Author(text_of(link), link.get("href", "").partition("?")[0].rstrip("/").rpartition("/")[2] or None)
    return None


def _quote(walker: Walker, element: Element) -> None:
    """``fieldset``: the quoted author in its legend."""
    legend = element.find("legend")
    match = _QUOTED.match(text_of(legend))
    if legend is None or match is None:
        walker.descend(element)
        return
    words = walker.inside_text(element).removeprefix(text_of(legend)).strip()
    walker.quote(Quote(words, match[1]))


_RULES = Rules(classes={"ad_wrap": skip}, tags={"fieldset": _quote, "blockquote": Walker.descend})

ENGINE = Csdn()
