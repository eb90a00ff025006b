"""Our own failures: a pipeline that raises on a post, code of ours that raises on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


class Faults:
    """Scrapy logs them and goes on; here they are counted, with the address at which they were met, and decide the exit status."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        crawler.signals.connect(self.item_error, signal=signals.item_error)
        crawler.signals.connect(self.spider_error, signal=signals.spider_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def item_error(self, response: Response, failure: Failure, **_: Any) -> None:
        self._count("pipeline", response, failure)

    def spider_error(self, response: Response, failure: Failure, **_: Any) -> None:
        self._count("code", response, failure)

    def _count(self, kind: str, response: Response, failure: Failure) -> None:
        words = " ".join(str(failure.value).split())[:200]
        where = response.url if response is not None else "no page"
        self.crawler.spider.tally.own(kind, f"{where}: {type(failure.value).__name__}: {words}")  # type: ignore[union-attr]
