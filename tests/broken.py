"""Parts that fail, for tests of what a job does about it."""

from __future__ import annotations

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest


class LosesRequests:
    """Drops what is scheduled again (redirects, retries), as Scrapy's own offsite middleware did, and tells nobody."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LosesRequests:
        made = cls()
        crawler.signals.connect(made.scheduled, signal=signals.request_scheduled)
        return made

    def scheduled(self, request: Request) -> None:
        if "redirect_urls" in request.meta:
            raise IgnoreRequest
