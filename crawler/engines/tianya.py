"""Tianya (bbs.tianya.cn, 2011–2023).  No page of it was at hand; the markup is what public readers of it rely on.

Replies carry author and time as attributes, the oldest in a line of text, and are counted from 1; the opening post is told by the head.
A reply repeats what it answers as text above a line of dashes: '@NAME TIME', the words, '-----'.  Remarks (评论) stand below a reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When, parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Quote, Thread
from crawler.markup.class_index import Part, marked
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number, tidy
from crawler.urls import absolute

OPENING = "0"
"""The post id of an opening post, which the page does not name."""

_ADDRESS = re.compile(r"^https?://[^/]+/(?:m/)?(post|list)-(\w+)-(\d+)(?:-(\d+))?\.s?html")
_QUOTED = re.compile(r"^@(\S+?)\s+(\d{4}-\d+-\d+ \d+:\d+(?::\d+)?)")
_DASHES = re.compile(r"^[\s\u3000]*-{10,}")


class Tianya(Engine):
    """Tianya boards and threads."""

    name = "tianya"
    rank = 30
    sites = ("tianya.cn",)
    fingerprints = (b"tianya",)

    def detect(self, page: Page) -> bool:
        return b'class="atl-item' in page.body

    def target(self, url: str) -> Target | None:
        match = _ADDRESS.match(url)
        if match is None:
            return None
        kind, board, first, second = match.groups()
        if kind == "list":
            return Target("board", board, int(first[:9]) or 1)
        return Target("thread", f"{board}-{first}", int((second or "1")[:9]) or 1)

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, {"atl-item": "div"})
        if parts:
            return self._thread(page, whole, parts)
        rows = [row for element in page.tree.iter("tr") if (row := self._row(page, element))]
        if rows:
            here = self.target(page.url) or Target("board", "")
            name = text_of(whole.first("current", "title")) or page.title.split("_")[0]
            board = Board(here.id or None, name or None, [name] if name else [], page.url or None)
            following = (link for link in page.tree.iter("a") if text_of(link).startswith("下一页"))
            return BoardPage(board, [], rows, here.page, None, next((absolute(page.base_url, a.get("href", "")) for a in following), None))
        words = page.title
        return Notice("missing" if page.status == 404 or re.search("404|不存在|删除|出错", words) else "empty", words)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, parts: list[Part]) -> ThreadPage:
        here = self.target(page.url) or Target("thread", "0")
        title = page.title
        thread = Thread(id=here.id, title=text_of(whole.first("s_title", "atl-title")) or title.split("_")[0] or None)
        thread.url = absolute(page.base_url, f"/post-{here.id}-1.shtml") or None
        board = Board(id=here.id.rpartition("-")[0] or None)
        board.name = next(iter(title.split("_")[1:2]), None)
        board.path = [board.name] if board.name else []
        board.url = absolute(page.base_url, f"/list-{board.id}-1.shtml") or None if board.id else None
        head = whole.first("atl-info")
        told = _told(head)
        thread.views, thread.replies = number(told.get("点击")), number(told.get("回复"))
        thread.author = _named(head)
        when = parse(told.get("时间"), page.calendar, CHINA)
        thread.created_at = when.iso
        pages, next_url = pager(self, page, here, (link for bar in whole.all("atl-pages") for link in bar.iter("a")))
        posts = []
        for part in parts:
            body, info = part.first("bbs-content"), part.first("atl-info")
            if body is None:
                continue
            if info is None and not part.element.get("replyid"):
                if here.page == 1:
                    posts.append(self._post(page, thread, board, OPENING, body, when, thread.author))
                continue
            told = _told(info)
            shown = parse(part.element.get("js_restime") or told.get("时间"), page.calendar, CHINA)
            pid = part.element.get("replyid") or part.element.get("id") or re.sub(r"\D", "", shown.raw or "")
            made = self._post(page, thread, board, pid, body, shown, _author(part.element) or _named(info))
            floors = (
                match for bar in part.all("atl-reply") for mark in bar.iter("span") if (match := re.fullmatch(r"(\d+)楼", text_of(mark)))
            )
            made.post.floor = next((int(match[1]) for match in floors), None) or number(part.element.get("id"))
            made.post.comments = [comment for box in part.all("ir-list") for comment in _remarks(page, box)]
            posts.append(made)
        return ThreadPage(thread, board, posts, here.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, body: Element, when: When, author: Author | None) -> RawPost:
        walker = Walker(_RULES, page.base_url)
        walker.walk(body)
        walker.end_line()
        _take_quote(walker)
        made = raw_post(self, page, thread, board, pid, page.url or thread.url or "", walker.body, when)
        made.post.author = author
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, row: Element) -> ThreadRow | None:
        cells = list(row.iter("td"))
        for link in cells[0].iter("a") if len(cells) >= 5 else ():
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "thread" and text_of(link):
                found = ThreadRow(at.id, url, text_of(link), sticky="置顶" in (cells[0].get("title") or ""))
                found.author = Author(text_of(cells[1])) if text_of(cells[1]) else None
                found.views, found.replies = number(text_of(cells[2])), number(text_of(cells[3]))
                found.last_post_at = parse(cells[4].get("title") or text_of(cells[4]), page.calendar, CHINA).iso
                return found
        return None


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _told(info: Element | None) -> dict[str, str]:
    """What a line tells: '时间：…', '点击：…'."""
    spans = [text_of(span) for span in info.iter("span")] if info is not None else []
    return dict(span.partition("：")[::2] for span in spans if "：" in span)


def _named(info: Element | None) -> Author | None:
    """Who a line names."""
    for link in info.iter("a") if info is not None else ():
        if name := tidy(link.get("uname") or "") or text_of(link):
            return Author(name, link.get("uid"))
    return None


def _author(element: Element) -> Author | None:
    name = tidy(unquote(element.get("_host") or element.get("js_username") or ""))
    return Author(name, element.get("_hostid") or None) if name else None


def _remarks(page: Page, box: Element) -> Iterator[Comment]:
    for entry in box.iter("li"):
        words = next((text_of(mark) for mark in entry.iter("span") if mark.get("class") == "ir-content"), "").lstrip("：: ")
        name = tidy(unquote(entry.get("_username") or ""))
        if words:
            author = Author(name, entry.get("_userid") or None) if name else None
            yield Comment(words, author, parse(entry.get("_replytime"), page.calendar, CHINA).iso)


def _take_quote(walker: Walker) -> None:
    """Text from '@NAME TIME' down to a line of dashes is what the reply answers."""
    blocks = walker.body.blocks
    head = _QUOTED.match(blocks[0].text) if blocks and blocks[0].type == "paragraph" else None
    end = next((at for at, block in enumerate(blocks) if block.type == "paragraph" and _DASHES.match(block.text)), None)
    if head is None or end is None:
        return
    words = [blocks[0].text[head.end() :].strip(), *(line for block in blocks[1:end] for line in block.lines())]
    walker.body.quotes.append(Quote("\n".join(filter(None, words)), head[1], None, head[2]))
    rest = _DASHES.sub("", blocks[end].text).strip()
    blocks[: end + 1] = [Block("quote", index=len(walker.body.quotes) - 1), *([Block("paragraph", text=rest)] if rest else [])]


def _img(walker: Walker, element: Element) -> None:
    """Pictures load late: ``original`` names them, ``src`` shows a wheel until then."""
    if original := element.get("original"):
        element.set("src", original)
    if (image := picture(element, walker.base_url)) is not None:
        walker.image(image)


_RULES = Rules(classes=dict.fromkeys(("atl-reply", "item-reply-view", "host-data"), skip), tags={"img": _img})

ENGINE = Tianya()
