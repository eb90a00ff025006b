"""robots.txt, as Scrapy reads it; what it forbids has a class of its own, by which the crawl counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler.crawl.failures import ForbiddenError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.robotstxt import RobotParser


class Robots(RobotsTxtMiddleware):
    """Scrapy 2.19 raises one class for all requests that are not made."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise ForbiddenError(str(error)) from error
