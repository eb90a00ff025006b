"""vBulletin 5 and 6: nodes instead of threads and posts, addresses made of names.

A board has no number in its address; its path below ``/forum/`` is its id.  Comments on a post (``b-comment``) are not read.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo

from lxml.etree import _Element as Element

from crawler.body.vbulletin import RULES, attached
from crawler.body.walker import Walker
from crawler.dates import When, parse, stamp
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.lists import board_rows, breadcrumb
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, Value, first_of, has, text_of
from crawler.text import count, number, tidy
from crawler.urls import absolute

_POSTS = Select(f"//li[@data-node-id][{has('b-post')} or {has('js-post')}]")
_ROWS = Select(f"//tr[{has('topic-item')}] | //*[@data-node-id][{has('js-topic-item')}]")
_BOARDS = Select(f"//a[{has('forum-title')} or {has('subforum-title')}]")
_CRUMBS = Select("(id('breadcrumbs') | //nav[contains(@class,'breadcrumb')] | //*[contains(@class,'breadcrumbs-wrapper')])[1]//a")
_TITLE = Select(f"//h1[{has('main-title')}] | //h1 | //h2[{has('b-post__title')}]")
_BARS = Select("//*[contains(@class,'pagenav')]//a | /html/head/link[@rel='next']")
_TOTAL = Value("(//*[contains(@class,'pagetotal')])[1]")
_FILES = Select(".//*[contains(@class,'attachments') or contains(@class,'b-attachment')]")
_ERROR = Select("//*[contains(@class,'error')][not(self::script)][normalize-space()]")

_ROUTE = re.compile(r"^(?P<root>https?://[^/]+(?:/[^?]*)?/(?:forums?|foros?|foren))(?:/(?P<rest>[^?]*?))?(?:/page(?P<page>\d+))?/?$")
_THREAD = re.compile(r"(?:^|/)(\d+)(?:-[^/]*)?$")
_UID = re.compile(r"/member/(\d+)")
_GMT = re.compile(r"GMT\s?([+-])\s?(\d{1,2})(?:[:.](\d\d))?")
_EDIT_TIME = re.compile(r"[;,]\s*([^;]*\d[^;]*)")


class VBulletin5(Engine):
    """vBulletin 5 and 6 boards (channels) and threads (topics)."""

    name = "vbulletin5"
    rank = 28
    generators = ("vbulletin 5", "vbulletin 6")
    fingerprints = (b"vBulletin", b"js-post__content-text", b"js-topic-item")

    def detect(self, page: Page) -> bool:
        return b"js-post__content-text" in page.body or b"js-topic-item" in page.body

    def target(self, url: str) -> Target | None:
        match = _ROUTE.match(url.split("#", 1)[0])
        if match is None:
            return Target("index", "") if re.fullmatch(r"https?://[^/]+/", url.split("#", 1)[0]) else None
        rest, page = match["rest"] or "", number(match["page"]) or 1
        if not rest:
            return Target("index", "")
        if thread := _THREAD.search(rest):
            return Target("thread", thread[1], page)
        return Target("board", rest, page)

    def read(self, page: Page) -> Reading:
        elements = [element for element in _POSTS(page.tree) if first_of(element, "js-post__content-text", "div") is not None]
        if elements:
            return self._thread(page, elements)
        zone = _zone(page)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element, zone))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return self._board(page, rows, boards)
        here = self._here(page)
        words = next((text for element in _ERROR(page.tree) if (text := text_of(element))), "")
        if page.status < 400 and not words and here and here.kind == "board":
            return self._board(page, [], [])
        if words or page.status >= 400:
            return Notice(reason(words, page.status), words[:200])
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        here = self._here(page)
        thread = Thread(
            id=here.id if here and here.kind == "thread" else elements[0].get("data-node-id") or "0", url=self._first_page(page)
        )
        thread.title = text_of(_TITLE.first(page.tree)) or None
        board, zone = breadcrumb(self, page, _CRUMBS(page.tree)), _zone(page)
        posts: dict[str, RawPost] = {}
        for element in elements:
            pid = element.get("data-node-id") or ""
            if pid.isdecimal() and pid not in posts:
                posts[pid] = self._post(page, thread, board, pid, element, zone)
        drafts = list(posts.values())
        if drafts and drafts[0].post.floor == 1:
            thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
        current, pages, following = self._pages(page, Target("thread", thread.id or "0"))
        return ThreadPage(thread, board, drafts, current, pages, following)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, element: Element, zone: tzinfo | None) -> RawPost:
        walker = Walker(RULES, page.base_url)
        body = first_of(element, "js-post__content-text", "div")
        if body is not None:
            walker.walk(body)
            walker.end_line()
        for box in _FILES(element)[:1]:
            attached(walker, box)
        made = raw_post(self, page, thread, board, pid, f"{thread.url or page.url}?p={pid}", walker.body, _when(page, element, zone))
        author = first_of(element, "author", "div", "span")
        made.post.author = _user(author) if author is not None else None
        made.post.floor = number(text_of(first_of(element, "b-post__count", "a")))
        for note in element.iter("div", "p", "span"):
            if "edit" in (note.get("class") or "") and (match := _EDIT_TIME.search(text_of(note))):
                made.post.edited_at = parse(match[1], page.calendar, zone).iso
                break
        return made

    def _here(self, page: Page) -> Target | None:
        return self.target(page.url) or self.target(absolute(page.url, page.link("canonical")))

    def _first_page(self, page: Page) -> str | None:
        url = page.url.split("#", 1)[0] if self.target(page.url) else absolute(page.url, page.link("canonical"))
        return re.sub(r"/page\d+/?$", "", url) or None

    def _pages(self, page: Page, here: Target) -> tuple[int, int, str | None]:
        at = self._here(page)
        current = at.page if at and at.id == here.id else 1
        last, following = pager(self, page, Target(here.kind, here.id, current), _BARS(page.tree))
        return current, max(last, number(_TOTAL(page.tree)) or 1), following

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        here, name = self._here(page), text_of(_TITLE.first(page.tree)) or None
        if here is None or here.kind != "board":
            return BoardPage(Board(name=name), boards, rows)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        if board.id != here.id:
            board.path = [*board.path, name] if name else board.path
        board.id, board.name, board.url = here.id, name or board.name, self._first_page(page)
        current, pages, following = self._pages(page, here)
        return BoardPage(board, boards, rows, current, pages, following)

    def _row(self, page: Page, element: Element, zone: tzinfo | None) -> ThreadRow | None:
        link = first_of(element, "topic-title", "a")
        url = absolute(page.base_url, link.get("href") or "") if link is not None else ""
        target = self.target(url)
        if target is None or target.kind != "thread":
            return None
        row = ThreadRow(target.id, url, text_of(link))
        prefixes = " ".join(text_of(e) for e in element.iter("span") if "prefix" in (e.get("class") or "")).lower()
        row.sticky = "sticky" in (element.get("class") or "").split() or "sticky" in prefixes
        row.moved = "redirect" in prefixes or "moved" in prefixes
        info = first_of(element, "topic-info", "div")
        if info is not None:
            row.author = _user(info)
            row.created_at = parse(text_of(first_of(info, "date", "span")), page.calendar, zone).iso
        row.replies = count(text_of(first_of(element, "posts-count", "div")))
        row.views = count(text_of(first_of(element, "views-count", "div")))
        row.last_post_at = parse(text_of(first_of(element, "post-date", "span")), page.calendar, zone).iso
        return row


def _user(element: Element) -> Author | None:
    for link in element.iter("a"):
        if name := text_of(link):
            uid = _UID.search(link.get("href") or "")
            return Author(name, uid[1] if uid else None)
    name = tidy(text_of(element))
    return Author(name) if name and len(name) <= 60 else None


def _when(page: Page, post: Element, zone: tzinfo | None) -> When:
    moment = next((e for e in post.iter("time")), None)
    shown = text_of(moment)
    seconds = post.get("data-node-publishdate") or ""
    if seconds.isdecimal() and len(seconds) >= 9:
        return When(stamp(int(seconds[:12]), zone or UTC), shown or seconds, "second")
    when = parse(moment.get("datetime") if moment is not None else None, page.calendar, zone)
    return when._replace(raw=shown or when.raw) if when.iso else parse(shown, page.calendar, zone)


def _zone(page: Page) -> tzinfo | None:
    """From the footer; the times themselves name none."""
    for sign, hours, minutes in _GMT.findall(page.text)[-1:]:
        offset = timedelta(hours=min(int(hours), 14), minutes=int(minutes or 0))
        return timezone(-offset if sign == "-" else offset)
    return None


ENGINE = VBulletin5()
