"""NodeClub (cnodejs.org): topics with their replies and lists, by its templates of 2012 to 2017.

Times are shown as '3 年前' only: those of months and years tell no day.  Replies are counted from 1; the topic itself has no number.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, read
from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.class_index import Part, marked
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import links_in, text_of
from crawler.text import number
from crawler.urls import absolute, query

OPENING = "0"
"""The post id of the topic itself, which is no reply."""

_PARTS = {"reply_item": "div", "cell": "div", "topic_header": "div", "panel": "div"}
_ADDRESS = re.compile(r"^https?://[^/]+/(?:topic/([0-9a-f]{24}))?/?$")
_USER = re.compile(r"/user/([^/?#]+)")
_PUT = re.compile(r"^(?:置顶|精华)\s*")
_FLOOR = re.compile(r"^(\d+)楼\s*[•·]?\s*(.*)$")
_CREATED = re.compile(r"发布于\s*(.+?)\s*,?$")
_EDITED = re.compile(r"最后一次编辑是\s*(.+)$")
_VIEWS = re.compile(r"(\d+)\s*次浏览")
_REPLIES = re.compile(r"^(\d+) 回复$")


class NodeClub(Engine):
    """Topics and lists of NodeClub."""

    name = "nodeclub"
    rank = 40
    sites = ("cnodejs.org",)
    fingerprints = (b"reply_author", b"topic_full_title", b"topic_title_wrapper", b"user_avatar")

    def detect(self, page: Page) -> bool:
        return b"topic_full_title" in page.body or (b"topic_title_wrapper" in page.body and b"count_of_replies" in page.body)

    def target(self, url: str) -> Target | None:
        url, _, _ = url.partition("#")
        match = _ADDRESS.match(url.partition("?")[0])
        asked = query(url)
        if match is None or asked.keys() - {"tab", "page"} or not asked.get("page", "1").isdecimal():
            return None
        if match[1]:
            return Target("thread", match[1])
        return Target("board", asked.get("tab", "all"), int(asked.get("page", "1")[:9]) or 1)

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        head = whole.first("topic_full_title")
        if head is not None:
            return self._thread(page, whole, parts, head)
        here = self.target(page.url) or Target("board", "all")
        if rows := [row for part in parts if (row := self._row(page, part))]:
            name = next((text_of(tab) for tab in whole.all("current-tab")), None) or here.id
            pages, next_url = pager(self, page, here, [link for bar in whole.all("pagination") for link in bar.iter("a")])
            return BoardPage(Board(here.id, name, [name], absolute(page.url, f"/?tab={here.id}")), [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, parts: list[Part], head: Element) -> ThreadPage:
        here = self.target(page.url)
        thread = Thread(here.id if here and here.kind == "thread" else "0", title=_PUT.sub("", text_of(head)) or None)
        thread.url = absolute(page.base_url, f"/topic/{thread.id}") if thread.id != "0" else None
        told = [text_of(line) for box in whole.all("changes") for line in box.iter("span", "div") if line is not box]
        thread.views = next((number(match[1]) for text in told if (match := _VIEWS.search(text))), None)
        thread.replies = next((int(match[1]) for mark in whole.all("col_fade") if (match := _REPLIES.match(text_of(mark)))), None)
        boxes = (*whole.all("changes"), *whole.all("user_card"))
        thread.author = next((user for box in boxes if (user := _user(box))), None)
        created = _when(page, next((match[1] for text in told if (match := _CREATED.match(text))), None))
        edited = _when(page, next((match[1] for text in told if (match := _EDITED.match(text))), None))
        thread.created_at = created.iso
        board = Board()
        posts = []
        for body in whole.all("topic_content"):
            made = self._post(page, thread, board, OPENING, body, created)
            made.post.author, made.post.edited_at = thread.author, edited.iso
            posts.append(made)
            break
        for part in parts:
            words = part.first("reply_content")
            if words is None or "reply_item" not in part.element.get("class", ""):
                continue
            link = part.first("reply_time")
            shown = _FLOOR.match(text_of(link))
            own = part.element.get("reply_id") or (link.get("href", "").lstrip("#") if link is not None else "")
            floor = int(shown[1][:9]) if shown else None
            made = self._post(page, thread, board, own, words, _when(page, shown[2] if shown else None))
            made.post.author, made.post.floor = _user(part.element), floor
            posts.append(made)
        return ThreadPage(thread, board, posts)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, body: Element, when: When) -> RawPost:
        url = thread.url or page.url
        return raw_post(self, page, thread, board, pid, url if pid == OPENING else f"{url}#{pid}", read(body, Rules(), page.base_url), when)

    # Lists ----------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for link in part.all("topic_title"):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if part.first("reply_count", "topic_title_wrapper") is None or not at or at.kind != "thread":
                continue
            found = ThreadRow(at.id, url, text_of(link), _user(part.element), sticky=part.first("put_top") is not None)
            found.last_post_at = _when(page, text_of(part.first("last_active_time"))).iso
            found.replies, found.views = (number(text_of(part.first(word))) for word in ("count_of_replies", "count_of_visits"))
            return found
        return None


def _user(box: Element) -> Author | None:
    """The first member linked; a member's name is its id too, and stands below an avatar where no text does."""
    for link in links_in(box):
        if match := _USER.search(link.get("href", "")):
            return Author(text_of(link) or match[1])
    return None


def _when(page: Page, shown: str | None) -> When:
    return parse(shown, page.calendar, CHINA) if shown else NEVER


ENGINE = NodeClub()
