"""reddit: the old pages, the new ones as they come without scripts, and the JSON of both.

The new pages' lists name no following page to whoever runs no scripts; the old ones and the JSON do.
"""

from __future__ import annotations

import re

from msgspec import UNSET

from crawler.body.submissions import submission
from crawler.engines.reddit import api, new, old
from crawler.engines.reddit.parts import THREAD, Thing, body_of
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Board, Thread
from crawler.jsonvalue import text, whole
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_MESSAGE = Select("//div[@class='interstitial'] | id('classy-error') | //h1 | //h3")
_BOARD = re.compile(r"^/r/([\w-]+)/?(?:\.json)?$")
_TRAPS = frozenset(("sort", "limit", "context", "depth", "t", "before"))
_PER_PAGE = 25
_GONE = ("[deleted]", "[removed]")


class Reddit(Engine):
    """Subreddits and their comment pages."""

    name = "reddit"
    rank = 30
    sites = (".reddit.com",)
    fingerprints = (b"redditstatic", b"shreddit-app")
    reads_json = True

    def detect(self, page: Page) -> bool:
        found = page.json
        return found is None or api.is_listing(found[0] if isinstance(found, list) and found else found)

    def target(self, url: str) -> Target | None:
        asked, name = query(url), path(url)
        if not _TRAPS.isdisjoint(asked):
            return None
        if match := THREAD.match(name):
            return Target("thread", match[1])
        page = (number(asked.get("count")) or 0) // _PER_PAGE + 1
        if match := _BOARD.match(name):
            return Target("board", match[1].lower(), page)
        return Target("index", "", page) if name in ("/", "/.json") else None

    def read(self, page: Page) -> Reading:
        if page.json is not None:
            return self._answer(page)
        things, whole_thread = old.things(page)
        if things:
            return self._thread(page, things) if whole_thread else self._board(page, things, old.next_of(page))
        target, posts, comments = self.target(page.url), new.posts(page), new.comments(page)
        if comments or (posts and (target is None or target.kind == "thread")):
            return self._thread(page, [*posts[:1], *comments])
        if posts:
            return self._board(page, posts, None)
        words = text_of(_MESSAGE.first(page.tree))[:200]
        return Notice(reason(words, page.status) if page.status >= 400 else "empty", words)

    def _answer(self, page: Page) -> Reading:
        things, whole_thread = api.things(page.json)
        if things and whole_thread:
            return self._thread(page, things)
        if things:
            target = self.target(page.url) or Target("index", "")
            return self._board(page, things, api.next_of(page.json, page.url, target.page, _PER_PAGE))
        words = f"{text(page.json, 'reason')} {text(page.json, 'message')}".strip()
        status = whole(page.json, "error") or page.status
        return Notice(reason(words, status) if status >= 400 else "empty", words)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, things: list[Thing]) -> ThreadPage:
        first = things[0]
        match = re.search(r"/comments/([0-9a-z]+)", first.permalink or page.url)
        thread = Thread(match[1] if match else "0", absolute(page.base_url, _whole(first.permalink)) or None)
        thread.replies, thread.title = first.replies, first.title or None
        board = _subreddit(page, first.subreddit)
        posts = [self._post(page, thread, board, thing) for thing in things]
        if first.title:
            posts[0].post.floor = 1
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts)

    def _post(self, page: Page, thread: Thread, board: Board, thing: Thing) -> RawPost:
        body, locked = body_of(page, thing), None
        if thing.author is None and len(body.blocks) == 1 and body.blocks[0].text in _GONE:
            locked, body.blocks = body.blocks[0].text, []
        elif thing.title:
            body = submission(body, thing.title, thing.link)
        made = raw_post(self, page, thread, board, thing.id, absolute(page.base_url, thing.permalink) or page.url, body, thing.when)
        made.post.author, made.post.edited_at, made.post.locked = thing.author, thing.edited, locked
        made.post.reply_to, made.post.likes = thing.parent or None, UNSET if thing.points is None else thing.points
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, things: list[Thing], next_url: str | None) -> BoardPage:
        target = self.target(page.url) or Target("index", "")
        names = {thing.subreddit for thing in things}
        board = _subreddit(page, names.pop() if len(names) == 1 else "")
        board.id = target.id or None
        return BoardPage(board, [], [_row(page, thing) for thing in things if thing.permalink], target.page, None, next_url)


def _row(page: Page, thing: Thing) -> ThreadRow:
    found = ThreadRow(thing.id, absolute(page.base_url, _whole(thing.permalink)), thing.title, thing.author, thing.when.iso)
    found.replies, found.sticky = thing.replies, thing.sticky
    return found


def _subreddit(page: Page, name: str) -> Board:
    return Board(name.lower(), name, [name], absolute(page.base_url, f"/r/{name}/")) if name else Board()


def _whole(link: str) -> str:
    """A comment's permalink -> its thread's address."""
    match = re.match(r"(.*/comments/[0-9a-z]+/[^/]*/)", link)
    return match[1] if match else link


ENGINE = Reddit()
