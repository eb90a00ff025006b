"""What every spider does with a forum page: a thread's posts and following pages, a board's threads; each once, on one site."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.http.request import VerboseCookie
from twisted.python.failure import Failure

from crawler import cookies, failures, logs
from crawler.engines import ENGINES, detect, named
from crawler.forum import BoardPage, Draft, Notice, Place, Reading, ThreadPage, ThreadRow
from crawler.notices import before_the_forum, by_status
from crawler.page import Page
from crawler.useragent import wrong_view
from spiders.options import Options

Output: TypeAlias = "Iterator[Request | Draft]"

THREAD, THREAD_PAGE = 10, 20
"""Priorities: a thread's next page before the next thread, threads before the board's next page; so little waits in memory."""
MAX_STALE_PAGES = 3
"""A board is left after this many pages in a row without a thread that was not seen before."""


class ForumSpider(Spider):
    """Reads forum pages of any known software; subclasses say what they follow."""

    follows_boards = True

    def __init__(self, name: str | None = None, **given: str) -> None:
        super().__init__(name)
        self.options = Options.parse(**given)
        self.allowed_domains = sorted({urlsplit(url).hostname or "" for url in self.options.urls})
        self.seen: set[tuple[str, Place | str]] = set()
        self.threads = 0

    async def start(self) -> AsyncIterator[Request]:
        logs.hush()
        gc.freeze()  # what was imported stays: the collector need not look through it again with every page
        cookies.stay_offline()
        word = wrong_view(self.settings["USER_AGENT"])
        if word:
            self.logger.warning("The User-Agent holds %r: Discuz sites will send another view than the desktop's", word)
        for url in self.options.urls:
            yield self.ask(url, seed=True, cookies=self.options.cookies or None)

    # Requests -------------------------------------------------------------------------------------------------------------------------

    def ask(self, url: str, priority: int = 0, cookies: list[VerboseCookie] | None = None, **context: Any) -> Request:
        """A request for a forum page.  What is fetched once is decided here, by what a page is, not by the spelling of its address."""
        return Request(
            url,
            self.parse,
            errback=self.failed,
            priority=priority,
            cookies=cookies,
            cb_kwargs=context,
            meta={"context": context},
        )

    def first_time(self, site: str, place: Place | str) -> bool:
        """Whether a page of a site was not asked for before; from now on it was."""
        if (site, place) in self.seen:
            return False
        self.seen.add((site, place))
        return True

    # Pages ----------------------------------------------------------------------------------------------------------------------------

    def parse(self, response: Response, **context: Any) -> Output:
        """Reads any page and goes on by what it turns out to be."""
        page = Page(
            response.body,
            response.url,
            {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()},
            status=response.status,
        )
        reading = self.read(page)
        if isinstance(reading, ThreadPage):
            yield from self.thread(page, reading, **context)
        elif isinstance(reading, BoardPage):
            yield from self.board(page, reading, **context)
        else:
            self.notice(page, reading, **context)

    def read(self, page: Page) -> Reading:
        """What a page says; a page that breaks an engine is our failure, counted, not the crawl's end."""
        try:
            if notice := before_the_forum(page):
                return notice
            engine = named(self.options.engine) if self.options.engine else detect(page)
            unknown = Notice("not_a_forum", f"no forum software that is known here ({', '.join(ENGINES)})")
            return by_status(page, engine.read(page) if engine else unknown)
        except Exception:
            self.logger.exception("Cannot read %s", page.url)
            self.count("failures/parse")
            return Notice("empty", "the page could not be read")

    def thread(
        self, page: Page, reading: ThreadPage, row: ThreadRow | None = None, posts: set[str] | None = None, seed: bool = False, **_: Any
    ) -> Output:
        """A thread's posts, each once, then its next page.  A seed in the middle of a thread begins again at its first page."""
        thread_id = reading.thread.id or page.url
        here = Place("thread", thread_id, reading.page)
        if seed and reading.page > 1 and reading.thread.url:
            yield self.ask(reading.thread.url, THREAD)
            return
        if reading.whole_url:
            yield self.ask(reading.whole_url, THREAD_PAGE, row=row, posts=posts)
            return
        if posts is None:
            known = row is not None and row.id == thread_id
            if not known and not self.first_time(page.site, Place("thread", thread_id)):
                return
            posts = set()
            self.count("threads")
        self.count("pages/thread")
        self.logger.debug("%s: %d posts", here, len(reading.posts))
        fresh = [draft for draft in reading.posts if draft.post.post_id not in posts]
        posts.update(draft.post.post_id for draft in fresh)
        yield from filter(self.wanted, fresh)
        if not fresh:
            self.count("pages/repeated")
        elif reading.next_url and self.first_time(page.site, reading.next_url):
            yield self.ask(reading.next_url, THREAD_PAGE, row=row, posts=posts)

    def wanted(self, draft: Draft) -> bool:
        """Whether a post is young enough."""
        created = draft.post.created_at
        young = self.options.since is None or created is None or datetime.fromisoformat(created) >= self.options.since
        if not young:
            self.count("posts/older_than_since")
        return young

    def board(self, page: Page, reading: BoardPage, stale: int = 0, depth: int = 1, seed: bool = False, **_: Any) -> Output:
        """A board's sub-boards, threads and next page."""
        if not self.follows_boards:
            self.notice(page, Notice("empty", "a list of threads; crawl it with: scrapy crawl board"), seed=seed)
            return
        self.count("pages/board")
        if reading.list_url and self.first_time(page.site, reading.list_url):
            yield self.ask(reading.list_url, depth=depth)
            return
        if reading.board.id:
            self.first_time(page.site, Place("board", reading.board.id, reading.page))
        for board in reading.boards:
            if self.first_time(page.site, Place("board", board.id)):
                yield self.ask(board.url)
        new = [row for row in reading.threads if self.young(row) and self.first_time(page.site, Place("thread", row.id))]
        for row in new:
            if self.options.max_threads is None or self.threads < self.options.max_threads:
                self.threads += 1
                yield self.ask(row.url, THREAD, row=row)
        stale = 0 if new else stale + 1
        if reading.next_url and self.goes_on(reading, stale, depth) and self.first_time(page.site, reading.next_url):
            yield self.ask(reading.next_url, stale=stale, depth=depth + 1)

    def goes_on(self, reading: BoardPage, stale: int, depth: int) -> bool:
        """Whether a board's next page is worth a request."""
        if stale >= MAX_STALE_PAGES or depth >= (self.options.max_pages or 1_000_000):
            return False
        if self.options.max_threads is not None and self.threads >= self.options.max_threads:
            return False
        dated = [row for row in reading.threads if row.last_post_at and not row.sticky]
        return not dated or any(map(self.young, dated))

    def young(self, row: ThreadRow) -> bool:
        """Whether a thread may hold posts that are wanted: by its last reply, as the board shows it."""
        since = self.options.since
        return (
            since is None
            or row.last_post_at is None
            or datetime.fromisoformat(row.last_post_at) >= since.replace(hour=0, minute=0, second=0)
        )

    # What went wrong ------------------------------------------------------------------------------------------------------------------

    def notice(self, page: Page, notice: Notice, seed: bool = False, **_: Any) -> None:
        """A page that gives nothing: counted by its reason, never passed over."""
        self.count(f"notices/{notice.reason}")
        if page.status >= 400:
            self.count(f"failures/http/{page.status}")
        self.logger.log(30 if seed else 20, "Nothing at %s: %s (%s)", page.url, notice.reason, notice.text)
        if seed:
            self.lost_seed(page.url, f"{notice.reason}: {notice.text}" if notice.text else notice.reason)

    def failed(self, failure: Failure) -> None:
        """A request without an answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        kind = failures.classify(failure.value or Exception())
        self.count(f"failures/{kind}")
        self.logger.warning("Not fetched: %s: %s", request.url, failures.SENTENCES[kind])
        if request.meta["context"].get("seed"):
            self.lost_seed(request.url, failures.SENTENCES[kind])

    def lost_seed(self, url: str, why: str) -> None:
        """An address the crawl began with gave nothing: the closing line will say so."""
        self.count("seeds/lost")
        self.crawler.stats.set_value("seeds/why", f"{url}: {why}")

    def count(self, name: str) -> None:
        """Adds one to a stat."""
        self.crawler.stats.inc_value(name)
