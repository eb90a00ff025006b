"""Lobsters: stories and their comment trees.  Times carry Unix seconds; the printed ones are in the server's zone."""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element
from msgspec import UnsetType

from crawler.blocks import Body
from crawler.body.submissions import remark, submission
from crawler.body.walker import Rules, Walker, read
from crawler.dates import NEVER, When, stamp
from crawler.engines.lobsters.api import is_answer, read_answer
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, first_of, has, text_of
from crawler.text import likes, number
from crawler.urls import absolute, path

_STORIES = Select(f"//li[{has('story')}][@data-shortid] | //div[{has('story')}][@data-shortid]")
_COMMENTS = Select(f"//div[{has('comment')}][@data-shortid]")
_COMMENT_LINKS = Select(f".//span[{has('comments_label')}]//a")
_STORY_TEXT = Select(f"//div[{has('story_text')}]")
_TIME = Either(f".//div[{has('byline')}]//time", f".//div[{has('byline')}]//span[@title]")
"""A ``span`` with the server's time and offset until 2024."""
_TAGS = Select(f".//a[{has('tag')}]")
_PAGER = Select(f"//div[{has('morelink')}]//a")
_THREAD = re.compile(r"^/s/([0-9a-z]+)(?:/[^/]*)?/?(?:\.json)?$")
_BOARD = re.compile(r"^(?:/(?:(t/[^/.]+|active|recent|newest)|hottest(?=\.json)))?(?:/page/(\d+))?/?(?:\.json)?$")


class Lobsters(Engine):
    """lobste.rs and other sites on its code."""

    name = "lobsters"
    rank = 30
    fingerprints = (b"story_liner",)
    reads_json = True

    def detect(self, page: Page) -> bool:
        return is_answer(page) if page.json is not None else b"data-shortid=" in page.start

    def target(self, url: str) -> Target | None:
        name = path(url)
        if match := _THREAD.match(name):
            return Target("thread", match[1])
        if match := _BOARD.match(name):
            page = int((match[2] or "1")[:9])
            return Target("board", match[1], page) if match[1] else Target("index", "", page)
        return None

    def read(self, page: Page) -> Reading:
        if page.json is not None:
            return self._answer(page)
        stories, target = _STORIES(page.tree), self.target(page.url)
        comments = _COMMENTS(page.tree)
        if stories and (comments or (target and target.kind == "thread")):
            return self._thread(page, stories[0], comments)
        if stories:
            return self._board(page, stories)
        words = text_of(page.tree.find(".//p"))[:200]
        return Notice(reason(words, page.status) if page.status >= 400 else "empty", words)

    def _answer(self, page: Page) -> Reading:
        if not is_answer(page):
            return Notice("missing" if page.status == 404 else "empty", page.text[:200])
        return read_answer(self, page, self.target(page.url) or Target("index", ""), _RULES)

    def _thread(self, page: Page, story: Element, comments: list[Element]) -> ThreadPage:
        row = self._row(page, story)
        thread = Thread(row.id, row.url, row.title, [text_of(tag) for tag in _TAGS(story)], row.author, row.created_at, replies=row.replies)
        content = _STORY_TEXT.first(page.tree)
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        link = first_of(story, "u-url", "a")
        address = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        body = submission(body, row.title, "" if self.target(address) == Target("thread", row.id) else address)
        opening = raw_post(self, page, thread, Board(), row.id, row.url, body, _when(page, story))
        opening.post.author, opening.post.floor, opening.post.likes = row.author, 1, _likes(story)
        return ThreadPage(thread, Board(), [opening, *(self._comment(page, thread, comment) for comment in comments)])

    def _comment(self, page: Page, thread: Thread, comment: Element) -> RawPost:
        pid = comment.get("data-shortid", "")
        content = first_of(comment, "comment_text", "div")
        body = remark(content, _RULES, page.base_url) if content is not None else Body()
        made = raw_post(self, page, thread, Board(), pid, absolute(page.base_url, f"/c/{pid}"), body, _when(page, comment))
        made.post.author, made.post.likes = _author(comment), _likes(comment)
        made.post.reply_to = _answered(comment)
        return made

    def _board(self, page: Page, stories: list[Element]) -> BoardPage:
        target = self.target(page.url) or Target("index", "")
        name = target.id.removeprefix("t/") or None
        board = Board(target.id or None, name, [name] if name else [], absolute(page.base_url, "/" + target.id))
        pages, next_url = pager(self, page, target, _PAGER(page.tree))
        return BoardPage(board, [], [self._row(page, story) for story in stories], target.page, pages, next_url)

    def _row(self, page: Page, story: Element) -> ThreadRow:
        sid = story.get("data-shortid", "")
        link = _COMMENT_LINKS.first(story)
        url = (absolute(page.base_url, link.get("href", "")) if link is not None else "") or absolute(page.base_url, f"/s/{sid}")
        found = ThreadRow(sid, url, text_of(first_of(story, "link", "span")), _author(story), _when(page, story).iso)
        found.replies = (number(text_of(link)) or 0) if link is not None else None
        return found


def _answered(comment: Element) -> str | None:
    """The comment in whose subtree another one stands: a subtree begins with its comment, and holds a list of the answers."""
    subtrees = comment.iterancestors("li")
    next(subtrees, None)
    above = next(subtrees, None)
    parent = above.find("./div[@data-shortid]") if above is not None else None
    return parent.get("data-shortid") if parent is not None else None


def _likes(element: Element) -> int | UnsetType:
    return likes(text_of(first_of(element, "upvoter", "a")))


def _author(element: Element) -> Author | None:
    byline = first_of(element, "byline", "div")
    links = byline.iter("a") if byline is not None else ()
    return next((Author(name) for link in links if link.get("href", "").startswith(("/~", "/u/")) and (name := text_of(link))), None)


def _when(page: Page, element: Element) -> When:
    time = _TIME.first(element)
    if time is None:
        return NEVER
    seconds = time.get("data-at-unix", "")
    if seconds.isdecimal():
        return When(stamp(int(seconds[:12]), UTC), time.get("title"), "second")
    return read_time(page, time)


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(tags={"blockquote": _quote})

ENGINE = Lobsters()
