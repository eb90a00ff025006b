"""V2EX: topics with their replies, and nodes: a topic and a list as saved in 2019, and what public readers of it rely on since.

Replies are counted from 1; the topic itself has no number.  Times come as titles with their offset, in older pages only as '2 小时前'.
"""

from __future__ import annotations

import re
from datetime import timedelta

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker
from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.class_index import Part, marked
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import links_in, text_of
from crawler.text import number
from crawler.urls import absolute, query

OPENING = "0"
"""The post id of the topic itself, which is no reply."""

_PARTS = {"cell": "div", "inner": "div", "header": "div", "topic_content": "div"}
_ADDRESS = re.compile(r"^https?://[^/]+/(?:(t)/(\d+)|go/([\w-]+))?/?$")
_SHOWN = re.compile(r"\d\D*(?:前|ago)\b|\b20\d\d")
_REPLY_ID = re.compile(r"r_(\d+)")
_MAIN = (b'id="Main"', b"id=Main", b"id='Main'")
_NAMED = re.compile(r"topic_(\d+)_votes")
_HOURS_AGO = re.compile(r"(\d{1,3})\s*小时\s*(\d{1,2})\s*分钟前")
_VIEWS = re.compile(r"([\d,]+)\s*(?:次点击|views)")
_REPLIES = re.compile(r"(\d+)\s*(?:条回复|回复|replies)")


class V2ex(Engine):
    """V2EX topics and nodes."""

    name = "v2ex"
    rank = 30
    sites = ("v2ex.com",)
    fingerprints = (b"Main",)

    def detect(self, page: Page) -> bool:
        return b"V2EX" in page.start and any(mark in page.body for mark in _MAIN) and b"/member/" in page.body

    def target(self, url: str) -> Target | None:
        url, _, _ = url.partition("#")
        match = _ADDRESS.match(url.partition("?")[0])
        asked = query(url)
        if match is None or asked.keys() - {"p"} or not asked.get("p", "1").isdecimal():
            return None
        at = int(asked.get("p", "1")[:9]) or 1
        if match[1]:
            return Target("thread", match[2], at)
        return Target("board", match[3], at) if match[3] else Target("index", "", at)

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        head = next((part for part in parts if "header" in part.words and part.element.find(".//h1") is not None), None)
        if head is not None:
            return self._thread(page, whole, head, parts)
        rows = [row for part in parts if (row := self._row(page, part))]
        if rows:
            board = self._board(page, None)
            here = self.target(page.url) or Target("board", board.id or "")
            pages, next_url = pager(self, page, here, _pages(whole))
            return BoardPage(board, [], rows, here.page, pages, next_url)
        words = page.title
        return Notice("missing" if page.status == 404 or re.search("404|未找到", words) else "login" if "登录" in words else "empty", words)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, head: Part, parts: list[Part]) -> ThreadPage:
        thread, board = Thread(title=text_of(head.element.find(".//h1")) or None), self._board(page, head.element)
        url = next((link for link in (page.url, page.link("canonical")) if (where := self.target(link)) and where.kind == "thread"), "")
        named = (match[1] for box in whole.named if (match := _NAMED.fullmatch(box.get("id", ""))))
        here = self.target(url) or Target("thread", next(named, "0"))
        thread.id, thread.url = here.id, absolute(url, f"/t/{here.id}") or None
        thread.tags = [tag for link in whole.all("tag") if "/tag/" in link.get("href", "") and (tag := text_of(link))]
        line = head.first("gray")
        shown = _VIEWS.search(text_of(line))
        thread.views = number(shown[1]) if shown else None
        replies = (match for mark in whole.all("gray") if mark.tag == "span" and (match := _REPLIES.match(text_of(mark))))
        thread.replies = next((int(match[1]) for match in replies), None)
        thread.author = _member(line if line is not None else head.element)
        when = _when(page, line)
        thread.created_at = when.iso
        pages, next_url = pager(self, page, here, _pages(whole))
        found = {match[1]: part for part in parts if (match := _REPLY_ID.fullmatch(part.element.get("id", "")))}
        posts = []
        if here.page == 1:
            bodies = [box for box in whole.all("topic_content") if not any(_is_aside(up.get("id", "")) for up in box.iterancestors())]
            posts.append(self._post(page, thread, board, OPENING, bodies, when))
            posts[0].post.author = thread.author
        for pid, part in found.items():
            made = self._post(page, thread, board, pid, list(part.all("reply_content")), _when(page, part.first("ago", "fade")))
            before = posts[-1].post.floor if posts else None
            shown_floor = number(text_of(part.first("no")))
            after = before + 1 if before is not None else 1 if here.page == 1 and len(posts) == 1 else None
            made.post.author, made.post.floor = _member(part.element), shown_floor or after
            posts.append(made)
        return ThreadPage(thread, board, posts, here.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, bodies: list[Element], when: When) -> RawPost:
        walker = Walker(Rules(), page.base_url)
        for body in bodies:
            walker.walk(body)
            walker.end_line()
        address = f"{thread.url}#r_{pid}" if thread.url and pid != OPENING else thread.url
        return raw_post(self, page, thread, board, pid, address or page.url, walker.body, when)

    # Nodes ----------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, head: Element | None) -> Board:
        """A node by its address, or the node that a topic's head links to."""
        here = self.target(page.url)
        if here and here.kind == "board":
            name = page.title.removeprefix("V2EX").strip(" ›")
            return Board(here.id, name or None, [name] if name else [], absolute(page.base_url, f"/go/{here.id}"))
        for link in links_in(head):
            url = absolute(page.base_url or "https://www.v2ex.com/", link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "board" and text_of(link):
                return Board(at.id, text_of(link), [text_of(link)], url)
        return Board()

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for link in (link for box in part.all("item_title") for link in box.iter("a")):
            url = absolute(page.base_url or "https://www.v2ex.com/", link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "thread":
                found = ThreadRow(at.id, url, text_of(link), sticky="corner_star" in part.element.get("style", ""))
                line = part.first("topic_info")
                found.author = _member(line) if line is not None else None
                found.last_post_at = _when(page, line).iso
                found.replies = number(text_of(part.first("count_livid", "count_orange"))) or 0
                return found
        return None


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _pages(whole: Part) -> list[Element]:
    return list(whole.all("page_normal", "page_current"))


def _member(element: Element) -> Author | None:
    """A member's name is its id too."""
    return next((Author(name) for link in element.iter("a") if "/member/" in link.get("href", "") and (name := text_of(link))), None)


def _is_aside(name: str) -> bool:
    """Whether an id names a reply or the column beside the topic, where its node is described in the same markup."""
    return name in ("Rightbar", "node_sidebar") or _REPLY_ID.match(name) is not None


def _when(page: Page, line: Element | None) -> When:
    """The first time in a line: the whole one in a title, as shown otherwise."""
    for mark in line.iter("span") if line is not None else ():
        title = mark.get("title", "")
        if title[:2] == "20":
            when = parse(title, page.calendar, CHINA)
            return when._replace(raw=text_of(mark) or when.raw)
    if line is None:
        return NEVER
    names = {text_of(link) for link in line.iter("a")}
    pieces = re.split("[·•]", " ".join(piece for piece in line.itertext() if piece.strip() not in names))
    told = next((piece for piece in pieces if _SHOWN.search(piece)), None)
    return _told(page, told) if told else NEVER


def _told(page: Page, words: str) -> When:
    """A time among other words: 'By … at 3 小时 5 分钟前, 20 次点击'; '… via iPhone'."""
    words = re.sub(r"^\W*(?:By\b)?\W*(?:at\b)?\W*|\s+via\s.*$|[,·\s]*[\d,]+ *(?:次点击|views).*$", "", words, flags=re.DOTALL).strip()
    if match := _HOURS_AGO.search(words):
        moment = page.fetched_at.astimezone(CHINA) - timedelta(hours=int(match[1]), minutes=int(match[2]))
        return When(moment.replace(second=0, microsecond=0).isoformat(), words, "minute")
    return parse(words, page.calendar, CHINA)


ENGINE = V2ex()
