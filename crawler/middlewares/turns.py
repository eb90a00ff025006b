"""Workers of one job take turns at a site, so that two of them do not double its load."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from crawler.crawl.politeness import wait_asked
from crawler.store.turns import hold_back, reserve
from crawler.urls import site

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response


class Turns:
    """Every request waits for its turn; a site's ``Retry-After`` holds all workers back.

    The pause between turns is the delay that this worker would keep alone (settings, robots.txt, AutoThrottle).
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.frontier = crawler.spider.frontier  # type: ignore[union-attr]
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.max_wait = crawler.settings.getfloat("RETRY_AFTER_MAX")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        delay = slot.delay if slot else self.delay
        if delay:
            wait = self.frontier.write(lambda connection: reserve(connection, site(request.url), delay))
            await asyncio.sleep(wait or 0)

    def process_response(self, request: Request, response: Response) -> Response:
        seconds = wait_asked(response) if response.status in (429, 503) else None
        if seconds:
            self.frontier.write(lambda connection: hold_back(connection, site(request.url), min(seconds, self.max_wait)))
        return response
