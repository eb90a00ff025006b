"""A run's hold on its job: transactions, signs of life, rounds, feed files, and what happens when the store cannot be used."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from crawler.archive.keeping import Keeper
from crawler.crawl.frontier import CrawlSpider
from crawler.crawl.tally import Scope
from crawler.store import rounds, standing
from crawler.store.errors import StoreError, ValueRefusedError
from crawler.store.job import Job
from crawler.store.work import Lease

T = TypeVar("T")


class JobFrontier(ABC):
    """What a frontier that works for a job does beside leasing work."""

    def __init__(self, spider: CrawlSpider, job: Job) -> None:
        self.spider = spider
        self.job = job
        self.urls = spider.options.urls
        self.leases: set[Lease] = set()
        self.stopping = False
        self.waiting_bytes = 0
        self.keeper: Keeper | None = None
        """What keeps the pages as they came, where the job keeps them."""
        self.refused = ""
        """Why the database refused the page at hand; empty where it took it."""

    @abstractmethod
    def go_on(self, lease: Lease, url: str, *, whole: bool = False) -> None:
        """The work goes on at another address; ``whole``: where the page has whole bodies."""

    @abstractmethod
    def drop(self, lease: Lease) -> None:
        """The page at hand was not stored: somebody else has the work now, or the database refused it."""

    @abstractmethod
    def seed_lost(self, lease: Lease, url: str, why: str) -> None:
        """An address gave nothing, which may be one of the job's own."""

    @abstractmethod
    def scope(self, **context: Any) -> Scope:
        """See :class:`crawler.crawl.frontier.Frontier`."""

    @abstractmethod
    def drop_all(self) -> None:
        """Nothing is held any more."""

    def beat(self) -> None:
        """A sign of life."""
        self.write(self.job.beat)

    def begin_round(self) -> None:
        """A run that lasts looks at its boards' first pages again."""
        if not self.stopping and self.write(lambda connection: rounds.begin(connection, self.urls, self.job.round_seconds)):
            self.spider.logger.info("A new round begins")

    def publish(self) -> None:
        """Writes feed files of what waits."""
        self.waiting_bytes = 0
        try:
            if self.job.error is None:
                self.job.feed.publish()
                if self.job.database.shared:
                    self.job.feed.recover(self.job.lease_seconds)
        except StoreError as error:
            self.fail(error)

    def totals(self) -> dict[str, int] | None:
        """See :meth:`Job.totals`; None where the store cannot be read."""
        return self.write(self.job.totals)

    def look(self) -> None:
        """Keeps how the job's boards stand."""
        self.job.standings = self.write(lambda connection: standing.of_job(connection, self.urls)) or self.job.standings

    def write(self, change: Callable[[Connection], T]) -> T | None:
        """One transaction.  A store that cannot be written ends the run; from then on the answer is None.

        So it is for a page with a value that the database refuses: then :attr:`refused` says why.
        """
        self.refused = ""
        if self.job.error is not None:
            return None
        try:
            return self.job.database.write(change)
        except ValueRefusedError as error:
            self.refused = str(error)
            return None
        except StoreError as error:
            self.fail(error)
            return None

    def fail(self, error: StoreError) -> None:
        """The store or the feed cannot be used: nothing more is fetched."""
        self.job.error = error
        self.stopping = True
        self.drop_all()
        self.spider.logger.error("%s", error)

    def count(self, name: str, times: int = 1) -> None:
        """Adds to a stat, also nothing: that the stat is there says that this is a job."""
        self.spider.crawler.stats.inc_value(name, times)
