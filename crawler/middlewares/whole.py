"""Empty and cut pages are asked for again, as a server's errors are: half a page would be half a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError

from crawler.crawl.failures import EmptyAnswerError
from crawler.urls import site

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

_GLANCE = 2048


class Whole:
    """Retries answers without a body, and pages without an end on sites whose pages have one."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.open_ended: dict[str, bool] = {}
        """Whether a site's pages end without a closing tag, by what it sent so far."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if "context" not in request.meta or response.status != 200:
            return response
        why = "empty" if not response.body.strip() else "cut" if self._cut(response) else None
        if why is None:
            return response
        spider = self.crawler.spider
        if spider is not None and self.crawler.settings.getbool("RETRY_ENABLED"):
            again = get_retry_request(request, spider=spider, reason=why)
            if again is not None:
                return again
        if why == "empty":
            raise EmptyAnswerError(request.url)
        if self.open_ended.setdefault(site(response.url), True):
            return response  # no page of this site has an end
        raise ResponseDataLossError(request.url)

    def _cut(self, response: Response) -> bool:
        """Whether a page of HTML has no end although its site's pages have one, as far as is known."""
        name = site(response.url)
        start, end = response.body[:_GLANCE].lower(), response.body[-_GLANCE:].lower()
        if b"<html" not in start and b"<body" not in start:
            return False
        if b"</html" in end or b"</body" in end:
            self.open_ended[name] = False
            return False
        return not self.open_ended.get(name, False)
