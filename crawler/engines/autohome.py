"""Autohome's clubs (club.autohome.com.cn): threads since 2018, by what some ten readers of them rely on to this day.

Replies are counted from 1, the opening post is 楼主; scripts name it, its writer and its board.  Below a reply stand the first answers to
it.  Lists of threads are those of 2013 to 2018; the later come by scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote_plus

from lxml.etree import _Element as Element

from crawler import jsonvalue as answers
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When
from crawler.forum import CHINA, Notice, Target, ThreadRow
from crawler.items import Author, Board, Comment, Thread
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import text_of
from crawler.text import number

_THREAD = re.compile(r"^https?://[^/]+(/bbs/thread(?:qa)?/\w+/)(\d+)-(\d+)\.html")
_INFO = re.compile(r"__BBSINFO__['\"]\]\s*=\s*(\{[^\r\n]*\})")
_MEMBER = re.compile(r"\btopicMemberId\s*:\s*'?(\d+)")
_NAME = re.compile(r"\btopicMemberName\s*:\s*'([^'\\]+)'")
_MOMENT = re.compile(r"\d{4}-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d?-\d\d?")
_REPORTED = re.compile(r"[?&]authorname=([^&#]+)")


def _answers(element: Element) -> bool:
    return any("reply-comment" in (up.get("class") or "").split() for up in element.iterancestors("div"))


class Autohome(Table):
    """Autohome's clubs."""

    name = "autohome"
    rank = 40
    fingerprints = (b"autohome",)
    zone = CHINA
    addresses = (
        Address("thread", r"^/bbs/thread(?:qa)?/\w+/(?P<id>\d+)-(?P<page>\d+)\.html"),
        Address("thread", r"^/bbs/thread(?:qa)?-[a-z]+-\d+-(?P<id>\d+)-(?P<page>\d+)\.html"),
        Address("board", r"^/bbs/forum-(?P<id>[a-z]+-\d+)-(?P<page>\d+)\.html$"),
    )

    title, pager = css(".post-title"), css("a[href]")
    opening, opening_time = css(".post-container"), css(".post-handle-publish")
    posts, body, body_rules = (
        css("li.js-reply-floor-container"),
        css(".reply-detail"),
        Rules(classes={"unfold-comment": skip, "reply-comment": skip}),
    )
    permalink, time_in = "{thread}#{id}", _MOMENT
    rows, row_link, row_last = css("dl.list_dl"), css("a.a_topic"), css(".ttime")

    def detect(self, page: Page) -> bool:
        if b"list_dl" in page.body and b"a_topic" in page.body:
            return True
        return b"js-reply-floor-container" in page.body or (b"__TOPICINFO__" in page.body and b"post-container" in page.body)

    def parts(self, url: str) -> tuple[str, dict[str, str]]:
        """No parameter changes which thread an address names."""
        where, asked = super().parts(url)
        return where, {} if "/thread" in where else asked

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        posts = super().posts_on(sheet)
        return [] if any(self.row_of(sheet, row) for row in self.rows(sheet.tree)) else posts

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        match = _THREAD.match(sheet.page.url)
        return sheet.address(f"{match[1]}{match[2]}-1.html") if match else ""

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        """Scripts name who opened the thread."""
        thread, text = super().thread_of(sheet, here), sheet.page.text
        name, member = _NAME.search(text), _MEMBER.search(text)
        thread.author = Author(name[1], member[1] if member else None) if name else None
        thread.created_at = self.opened_at(sheet).iso
        return thread

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return unit.get("data-reply-id", "")

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return number(unit.get("data-floor"))

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        lines = map(text_of, (*css(".reply-top")(unit), *css(".reply-bottom")(unit)))
        return sheet.moment(next((match[0] for line in lines if (match := _MOMENT.search(line))), None))

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        """The first name that is no answer's; pages of 2019 leave it to scripts, but say whom one may report."""
        info = css(".js-user-info-container").first(unit)
        member = unit.get("data-member-id") or (info.get("data-user-id") if info is not None else None)
        name = next((words for link in css(".name")(unit) if not _answers(link) and (words := text_of(link))), "")
        if not name:
            links = (link for link in unit.iter("a") if not _answers(link))
            name = unquote_plus(next((match[1] for link in links if (match := _REPORTED.search(link.get("href", "")))), "")).strip()
        return Author(name, member or None) if name else None

    def remarks_of(self, sheet: Sheet, unit: Element) -> Iterable[Comment]:
        """The first answers to a reply."""
        for entry in css(".reply-comment li")(unit):
            name = next((words for link in css(".reply-sub-user a")(entry) if (words := text_of(link))), "")
            box = css(".reply-sub-front", ".reply-sub-cont").first(entry)
            text = Walker(self.body_rules, sheet.page.base_url).inside_text(box) if box is not None else ""
            if text:
                yield Comment(text, Author(name) if name else None, self.moment(sheet, css(".reply-sub-handle").first(entry)).iso)

    def board_above(self, sheet: Sheet) -> Board:
        match = _INFO.search(sheet.page.text)
        info = answers.decode(match[1]) if match else None
        kind, key, name = answers.text(info, "bbs"), answers.whole(info, "bbsId"), answers.text(info, "bbsName")
        if not kind or key is None:
            return Board()
        return Board(f"{kind}-{key}", name or None, [name] if name else [], sheet.address(f"/bbs/forum-{kind}-{key}-1.html") or None)

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        for link in sheet.tree.iter("a"):
            url = sheet.address(link)
            if self.target(url) == Target("board", here.id) and text_of(link).endswith("论坛"):
                return Board(here.id, text_of(link), [text_of(link)], url)
        return Board(here.id or None)

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        current, pages, following = super().pages_of(sheet, here)
        if here.kind != "thread":
            return current, pages, following or sheet.address(css(".afpage").first(sheet.tree)) or None
        bar = (number(mark.get("data-page-count")) for mark in css("[data-page-count]")(sheet.tree))
        return current, max(pages or 1, next(bar, None) or 1), following

    def notice(self, sheet: Sheet) -> Notice:
        return Notice("missing" if "删除" in sheet.page.text else "empty", sheet.page.title)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found, cell = super().row_of(sheet, unit), css("dd").first(unit)
        if found is not None and cell is not None:
            found.author = next((Author(text_of(writer)) for writer in cell.iter("a") if text_of(writer)), None)
            day = _DAY.search(text_of(cell))
            found.created_at = sheet.moment(day[0] if day else None).iso
            found.last_post_at = sheet.moment(text_of(self.row_last.first(unit))).iso
        return found


ENGINE = Autohome()
