"""Empty and cut pages are asked for again, as a server's errors are: half a page would be half a thread."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Self, TypeAlias

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
_CLOSED = re.compile(rb"</\w+>\s*$")

Kind: TypeAlias = tuple[str, bool]
"""A site, and whether a page was asked for as a thread's: pages of a kind come from one template."""


class Whole:
    """Retries answers without a body, and pages without an end on sites whose pages have one."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.ended: Counter[Kind] = Counter()
        """Pages of a kind that ended with a closing tag."""
        self.open_ended: set[Kind] = set()
        """Kinds whose pages end without one (threads of XiunoBBS 4 do, its lists and messages have it)."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if "context" not in request.meta or response.status != 200:
            return response
        why = "empty" if not response.body.strip() else "cut" if self._cut(request, response) else None
        if why is None:
            return response
        if why == "cut" and request.meta.get("cut_at") == len(response.body) and self._may_end_so(request, response):
            self.open_ended.add(_kind(request, response))  # the same page twice, and hardly a page with an end so far: its pages have none
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

    def _cut(self, request: Request, response: Response) -> bool:
        """Whether a page of HTML has no end although pages of its kind have one, as far as is known."""
        kind = _kind(request, response)
        start, end = response.body[:_GLANCE].lower(), response.body[-_GLANCE:].lower()
        if b"<html" not in start and b"<body" not in start:
            return False
        if b"</html" in end or b"</body" in end:
            self.ended[kind] += 1
            return False
        return kind not in self.open_ended

    def _may_end_so(self, request: Request, response: Response) -> bool:
        """Whether a page without an end may be whole.  Where the site's other pages have one, it ends with a closing tag at least."""
        name, thread = kind = _kind(request, response)
        if self.ended[kind] >= _KNOWN:
            return False
        return self.ended[name, not thread] < _KNOWN or _CLOSED.search(response.body[-_GLANCE:]) is not None


def _kind(request: Request, response: Response) -> Kind:
    context = request.meta["context"]
    lease = context.get("lease")
    return site(response.url), lease.kind != "listing" if lease else bool({"row", "posts"} & context.keys())
