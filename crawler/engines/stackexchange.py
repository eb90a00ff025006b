"""Stack Exchange, its pages of 2013 to 2026: a question and its answers are the posts, remarks below them their comments.

Ids and authors stand in attributes.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, read
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Thread
from crawler.markup.lists import thread_row
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Either, Numbered, Select, Value, first_of, has, text_of
from crawler.text import count, number
from crawler.urls import absolute, path, query

_ASKED = Select("id('question')")
_ANSWERS = Numbered("answer-", "div")
_SIGNATURES = Classed("post-signature", "div", "td")
_COMMENTS = Either(Classed("js-comment", "li", "tr"), Numbered("follow-up-", "div"), Classed("comment", "tr"))
"""``follow-up`` is what Stack Overflow makes of the comments on answers since 2025."""
_COMMENT_TEXT = Either(Classed("comment-copy", "span"), "(.//*[@itemprop='text'])[1]")
_COMMENT_TIME = Either(Classed("relativetime-clean", "span"), Classed("s-user-card--time", "time"))
_TITLE = Either("id('question-header')//h1", "//h1[@itemprop='name']")
_TAGS = Select(f"id('question')//a[{has('post-tag')}]")
_ROWS = Numbered("question-summary-", "div")
_ROW_LINK = Select(f".//h3/a[{has('s-link')} or {has('question-hyperlink')}]")
_ROW_STATS = Select(f".//span[{has('s-post-summary--stats-item-number')}]")
_ROW_OLD_STATS = Select(f".//div[{has('status')} or {has('views')}]")
_EXACT = Value("(self::*|.//span)/@title")
_ROW_USER = Select(".//a[contains(@href,'/users/')][normalize-space()]")
_ROW_TIME = Either(Classed("relativetime", "span"), Classed("s-user-card--time", "time", "a"))
_PAGER = Either(Classed("s-pagination", "div"), Classed("pager", "div"))
_QUESTION = re.compile(r"/(?:questions|q)/(\d+)(?:/[^/]*)?/?$")
_LIST = re.compile(r"/questions(?:/tagged/([^/?#]+))?/?$")
_LATER = re.compile(r"\s*(?:modified|answered)\b")
"""Before the time of a row: somebody else's work than the asker's."""
_TRAPS = frozenset(("answertab", "tab", "sort", "filters", "noredirect", "lq", "rq"))
_DEFAULTS = frozenset(("scoredesc", "newest", "1"))


class StackExchange(Engine):
    """Stack Overflow and its sister sites."""

    name = "stackexchange"
    rank = 30
    fingerprints = (b"s-topbar", b"sstatic")

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

    def read(self, page: Page) -> Reading:
        if posts := [*_ASKED(page.tree), *_ANSWERS(page.tree)]:
            return self._thread(page, posts)
        if rows := _ROWS(page.tree):
            return self._board(page, rows)
        words = page.title
        return Notice(reason(words, page.status) if page.status >= 400 or "not found" in words.lower() else "empty", words)

    # Questions ------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, posts: list[Element]) -> ThreadPage:
        title = _TITLE.first(page.tree)
        link = title.find(".//a") if title is not None else None
        address = absolute(page.base_url, link.get("href", "")) if link is not None else page.url.split("?", 1)[0]
        target = next((at for url in (page.url, address) if (at := self.target(url)) and at.kind == "thread"), None)
        if target is None:
            target = Target("thread", number(posts[0].get("data-questionid") or posts[0].get("data-parentid")).__str__())
        thread = Thread(target.id, address or None, text_of(title) or None, [text_of(tag) for tag in _TAGS(page.tree)])
        made = [self._post(page, thread, post) for post in posts]
        if posts[0].get("id") == "question":
            made[0].post.floor = 1
            thread.author, thread.created_at = made[0].post.author, made[0].post.created_at
        pages, next_url = pager(self, page, target, (link for bar in _PAGER(page.tree) for link in bar.iter("a")))
        return ThreadPage(thread, Board(), made, target.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, post: Element) -> RawPost:
        pid = post.get("id", "").removeprefix("answer-").replace("question", thread.id or "")
        content = first_of(post, "js-post-body", "div")
        content = first_of(post, "post-text", "div") if content is None else content
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        signatures = _SIGNATURES(post)
        written = signatures[-1] if signatures else None
        url = absolute(page.base_url, f"/q/{pid}" if pid == thread.id else f"/a/{pid}")
        when = read_time(page, first_of(written, "relativetime", "span") if written is not None else None)
        made = raw_post(self, page, thread, Board(), pid, url, body, when)
        made.post.author = _author(written)
        if len(signatures) > 1:
            made.post.edited_at = read_time(page, first_of(signatures[0], "relativetime", "span")).iso
        made.post.comments = [comment for element in _COMMENTS(post) if (comment := _comment(page, element))]
        return made

    # Lists of questions ---------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, elements: list[Element]) -> BoardPage:
        target = self.target(page.url) or Target("board", "questions")
        name = text_of(page.tree.find(".//h1")) or None
        board = Board(target.id or None, name, [name] if name else [], page.url.split("?", 1)[0] or None)
        rows = [row for element in elements if (row := self._row(page, element))]
        pages, next_url = pager(self, page, target, (link for bar in _PAGER(page.tree) for link in bar.iter("a")))
        return BoardPage(board, [], rows, target.page, pages, next_url)

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = thread_row(self, page, _ROW_LINK(element))
        if found is None:
            return None
        stats = [count(text_of(stat)) for stat in _ROW_STATS(element)]
        if not stats:
            stats = [None, *(count(_EXACT(stat) or text_of(stat)) for stat in _ROW_OLD_STATS(element))]
        found.replies, found.views = [*stats, None, None, None][1:3]
        user, shown = _ROW_USER.first(element), _ROW_TIME.first(element)
        when = read_time(page, shown).iso
        if shown is not None and _LATER.match(text_of(shown if "s-user-card--time" in shown.get("class", "") else shown.getparent())):
            found.last_post_at = when
        else:
            found.created_at, found.author = when, Author(text_of(user), _user_id(user)) if user is not None else None
        return found


def _author(signature: Element | None) -> Author | None:
    details = first_of(signature, "user-details", "div") if signature is not None else None
    link = details.find("./a") if details is not None else None
    name = text_of(link) if link is not None else (details.text or "").strip() if details is not None else ""
    return Author(name, _user_id(link)) if name and name != "Community" else None


def _user_id(link: Element | None) -> str | None:
    match = re.search(r"/users/(\d+)", link.get("href", "")) if link is not None else None
    return match[1] if match else None


def _comment(page: Page, element: Element) -> Comment | None:
    words = _COMMENT_TEXT.first(element)
    user = first_of(element, "comment-user", "a", "span")
    if words is None:
        return None
    author = Author(text_of(user), _user_id(user)) if user is not None else None
    return Comment(text_of(words), author, read_time(page, _COMMENT_TIME.first(element)).iso)


_RULES = Rules()
"""A ``blockquote`` is a document that an answer cites, not another post: it stays in the text."""

ENGINE = StackExchange()
