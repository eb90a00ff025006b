"""留园 6park (club.6parkbbs.com, cool18.com): every post is a page of its own, with the subjects of what follows on it; and boards.

What two readers of these pages rely on: ``pre``, ``送交者: NAME … 于 TIME 已读 N 次``, ``#d_list``, ``#thread_list``, ``.t_subject``.
What follows on a post is not read with it: each has its own address.  Words in the colour of the ground are the site's mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker
from crawler.dates import NEVER, When
from crawler.forum import CHINA, Target, ThreadRow
from crawler.items import Author, Board, Thread
from crawler.markup.above import words_above
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import OPENING, Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import links_in, text_of
from crawler.text import number
from crawler.urls import path, query

_SENT = re.compile(
    r"送交者\s*[:：]\s*(\S[^\[\n★]{0,40}?)\s*(?:\[[^\]]*\]\s*)*于\s*(20\d\d-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?)(?:\s*已读\s*(\d+))?"
)
_DAY = re.compile(r"\b(\d\d)/(\d\d)/(\d\d)\b")
_BOARD = re.compile(r"^/([\w-]+)/(?:index\.php)?$")
_VIEWS = frozenset(("threadview", "view"))
_GROUND = "#e6e6dd"


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


class SixPark(Table):
    """Posts and boards of 6park."""

    name = "sixpark"
    rank = 30
    sites = ("6parkbbs.com", "cool18.com", "6park.com")
    fingerprints = (b"cool", b"park")
    zone = CHINA

    title, document_title = css(), True
    title_cut = re.compile(r"\s*-+\s*(?:6park|cool18).*$", re.IGNORECASE)
    posts = body = css("pre")
    pager = css("a[href]")
    rows = css("#d_list li, #thread_list li, .t_subject, ul[class*='thread-list'] > li")

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

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        return [post for post in super().posts_on(sheet) if text_of(post)][:1]

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread, sent = super().thread_of(sheet, here), self._sent(self.posts_on(sheet)[0])
        thread.url, thread.views = sheet.page.url or None, number(sent[3]) if sent and sent[3] else None
        return thread

    def _sent(self, body: Element) -> re.Match[str] | None:
        return _SENT.search(words_above(body))

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        sheet.thread.author, sheet.thread.created_at = posts[0].post.author, posts[0].post.created_at

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return OPENING

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return sheet.page.url

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        walker = _Lines(_RULES, sheet.page.base_url)
        walker.walk(unit)
        walker.end_line()
        return walker.body

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        sent = self._sent(unit)
        return Author(sent[1]) if sent else None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        sent = self._sent(unit)
        return sheet.moment(sent[2]) if sent else NEVER

    def board_above(self, sheet: Sheet) -> Board:
        name = sheet.here.id.partition(".")[0] if sheet.here and sheet.here.id != "0" else ""
        return Board(name, name, [name], sheet.address(f"/{name}/index.php")) if name else Board()

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        links = [link for link in links_in(unit) if text_of(link)]
        url = sheet.address(links[0]) if links else ""
        at = self.target(url)
        if at is None or at.kind != "thread" or (sheet.here and sheet.here.kind != "board"):
            return None
        found = ThreadRow(at.id, url, text_of(links[0]), Author(text_of(links[-1])) if len(links) > 1 else None)
        day = _DAY.search(text_of(unit))
        found.created_at = sheet.moment(f"20{day[3]}-{day[1]}-{day[2]}").iso if day else None
        return found


ENGINE = SixPark()
