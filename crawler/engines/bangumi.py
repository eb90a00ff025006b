"""Bangumi (bgm.tv, bangumi.tv, chii.in): discussions of groups and subjects with their replies, and a group's list of them.

The opening post is numbered ``#1``; an answer to a reply is ``#2-1``, a post of its own with its place but no floor of its own.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.class_index import Part, marked
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import first_of, links_in, text_of
from crawler.text import number
from crawler.urls import absolute, query

_PARTS = {"postTopic": "div", "row_reply": "div", "sub_reply_bg": "div", "topic": "tr"}
_ADDRESS = re.compile(
    r"^https?://[^/]+/(?:(group|subject|rakuen)/topic/(?:group/|subject/)?(\d+)|group/([\w-]+)(?:/forum)?|subject/(\d+)/board)/?$"
)
_USER = re.compile(r"/user/([^/?#]+)")
_WRITTEN = re.compile(r"#(\d+)(-\d+)?\s*-\s*(20\d\d-\d\d?-\d\d? \d\d?:\d\d)")
_COUNT = re.compile(r"\d+")
_SPEAKER = re.compile(r"^\s*(\S.{0,40}?)\s*说\s*[:：]\s*")


class Bangumi(Engine):
    """Discussions of Bangumi."""

    name = "bangumi"
    rank = 30
    sites = ("bgm.tv", "bangumi.tv", "chii.in")
    fingerprints = (b"bangumi",)

    def detect(self, page: Page) -> bool:
        return b"postTopic" in page.body or b"row_reply" in page.body or (b"topic_list" in page.body and b"SecondaryNavTitle" in page.body)

    def target(self, url: str) -> Target | None:
        url, _, _ = url.partition("#")
        match = _ADDRESS.match(url.partition("?")[0])
        asked = query(url)
        if match is None or asked.keys() - {"page"} or not asked.get("page", "1").isdecimal():
            return None
        at = int(asked.get("page", "1")[:9]) or 1
        if match[2]:
            return Target("thread", match[2] if match[1] != "subject" else f"subject-{match[2]}", at)
        return Target("board", match[3] or f"subject-{match[4]}", at)

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        posts = [part for part in parts if part.element.tag == "div"]
        here = self.target(page.url)
        if posts:
            return self._thread(page, whole, here if here and here.kind == "thread" else Target("thread", "0"), posts)
        if rows := [row for part in parts if (row := self._row(page, part))]:
            here = here or Target("board", "")
            name = next((text_of(box) for box in whole.all("SecondaryNavTitle")), None) or page.title.partition(" | ")[0] or None
            pages, next_url = pager(self, page, here, whole.all("p"))
            return BoardPage(Board(here.id, name, [name] if name else [], page.url or None), [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Discussions ----------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, here: Target, posts: list[Part]) -> ThreadPage:
        head = next((box for box in whole.by_id("pageHeader")), None)
        title = next(iter(head.iter("h1")), None) if head is not None else None
        board = Board()
        for link in links_in(head):
            url = absolute(page.base_url, link.get("href", ""))
            if (at := self.target(url)) and at.kind == "board" and not board.id:
                board = Board(at.id, text_of(link) or None, [text_of(link)], url)
        way = title.find("span") if title is not None else None
        name = text_of(title).removeprefix(text_of(way)).strip() or page.title.partition(" | ")[0]
        thread = Thread(here.id, page.url.partition("#")[0] or None, name or None)
        made = [self._post(page, thread, board, part) for part in posts]
        if "postTopic" in posts[0].element.get("class", ""):
            thread.author, thread.created_at = made[0].post.author, made[0].post.created_at
        return ThreadPage(thread, board, made, 1, None, None)

    def _post(self, page: Page, thread: Thread, board: Board, part: Part) -> RawPost:
        element = part.element
        pid = element.get("id", "").removeprefix("post_")
        body = next(part.all("topic_content", "message", "cmt_sub_content"), None)
        match = _WRITTEN.search(text_of(part.first("re_info")))
        when = parse(match[3] if match else None, page.calendar, CHINA)
        content = read(body, _RULES, page.base_url) if body is not None else Body()
        made = raw_post(self, page, thread, board, pid, f"{thread.url}#post_{pid}" if thread.url else page.url, content, when)
        made.post.floor = int(match[1][:9]) if match and not match[2] else None
        names = (Author(text_of(link), user[1]) for link in part.all("l") if text_of(link) and (user := _USER.search(link.get("href", ""))))
        made.post.author = next(names, None)
        return made

    # Lists ----------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for link in (link for cell in part.all("subject") for link in links_in(cell)):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "thread":
                found = ThreadRow(at.id, url, link.get("title") or text_of(link))
                user = next((link for cell in part.all("author") for link in links_in(cell) if text_of(link)), None)
                member = _USER.search(user.get("href", "")) if user is not None else None
                found.author = Author(text_of(user), member[1] if member else None) if user is not None else None
                count = _COUNT.search(text_of(part.first("posts")))
                found.replies = number(count[0]) if count else None
                last = part.first("lastpost")
                shown = text_of(first_of(last, "time", "small", "span", "a")) if last is not None else ""
                found.last_post_at = parse(shown or None, page.calendar, CHINA).iso
                return found
        return None


def _quote(walker: Walker, element: Element) -> None:
    """``div.quote > q``: NAME 说: and the words."""
    words = walker.inside_text(element)
    match = _SPEAKER.match(words)
    walker.quote(Quote(words[match.end() :].strip() if match else words, match[1] if match else None))


_RULES = Rules(classes={"quote": _quote, "topic_sub_reply": skip})

ENGINE = Bangumi()
