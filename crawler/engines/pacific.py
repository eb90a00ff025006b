"""The forums of the Pacific sites (太平洋): cars (bbs.pcauto.com.cn), computers (itbbs.pconline.com.cn), babies, games.

What four readers of these pages rely on: ``.post_wrap``, ``.needonline`` or ``.uName``, ``.post_time``, ``.replyBody`` or ``.post_msg``,
``.cite``; ``.topic-tit`` in boards.
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
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute

_PARTS = {"post_wrap": "div", "psot_wrap_first": "div"}
_ADDRESS = re.compile(
    r"^https?://[^/]+/(?:topic-(\d+)(?:-(\d+))?|forum-(\d+)(?:-(\d+))?|[a-z]+/f(\d+)(?:_(\d+))?|[a-z]+/(\d+)(?:_(\d+))?)\.html$"
)
_MEMBER = re.compile(r"^(?:https?:)?//my\.pc[a-z]+\.com\.cn/(\w+)")
_MOMENT = re.compile(r"20\d\d-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?")
_NUMBER = re.compile(r"\d{3,}")
_COUNTS = re.compile(r"查看\D{0,3}(\d+).*?回复\D{0,3}(\d+)")
_SPEAKER = re.compile(r"^\s*(\S.{0,40}?)\s*(?:发表于|于)\s*(20\d\d[-\d: ]+\d)(?:\s*(?:的|原帖|发表).{0,6})?\s*")


class Pacific(Engine):
    """Threads and boards of the Pacific sites."""

    name = "pacific"
    rank = 40
    sites = tuple(f"bbs.{site}.com.cn" for site in ("pconline", "pcauto", "pcbaby", "pclady", "pcgames", "pchouse"))
    fingerprints = (b"post_wrap", b"psot_wrap_first")

    def detect(self, page: Page) -> bool:
        return b"psot_wrap_first" in page.body or (b'"post_wrap' in page.body and b"needonline" in page.body)

    def target(self, url: str) -> Target | None:
        match = _ADDRESS.match(url.partition("#")[0])
        if match is None:
            return None
        thread, board = match[1] or match[7], match[3] or match[5]
        at = int(next((shown for shown in match.group(2, 4, 6, 8) if shown), "1")[:9]) or 1
        return Target("thread", thread, at) if thread else Target("board", board, at)

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        told = [part for part in parts if _author(part) or _MOMENT.search(text_of(part.first("post_time")))]  # advertisements say neither
        posts = [(part, body) for part in told if (body := part.first("replyBody", "post_msg", "post_main")) is not None]
        here = self.target(page.url) or self.target(page.link("canonical"))
        links = list(page.tree.iter("a"))
        if posts:
            here = here if here and here.kind == "thread" else Target("thread", "0")
            pages, next_url = pager(self, page, here, links)
            return self._thread(page, whole, here, posts, pages, next_url)
        if rows := [row for title in whole.words["topic-tit"] if (row := self._row(page, title))]:
            here = here or Target("board", "")
            name = page.title.partition("_")[0] or None
            board = Board(here.id or None, name, [name] if name else [], page.url or None)
            pages, next_url = pager(self, page, here, links)
            return BoardPage(board, [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(
        self, page: Page, whole: Part, here: Target, posts: list[tuple[Part, Element]], pages: int, next_url: str | None
    ) -> ThreadPage:
        titles = [text for head in page.tree.iter("h1") if (text := text_of(head))]
        thread = Thread(here.id, None, titles[0] if titles else page.title.partition("_")[0] or None)
        thread.url = re.sub(r"[-_]\d+(?=\.html$)", "", page.url) if here.page > 1 else page.url or None
        shown = _COUNTS.search(text_of(whole.first("overView")))
        if shown:
            thread.views, thread.replies = number(shown[1]), number(shown[2])
        board = self._board(page)
        ids = [_own_id(part, body) for part, body in posts]
        if not all(ids) or len(set(ids)) < len(ids):  # a number that all share is the thread's
            ids = [""] * len(posts)
        made = [self._post(page, thread, board, part, body, pid) for (part, body), pid in zip(posts, ids, strict=True)]
        if here.page == 1:
            thread.author, thread.created_at = made[0].post.author, made[0].post.created_at
        return ThreadPage(thread, board, made, here.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, part: Part, body: Element, pid: str) -> RawPost:
        shown = _MOMENT.search(text_of(part.first("post_time")))
        when = parse(shown[0] if shown else None, page.calendar, CHINA)
        made = raw_post(self, page, thread, board, pid, thread.url or page.url, read(body, _RULES, page.base_url), when)
        made.post.author = _author(part)
        return made

    def _board(self, page: Page) -> Board:
        """The last board that is linked above the posts."""
        board = Board()
        for link in page.tree.iter("a"):
            if link.get("class") == "needonline" or any("post_wrap" in (up.get("class") or "") for up in link.iterancestors()):
                break
            url = absolute(page.base_url, link.get("href", ""))
            if (at := self.target(url)) and at.kind == "board" and text_of(link):
                board = Board(at.id, text_of(link), [text_of(link)], url)
        return board

    def _row(self, page: Page, title: Element) -> ThreadRow | None:
        for link in title.iter("a"):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "thread" and at.page == 1 and text_of(link):
                return ThreadRow(at.id, url, text_of(link))
        return None


def _own_id(part: Part, body: Element) -> str:
    """The number in the id of a post's own elements; empty where it has none."""
    boxes = (part.element, body, *(box for box in part.named if box in body.iterancestors()))
    return next((match[0] for box in boxes if (match := _NUMBER.search(box.get("id", "")))), "")


def _author(part: Part) -> Author | None:
    for box in part.all("needonline", "uName"):
        link = box if box.tag == "a" else next(box.iter("a"), box)
        if name := text_of(link):
            member = _MEMBER.match(link.get("href") or "")
            return Author(name, member[1] if member else None)
    return None


def _quote(walker: Walker, element: Element) -> None:
    words = walker.inside_text(element)
    match = _SPEAKER.match(words)
    walker.quote(Quote(words[match.end() :].strip() if match else words, match[1] if match else None, None, match[2] if match else None))


_RULES = Rules(classes={"cite": _quote, "post_time": skip, "post_r_tit": skip}, tags={"blockquote": _quote})

ENGINE = Pacific()
