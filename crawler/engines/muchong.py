"""小木虫 (muchong.com): threads of posts numbered from 1, and boards.

What its readers rely on: ``#pidN`` (N is the number), ``.t_fsz``; ``.forum_list`` with ``.a_subject`` and ``.by``.  A thread's address is
``/html/YYYYMM/ID.html``, its later pages ``ID_2.html``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, read
from crawler.dates import parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Numbered, first_of, links_in, text_of
from crawler.urls import absolute, query

_ADDRESS = re.compile(r"^https?://[^/]+/(?:(?:bbs/)?html/\d{6}/(\d+)(?:_(\d+))?\.html|t-(\d+)-(\d+)|f-(\d+)-(\d+)(?:-\w+)*)/?$")
_POSTS = Numbered("pid", "tbody", "table", "div", "tr")
_BODY = Classed("t_fsz", "td", "div")
_ROWS = Classed("forum_list", "tbody", "tr")
_MOMENT = re.compile(r"20\d\d-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?")
_DAY = re.compile(r"20\d\d-\d\d?-\d\d?(?: \d\d?:\d\d(?::\d\d)?)?")
_TITLE = re.compile(r"\s+-\s+(?:.{1,20}\s+-\s+)?小木虫.*$")
_SPEAKER = re.compile(r"^(?:引用回帖\s*[:：]?\s*)?(?:(?:\d+\s*楼|楼主)\s*[:：]\s*)?Originally posted by\s+(\S+)\s+at\s+(20[\d: -]+\d)\s*")


class Muchong(Engine):
    """Threads and boards of muchong.com."""

    name = "muchong"
    rank = 30
    sites = ("muchong.com",)
    fingerprints = (b"muchong",)

    def detect(self, page: Page) -> bool:
        return b"muchong.com" in page.start and (b"t_fsz" in page.body or b"a_subject" in page.body)

    def target(self, url: str) -> Target | None:
        match = _ADDRESS.match(url.partition("#")[0])
        if match is None:
            return None
        thread = match[1] or match[3]
        at = int((match[2] or match[4] or match[6] or "1")[:9]) or 1
        return Target("thread", thread, at) if thread else Target("board", match[5], at)

    def read(self, page: Page) -> Reading:
        here = self.target(page.url)
        links = list(links_in(page.tree))
        posts = [(post, body) for post in _POSTS(page.tree) if (body := _BODY.first(post)) is not None]
        if posts:
            return self._thread(page, here if here and here.kind == "thread" else Target("thread", "0"), posts, links)
        if rows := [row for element in _ROWS(page.tree) if (row := self._row(page, element))]:
            here = here or Target("board", "")
            name = re.split(r"\s*-\s*", page.title)[0] or None
            pages, next_url = pager(self, page, here, links)
            return BoardPage(Board(here.id or None, name, [name] if name else [], page.url or None), [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, here: Target, posts: list[tuple[Element, Element]], links: list[Element]) -> ThreadPage:
        thread = Thread(here.id, re.sub(r"_\d+(?=\.html$)", "", page.url) or None, _TITLE.sub("", page.title) or None)
        board = Board()
        for link in links:
            if any(up is posts[0][0] for up in link.iterancestors()):
                break
            url = absolute(page.base_url, link.get("href", ""))
            if (at := self.target(url)) and at.kind == "board" and text_of(link):
                board = Board(at.id, text_of(link), [text_of(link)], url)
        made = [self._post(page, thread, board, post, body) for post, body in posts]
        if made[0].post.floor == 1:
            thread.author, thread.created_at = made[0].post.author, made[0].post.created_at
        pages, next_url = pager(self, page, here, links)
        return ThreadPage(thread, board, made, here.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, post: Element, body: Element) -> RawPost:
        pid = post.get("id", "").removeprefix("pid")
        shown = next((match[0] for text in _beside(post, body) if (match := _MOMENT.search(text))), None)
        when = parse(shown, page.calendar, CHINA)
        made = raw_post(
            self, page, thread, board, pid, f"{thread.url}#pid{pid}" if thread.url else page.url, read(body, _RULES, page.base_url), when
        )
        made.post.floor = int(pid[:9])
        inner = set(body.iter("a"))
        made.post.author = next((user for link in links_in(post) if link not in inner and (user := _member(link))), None)
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        link = first_of(element, "a_subject", "a")
        url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        at = self.target(url)
        if link is None or at is None or at.kind != "thread":
            return None
        found = ThreadRow(at.id, url, text_of(link))
        cells = [cell for cell in element.iter("td", "th") if "by" in (cell.get("class") or "").split()]
        times = [parse(match[0], page.calendar, CHINA).iso for cell in cells if (match := _DAY.search(text_of(cell)))]
        found.author = next((user for cell in cells for link in links_in(cell) if (user := _member(link))), None)
        found.created_at = times[0] if len(times) > 1 else None
        found.last_post_at = times[-1] if times else None
        return found


def _beside(post: Element, body: Element) -> Iterator[str]:
    """The texts of a post that stand outside of its body."""
    inner = set(body.iter())
    for element in post.iter():
        if element not in inner and isinstance(element.tag, str):
            yield element.text or ""
        if element is body or element not in inner:
            yield element.tail or ""


def _member(link: Element) -> Author | None:
    uid = query(link.get("href", "")).get("uid")
    return Author(text_of(link), uid) if uid and text_of(link) else None


def _quote(walker: Walker, element: Element) -> None:
    words = walker.inside_text(element)
    match = _SPEAKER.match(words)
    walker.quote(Quote(words[match.end() :].strip() if match else words, match[1] if match else None, None, match[2] if match else None))


_RULES = Rules(tags={"fieldset": _quote, "blockquote": _quote})

ENGINE = Muchong()
