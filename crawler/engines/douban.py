"""Douban's groups: topics, whole pages of which were seen from 2014 and from about 2019, and lists, by what many readers of them rely on.

Its films, books and notes have comments too; only groups are forums.  The topic itself stands on every page of its replies, which have no
numbers; the best of them stand above all others once more.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import When, parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.class_index import Part, marked
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import links_in, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

OPENING = "0"
"""The post id of the topic itself, which is no reply."""

_PARTS = {"topic-content": "div", "comment-item": "li"}
_TOPIC = re.compile(r"/group/topic/(\d+)/?")
_GROUP = re.compile(r"/group/(?!topic/|explore\b|search\b|people/|my_)([\w-]+)(/discussion)?/?")
_PERSON = re.compile(r"/people/([^/?]+)")
_REPLIES = re.compile(r'"commentCount"\s*:\s*"?(\d+)')
_KNOWN = frozenset(("start", "ref", "from", "_spm_id", "_i"))
_TOPIC_STEP, _GROUP_STEP = 100, 25


class Douban(Engine):
    """Douban's group topics and lists of them."""

    name = "douban"
    rank = 40
    fingerprints = (b"douban", b"doubanio")

    def detect(self, page: Page) -> bool:
        if b"douban" not in page.start or b"/group/topic/" not in page.body:
            return False
        return b'class="topic-doc"' in page.body or (b'class="olt"' in page.body and b'td class="title"' in page.body)

    def target(self, url: str) -> Target | None:
        asked, where = query(url.partition("#")[0]), path(url)
        start = asked.get("start", "0")
        if not start.isdecimal():
            return None
        at = int(start[:9])
        if (match := _TOPIC.fullmatch(where)) and not asked.keys() - _KNOWN:
            return Target("thread", match[1], at // _TOPIC_STEP + 1)
        match = _GROUP.fullmatch(where)
        if match is None or asked.keys() - _KNOWN - {"type"} or asked.get("type", "new") != "new":
            return Target("index", "") if where in ("/group", "/group/") and not asked else None
        return Target("board", match[1], at // _GROUP_STEP + 1)

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        opening = next((part for part in parts if part.first("topic-doc") is not None), None)
        if opening is not None:
            return self._thread(page, whole, opening, parts)
        rows = [row for cell in whole.all("title") if cell.tag == "td" and (row := self._row(page, cell))]
        if rows:
            here = next((at for at in (self.target(page.url),) if at and at.kind == "board"), Target("board", ""))
            name = next((text_of(head) for head in page.tree.iter("h1")), "")
            board = Board(here.id or None, name or None, [name] if name else [], absolute(page.base_url, f"/group/{here.id}/"))
            return BoardPage(board, [], rows, here.page, *_pager(self, page, whole, here))
        return Notice("missing" if page.status == 404 else "empty", page.title)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, opening: Part, parts: list[Part]) -> ThreadPage:
        tabs = (link.get("href", "") for box in whole.all("tabs") for link in box.iter("a"))
        topic = next((match[1] for url in (page.url, *tabs) if (match := _TOPIC.search(url))), "0")
        here = next((at for at in (self.target(page.url),) if at and at.kind == "thread"), Target("thread", topic))
        thread = Thread(topic, absolute(page.base_url, f"/group/topic/{topic}/") or None if topic != "0" else None)
        thread.title = next((text_of(head) for head in page.tree.iter("h1")), None) or None
        thread.author = _person(opening.first("from"))
        when = parse(text_of(opening.first("color-green")), page.calendar, CHINA)
        thread.created_at = when.iso
        shown = _REPLIES.search(page.text)
        thread.replies = int(shown[1]) if shown else None
        board = self._group(page, whole)
        posts = []
        text = next(opening.by_id("link-report"), None)
        if here.page == 1 and text is not None:
            posts.append(self._post(page, thread, board, OPENING, text, when))
            posts[0].post.author = thread.author
        for part in parts:
            text = part.first("reply-doc")
            if text is not None and not any("popular-bd" in (up.get("class") or "") for up in part.element.iterancestors("ul", "div")):
                when = parse(text_of(part.first("pubtime")), page.calendar, CHINA)
                posts.append(self._post(page, thread, board, part.element.get("data-cid", ""), text, when))
                posts[-1].post.author = _person(next(part.all("bg-img-green"), text))
        return ThreadPage(thread, board, posts, here.page, *_pager(self, page, whole, here))

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, text: Element, when: When) -> RawPost:
        body = read(text, _TEXT if pid == OPENING else _REPLY, page.base_url)
        address = f"{thread.url}?cid={pid}" if thread.url and pid != OPENING else thread.url
        return raw_post(self, page, thread, board, pid, address or page.url, body, when)

    def _group(self, page: Page, whole: Part) -> Board:
        """The group that the box beside a topic links to."""
        for box in whole.by_id("g-side-info"):
            for link in links_in(box):
                at, name = self.target(absolute(page.base_url, link.get("href", ""))), text_of(link)
                if at and at.kind == "board" and name:
                    return Board(at.id, name, [name], absolute(page.base_url, f"/group/{at.id}/") or None)
        return Board()

    # Groups ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, cell: Element) -> ThreadRow | None:
        for link in links_in(cell):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "thread":
                found = ThreadRow(at.id, url.partition("?")[0], link.get("title") or text_of(link))
                found.sticky = any("置顶" in text_of(mark) for mark in cell.iter("span"))
                for other in cell.itersiblings("td"):
                    words = (other.get("class") or "").split()
                    if "r-count" in words:
                        found.replies = number(text_of(other)) or 0
                    elif "time" in words:
                        found.last_post_at = parse(text_of(other), page.calendar, CHINA).iso
                    else:
                        found.author = found.author or _person(other)
                return found
        return None


def _pager(engine: Engine, page: Page, whole: Part, here: Target) -> tuple[int, str | None]:
    """The number of pages, which the bar tells, and the address of the next."""
    bar = next((number(mark.get("data-total-page")) for mark in whole.all("thispage")), None)
    urls = (absolute(page.base_url, link.get("href", "")) for box in whole.all("next") for link in links_in(box))
    following = next((url for url in urls if (at := engine.target(url)) and (at.kind, at.id) == (here.kind, here.id)), None)
    return max(bar or 1, here.page), following


def _person(box: Element | None) -> Author | None:
    for link in links_in(box):
        match = _PERSON.search(link.get("href", ""))
        if match and text_of(link):
            return Author(text_of(link), match[1])
    return None


def _quote(walker: Walker, element: Element) -> None:
    """The quoted words stand there twice, shortened and whole."""
    marks = {(mark.get("class") or "").partition(" ")[0]: text_of(mark) for mark in reversed(list(element.iter("span")))}
    person = _person(element)
    walker.quote(Quote(marks.get("all") or marks.get("short") or text_of(element), person.name if person else None))


def _lines(walker: Walker, element: Element) -> None:
    """A reply's text: its lines are those of the source, where it has no other ends of lines."""
    walker.end_line()
    if element.find(".//br") is not None:
        walker.walk(element)
    else:
        _split(walker, element.text)
        for child in element.iterchildren("*"):
            walker.visit(child)
            _split(walker, child.tail)
    walker.end_line()


def _split(walker: Walker, text: str | None) -> None:
    first, *others = (text or "").split("\n")
    walker.text(first)
    for line in others:
        walker.end_line()
        walker.text(line)


_TEXT = Rules(
    classes={"topic-opt": skip, "report": skip, "topic-figure": Walker.figure, "topic-figure-title": Walker.figcaption},
)
_REPLY = Rules(classes={"bg-img-green": skip, "operation_div": skip, "reply-quote": _quote}, tags={"p": _lines})

ENGINE = Douban()
