"""Empty and cut pages are asked for again, as a server's errors are: half a page would be half a thread."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError

from crawler.crawl.failures import EmptyAnswerError
from crawler.urls import site

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

_GLANCE = 2048
_KNOWN = 3
"""Pages with an end after which a site's pages are known to have one."""


class Whole:
    """Retries answers without a body, and pages without an end on sites whose pages have one."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.ended: Counter[str] = Counter()
        """By site: pages that ended with a closing tag."""
        self.open_ended: set[str] = set()
        """Sites whose pages end without one (XiunoBBS 4 prints none), though their messages may have it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if "context" not in request.meta or response.status != 200:
            return response
        why = "empty" if not response.body.strip() else "cut" if self._cut(response) else None
        if why is None:
            return response
        if why == "cut" and request.meta.get("cut_at") == len(response.body) and self.ended[site(response.url)] < _KNOWN:
            self.open_ended.add(site(response.url))  # the same page twice, and hardly a page with an end so far: its pages have none
            return response
        spider = self.crawler.spider
        if spider is not None and self.crawler.settings.getbool("RETRY_ENABLED"):
            again = get_retry_request(request, spider=spider, reason=why)
            if again is not None:
                again.meta["cut_at"] = len(response.body)
                return again
        if why == "empty":
            raise EmptyAnswerError(request.url)
        raise ResponseDataLossError(request.url)

    def _cut(self, response: Response) -> bool:
        """Whether a page of HTML has no end although its site's pages have one, as far as is known."""
        name = site(response.url)
        start, end = response.body[:_GLANCE].lower(), response.body[-_GLANCE:].lower()
        if b"<html" not in start and b"<body" not in start:
            return False
        if b"</html" in end or b"</body" in end:
            self.ended[name] += 1
            return False
        return name not in self.open_ended
