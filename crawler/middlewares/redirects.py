"""Redirects are judged before they are scheduled: a crawl stays on its sites, and what leads away says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler.crawl.failures import OffsiteError, RedirectLoopError
from crawler.crawl.sites import FOR_GOOD
from crawler.urls import anonymous, site

if TYPE_CHECKING:
    from scrapy.http import Response


class Redirects(RedirectMiddleware):
    """As Scrapy's own, for forum pages only within the crawl's sites.  Takes the place of Scrapy's offsite middleware too.

    Scrapy 2.19 drops a redirect that leads to another host when it is scheduled, and tells nobody.
    """

    def process_request(self, request: Request) -> None:
        if "context" in request.meta and not self._sites.here(request.url):
            raise OffsiteError(request.url)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # (spider: deprecated)
        try:
            given = super().process_response(request, response)
        except IgnoreRequest as error:
            raise RedirectLoopError(request.url) from error
        if isinstance(given, Request):
            if given.url != anonymous(given.url):
                given = given.replace(url=anonymous(given.url))
            if "context" in request.meta:
                self._judge(request, given, response.status)
        return given

    def _judge(self, request: Request, following: Request, status: int) -> None:
        """An address of the crawl itself may move to another host for good; everything else stays."""
        spider: Any = self.crawler.spider
        begun = request.meta.get("redirect_urls", [request.url])[0] in spider.options.urls
        if not self._sites.here(following.url) and not (begun and status in FOR_GOOD and self._sites.may_move(following.url)):
            raise OffsiteError(following.url)
        if begun and site(request.url) != site(following.url):
            spider.logger.info("%s has moved to %s", site(request.url), site(following.url))
            self._sites.move(site(request.url), site(following.url))

    @property
    def _sites(self) -> Any:
        spider: Any = self.crawler.spider
        return spider.sites
