"""Feeds of ad hoc crawls: one that cannot be written ends the crawl, and its last line is whole."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.extensions.feedexport import FeedExporter

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.extensions.feedexport import FeedSlot


class FeedError(Exception):
    """A feed that cannot be begun."""


class Feeds(FeedExporter):
    """As Scrapy's own, which logs what it cannot write, goes on, and ends as if all was well (seen in 2.19)."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        try:
            return super().from_crawler(crawler)
        except Exception as error:
            feeds = ", ".join(map(str, crawler.settings.getdict("FEEDS")))
            if isinstance(error, NotConfigured) and not feeds:
                raise
            raise FeedError(f"{feeds}: this feed cannot be written: {str(error) or 'the log says why'}") from error

    def open_spider(self, spider: Spider) -> None:
        """Opens the files at once: a folder that cannot be written is told before anything is fetched."""
        try:
            super().open_spider(spider)
            for slot in self.slots:
                slot.start_exporting()
        except Exception as error:
            self._failed(error)
            raise CloseSpider("feed") from error

    def item_scraped(self, item: Any, spider: Spider) -> None:
        try:
            super().item_scraped(item, spider)
        except Exception as error:
            self._failed(error)
            self.stopping = asyncio.get_running_loop().create_task(self.crawler.engine.close_spider_async(reason="feed"))

    async def _close_slot(self, slot: FeedSlot, spider: Spider) -> None:
        """Scrapy's own loses what goes wrong with a format's last line."""
        try:
            await super()._close_slot(slot, spider)
        except Exception as error:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        """Nothing more is written, whatever a storage raised."""
        names = ", ".join("standard output" if name == "stdout:" else name for name in self.feeds)
        self.slots = []
        self.crawler.spider.tally.own("feed", f"{names}: {getattr(error, 'strerror', None) or error or type(error).__name__}")  # type: ignore[union-attr]
