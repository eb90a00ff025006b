"""Hacker News: nested tables with unmistakable classes; times are UTC in the title of ``span.age``.

A comment's own address looks like a thread's; such a page names the story it stands in and is read as a part of it.
"""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element
from msgspec import UNSET

from crawler.blocks import Body
from crawler.body.submissions import submission
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Either, Select, first_of, has, text_of
from crawler.text import likes, number
from crawler.urls import absolute, path, query

_ROWS = Classed("athing", "tr")
_TITLE = Select(f".//*[{has('titleline')}]/a | .//a[{has('storylink')}] | ./td[{has('title')}][last()]/a")
_TOP_TEXT = Either(
    f"//table[{has('fatitem')}]//*[{has('toptext')}]",
    f"//table[{has('fatitem')}]//td[@colspan='2']/following-sibling::td[not(@class)][not(form)]",
)
"""The second row below the title had no class of its own until about 2022."""
_REMARKS = Select("./td[last()]//a[starts-with(@href,'item?id=') or contains(@href,'/item?id=')]")
_STORY = Select(f"//table[{has('fatitem')}]//*[{has('onstory')} or {has('storyon')}]//a")
_MORE = Select(f"//a[{has('morelink')}]")
_LISTS = ("newest", "ask", "show", "shownew", "jobs", "best", "active", "noobstories", "launches", "pool")
_PER_PAGE = 30
_TRAPS = frozenset(("day", "goto", "site"))


class HackerNews(Engine):
    """Stories and their comments."""

    name = "hackernews"
    rank = 30
    sites = ("news.ycombinator.com",)
    fingerprints = (b"hnmain",)

    def target(self, url: str) -> Target | None:
        name, asked = path(url).strip("/"), query(url)
        if not _TRAPS.isdisjoint(asked):
            return None
        page = number(asked.get("p")) or ((number(asked.get("n")) or 1) - 1) // _PER_PAGE + 1
        if name == "item":
            return Target("thread", asked["id"], page) if asked.get("id", "").isdecimal() else None
        if name in _LISTS:
            return Target("board", name, page)
        return Target("index", "", page) if name in ("", "news", "front") else None

    def read(self, page: Page) -> Reading:
        rows = _ROWS(page.tree)
        remarks = [row for row in rows if "comtr" in row.get("class", "").split()]
        stories = [row for row in rows if _TITLE.first(row) is not None]
        target = self.target(page.url)
        if (target is None or target.kind == "thread") and (remarks or len(rows) == 1):
            return self._thread(page, target, stories[0] if stories else None, rows if not stories else remarks)
        if stories:
            return self._board(page, target or Target("index", ""), stories)
        words = text_of(page.tree.find("body"))[:200]
        return Notice(
            "missing" if words.startswith("No such item") else reason(words, page.status) if page.status >= 400 else "empty", words
        )

    def _thread(self, page: Page, target: Target | None, story: Element | None, remarks: list[Element]) -> ThreadPage:
        if story is None:
            above = _STORY.first(page.tree)
            target = self.target(absolute(page.base_url, above.get("href", ""))) if above is not None else None
            tid = target.id if target else remarks[0].get("id", "0")
            thread = Thread(tid, absolute(page.base_url, f"/item?id={tid}"), text_of(above) or None)
            return ThreadPage(thread, Board(), [self._comment(page, thread, remark) for remark in remarks])
        row = _row(page, story)
        thread = Thread(row.id, row.url, row.title, [], row.author, row.created_at, replies=row.replies)
        posts = [self._comment(page, thread, remark) for remark in remarks]
        current = target.page if target else 1
        if current == 1:
            content = _TOP_TEXT.first(page.tree)
            body = read(content, _RULES, page.base_url) if content is not None else Body()
            title = _TITLE.first(story)
            link = absolute(page.base_url, title.get("href", "")) if title is not None else ""
            body = submission(body, row.title, "" if self.target(link) == Target("thread", row.id) else link)
            opening = raw_post(self, page, thread, Board(), row.id, row.url, body, _when(page, story.getnext()))
            opening.post.author, opening.post.floor = row.author, 1
            below = story.getnext()
            opening.post.likes = UNSET if below is None else likes(text_of(first_of(below, "score", "span")))
            posts.insert(0, opening)
        _answer(remarks, {made.post.post_id: made for made in posts})
        return ThreadPage(thread, Board(), posts, current, None, _next(page))

    def _comment(self, page: Page, thread: Thread, remark: Element) -> RawPost:
        pid = remark.get("id", "")
        content = first_of(remark, "commtext", "span", "div")
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        holder = first_of(remark, "comment", "div", "span") if content is None else None
        made = raw_post(self, page, thread, Board(), pid, absolute(page.base_url, f"/item?id={pid}"), body, _when(page, remark))
        made.post.author = _author(remark)
        made.post.locked = re.split(r"\s*\breply\b", text_of(holder))[0] or None if holder is not None else None
        return made

    def _board(self, page: Page, target: Target, stories: list[Element]) -> BoardPage:
        board = Board(target.id, target.id, [target.id], absolute(page.base_url, "/" + target.id)) if target.id else Board()
        return BoardPage(board, [], [_row(page, story) for story in stories], target.page, None, _next(page))


def _answer(remarks: list[Element], posts: dict[str, RawPost]) -> None:
    """Notes which comment each one answers: the last one above that is indented less."""
    above: list[tuple[int, str]] = []
    for remark in remarks:
        pid, indent = remark.get("id", ""), first_of(remark, "ind", "td")
        depth = _depth(indent)
        while above and above[-1][0] >= depth:
            above.pop()
        if above and pid in posts:
            posts[pid].post.reply_to = above[-1][1]
        above.append((depth, pid))


def _depth(indent: Element | None) -> int:
    """How deep a comment stands: as noted, or by the width of the picture that indents it, 40 pixels a step."""
    if indent is None:
        return 0
    width = next((image.get("width") for image in indent.iter("img")), None)
    return number(indent.get("indent")) or (number(width) or 0) // 40


def _row(page: Page, story: Element) -> ThreadRow:
    """A story's title row and the row below it."""
    sid, below = story.get("id", ""), story.getnext()
    found = ThreadRow(sid, absolute(page.base_url, f"/item?id={sid}"), text_of(_TITLE.first(story)))
    if below is not None:
        found.author, found.created_at = _author(below), _when(page, below).iso
        remarks = _REMARKS(below)
        words = text_of(remarks[-1]) if remarks else ""
        found.replies = number(words) if "comment" in words else 0 if words == "discuss" else None
    return found


def _next(page: Page) -> str | None:
    more = _MORE.first(page.tree)
    return absolute(page.url, more.get("href", "")) or None if more is not None else None


def _author(element: Element) -> Author | None:
    name = text_of(first_of(element, "hnuser", "a"))
    return Author(name, name) if name else None


def _when(page: Page, element: Element | None) -> When:
    """``2024-06-25T09:17:08 1719307028`` in the title; only 'two hours ago' until about 2020."""
    shown = first_of(element, "age", "span") if element is not None else None
    if shown is None:
        return NEVER
    return parse(shown.get("title", "").partition(" ")[0] or text_of(shown), page.calendar, UTC)


def _link(walker: Walker, element: Element) -> None:
    """The site cuts long addresses."""
    words, address = text_of(element), element.get("href", "")
    if words.endswith("...") and address.startswith(words[:-3]):
        walker.text(address)
    else:
        walker.descend(element)


_RULES = Rules(classes={"reply": skip}, tags={"a": _link})

ENGINE = HackerNews()
