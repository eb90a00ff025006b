"""reddit: the old pages, where everything stands in attributes, and what the new ones print before their scripts run."""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body, Rules, Walker, read, skip
from crawler.dates import When, parse, stamp
from crawler.forum import BoardPage, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Author, Board, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.select import Select, has, text_of
from crawler.text import number
from crawler.times import read_time
from crawler.urls import absolute, path, query

_THINGS = Select("//div[starts-with(@id,'thing_t1_')] | id('siteTable')/div[starts-with(@id,'thing_t3_')]")
_OLD_BODY = Select(f"./div[{has('entry')}]//div[{has('usertext-body')}]")
_OLD_TIME = Select(f"./div[{has('entry')}]//p[{has('tagline')}]/time")
_OLD_TITLE = Select(f".//a[{has('title')}]")
_NEXT = Select(f"//span[{has('next-button')}]/a")
_NEW_POST = Select("//shreddit-post")
_NEW_COMMENTS = Select("//shreddit-comment[@thingid]")
_NEW_TEXT = Select(".//*[@slot='text-body' or self::shreddit-post-text-body]//div[contains(@id,'-post-rtjson-content')]")
_NEW_COMMENT_TEXT = Select("./div[@slot='comment']")
_NEW_TIME = Select("./div[@slot='commentMeta']//time | ./*[contains(@class,'comment-meta')]//time")
_MESSAGE = Select("//div[@class='interstitial'] | id('classy-error') | //h1 | //h3")
_THREAD = re.compile(r"^(?:/r/[\w-]+|/user/[\w-]+|)/comments/([0-9a-z]+)(?:/[^/]*)?/?$")
_BOARD = re.compile(r"^/r/([\w-]+)/?$")
_TRAPS = frozenset(("sort", "limit", "context", "depth", "t", "before"))
_PER_PAGE = 25


class Reddit(Engine):
    """Subreddits and their comment pages."""

    name = "reddit"
    rank = 30
    marks = (b"redditstatic", b"shreddit-app")

    def place(self, url: str) -> Place | None:
        asked, name = query(url), path(url)
        if not _TRAPS.isdisjoint(asked):
            return None
        if match := _THREAD.match(name):
            return Place("thread", match[1])
        page = (number(asked.get("count")) or 0) // _PER_PAGE + 1
        if match := _BOARD.match(name):
            return Place("board", match[1].lower(), page)
        return Place("index", "", page) if name == "/" else None

    def read(self, page: Page) -> Reading:
        things = _THINGS(page.tree)
        if any(thing.get("data-context") == "comments" or thing.get("data-type") == "comment" for thing in things):
            return self._thread(page, things, old=True)
        if things:
            return self._board(page, things)
        if (place := self.place(page.url)) is None or place.kind == "thread":
            posts = [*_NEW_POST(page.tree)[:1], *_NEW_COMMENTS(page.tree)]
            if posts:
                return self._thread(page, posts, old=False)
        words = text_of(_MESSAGE.first(page.tree))[:200]
        return Notice(reason(words, page.status) if page.status >= 400 else "empty", words)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element], *, old: bool) -> ThreadPage:
        first = elements[0]
        link = first.get("data-permalink") or first.get("permalink") or ""
        match = re.search(r"/comments/([0-9a-z]+)", link or page.url)
        name = first.get("data-subreddit") or first.get("subreddit-name") or ""
        board = Board(name.lower() or None, name or None, [name] if name else [], absolute(page.base_url, f"/r/{name}/") if name else None)
        thread = Thread(match[1] if match else "0", absolute(page.base_url, _whole(link)) or None)
        thread.replies = number(first.get("data-comments-count") or first.get("comment-count"))
        title = _OLD_TITLE.first(first) if old else None
        thread.title = text_of(title) or first.get("post-title") or None
        make = self._old if old else self._new
        posts = [make(page, thread, board, element) for element in elements]
        if first.get("data-type") == "link" or first.tag == "shreddit-post":
            posts[0].post.floor = 1
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts)

    def _old(self, page: Page, thread: Thread, board: Board, thing: Element) -> Draft:
        body = _body(page, _OLD_BODY.first(thing))
        address = thing.get("data-url") or ""
        if thing.get("data-type") == "link" and address.startswith(("http://", "https://")) and not _THREAD.match(path(address)):
            body.blocks.insert(0, Block("media", url=address))
        times = _OLD_TIME(thing)
        when = read_time(page, times[0] if times else None)
        url = absolute(page.base_url, thing.get("data-permalink", "")) or page.url
        made = draft(self, page, thread, board, _id(thing.get("data-fullname")), url, body, when)
        made.post.author = _author(thing.get("data-author"), thing.get("data-author-fullname"))
        made.post.edited_at = read_time(page, times[1]).iso if len(times) > 1 else None
        if made.post.author is None and len(body.blocks) == 1 and body.blocks[0].text in ("[deleted]", "[removed]"):
            made.post.locked, body.blocks = body.blocks[0].text, []
        return made

    def _new(self, page: Page, thread: Thread, board: Board, element: Element) -> Draft:
        is_comment = element.tag == "shreddit-comment"
        body = _body(page, (_NEW_COMMENT_TEXT if is_comment else _NEW_TEXT).first(element))
        address = element.get("content-href") or ""
        if not is_comment and element.get("post-type") == "link" and address.startswith(("http://", "https://")):
            body.blocks.insert(0, Block("media", url=address))
        raw = element.get("created-timestamp") or element.get("created")
        when = parse(raw, page.fetched_at, UTC) if raw else read_time(page, _NEW_TIME.first(element))
        url = absolute(page.base_url, element.get("permalink", "")) or page.url
        made = draft(self, page, thread, board, _id(element.get("thingid") or element.get("id")), url, body, when)
        made.post.author = _author(element.get("author"), element.get("author-id"))
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, things: list[Element]) -> BoardPage:
        place = self.place(page.url) or Place("index", "")
        names = {thing.get("data-subreddit", "") for thing in things if thing.get("data-promoted") != "true"}
        name = names.pop() if len(names) == 1 else None
        board = Board(place.id or None, name, [name] if name else [], absolute(page.base_url, f"/r/{name}/") if name else None)
        rows = [_row(page, thing) for thing in things if thing.get("data-promoted") != "true" and thing.get("data-permalink")]
        forward = _NEXT.first(page.tree)
        next_url = absolute(page.base_url, forward.get("href", "")) if forward is not None else None
        return BoardPage(board, [], rows, place.page, None, next_url or None)


def _row(page: Page, thing: Element) -> ThreadRow:
    url = absolute(page.base_url, _whole(thing.get("data-permalink", "")))
    found = ThreadRow(_id(thing.get("data-fullname")), url, text_of(_OLD_TITLE.first(thing)))
    found.author = _author(thing.get("data-author"), thing.get("data-author-fullname"))
    when = _moment(thing.get("data-timestamp"))
    found.created_at = when.iso
    found.replies = number(thing.get("data-comments-count"))
    found.sticky = "stickied" in thing.get("class", "").split()
    return found


def _moment(milliseconds: str | None) -> When:
    seconds = int(milliseconds[:13]) / 1000 if milliseconds and milliseconds.isdecimal() else None
    return When(stamp(seconds, UTC) if seconds is not None else None, milliseconds, "second")


def _whole(link: str) -> str:
    """A comment's permalink -> its thread's address."""
    match = re.match(r"(.*/comments/[0-9a-z]+/[^/]*/)", link)
    return match[1] if match else link


def _id(name: str | None) -> str:
    return (name or "").rpartition("_")[2]


def _author(name: str | None, number_of_user: str | None) -> Author | None:
    return Author(name, _id(number_of_user) or None) if name and not name.startswith("[") else None


def _body(page: Page, element: Element | None) -> Body:
    return read(element, _RULES, page.base_url) if element is not None else Body()


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(classes={"expando-button": skip}, tags={"blockquote": _quote})

ENGINE = Reddit()
