"""Autohome's clubs (club.autohome.com.cn): threads since 2018, by what some ten readers of them rely on to this day.

Replies are counted from 1, the opening post is 楼主; scripts name it, its writer and its board.  Below a reply stand the first answers to
it.  Lists of threads are those of 2013 to 2018; the later come by scripts.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from lxml.etree import _Element as Element

from crawler import jsonvalue as answers
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Thread
from crawler.markup.class_index import Part, marked
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute

OPENING = "0"
"""The post id of an opening post, which is no reply."""

_PARTS = {"js-reply-floor-container": "li", "list_dl": "dl"}
_THREAD = re.compile(r"^https?://[^/]+(/bbs/thread(?:qa)?/\w+/)(\d+)-(\d+)\.html")
_OLD_THREAD = re.compile(r"^https?://[^/]+/bbs/thread(?:qa)?-[a-z]+-\d+-(\d+)-(\d+)\.html")
_BOARD = re.compile(r"^https?://[^/]+/bbs/forum-([a-z]+-\d+)-(\d+)\.html(?:#|$)")
_INFO = re.compile(r"__BBSINFO__['\"]\]\s*=\s*(\{[^\r\n]*\})")
_MEMBER = re.compile(r"\btopicMemberId\s*:\s*'?(\d+)")
_NAME = re.compile(r"\btopicMemberName\s*:\s*'([^'\\]+)'")
_MOMENT = re.compile(r"\d{4}-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d?-\d\d?")
_REPORTED = re.compile(r"[?&]authorname=([^&#]+)")


class Autohome(Engine):
    """Autohome's clubs."""

    name = "autohome"
    rank = 40
    fingerprints = (b"autohome",)

    def detect(self, page: Page) -> bool:
        if b"list_dl" in page.body and b"a_topic" in page.body:
            return True
        return b"js-reply-floor-container" in page.body or (b"__TOPICINFO__" in page.body and b"post-container" in page.body)

    def target(self, url: str) -> Target | None:
        if match := _THREAD.match(url):
            return Target("thread", match[2], int(match[3][:9]) or 1)
        if match := _OLD_THREAD.match(url):
            return Target("thread", match[1], int(match[2][:9]) or 1)
        if match := _BOARD.match(url):
            return Target("board", match[1], int(match[2][:9]) or 1)
        return None

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        if rows := [row for part in parts if part.element.tag == "dl" and (row := self._row(page, part))]:
            return self._list(page, whole, rows)
        return self._thread(page, whole, parts)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, parts: list[Part]) -> ThreadPage | Notice:
        places = (self.target(url) for url in (page.url, page.link("canonical")))
        here = next((at for at in places if at and at.kind == "thread"), Target("thread", "0"))
        board = self._board(page)
        thread = Thread(here.id, title=text_of(whole.first("post-title")) or None)
        if match := _THREAD.match(page.url):
            thread.url = absolute(page.base_url, f"{match[1]}{match[2]}-1.html") or None
        shown = _MOMENT.search(text_of(whole.first("post-handle-publish")))
        when = parse(shown[0] if shown else None, page.calendar, CHINA)
        name, member = _NAME.search(page.text), _MEMBER.search(page.text)
        thread.author = Author(name[1], member[1] if member else None) if name else None
        thread.created_at = when.iso
        posts = []
        body = whole.first("post-container")
        if body is not None and here.page == 1:
            made = raw_post(self, page, thread, board, OPENING, thread.url or page.url, read(body, _RULES, page.base_url), when)
            made.post.author = thread.author
            posts.append(made)
        posts += [self._reply(page, thread, board, part) for part in parts if part.element.tag == "li"]
        if not posts:
            return Notice("missing" if "删除" in page.text else "empty", page.title)
        pages, next_url = pager(self, page, here, page.tree.iter("a"))
        bar = (number(mark.get("data-page-count")) for mark in whole.element.iter("*") if mark.get("data-page-count"))
        return ThreadPage(thread, board, posts, here.page, max(pages, next(bar, None) or 1), next_url)

    def _reply(self, page: Page, thread: Thread, board: Board, part: Part) -> RawPost:
        pid = part.element.get("data-reply-id", "")
        text = part.first("reply-detail")
        walker = Walker(_RULES, page.base_url)
        if text is not None:
            walker.walk(text)
            walker.end_line()
        lines = (text_of(line) for line in part.all("reply-top", "reply-bottom"))
        shown = next((match[0] for line in lines if (match := _MOMENT.search(line))), None)
        when = parse(shown, page.calendar, CHINA)
        made = raw_post(self, page, thread, board, pid, f"{thread.url or page.url}#{pid}", walker.body, when)
        made.post.floor = number(part.element.get("data-floor"))
        made.post.author = _author(part)
        made.post.comments = [remark for box in part.all("reply-comment") for entry in box.iter("li") if (remark := _remark(page, entry))]
        return made

    def _board(self, page: Page) -> Board:
        match = _INFO.search(page.text)
        info = answers.decode(match[1]) if match else None
        kind, key = answers.text(info, "bbs"), answers.whole(info, "bbsId")
        if not kind or key is None:
            return Board()
        name = answers.text(info, "bbsName")
        url = absolute(page.base_url, f"/bbs/forum-{kind}-{key}-1.html") or None
        return Board(f"{kind}-{key}", name or None, [name] if name else [], url)

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _list(self, page: Page, whole: Part, rows: list[ThreadRow]) -> BoardPage:
        here = next((at for at in (self.target(page.url),) if at and at.kind == "board"), Target("board", ""))
        board = Board(here.id or None)
        for link in page.tree.iter("a"):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if at and (at.kind, at.id, at.page) == ("board", here.id, 1) and text_of(link).endswith("论坛"):
                board = Board(at.id, text_of(link), [text_of(link)], url.partition("#")[0])
                break
        following = next((absolute(page.base_url, link.get("href", "")) for link in whole.all("afpage")), None)
        pages, next_url = pager(self, page, here, page.tree.iter("a"))
        return BoardPage(board, [], rows, here.page, pages, next_url or following)

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        link = part.first("a_topic")
        url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        at = self.target(url)
        if at is None or at.kind != "thread":
            return None
        found = ThreadRow(at.id, url.partition("#")[0], text_of(link))
        cell = next(part.element.iter("dd"), None)
        for writer in cell.iter("a") if cell is not None else ():
            if text_of(writer):
                found.author = Author(text_of(writer))
                break
        shown = _DAY.search(text_of(cell))
        found.created_at = parse(shown[0] if shown else None, page.calendar, CHINA).iso
        found.last_post_at = parse(text_of(part.first("ttime")), page.calendar, CHINA).iso
        return found


def _author(part: Part) -> Author | None:
    """The first name that is no answer's; pages of 2019 leave it to scripts, but say whom one may report."""
    member = part.element.get("data-member-id") or next((box.get("data-user-id") for box in part.all("js-user-info-container")), None)
    names = (text_of(link) for link in part.all("name") if not _answers(link))
    name = next(filter(None, names), "")
    if not name:
        links = (match[1] for link in part.element.iter("a") if (match := _REPORTED.search(link.get("href", ""))) and not _answers(link))
        name = unquote_plus(next(links, "")).strip()
    return Author(name, member or None) if name else None


def _answers(element: Element) -> bool:
    return any("reply-comment" in (up.get("class") or "").split() for up in element.iterancestors("div"))


def _remark(page: Page, entry: Element) -> Comment | None:
    """An answer to a reply."""
    own, _ = marked(entry, {})
    name = next((words for box in own.all("reply-sub-user") for link in box.iter("a") if (words := text_of(link))), "")
    box = own.first("reply-sub-front", "reply-sub-cont")
    text = Walker(_RULES, page.base_url).inside_text(box) if box is not None else ""
    shown = _MOMENT.search(text_of(own.first("reply-sub-handle")))
    when = parse(shown[0] if shown else None, page.calendar, CHINA)
    return Comment(text, Author(name) if name else None, when.iso) if text else None


_RULES = Rules(classes={"unfold-comment": skip, "reply-comment": skip})

ENGINE = Autohome()
