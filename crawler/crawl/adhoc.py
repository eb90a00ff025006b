"""Ad hoc crawls: each page once, nothing kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Request

from crawler.crawl import identity, routes
from crawler.crawl.failures import SENTENCES, Failure
from crawler.crawl.frontier import CrawlSpider, Output
from crawler.crawl.tally import Scope
from crawler.forum import BoardPage, Engine, Notice, Target, ThreadPage, ThreadRow
from crawler.page import Page

LATER, THREAD, THREAD_PAGE = -10, 10, 20
"""Priorities: a thread's next page before the next thread, threads before the board's next page; so little waits in memory."""
MAX_STALE_PAGES = 3
"""A board is left after this many pages in a row without a thread that was not seen before."""


class AdHoc:
    """Each page once, nothing kept."""

    def __init__(self, spider: CrawlSpider) -> None:
        self.spider = spider
        self.options = spider.options
        self.seen: set[tuple[str, Target | str]] = set()
        self.threads = 0

    def most(self, name: str) -> int:
        """The bound of a setting: ``THREAD_PAGES`` or ``LIST_PAGES``."""
        return int(self.spider.crawler.settings[name])

    def seeds(self) -> Iterator[Request]:
        for url in self.options.urls:
            yield self.spider.ask(url, seed=True, cookies=self.options.cookies or None)

    def first_time(self, site: str, target: Target | str) -> bool:
        """Whether a page of a site was not asked for before; from now on it was."""
        if (site, target) in self.seen:
            return False
        self.seen.add((site, target))
        return True

    def thread(
        self,
        page: Page,
        engine: Engine,
        reading: ThreadPage,
        asked: str = "",
        row: ThreadRow | None = None,
        posts: set[str] | None = None,
        pages: int = 1,
        seed: bool = False,
        **_: Any,
    ) -> Output:
        """A thread's posts, each once, then its next page.  A seed in the middle of a thread begins again at its first page."""
        thread_id = reading.thread.id or page.url
        here = Target("thread", thread_id, reading.page)
        if identity.of_thread(engine, asked, page, reading, row.id if row else None, posts) == "other":
            self.lost("another_page", page, row=row, posts=posts, seed=seed)
            return
        if seed and reading.page > 1 and reading.thread.url:
            yield self.spider.ask(reading.thread.url, THREAD)
            return
        if reading.whole_url:
            yield self.spider.ask(reading.whole_url, THREAD_PAGE, row=row, posts=posts)
            return
        if posts is None:
            known = row is not None and row.id == thread_id
            if not known and not self.first_time(page.site, Target("thread", thread_id)):
                return
            posts = set()
            self.spider.count("threads")
        self.spider.count("pages/thread")
        self.spider.logger.debug("%s: %d posts", here, len(reading.posts))
        fresh = [raw for raw in reading.posts if raw.post.post_id not in posts]
        posts.update(raw.post.post_id for raw in fresh)
        yield from filter(self.spider.wanted, fresh)
        if not fresh:
            self.spider.count("pages/repeated")
        elif reading.next_url and pages >= self.most("THREAD_PAGES"):
            self.lost("endless", page, posts=posts)
        elif reading.next_url and self.first_time(page.site, reading.next_url):
            yield self.spider.ask(reading.next_url, THREAD_PAGE, row=row, posts=posts, pages=pages + 1)

    def board(
        self,
        page: Page,
        engine: Engine,
        reading: BoardPage,
        asked: str = "",
        stale: int = 0,
        depth: int = 1,
        seed: bool = False,
        **context: Any,
    ) -> Output:
        """A board's sub-boards, threads and next page."""
        if context.get("row") and page.url != asked:  # a thread was asked for: a redirect to a list says that it has gone
            self.spider.notice(page, Notice("missing", "its address leads to a list"), **context)
            return
        if context.get("posts") is not None or (context.get("row") and not (engine.name == "generic" and routes.is_list(asked, reading))):
            self.lost("another_page", page, **context)
            return
        if identity.of_list(engine, asked, page, reading, None) == "other":
            self.lost("another_page", page, depth=depth, seed=seed)
            return
        if depth > 1 and not (reading.threads or reading.boards or reading.says_empty):
            self.lost("empty", page, depth=depth)
            return
        self.spider.count("pages/board")
        if reading.list_url and self.first_time(page.site, reading.list_url):
            yield self.spider.ask(reading.list_url, depth=depth)
            return
        if reading.board.id:
            self.first_time(page.site, Target("board", reading.board.id, reading.page))
        for board in reading.boards:
            if self.first_time(page.site, Target("board", board.id)):
                yield self.spider.ask(board.url)
        young = [row for row in reading.threads if self.spider.young(row)]
        if len(young) < len(reading.threads):
            self.spider.count("threads/older_than_since")
        new = [row for row in young if self.first_time(page.site, Target("thread", row.id))]
        for row in new:
            if self.options.max_threads is None or self.threads < self.options.max_threads:
                self.threads += 1
                yield self.spider.ask(row.url, THREAD, row=row)
        stale = 0 if new else stale + 1
        goes_on = stale < MAX_STALE_PAGES and self.wants_more() and self.spider.goes_on(reading, depth)
        if reading.next_url and goes_on and depth >= self.most("LIST_PAGES"):
            self.lost("endless", page, depth=depth)
        elif reading.next_url and goes_on and self.first_time(page.site, reading.next_url):
            yield self.spider.ask(reading.next_url, stale=stale, depth=depth + 1)

    def wants_more(self) -> bool:
        """Whether more threads may be read."""
        return self.options.max_threads is None or self.threads < self.options.max_threads

    def put_off(self, asked: str = "", late: bool = False, **context: Any) -> list[Request] | None:
        return None if late else [self.spider.ask(asked, LATER, late=True, **context)]

    def scope(self, row: ThreadRow | None = None, posts: set[str] | None = None, depth: int = 1, **_: Any) -> Scope:
        return "rest" if posts is not None or depth > 1 else "list" if row is None else "thread"

    def lost(self, kind: Failure, page: Page, seed: bool = False, **context: Any) -> None:
        """A page that cannot be the one that was asked for."""
        self.spider.count(f"failures/{kind}")
        self.spider.logger.warning("Not read: %s: %s", page.url, SENTENCES[kind])
        self.spider.tally.unanswered(page.url, kind, SENTENCES[kind], self.scope(**context))
        self.unanswered(page.url, kind, SENTENCES[kind], seed=seed)

    def nothing(self, page: Page, notice: Notice, seed: bool = False, **_: Any) -> None:
        if seed:
            self.spider.lost_seed(page.url, f"{notice.reason}: {notice.text}" if notice.text else notice.reason)

    def unanswered(self, url: str, kind: str, why: str, seed: bool = False, **_: Any) -> None:
        if seed:
            self.spider.lost_seed(url, why)
