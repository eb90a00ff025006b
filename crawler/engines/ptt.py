"""PTT (批踢踢), the telnet board's pages on the web: an article with the remarks pushed below it (推 噓 →), and boards, newest page first.

Neither posts nor remarks are numbered.  An article's id begins with the second in which it was written; remarks tell no year.  What the
author wrote among the remarks later belongs to the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker
from crawler.dates import When, parse, stamp
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.part import Part, parts_of
from crawler.page import Page, meta
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute

_PARTS = {"push": "div", "r-ent": "div"}
_ADDRESS = re.compile(r"^https?://[^/]+/bbs/(?:([\w-]+)/(?:([MG]\.\d+\.A\.\w+)|index(\d*))\.html|(?:index\.html)?)$")
_WRITTEN = re.compile(r"(\w{3})\s+(\d+)\s+(\d+:\d+:\d+)\s+(\d{4})")
_PUSHED = re.compile(r"(\d\d)/(\d\d)(?:\s+(\d\d:\d\d))?\s*$")
_EDITED = re.compile(r"編輯:.*?(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)")
_QUOTED = re.compile(r"引述《(\S+)")
_PROXY = re.compile(r"cache\.ptt\.cc/c/(https?)/([^?]+)")
_SIGNATURE_LINES = 8
"""A signature has six lines at most, between two ``--``."""


class Ptt(Engine):
    """PTT's articles and boards."""

    name = "ptt"
    rank = 30
    sites = ("ptt.cc",)
    fingerprints = (b"bbs-common", b"bbs-content", b"bbs-screen")

    def detect(self, page: Page) -> bool:
        own = b"ptt.cc" in page.start or b"bbs-screen" in page.start or b"bbs-content" in page.body
        return own and any(sign in page.body for sign in (b'class="article-metaline', b'class="push', b'class="r-ent'))

    def target(self, url: str) -> Target | None:
        match = _ADDRESS.match(url.partition("#")[0])
        if match is None or not match[1]:
            return Target("index", "") if match else None
        return Target("thread", match[2]) if match[2] else Target("board", match[1], int(match[3][:9]) + 1 if match[3] else 1)

    def read(self, page: Page) -> Reading:
        whole, parts = Part(page.tree), parts_of(page.tree, _PARTS)
        main = next(whole.by_id("main-content"), None)
        if main is not None and (whole.first("article-metaline") is not None or parts):
            return self._article(page, whole, main)
        if parts:
            return self._board(page, whole, parts)
        return Notice("permission" if b"over18" in page.body else "missing" if "404" in page.title else "empty", page.title)

    # Articles -------------------------------------------------------------------------------------------------------------------------

    def _article(self, page: Page, whole: Part, main: Element) -> ThreadPage:
        told = [text_of(value) for value in whole.all("article-meta-value")]
        tags = [text_of(tag) for tag in whole.all("article-meta-tag")]
        said = dict(zip(tags, told, strict=False))
        url = next((link for link in (page.url, page.link("canonical")) if (at := self.target(link)) and at.kind == "thread"), "")
        here = self.target(url)
        thread = Thread(here.id if here else "0", url or None, said.get("標題") or meta(page, "og:title") or page.title or None)
        author = said.get("作者", "").partition(" ")[0]
        thread.author = Author(author) if author else None
        when = _written(page, said.get("時間"), thread.id)
        thread.created_at = when.iso
        body, pushes = _parts(page, main)
        board = self._here(page, whole)
        posts = [raw_post(self, page, thread, board, thread.id or "0", thread.url or page.url, body, when)]
        posts[0].post.author = thread.author
        if body.edited:
            posts[0].post.edited_at = parse(body.edited, page.calendar, CHINA).iso
        posts += self._pushes(page, thread, board, pushes)
        return ThreadPage(thread, board, posts)

    def _pushes(self, page: Page, thread: Thread, board: Board, pushes: list[Part]) -> Iterator[RawPost]:
        """The remarks; their years follow from the article's, for they stand in order."""
        year, before = int((thread.created_at or "0")[:4]), int((thread.created_at or "00000-1")[5:7])
        for push in pushes:
            shown = text_of(push.first("push-ipdatetime"))
            when = When(None, shown or None, None)
            if year and (match := _PUSHED.search(shown)):
                year, before = year + (int(match[1]) < before), int(match[1])
                at = parse(f"{year}-{match[1]}-{match[2]} {match[3] or ''}", page.calendar, CHINA)
                when = at._replace(raw=shown)
            walker = Walker(Rules(), page.base_url)
            walker.text(text_of(push.first("push-content")).removeprefix(":"))
            walker.end_line()
            made = raw_post(self, page, thread, board, "", thread.url or page.url, walker.body, when)
            made.post.author = Author(text_of(push.first("push-userid")))
            yield made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, whole: Part, parts: list[Part]) -> BoardPage:
        board = self._here(page, whole)
        here = self.target(page.url) or Target("board", board.id or "")
        separator = whole.first("r-list-sep")
        pinned = {} if separator is None else dict.fromkeys(separator.itersiblings())
        rows = []
        for part in parts:
            link = next((link for title in part.all("title") for link in title.iter("a")), None)
            url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
            if (at := self.target(url)) and at.kind == "thread":
                made = int(number(at.id) or 0)
                author = text_of(part.first("author"))
                rows.append(ThreadRow(at.id, url, text_of(link), Author(author), stamp(made, CHINA), sticky=part.element in pinned))
        older = next((link.get("href") for link in whole.all("btn") if "上頁" in text_of(link)), None)
        return BoardPage(board, [], rows, here.page, None, absolute(page.base_url, older or "") or None)

    def _here(self, page: Page, whole: Part) -> Board:
        """The board in the bar at the top."""
        for link in whole.all("board"):
            url = absolute(page.base_url or "https://www.ptt.cc/", link.get("href", ""))
            if (at := self.target(url)) and at.kind == "board":
                return Board(at.id, at.id, [at.id], url)
        return Board()


def _written(page: Page, shown: str | None, tid: str | None) -> When:
    """When an article says it was written, otherwise when its id says so."""
    if match := _WRITTEN.search(shown or ""):
        when = parse(f"{match[1]} {match[2]} {match[4]} {match[3]}", page.calendar, CHINA)
        return when._replace(raw=shown)
    second = number(tid)
    return When(stamp(second, CHINA), shown, "second") if second else When(None, shown, None)


def _parts(page: Page, main: Element) -> tuple[Body, list[Part]]:
    """The article's body, and the remarks."""
    article = _Article(page)
    pushes = parts_of(main, {"push": "div"})
    article.words(main.text)
    for child in main:
        if isinstance(child.tag, str):
            article.element(child)
        article.words(child.tail)
    article.close()
    return article.walker.body, [push for push in pushes if push.first("push-userid") is not None]


class _Article:
    """Reads the text between an article's head and its end, in which a line end is a line end."""

    def __init__(self, page: Page) -> None:
        self.walker = Walker(Rules(), page.base_url)
        self._quoted: list[str] = []
        self._speaker: str | None = None

    def words(self, text: str | None) -> None:
        if not text:
            return
        if text.strip():
            self._end_quote()
        first, *others = text.split("\n")
        self.walker.text(first)
        for line in others:
            self.walker.end_line()
            self.walker.text(line)

    def element(self, child: Element) -> None:
        classes = child.get("class") or ""
        text = "".join(child.itertext())
        if "push" in classes or "metaline" in classes:
            self.walker.end_line()
        elif text.startswith("※"):
            self._note(text)
        elif classes == "f6" and text.startswith((":", ">")):
            self._quoted.append(text.lstrip(":> ").rstrip())
        elif "richcontent" in classes:
            self._pictures(child)
        else:
            self.words(text)

    def close(self) -> None:
        self._end_quote()
        self.walker.end_line()

    def _note(self, text: str) -> None:
        """A line of the board's own, which ends the signature, names who is quoted or says when the article was changed."""
        self.close()
        if match := _QUOTED.search(text):
            self._speaker = match[1]
        elif match := _EDITED.search(text):
            self.walker.body.edited = match[1]
        elif "發信站" in text:
            blocks = self.walker.body.blocks
            marks = [at for at, block in enumerate(blocks) if block.text == "--"]
            if marks and all(block.type == "paragraph" for block in blocks[marks[-1] :]):
                opening = next((at for at in marks[:-1] if at >= marks[-1] - _SIGNATURE_LINES), marks[-1])
                del blocks[opening:]

    def _end_quote(self) -> None:
        if self._quoted:
            self.walker.end_line()
            self.walker.quote(Quote("\n".join(filter(None, self._quoted)), self._speaker))
            self._quoted, self._speaker = [], None

    def _pictures(self, box: Element) -> None:
        for element in box.iter("img", "iframe"):
            if element.tag == "iframe":
                self.walker.media(element)
            elif image := picture(element, self.walker.base_url):
                if match := _PROXY.search(image.url):
                    image.url = f"{match[1]}://{match[2]}"
                self.walker.image(image)


ENGINE = Ptt()
