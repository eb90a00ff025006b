"""One proxy for all requests of a crawl, robots.txt and pictures among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Proxy(HttpProxyMiddleware):
    """As Scrapy's own, which reads ``http_proxy`` and its like; the crawl's option ``proxy`` comes before them."""

    given: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = super().from_crawler(crawler)
        middleware.given = crawler.spider.options.proxy  # type: ignore[union-attr]
        return middleware

    def process_request(self, request: Request) -> Request | Response | None:  # type: ignore[override]  # (spider: deprecated)
        if self.given:
            request.meta.setdefault("proxy", self.given)
        return super().process_request(request)
