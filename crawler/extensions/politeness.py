"""A site's own wishes about pace: ``Crawl-delay`` in robots.txt, ``Retry-After`` on 429 and 503 answers."""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy import signals

from crawler.crawl.politeness import wait_asked

if TYPE_CHECKING:
    from scrapy.core.downloader import Downloader, Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

MAX_CRAWL_DELAY = 60.0
"""Seconds; a site that asks for more gets this."""


class Politeness:
    """Slows a site's slot down to what its robots.txt and its answers ask for.

    Scrapy parses Crawl-delay but does not apply it, retries 429 and 503 at once, and AutoThrottle may speed up again (seen in 2.19).
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.max_wait = crawler.settings.getfloat("RETRY_AFTER_MAX")
        slots = crawler.settings.getdict("DOWNLOAD_SLOTS")
        self.floors = {key: float(slot["delay"]) for key, slot in slots.items() if "delay" in slot}
        """By slot: the least delay, which AutoThrottle must not go below; it knows only the one for all sites."""
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(self.response_downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(self.crawler.settings["USER_AGENT"])
        if asked:
            key = self._downloader().get_slot_key(request)
            self.floors[key] = max(min(float(asked), MAX_CRAWL_DELAY), self.floors.get(key, 0))
            self._downloader().per_slot_settings.setdefault(key, {})["delay"] = self.floors[key]
            self._keep_floor(key)
            self.crawler.stats.set_value("politeness/crawl_delay", self.floors[key])

    def response_downloaded(self, response: Response, request: Request) -> None:
        key = request.meta.get("download_slot", "")
        self._keep_floor(key)
        slot = self._slot(key)
        seconds = wait_asked(response) if response.status in (429, 503) else None
        if slot is not None and seconds:
            seconds = min(seconds, self.max_wait)
            slot.delay = slot.delay or 0.001  # without a delay Scrapy never looks at lastseen
            slot.lastseen = max(slot.lastseen, monotonic() + seconds)
            self.crawler.stats.inc_value("politeness/retry_after")
            logger.info("%s asks to wait: nothing more is asked of it for %.0f s", key, seconds)

    def _keep_floor(self, key: str) -> None:
        slot = self._slot(key)
        if slot is not None and key in self.floors:
            slot.delay = max(slot.delay, self.floors[key])

    def _slot(self, key: str) -> Slot | None:
        return self._downloader().slots.get(key)

    def _downloader(self) -> Downloader:
        return self.crawler.engine.downloader
