"""留园 6park (club.6parkbbs.com, cool18.com): every post is a page of its own, with the subjects of what follows on it; and boards.

What two readers of these pages rely on: ``pre``, ``送交者: NAME … 于 TIME 已读 N 次``, ``#d_list``, ``#thread_list``, ``.t_subject``.
What follows on a post is not read with it: each has its own address.  Words in the colour of the ground are the site's mark.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker
from crawler.dates import NEVER, parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.above import words_above
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.select import Select, links_in, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

OPENING = "0"
"""The post id of the only post of a page."""

_POST = Select("//pre")
_ROWS = Select("//*[@id='d_list' or @id='thread_list']//li | //*[@class='t_subject'] | //ul[contains(@class,'thread-list')]/li")
_SENT = re.compile(
    r"送交者\s*[:：]\s*(\S[^\[\n★]{0,40}?)\s*(?:\[[^\]]*\]\s*)*于\s*(20\d\d-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?)(?:\s*已读\s*(\d+))?"
)
_DAY = re.compile(r"\b(\d\d)/(\d\d)/(\d\d)\b")
_BOARD = re.compile(r"^/([\w-]+)/(?:index\.php)?$")
_SITE = re.compile(r"\s*-+\s*(?:6park|cool18).*$", re.IGNORECASE)
_VIEWS = frozenset(("threadview", "view"))
_GROUND = "#e6e6dd"


class SixPark(Engine):
    """Posts and boards of 6park."""

    name = "sixpark"
    rank = 30
    sites = ("6parkbbs.com", "cool18.com", "6park.com")
    fingerprints = (b"cool", b"park")

    def detect(self, page: Page) -> bool:
        return "送交者" in page.text and b"app=forum" in page.body and b"<pre" in page.body

    def target(self, url: str) -> Target | None:
        match = _BOARD.match(path(url))
        asked = query(url)
        if match is None:
            return None
        if asked.get("act") in _VIEWS and asked.get("tid", "").isdecimal():
            return Target("thread", f"{match[1]}.{asked['tid']}")
        if not asked or (asked.get("app") == "forum" and asked.get("act", "index") in ("index", "list", "threadlist")):
            shown = asked.get("pg", asked.get("p", "1"))
            return Target("board", match[1], int(shown[:9]) or 1) if shown.isdecimal() else None
        return None

    def read(self, page: Page) -> Reading:
        body = next((found for found in _POST(page.tree) if text_of(found)), None)
        here = self.target(page.url)
        if body is not None:
            return self._thread(page, here if here and here.kind == "thread" else Target("thread", "0"), body)
        if here is None or here.kind == "board":
            here = here or Target("board", "")
            if rows := [row for element in _ROWS(page.tree) if (row := self._row(page, element))]:
                pages, next_url = pager(self, page, here, links_in(page.tree))
                return BoardPage(self._board(page, here.id), [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    def _board(self, page: Page, name: str) -> Board:
        return Board(name, name, [name], absolute(page.url, f"/{name}/index.php")) if name else Board()

    def _thread(self, page: Page, here: Target, body: Element) -> ThreadPage:
        board = self._board(page, here.id.partition(".")[0] if here.id != "0" else "")
        thread = Thread(here.id, page.url or None, _SITE.sub("", page.title) or None)
        sent = _SENT.search(words_above(body))
        when = parse(sent[2], page.calendar, CHINA) if sent else NEVER
        walker = _Lines(_RULES, page.base_url)
        walker.walk(body)
        walker.end_line()
        made = raw_post(self, page, thread, board, OPENING, page.url, walker.body, when)
        made.post.author = thread.author = Author(sent[1]) if sent else None
        thread.created_at, thread.views = when.iso, number(sent[3]) if sent and sent[3] else None
        return ThreadPage(thread, board, [made])

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        links = [link for link in links_in(element) if text_of(link)]
        url = absolute(page.base_url, links[0].get("href", "")) if links else ""
        at = self.target(url)
        if at is None or at.kind != "thread":
            return None
        found = ThreadRow(at.id, url, text_of(links[0]), Author(text_of(links[-1])) if len(links) > 1 else None)
        day = _DAY.search(text_of(element))
        found.created_at = parse(f"20{day[3]}-{day[1]}-{day[2]}", page.calendar, CHINA).iso if day else None
        return found


def _mark(walker: Walker, element: Element) -> None:
    if (element.get("color") or "").lower() != _GROUND:
        walker.descend(element)


class _Lines(Walker):
    """``pre`` is how the site shows every post: its line ends are line ends, and it is no listing."""

    def text(self, text: str | None) -> None:
        first, *more = (text or "").split("\n")
        super().text(first)
        for line in more:
            self.end_line()
            super().text(line)


_RULES = Rules(tags={"font": _mark, "pre": Walker.descend})

ENGINE = SixPark()
