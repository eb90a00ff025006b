"""Homeland (ruby-china.org, testerhome.com): topics with their replies, and nodes, by its templates of 2011 to 2021.

Replies are counted from 1 and keep their numbers when others are deleted; notes of what moderators did take numbers, too, and are no posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, read, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.class_index import Part, marked
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import first_of, links_in, text_of
from crawler.text import number
from crawler.urls import absolute, query

OPENING = "0"
"""The post id of the topic itself, which is no reply."""

_PARTS = {"reply": "div", "topic": "div", "topic-detail": "div"}
_ADDRESS = re.compile(r"^https?://[^/]+/topics(?:/(\d+)|/node(\d+))?/?$")
_FLOOR = re.compile(r"#(\d+)|(\d+)\s*楼")
_REPLY_ID = re.compile(r"^reply-?(\d+)$")
_VIEWS = re.compile(r"(\d+)\s*次(?:阅读|点击|浏览)")


class Homeland(Engine):
    """Topics and nodes of Homeland."""

    name = "homeland"
    rank = 40
    sites = ("ruby-china.org", "testerhome.com")
    fingerprints = (b"page-topics", b"navbar-topic-title", b"topic-detail")

    def detect(self, page: Page) -> bool:
        body = page.body
        return b'class="timeago"' in body and (b"topic-detail" in body or b'class="topic media' in body or b'class="topic topic-' in body)

    def target(self, url: str) -> Target | None:
        url, _, _ = url.partition("#")
        match = _ADDRESS.match(url.partition("?")[0])
        asked = query(url)
        if match is None or asked.keys() - {"page"} or not asked.get("page", "1").isdecimal():
            return None
        at = int(asked.get("page", "1")[:9]) or 1
        if match[1]:
            return Target("thread", match[1], at)
        return Target("board", f"node{match[2]}" if match[2] else "topics", at)

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        rows = [row for part in parts if (row := self._row(page, part))]
        bodies = [body for body in _bodies(whole) if not any("reply" in (up.get("class") or "").split() for up in body.iterancestors())]
        replies = [part for part in parts if _REPLY_ID.match(part.element.get("id", ""))]
        if replies or (bodies and not rows):
            return self._thread(page, whole, bodies, replies)
        here = self.target(page.url) or Target("board", "topics")
        if rows:
            name = re.split(r"\s[·|–-]\s", page.title)[0] or None
            board = Board(
                here.id, name, [name] if name else [], absolute(page.url, f"/topics/{here.id}".replace("/topics/topics", "/topics"))
            )
            pages, next_url = pager(self, page, here, [link for bar in whole.all("pagination") for link in links_in(bar)])
            return BoardPage(board, [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, bodies: list[Element], replies: list[Part]) -> ThreadPage:
        here = self.target(page.url) or self.target(page.link("canonical"))
        here = here if here and here.kind == "thread" else Target("thread", "0")
        thread = Thread(here.id, absolute(page.base_url, f"/topics/{here.id}") if here.id != "0" else None)
        heads = list(whole.all("media-heading")) or [head for head in page.tree.iter("h1") if "navbar" not in (head.get("class") or "")]
        node = next((link for head in heads for link in links_in(head)), None)
        thread.title = next((text_of(first_of(head, "title", "span")) or text_of(head) for head in heads), None)
        info = next(whole.all("info"), None)
        lines = [box for box in whole.all("info") if not any(box in part.element.iter("div") for part in replies)]
        thread.author = next((user for box in lines if (user := _user(box))), None)
        created = next((when for box in lines for mark, when in _times(page, box) if "回复" not in mark), NEVER)
        thread.created_at = created.iso
        shown = next((match for box in lines if (match := _VIEWS.search(text_of(box)))), None)
        thread.views = number(shown[1]) if shown else None
        board = self._node(
            page, node if node is not None else next((link for link in links_in(info) if "/topics/node" in link.get("href", "")), None)
        )
        pages, next_url = pager(self, page, here, [link for bar in whole.all("pagination") for link in links_in(bar)])
        posts: list[RawPost] = []
        for body in bodies[:1] if here.page == 1 else ():
            posts.append(raw_post(self, page, thread, board, OPENING, thread.url or page.url, read(body, _RULES, page.base_url), created))
            posts[0].post.author = thread.author
        posts += [made for part in replies if (made := self._reply(page, thread, board, part))]
        return ThreadPage(thread, board, posts, here.page, pages, next_url)

    def _reply(self, page: Page, thread: Thread, board: Board, part: Part) -> RawPost | None:
        bodies = list(part.all("markdown", "body"))
        if not bodies:
            return None
        match = _REPLY_ID.match(part.element.get("id", ""))
        shown = _FLOOR.search(text_of(part.first("reply-floor", "time")))
        floor = int((shown[1] or shown[2])[:9]) if shown else None
        pid = part.element.get("data-id") or (match[1] if match else "")
        when = next((when for box in part.all("time", "info") for _, when in _times(page, box)), NEVER)
        url = f"{thread.url}#{part.element.get('id')}" if thread.url else page.url
        made = raw_post(self, page, thread, board, pid, url, read(bodies[0], _RULES, page.base_url), when)
        made.post.author = next((user for box in part.all("name", "info") if (user := _user(box))), None)
        made.post.floor = floor
        return made

    # Nodes ----------------------------------------------------------------------------------------------------------------------------

    def _node(self, page: Page, link: Element | None) -> Board:
        url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        at = self.target(url)
        return Board(at.id, text_of(link), [text_of(link)], url) if at and at.kind == "board" else Board()

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for link in (link for title in part.all("title") for link in links_in(title)):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if not at or at.kind != "thread" or not text_of(link):
                continue
            found = ThreadRow(at.id, url, text_of(link), sticky=any(mark.get("title") == "置顶" for mark in part.element.iter("i")))
            for box in part.all("info"):
                found.author = _user(box)
                for mark, when in _times(page, box):
                    found.created_at, found.last_post_at = (found.created_at, when.iso) if "回复" in mark else (when.iso, when.iso)
            found.replies = number(text_of(part.first("count"))) or 0
            return found
        return None


def _bodies(whole: Part) -> Iterator[Element]:
    """Where a topic's text may stand: since 2012 in ``.topic-detail``, before that in ``.topics.box``."""
    for body in whole.all("markdown", "body"):
        above = " ".join(up.get("class") or "" for up in body.iterancestors()).split()
        if "topic-detail" in above or ("topics" in above and "box" in above):
            yield body


def _user(box: Element) -> Author | None:
    """The first member linked; nodes and floors are linked, too."""
    for link in links_in(box):
        where = link.get("href", "")
        if text_of(link) and where.startswith(("/", "http")) and "/topics" not in where:
            return Author(text_of(link))
    return None


def _times(page: Page, box: Element) -> Iterator[tuple[str, When]]:
    """Each time in a line, with the words before it: '最后由 … 回复于' stands before the last reply's."""
    for mark in box.iter("abbr", "time"):
        before, parent = mark.getprevious(), mark.getparent()
        words = (before.tail if before is not None else parent.text if parent is not None else "") or ""
        yield words, parse(mark.get("title") or mark.get("datetime") or text_of(mark), page.calendar, CHINA)


_RULES = Rules(classes={"anchor": skip})

ENGINE = Homeland()
