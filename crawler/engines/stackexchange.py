"""Stack Exchange, its pages of 2013 to 2026: a question and its answers are the posts, remarks below them their comments.

Ids and authors stand in attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.dates import When
from crawler.forum import Notice, Target, ThreadRow
from crawler.items import Author, Board, Comment
from crawler.markup.css import css
from crawler.markup.notices import notice
from crawler.markup.sheet import Sheet, kept
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Value, first_of, text_of
from crawler.text import count, number
from crawler.urls import path, query

_EXACT = Value("(self::*|.//span)/@title")
_QUESTION = re.compile(r"/(?:questions|q)/(\d+)(?:/[^/]*)?/?$")
_LIST = re.compile(r"/questions(?:/tagged/([^/?#]+))?/?$")
_LATER = re.compile(r"\s*(?:modified|answered)\b")
"""Before the time of a row: somebody else's work than the asker's."""
_TRAPS = frozenset(("answertab", "tab", "sort", "filters", "noredirect", "lq", "rq"))
_DEFAULTS = frozenset(("scoredesc", "newest", "1"))


def _author(signature: Element | None) -> Author | None:
    details = first_of(signature, "user-details", "div") if signature is not None else None
    link = details.find("./a") if details is not None else None
    name = text_of(link) if link is not None else (details.text or "").strip() if details is not None else ""
    return Author(name, _user_id(link)) if name and name != "Community" else None


def _user_id(link: Element | None) -> str | None:
    match = re.search(r"/users/(\d+)", link.get("href", "")) if link is not None else None
    return match[1] if match else None


class StackExchange(Table):
    """Stack Overflow and its sister sites.

    A ``blockquote`` is a document that an answer cites, not another post: it stays in the text.
    """

    name = "stackexchange"
    rank = 30
    fingerprints = (b"s-topbar", b"sstatic")

    title = css("div#question-header h1", "h1[itemprop='name']")
    tags = css("div#question a.post-tag")
    pager = css("div.s-pagination a", "div.pager a")
    posts = css("div#question, div[id^='answer-']")
    body = css("div.js-post-body", "div.post-text")
    likes = css(".js-vote-count", ".vote-count-post", "[itemprop='upvoteCount']")
    remarks = css("li.js-comment, tr.js-comment", "div[id^='follow-up-']", "tr.comment")
    """``follow-up`` is what Stack Overflow makes of the comments on answers since 2025."""
    remark_body = css("span.comment-copy", "[itemprop='text']")
    remark_time = css("span.relativetime-clean", "time.s-user-card--time")

    rows, row_link = css("div[id^='question-summary-']"), css("h3 > a.s-link, h3 > a.question-hyperlink")
    own_name, board_name, page_part = True, css("h1"), re.compile(r"\?.*$")

    def detect(self, page: Page) -> bool:
        return b"StackExchange" in page.start or b"question-page" in page.start

    def target(self, url: str) -> Target | None:
        asked = query(url)
        if any(name in _TRAPS and value.lower() not in _DEFAULTS for name, value in asked.items()):
            return None
        number_of_page = number(asked.get("page")) or 1
        if match := _QUESTION.search(path(url)):
            return Target("thread", match[1], number_of_page)
        if match := _LIST.search(path(url)):
            return Target("board", match[1] or "questions", number_of_page)
        return Target("index", "") if path(url) == "/" else None

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        return [post for post in super().posts_on(sheet) if post.get("id") == "question" or post.get("id", "")[7:].isdecimal()]

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        named = self.target(self.url_of_thread(sheet, Target("thread", "0")))
        told = units[0].get("data-questionid") or units[0].get("data-parentid")
        return named if named and named.kind == "thread" else Target("thread", str(number(told)))

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        title = self.title.first(sheet.tree)
        link = title.find(".//a") if title is not None else None
        return sheet.address(link) if link is not None else sheet.page.url.split("?", 1)[0]

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        if css("div#question").first(sheet.tree) is not None:
            posts[0].post.floor = 1
            super().opened(sheet, posts)

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return unit.get("id", "").removeprefix("answer-").replace("question", sheet.thread.id or "")

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return sheet.address(f"/q/{pid}" if pid == sheet.thread.id else f"/a/{pid}")

    @kept
    def _signatures(self, sheet: Sheet, unit: Element) -> list[Element]:
        return css("div.post-signature, td.post-signature")(unit)

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return _author(next(reversed(self._signatures(sheet, unit)), None))

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        written = next(reversed(self._signatures(sheet, unit)), None)
        return sheet.time(css("span.relativetime").first(written) if written is not None else None)

    def edited_of(self, sheet: Sheet, unit: Element, body: object) -> str | None:
        signatures = self._signatures(sheet, unit)
        return sheet.time(css("span.relativetime").first(signatures[0])).iso if len(signatures) > 1 else None

    def reply_to_of(self, sheet: Sheet, unit: Element) -> str | None:
        """An answer answers the question."""
        return sheet.thread.id if unit.get("id", "").startswith("answer-") else None

    def remarks_of(self, sheet: Sheet, unit: Element) -> Iterable[Comment]:
        for remark in self.remarks(unit):
            words, user = self.remark_body.first(remark), css("a.comment-user, span.comment-user").first(remark)
            if words is not None:
                author = Author(text_of(user), _user_id(user)) if user is not None else None
                yield Comment(text_of(words), author, sheet.time(self.remark_time.first(remark)).iso)

    def hides_remarks(self, sheet: Sheet, unit: Element) -> bool:
        """A link below the remarks says how many more a script would show; it is there without a number where all are shown."""
        return any(number(text_of(link)) for link in css("a.comments-link")(unit))

    def notice(self, sheet: Sheet) -> Notice:
        return notice(sheet.page, sheet.page.title if "not found" in sheet.page.title.lower() else "")

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        name = text_of(self.board_name.first(sheet.tree)) or None
        ident = here.id if sheet.here and self.target(sheet.page.url) else "questions"
        return Board(ident or None, name, [name] if name else [], self.first_page_url(sheet) or None)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        stats = [count(text_of(stat)) for stat in css("span.s-post-summary--stats-item-number")(unit)]
        if not stats:
            stats = [None, *(count(_EXACT(stat) or text_of(stat)) for stat in css("div.status, div.views")(unit))]
        found.replies, found.views = [*stats, None, None, None][1:3]
        user = next((link for link in css("a[href*='/users/']")(unit) if text_of(link)), None)
        shown = css("span.relativetime", "time.s-user-card--time, a.s-user-card--time").first(unit)
        when = sheet.time(shown).iso
        if shown is not None and _LATER.match(text_of(shown if "s-user-card--time" in shown.get("class", "") else shown.getparent())):
            found.last_post_at = when
        else:
            found.created_at, found.author = when, Author(text_of(user), _user_id(user)) if user is not None else None
        return found


ENGINE = StackExchange()
