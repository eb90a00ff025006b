"""Scrapy asks here for requests; a job's come out of the store, one for each lease."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler

if TYPE_CHECKING:
    from crawler.store.frontier import StoreFrontier


class StoreScheduler(BaseScheduler):
    """Keeps in memory only what belongs to a lease already: retries and redirects."""

    frontier: StoreFrontier

    def open(self, spider: Spider) -> None:
        self.frontier = spider.frontier  # type: ignore[attr-defined]
        self.again = self.frontier.again

    def has_pending_requests(self) -> bool:
        return bool(self.again) or self.frontier.has_work()

    def enqueue_request(self, request: Request) -> bool:
        self.again.append(request)
        return True

    def next_request(self) -> Request | None:
        return self.again.popleft() if self.again else self.frontier.next_request()
