"""What a frontier does: it decides, by what pages say, which pages are fetched next.

Ad hoc crawls keep what they know in memory (:mod:`crawler.crawl.adhoc`); a job's frontier is in :mod:`crawler.store.frontier`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import VerboseCookie

from crawler.crawl.options import Options
from crawler.crawl.sites import Sites
from crawler.crawl.tally import Scope, Tally
from crawler.forum import BoardPage, Engine, Notice, ThreadPage, ThreadRow
from crawler.page import Page
from crawler.raw_post import RawPost

Output: TypeAlias = "Iterator[Request | RawPost]"


class CrawlSpider(Protocol):
    """What a frontier needs of the spider it works for."""

    crawler: Crawler
    options: Options
    sites: Sites
    frontier: Frontier
    tally: Tally

    @property
    def logger(self) -> logging.LoggerAdapter[Any]:
        """The spider's log."""

    def ask(self, url: str, priority: int = 0, cookies: list[VerboseCookie] | None = None, **context: Any) -> Request:
        """A request for a forum page."""

    def wanted(self, raw: RawPost, begun: str = "") -> bool:
        """Whether a post is young enough; ``begun``: the crawl's address that led to it, where boards have bounds of their own."""

    def goes_on(self, reading: BoardPage, depth: int, begun: str = "") -> bool:
        """Whether a board's next page may hold threads that are wanted."""

    def young(self, row: ThreadRow, begun: str = "") -> bool:
        """Whether a thread may hold posts that are wanted."""

    def notice(self, page: Page, notice: Notice, **context: Any) -> None:
        """A page that gives nothing."""

    def lost_seed(self, url: str, why: str) -> None:
        """An address the crawl began with gave nothing."""

    def count(self, name: str) -> None:
        """Adds one to a stat."""


class Frontier(Protocol):
    """Decides what is fetched next.  ``context`` is what the request was made with (:meth:`CrawlSpider.ask`)."""

    def seeds(self) -> Iterator[Request]:
        """The first requests."""

    def thread(self, page: Page, engine: Engine, reading: ThreadPage, **context: Any) -> Output:
        """A thread's page."""

    def board(self, page: Page, engine: Engine, reading: BoardPage, **context: Any) -> Output:
        """A page of a board, a category or the index."""

    def nothing(self, page: Page, notice: Notice, **context: Any) -> None:
        """A page that gives nothing."""

    def put_off(self, **context: Any) -> list[Request] | None:
        """A page may tell more when the site's others have taught what theirs are like: it is asked for again when these are read.

        The request, where the frontier does not keep the work itself; None for a page that was put off before.
        """

    def scope(self, **context: Any) -> Scope:
        """What a request was for."""

    def unanswered(self, url: str, kind: str, why: str, **context: Any) -> None:
        """A request without an answer; ``kind`` is a class of :mod:`crawler.crawl.failures`."""
