"""Mobile01: threads of numbered posts and boards (the layout since 2018, by what more than ten readers of it rely on).

A post's quotation begins with its author's name and ``wrote:`` and ends with ``(恕刪)``, the mark of what was left out.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.class_index import Part, marked
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import first_of, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_PARTS = {"l-articlePage": "div", "l-listTable__tr": "div"}
_POST = re.compile(r"article_(\d+)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d?:\d\d")
_FLOOR = re.compile(r"#(\d+)")
_SPEAKER = re.compile(r"^\s*(\S.{0,60}?)\s+wrote\s*[:：]\s*")
_CUT = re.compile(r"\s*(?:\.{3}|…)?\s*[(（]恕刪[)）]\s*$")
_KNOWN = frozenset(("f", "t", "p"))


class Mobile01(Engine):
    """Mobile01's threads and boards."""

    name = "mobile01"
    rank = 40
    fingerprints = (b"mobile",)

    def detect(self, page: Page) -> bool:
        return b"obile01" in page.start and (b"l-articlePage" in page.body or b"l-listTable" in page.body)

    def target(self, url: str) -> Target | None:
        asked, where = query(url), path(url)
        if asked.keys() - _KNOWN or not asked.get("p", "1").isdecimal():
            return None
        at = int(asked.get("p", "1")[:9]) or 1
        if where == "/topicdetail.php" and asked.get("t", "").isdecimal():
            return Target("thread", asked["t"], at)
        if where == "/topiclist.php" and asked.get("f", "").isdecimal():
            return Target("board", asked["f"], at)
        return Target("index", "") if where == "/" and not asked else None

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        posts = [(part, article) for part in parts if (article := _article(part)) is not None]
        if posts:
            return self._thread(page, whole, posts)
        rows = [row for part in parts if (row := self._row(page, part))]
        if rows:
            board = self._here(page, whole)
            here = self.target(page.url) or Target("board", board.id or "")
            pages, next_url = pager(self, page, here, _pages(whole))
            return BoardPage(board, [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, parts: list[tuple[Part, Element]]) -> ThreadPage:
        here = next((at for url in (page.url, page.link("canonical")) if (at := self.target(url)) and at.kind == "thread"), None)
        board = self._here(page, whole)
        thread = Thread(here.id if here else "0", None, next((text_of(head) for head in page.tree.iter("h1")), None))
        if here:
            forum = next((asked["f"] for url in (page.url, page.link("canonical")) if "f" in (asked := query(url))), board.id)
            thread.url = absolute(page.base_url, f"/topicdetail.php?f={forum}&t={here.id}") or None
        here = here or Target("thread", "0")
        pages, next_url = pager(self, page, here, _pages(whole))
        posts = [self._post(page, thread, board, part, article) for part, article in parts]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, here.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, part: Part, article: Element) -> RawPost:
        match = _POST.fullmatch(article.get("id", ""))
        pid = match[1] if match else ""
        notes = [text_of(note) for note in part.all("o-fNotes") if article not in note.iterancestors()]
        shown = next((found[0] for note in notes if (found := _MOMENT.search(note))), None)
        body = read(article, _RULES, page.base_url)
        made = raw_post(
            self, page, thread, board, pid, f"{thread.url}#{pid}" if thread.url else page.url, body, parse(shown, page.calendar, CHINA)
        )
        made.post.floor = next((int(found[1]) for note in notes if (found := _FLOOR.fullmatch(note))), None)
        made.post.author = next((user for box in part.all("c-authorInfo__id") if (user := _author(box))), None)
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _here(self, page: Page, whole: Part) -> Board:
        """The board: the last of the way that leads here; elsewhere its address."""
        board = Board()
        for link in (link for item in whole.all("l-breadcrumb__item") for link in item.iter("a")):
            url = absolute(page.base_url, link.get("href", ""))
            if (at := self.target(url)) and at.kind == "board":
                board = Board(at.id, text_of(link) or None, [text_of(link)], url)
        return board if board.id else Board(query(page.url).get("f"))

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for link in (link for title in part.all("c-listTableTd__title") for link in title.iter("a")):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "thread" and text_of(link):
                found = ThreadRow(at.id, url, text_of(link), sticky=any(text_of(mark) == "置頂" for mark in part.all("o-hashtag")))
                cells = list(part.all("l-listTable__td--time"))
                times = [parse(text_of(first_of(cell, "o-fNotes", "div", "span")), page.calendar, CHINA).iso for cell in cells]
                found.author = _author(cells[0]) if cells else None
                if len(times) == 2:
                    found.created_at, found.last_post_at = times
                found.replies = number(text_of(part.first("l-listTable__td--count")))
                return found
        return None


def _article(part: Part) -> Element | None:
    """A post's body: the article with its number."""
    return next((found for found in part.element.iter("article") if _POST.fullmatch(found.get("id", ""))), None)


def _pages(whole: Part) -> list[Element]:
    return [link for link in whole.all("c-pagination") if link.tag == "a"]


def _author(box: Element) -> Author | None:
    for link in box.iter("a"):
        if text_of(link):
            return Author(text_of(link), query(link.get("href", "")).get("id"))
    return None


def _quote(walker: Walker, element: Element) -> None:
    words = walker.inside_text(element)
    match = _SPEAKER.match(words)
    walker.quote(Quote(_CUT.sub("", words[match.end() :] if match else words), match[1] if match else None))


_RULES = Rules(classes={"msgTool": skip}, tags={"blockquote": _quote})

ENGINE = Mobile01()
