"""Bahamut (巴哈姆特 哈啦區): threads of numbered floors, each with remarks below it, and boards (pages saved 2022 to 2026).

Board, thread and post numbers count within one board, so a thread's id names its board too.  A floor's first time stands in an attribute;
the text shows the last edit.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, read
from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Thread
from crawler.markup.class_index import Part, marked
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import count, number
from crawler.urls import absolute, path, query

_PARTS = {"c-section": "section", "b-list__row": "tr"}
_TRAPS = frozenset(("last", "subbsn", "sn", "author", "q", "qt", "gothis"))
_POST = re.compile(r"post_(\d+)")
_RULES = Rules()


class Gamer(Engine):
    """Bahamut's threads and boards."""

    name = "gamer"
    rank = 30
    fingerprints = (b"bahamut",)

    def detect(self, page: Page) -> bool:
        return b"BH-master" in page.body and (b"c-post__header" in page.body or b"b-list__row" in page.body)

    def target(self, url: str) -> Target | None:
        asked = query(url)
        board, thread, page = asked.get("bsn", ""), asked.get("snA", ""), int(number(asked.get("page")) or 1)
        if not board.isdecimal() or _TRAPS & asked.keys():
            return Target("index", "") if path(url) == "/" and not asked else None
        if path(url) == "/C.php" and thread.isdecimal():
            return Target("thread", f"{board}-{thread}", page)
        return Target("board", board, page) if path(url) == "/B.php" else None

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        floors = [part for part in parts if _POST.fullmatch(part.element.get("id", "")) and part.first("c-article") is not None]
        if floors:
            return self._thread(page, whole, floors)
        rows = [row for part in parts if (row := self._row(page, part))]
        if rows:
            board = self._here(page, whole)
            here = self.target(page.url) or Target("board", board.id or "")
            pages, next_url = pager(self, page, here, _pages(whole))
            return BoardPage(board, [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, floors: list[Part]) -> ThreadPage:
        here = next((at for url in (page.url, page.link("canonical")) if (at := self.target(url)) and at.kind == "thread"), None)
        board = self._here(page, whole)
        title = text_of(whole.first("c-post__header__title")) or page.title.partition(" @")[0]
        thread = Thread(here.id if here else "0", None, title or None)
        if here:
            thread.url = absolute(page.base_url, "/C.php?bsn={}&snA={}".format(*here.id.split("-")))
        thread.tags = [text_of(tag) for tag in whole.all("tag-category_item")]
        here = here or Target("thread", "0")
        pages, next_url = pager(self, page, here, _pages(whole))
        posts = [self._post(page, thread, board, part) for part in floors]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, here.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, part: Part) -> RawPost:
        pid = part.element.get("id", "").removeprefix("post_")
        content = part.first("c-article__content", "c-article")
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        shown = part.first("edittime")
        when, edited = _times(page, shown)
        made = raw_post(self, page, thread, board, pid, thread.url or page.url, body, when)
        made.post.edited_at = edited.iso
        floor = text_of(part.first("floor"))
        made.post.floor = 1 if "樓主" in floor else number(floor)
        name, user = part.first("username"), text_of(part.first("userid"))
        made.post.author = Author(text_of(name), user or None) if name is not None else None
        _, remarks = marked(part.element, {"c-reply__item": "div"})
        made.post.comments = [comment for remark in remarks if (comment := _comment(page, remark))]
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _here(self, page: Page, whole: Part) -> Board:
        """The board in the menu: the link to its front page."""
        for menu in whole.by_id("BH-menu-path"):
            for link in menu.iter("a"):
                url = absolute(page.base_url, link.get("href", ""))
                if path(url) == "/A.php" and (bsn := query(url).get("bsn")):
                    return Board(bsn, text_of(link), [text_of(link)], absolute(page.base_url, f"/B.php?bsn={bsn}"))
        at = next((at for url in (page.url, page.link("canonical")) if (at := self.target(url)) and at.kind != "index"), None)
        return Board(at.id.split("-")[0] if at else None)

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        """A thread: its title is a link itself, or a paragraph inside one."""
        title = part.first("b-list__main__title")
        link = title if title is None or title.tag == "a" else next(title.iterancestors("a"), title)
        url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        at = self.target(url)
        if at is None or at.kind != "thread":
            return None
        found = ThreadRow(at.id, absolute(page.base_url, "/C.php?bsn={}&snA={}".format(*at.id.split("-"))), text_of(title))
        found.sticky = "b-list__row--sticky" in part.element.get("class", "")
        author = text_of(part.first("b-list__count__user"))
        found.author = Author(author, author) if author else None
        numbers = [span.get("title") or text_of(span) for box in part.all("b-list__count__number") for span in box.iter("span")]
        if len(numbers) == 2:
            found.replies, found.views = count(numbers[0]), count(numbers[1])
        found.last_post_at = parse(text_of(part.first("b-list__time__edittime")), page.calendar, CHINA).iso
        return found


def _pages(whole: Part) -> list[Element]:
    return [link for bar in whole.all("BH-pagebtnA") for link in bar.iter("a")]


def _times(page: Page, shown: Element | None) -> tuple[When, When]:
    """When a floor was written and when it was changed."""
    if shown is None:
        return NEVER, NEVER
    text, first = text_of(shown), shown.get("data-mtime") or ""
    if "編輯" in text:
        return parse(first, page.calendar, CHINA), parse(text, page.calendar, CHINA)
    return parse(first or text, page.calendar, CHINA), NEVER


def _comment(page: Page, remark: Part) -> Comment | None:
    words, user = remark.first("comment_content", "reply-content__article"), remark.first("reply-content__user")
    if words is None or user is None:
        return None
    times = (parse(text_of(shown), page.calendar, CHINA).iso for shown in remark.all("edittime") if shown.get("name") != "comment_floor")
    member = (user.get("href") or "").rstrip("/").rpartition("/")[2]
    return Comment(text_of(words), Author(text_of(user), member or None), next(filter(None, times), None))


ENGINE = Gamer()
