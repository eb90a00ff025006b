"""The one gate for addresses: pages, pictures, robots.txt and redirects alike, judged by the address that is connected to."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from crawler.crawl.addresses import is_private, literal
from crawler.crawl.failures import PrivateAddressError
from crawler.urls import site

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request


class Gate:
    """Refuses hosts of private networks, however they are spelled and whatever name leads to them.

    Only the sites (host and port) that the crawl was told to begin with are exempt.  A name is resolved here, and Scrapy's resolver keeps
    the answer for the connection: a name that changes its address between the two gains nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.judged: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if self._is_own(request.url):
            return
        host = (urlsplit(request.url).hostname or "").rstrip(".")
        if host not in self.judged:
            self.judged[host] = await self._leads_inside(host)
        if self.judged[host]:
            raise PrivateAddressError(f"{host} is a machine of a private network")

    @cached_property
    def own(self) -> set[str]:
        """The sites that the crawl was told to begin with."""
        return set(map(site, self.crawler.spider.options.urls))  # type: ignore[union-attr]

    def _is_own(self, url: str) -> bool:
        """Whether an address is on a site that the crawl began with; a site inside a private network may have moved inside it."""
        sites = self.crawler.spider.sites  # type: ignore[union-attr]
        return site(url) in self.own or (not sites.public and sites.here(url))

    async def _leads_inside(self, host: str) -> bool:
        from twisted.internet import reactor  # noqa: PLC0415  (installed by now, and not before)

        address = literal(host)
        if address is not None:
            return is_private(address)
        resolver: Any = reactor
        try:
            return is_private(await maybe_deferred_to_future(resolver.resolve(host)))
        except (DNSLookupError, OSError, UnicodeError):
            return False  # the download says why
