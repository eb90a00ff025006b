"""Shows how far an ad hoc crawl is; a job's own extension does it for jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from twisted.internet.task import LoopingCall

from crawler.crawl.progress import Progress, progress

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

TICK = 1.0
"""Seconds between looks."""


class Onlooker:
    """Threads read of those that lists have named so far, posts, pages a second."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.clock = LoopingCall(self.look)
        self.progress: Progress | None = None
        crawler.signals.connect(self.engine_started, signal=signals.engine_started)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.spider.options.job:  # type: ignore[union-attr]
            raise NotConfigured
        return cls(crawler)

    def engine_started(self) -> None:
        prints = "stdout:" in self.crawler.settings.getdict("FEEDS")
        self.progress = progress(self.crawler.spider.name, prints=prints)  # type: ignore[union-attr]
        self.clock.start(TICK, now=False)

    def look(self) -> None:
        """Once a second."""
        stats = self.crawler.stats.get_stats()
        done = stats.get("threads", 0)
        listed = max(done, getattr(self.crawler.spider.frontier, "threads", 0))  # type: ignore[union-attr]
        if self.progress:
            totals = {"threads_done": done, "threads": listed, "posts": stats.get("posts", 0)}
            self.progress.show(totals, stats.get("response_received_count", 0))

    def spider_closed(self) -> None:
        if self.clock.running:
            self.clock.stop()
        if self.progress:
            self.progress.close()
