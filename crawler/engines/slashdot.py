"""Slashdot: a story and its tree of comments, those that the page shows whole.

What is below the reader's threshold is folded: printed cut, without a time (``oneline``), or without words.  Guests read New York's time.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker, read
from crawler.dates import When, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Numbered, Value, first_of, has, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_STORIES = Classed("fhitem-story", "article")
_STORY_TEXT = Numbered("text-", "div")
_COMMENTS = Classed("cw", "div")
_WORDS = Numbered("comment_body_", "div")
_TITLE = Value(f".//span[{has('story-title')}]/a[1]")
_ADDRESS = Value(f".//span[{has('story-title')}]/a[1]/@href")
_TOPICS = Value(f".//span[{has('topic')}]//img/@alt")
_BYLINE = Value(f".//span[{has('story-byline')}]")
_REPLIES = Value(f".//span[{has('comment-bubble')}]")
_PAGES = Value("//a[contains(@href,'?page=')][not(contains(@href,'comments.pl'))][last()]/@href")
_STORY = re.compile(r"^/story/(\d\d/\d\d/\d\d/\d+)(?:/[^/]*)?/?$")
_POSTED = re.compile(r"Posted\s+by\s+(.+?)\s+on\s+\w+day")
_NEW_YORK = ZoneInfo("America/New_York")


class Slashdot(Engine):
    """Slashdot's front pages and stories."""

    name = "slashdot"
    rank = 30
    sites = ("slashdot.org",)
    fingerprints = (b"sdmedia",)

    def detect(self, page: Page) -> bool:
        return b"slashdot.org" in page.start

    def target(self, url: str) -> Target | None:
        name, asked = path(url), query(url)
        if match := _STORY.match(name):
            return Target("thread", match[1])
        if name == "/" and asked.keys() <= {"page"}:
            return Target("index", "", (number(asked.get("page")) or 0) + 1)
        return None

    def read(self, page: Page) -> Reading:
        stories, target = _STORIES(page.tree), self.target(page.url)
        comments = _COMMENTS(page.tree)
        if stories and (comments or (target and target.kind == "thread")):
            return self._thread(page, stories[0], comments)
        if stories:
            target = target or Target("index", "")
            following = absolute(page.base_url, _PAGES(page.tree))
            onward = self.target(following) == Target("index", "", target.page + 1)
            return BoardPage(Board(), [], [self._row(page, story) for story in stories], target.page, None, following if onward else None)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    def _thread(self, page: Page, story: Element, comments: list[Element]) -> ThreadPage:
        row = self._row(page, story)
        thread = Thread(row.id, row.url, row.title, [], row.author, row.created_at, replies=row.replies)
        thread.tags = [topic for topic in (_TOPICS(story),) if topic]
        opening = raw_post(
            self, page, thread, Board(), row.id.replace("/", "-"), row.url, _body(page, _STORY_TEXT.first(story)), _when(page, story)
        )
        opening.post.author, opening.post.floor = row.author, 1
        return ThreadPage(thread, Board(), [opening, *(made for element in comments if (made := self._comment(page, thread, element)))])

    def _comment(self, page: Page, thread: Thread, element: Element) -> RawPost | None:
        words = _WORDS.first(element)
        when = _moment(page, text_of(first_of(element, "otherdetails", "span")).partition("(")[0])
        if words is None or not when.raw:
            return None
        pid = words.get("id", "").removeprefix("comment_body_")
        link = next((link for link in element.iter("a") if link.get("id") == f"comment_link_{pid}"), None)
        url = absolute(page.base_url, link.get("href", "")) if link is not None else page.url
        made = raw_post(self, page, thread, Board(), pid, url, _body(page, words), when)
        by = first_of(element, "by", "span")
        writer = next(by.iter("a"), None) if by is not None else None
        uid = number(text_of(first_of(by, "uid", "span"))) if by is not None else None
        above = (
            outer.get("id", "").removeprefix("tree_") for outer in element.iterancestors("li") if outer.get("id", "").startswith("tree_")
        )
        made.post.reply_to = next((parent for parent in above if parent != pid), None)
        made.post.author = Author(text_of(writer), str(uid) if uid else None) if writer is not None and text_of(writer) else None
        return made

    def _row(self, page: Page, story: Element) -> ThreadRow:
        url = absolute(page.base_url, _ADDRESS(story)) or page.url
        target = self.target(url)
        found = ThreadRow(target.id if target else story.get("data-fhid", "0"), url, _TITLE(story))
        posted = _POSTED.match(_BYLINE(story))
        found.author = Author(posted[1]) if posted else None
        found.created_at, found.replies = _when(page, story).iso, number(_REPLIES(story))
        return found


def _when(page: Page, story: Element) -> When:
    return _moment(page, text_of(next(story.iter("time"), None)))


def _moment(page: Page, shown: str) -> When:
    """``on Friday January 12, 2024 @11:40AM``."""
    when = parse(shown.replace("@", "@ ") or None, page.calendar, _NEW_YORK)
    return when._replace(raw=shown.strip() or None)


def _body(page: Page, words: Element | None) -> Body:
    return read(words, _RULES, page.base_url) if words is not None else Body()


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(classes={"quote": _quote})
"""What ``blockquote`` holds is not always another's: the site's own button makes ``div.quote``."""

ENGINE = Slashdot()
