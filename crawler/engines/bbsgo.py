"""bbs-go 3.x (Nuxt): topics with their comments, and lists of topics, from the served or the rendered page.

Comments stand newest first and have no floors; replies to a comment stand below it, as remarks.  The markup names no comment's id and shows
recent times as 'three hours ago'; both come from the data that the page hands to its scripts (``__NUXT_DATA__``) as far as that reaches:
what a browser loaded later is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import msgspec
from lxml.etree import _Element as Element

from crawler.body.handlers import locked
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When, parse, stamp
from crawler.forum import CHINA, BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Quote, Thread
from crawler.markup.part import Part, parts_of
from crawler.page import Page, meta
from crawler.raw_post import RawPost
from crawler.select import Select, Value, text_of
from crawler.text import number
from crawler.urls import absolute

OPENING = "0"
"""The post id of the topic itself, which is no comment."""

_PARTS = {"topic-item": "li", "comment": "div"}
_DATA = Value("id('__NUXT_DATA__')")
_NODES = Select("//a[starts-with(@href,'/topics/node/')]")

_ADDRESS = re.compile(r"^https?://[^/]+(?:/(?:(topic)/(\d+)|topics(?:/node/(\w+))?)?)?/?$")
_FEEDS = ("newest", "recommend", "feed")
"""Topics of all nodes: the home page in other orders."""


class BbsGo(Engine):
    """bbs-go topics and nodes."""

    name = "bbsgo"
    rank = 30
    fingerprints = (b"_nuxt", b"bbs-go")

    def detect(self, page: Page) -> bool:
        return b"/_nuxt/" in page.start and any(mark in page.body for mark in (b'class="topic-detail', b"topic-userinfo", b"bbs-go.com"))

    def target(self, url: str) -> Target | None:
        url, _, asked = url.split("#", 1)[0].partition("?")
        match = _ADDRESS.match(url)
        if match is None or asked:
            return None
        if match[1]:
            return Target("thread", match[2])
        if match[3] in _FEEDS:
            return None
        return Target("board", match[3]) if match[3] else Target("index", "")

    def read(self, page: Page) -> Reading:
        whole, parts = Part(page.tree), parts_of(page.tree, _PARTS)
        topic = next((box for box in whole.all("topic-detail") if box.tag == "article"), None)
        if topic is not None:
            return self._thread(page, whole, topic, _nested(part for part in parts if part.element.tag != "li"))
        rows = [row for part in parts if part.element.tag == "li" and (row := self._row(page, part))]
        target = self.target(page.url)
        nodes = self._nodes(page)
        if rows or (target and target.kind != "thread" and nodes):
            board = next((Board(node.id, node.name, [node.name], page.url) for node in nodes if target and target.id == node.id), Board())
            return BoardPage(board, nodes, rows)
        words = text_of(whole.first("error", "error-page")) or page.title
        return Notice("missing" if page.status == 404 or re.search("404|不存在|删除", words) else "empty", words[:200])

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, topic: Element, remarks: dict[Element, list[Part]]) -> ThreadPage:
        data = _data(page)
        known, comments = _known(data)
        originals = _originals(data)
        head = Part(topic)
        links = (page.url, page.link("canonical") or meta(page, "og:url"))
        url = next((link for link in links if (where := self.target(link)) and where.kind == "thread"), "")
        target = self.target(url)
        thread = Thread(id=target.id if target else str(known.get("id", "0")), url=url or None)
        thread.title = text_of(head.first("topic-title")) or None
        board = Board()
        for link in (link for bar in head.all("topic-tags") for link in bar.iter("a")):
            node = self.target(absolute(page.base_url or "http://unknown/", link.get("href", "")))
            if node and node.kind == "board" and not board.id:
                board.id, board.name, board.url = node.id, text_of(link), absolute(page.base_url, link.get("href", "")) or None
            elif tag := text_of(link).lstrip("#"):
                thread.tags.append(tag)
        board.path = [board.name] if board.name else []
        thread.views, thread.replies = _beside(head, "icon-read"), number(text_of(whole.first("comment-header")))
        walker = Walker(_RULES, page.base_url)
        for part in head.all("topic-content-detail", "topic-image-list"):
            walker.visit(part)
        walker.end_line()
        for image in walker.body.images:
            image.url, image.thumb_url = originals.get(image.url, image.url), image.url if image.url in originals else image.thumb_url
        when = _when(page, next((time for box in head.all("topic-meta") for time in box.iter("time")), None), known)
        opening = raw_post(self, page, thread, board, OPENING, page.url or url, walker.body, when)
        opening.post.floor = 1
        names = [link for box in head.all("topic-nickname") for link in box.iter("a")]
        writers = (*names, *(link for link in topic.iter("a") if link.get("itemprop") == "author"))
        opening.post.author = thread.author = next((user for link in writers if (user := _user(link))), None)
        thread.created_at = when.iso
        posts = [opening]
        for at, (first, *replies) in enumerate(remarks.values()):
            posts.append(self._comment(page, thread, board, first, replies, comments[at] if at < len(comments) else {}))
        return ThreadPage(thread, board, posts)

    def _comment(self, page: Page, thread: Thread, board: Board, part: Part, replies: list[Part], known: dict[str, Any]) -> RawPost:
        author = _writer(part)
        if not author or known.get("nickname") != author.name:
            known = {}
        walker = Walker(_RULES, page.base_url)
        if (body := part.first("comment-content-wrapper", "comment-content")) is not None:
            walker.walk(body)
        walker.end_line()
        when = _when(page, part.first("comment-time"), known)
        pid = str(known["id"]) if "id" in known else _made_id(author, when, walker)
        made = raw_post(self, page, thread, board, pid, page.url or thread.url or "", walker.body, when)
        made.post.author = author
        made.post.comments = [_remark(page, reply) for reply in replies]
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _nodes(self, page: Page) -> list[BoardRow]:
        rows: dict[str, BoardRow] = {}
        for link in _NODES(page.tree):
            url = absolute(page.base_url, link.get("href", ""))
            target = self.target(url)
            if target and target.kind == "board" and text_of(link):
                rows.setdefault(target.id, BoardRow(target.id, url, text_of(link)))
        return list(rows.values())

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for holder in part.all("topic-title", "topic-summary", "image-item"):
            for link in holder.iter("a"):
                url = absolute(page.base_url, link.get("href", ""))
                target = self.target(url)
                if target and target.kind == "thread":
                    found = ThreadRow(target.id, url, text_of(link), sticky=part.first("topic-sticky-icon") is not None)
                    users = (link for box in part.all("topic-userinfo") for link in box.iter("a") if "/user/" in link.get("href", ""))
                    found.author = next((user for user in map(_user, users) if user), None)
                    shown = text_of(part.first("topic-time")).removeprefix("发布于")
                    found.created_at = parse(shown, page.calendar, CHINA).iso
                    found.replies, found.views = _beside(part, "icon-comment") or 0, _beside(part, "icon-read") or 0
                    return found
        return None


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _user(link: Element) -> Author | None:
    uid = re.search(r"/user/(\d+)", link.get("href", ""))
    return Author(text_of(link), uid[1] if uid else None) if text_of(link) else None


def _writer(part: Part) -> Author | None:
    name = part.first("comment-nickname")
    return _user(name) if name is not None else None


def _nested(parts: Iterable[Part]) -> dict[Element, list[Part]]:
    """The comments, each with the replies that stand in it."""
    found: dict[Element, list[Part]] = {}
    for part in parts:
        above = next((up for up in part.element.iterancestors() if up in found), part.element)
        if "comments" in "".join(up.get("class", "") for up in above.iterancestors("div")):
            found.setdefault(above, []).append(part)
    return found


def _beside(part: Part, icon: str) -> int | None:
    """The number beside an icon, in a button."""
    for mark in part.all(icon):
        for box in mark.iterancestors("div"):
            if {"action", "btn"} & set((box.get("class") or "").split()):
                return number(text_of(box))
    return None


def _when(page: Page, place: Element | None, known: dict[str, Any]) -> When:
    """As shown, and exactly where the page's data has it (milliseconds)."""
    shown = text_of(place)
    if isinstance(known.get("createTime"), int):
        return When(stamp(known["createTime"] // 1000, CHINA), shown or None, "second")
    return parse((place.get("datetime") if place is not None else None) or shown, page.calendar, CHINA)


def _made_id(author: Author | None, when: When, walker: Walker) -> str:
    """An id from what does not change, for comments that the page's data does not reach."""
    words = "\n".join(line for block in walker.body.blocks for line in block.lines())
    sign = when.iso if when.iso and when.precision == "second" else words
    return f"{author.id or author.name if author else ''}-{sha256(sign.encode()).hexdigest()[:12]}"


def _remark(page: Page, reply: Part) -> Comment:
    body = reply.first("comment-content-wrapper", "comment-content")
    text = Walker(_RULES, page.base_url).inside_text(body) if body is not None else ""
    return Comment(text, _writer(reply), _when(page, reply.first("comment-time"), {}).iso)


def _data(page: Page) -> list[Any]:
    """Nuxt's payload: a flat list whose containers hold positions in it."""
    try:
        data = msgspec.json.decode(_DATA(page.tree) or "[]")
    except msgspec.DecodeError:
        return []
    return data if isinstance(data, list) else []


def _known(data: list[Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the payload says of the topic, and of its comments in order: id, author's name, time."""

    def at(position: object) -> Any:
        return data[position] if isinstance(position, int) and 0 <= position < len(data) else None

    def fields(entry: dict[str, Any]) -> dict[str, Any]:
        user = at(entry.get("user"))
        found = {name: at(entry.get(name)) for name in ("id", "topicId", "commentId", "createTime")}
        found["id"] = found["topicId"] or found["commentId"] or found["id"]
        found["nickname"] = at(user.get("nickname")) if isinstance(user, dict) else None
        return {name: value for name, value in found.items() if value is not None}

    entries = [entry for entry in data if isinstance(entry, dict)]
    topic = next((fields(entry) for entry in entries if {"node", "title", "createTime"} <= entry.keys()), {})
    for entry in entries:
        results = at(entry.get("results"))
        listed = [comment for position in results if isinstance(comment := at(position), dict)] if isinstance(results, list) else []
        if listed and all(at(comment.get("entityType")) == "topic" for comment in listed):
            return topic, [fields(comment) for comment in listed]
    return topic, []


def _originals(data: list[Any]) -> dict[str, str]:
    """The address of each picture by that of its preview."""
    pairs = ((entry.get("preview"), entry.get("url")) for entry in data if isinstance(entry, dict) and "preview" in entry)
    named = (
        (data[small], data[full])
        for small, full in pairs
        if isinstance(small, int) and isinstance(full, int) and max(small, full) < len(data)
    )
    return {small: full for small, full in named if isinstance(small, str) and isinstance(full, str) and small != full}


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(classes={"comment-quote": _quote, "hide-content-tip": locked, "widget-header": skip}, tags={"blockquote": _quote})

ENGINE = BbsGo()
