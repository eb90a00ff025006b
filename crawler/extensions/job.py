"""A job's clock: heartbeats, new rounds, feed files in time, and an end that always comes."""

from __future__ import annotations

import os
import signal
from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from twisted.internet.task import LoopingCall

from crawler.crawl import changed
from crawler.crawl.outcome import NO_LOSS, outcome
from crawler.crawl.progress import Progress, progress
from crawler.store import habits, report

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.store.frontier import StoreFrontier
    from crawler.store.job import Job

TICK = 1.0
"""Seconds between looks at the clock."""
GRACE = 6.0
"""Seconds after SIGTERM in which requests under way may end; then they are given up."""
LOOK, LOOK_COST = 2.0, 0.02
"""Seconds between looks at the store's totals, and the share of the time that they may take (a large store needs long to count)."""
WATCH = 5.0
"""Seconds between looks for work that nobody does any more."""
ROUND_CHECK = 30.0
"""Seconds between looks whether a new round is due."""


class JobExtension:
    """Runs beside a job's crawl."""

    def __init__(self, crawler: Crawler, job: Job, frontier: StoreFrontier) -> None:
        self.crawler = crawler
        self.job = job
        self.frontier = frontier
        self.file_seconds = crawler.settings.getfloat("FEED_FILE_SECONDS")
        self.clock = LoopingCall(self.tick)
        self.progress: Progress | None = None
        self.broken: set[str] = set()
        """Duties that have failed."""
        self.last = dict.fromkeys(("beat", "watch", "publish", "round", "metrics"), monotonic())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler, crawler.spider.frontier.job, crawler.spider.frontier)  # type: ignore[union-attr]
        crawler.signals.connect(extension.engine_started, signal=signals.engine_started)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def engine_started(self) -> None:
        self.clock.start(TICK, now=False).addErrback(lambda failure: self.frontier.spider.logger.error("%s", failure))
        self.progress = progress(self.job.name)
        stop_in_time(self.job.database.hurry)

    def tick(self) -> None:
        """Once a second.  Each duty on its own: one that fails keeps no other from being done."""
        if self.due("beat", self.job.lease_seconds / 3):
            self.do(self.frontier.beat)
        if self.due("watch", WATCH):
            self.do(self.frontier.watch)
        if self.due("round", ROUND_CHECK):
            self.do(self.frontier.begin_round)
        if self.due("publish", self.file_seconds) or self.frontier.waiting_bytes >= self.job.feed.max_bytes:
            self.do(self.frontier.publish)
        if self.due("metrics", LOOK):
            self.do(self.look)
        self.do(self.frontier.wake)

    def do(self, duty: Callable[[], None]) -> None:
        """Does one duty; a failure of our own code is told, and is no other duty's."""
        try:
            duty()
        except Exception:
            if duty.__name__ not in self.broken:
                self.frontier.spider.logger.exception("%s failed (a bug worth reporting)", duty.__name__)
                self.frontier.spider.tally.own("code", f"the job's clock ({duty.__name__}); the log says why")
            self.broken.add(duty.__name__)

    def look(self) -> None:
        """Shows how far the job is."""
        began = monotonic()
        self.show()
        self.last["metrics"] += (monotonic() - began) / LOOK_COST

    def show(self) -> None:
        """Writes the totals to the screen and to ``metrics.prom``."""
        totals = self.frontier.totals()
        self.frontier.look()
        if totals and self.progress:
            stats = self.crawler.stats.get_stats()
            self.progress.show(totals, stats.get("response_received_count", 0))
            report.metrics(self.job, totals, stats, status=-1)

    def due(self, name: str, seconds: float) -> bool:
        """Whether something was done that many seconds ago; from now on it was done now."""
        if monotonic() - self.last[name] < seconds:
            return False
        self.last[name] = monotonic()
        return True

    def spider_closed(self, spider: Spider, reason: str) -> None:
        if self.clock.running:
            self.clock.stop()
        if self.progress:
            self.progress.close()
        close(self.crawler, interrupted=reason != "finished")


def close(crawler: Crawler, *, interrupted: bool) -> None:
    """Closes the job and leaves its report; does nothing the second time."""
    spider: Any = crawler.spider
    job: Job = spider.frontier.job
    if not job.open:
        return
    crawler.stats.set_value("job/interrupted", interrupted)
    spider.frontier.close()
    judge(crawler, spider.frontier)
    stats = crawler.stats.get_stats()
    status, line = outcome(stats)
    job.close(status, line)
    if job.ended:
        report.metrics(job, job.final, stats, status)
        report.write(job, report.report(job, stats, status, line))


def judge(crawler: Crawler, frontier: StoreFrontier) -> None:
    """Adds to the stats what only the store knows: what is missing since earlier runs, and whether a site has changed."""
    frontier.look()
    stats = crawler.stats
    stats.set_value("job/posts", sum(board.posts for board in frontier.job.standings))
    reasons: Counter[str] = Counter()
    for board in frontier.job.standings:
        reasons.update(board.unreadable)
    stats.set_value("job/given_up", sum(count for reason, count in reasons.items() if reason not in NO_LOSS))
    seen = changed.seen(stats.get_stats())
    for site, fields in (frontier.write(lambda connection: habits.compare(connection, seen)) or {}).items():
        stats.set_value(f"site_changed/{site}", ", ".join(fields))


def stop_in_time(hurry: Callable[[], None]) -> None:
    """SIGTERM is sent again after :data:`GRACE` seconds, which Scrapy takes as the order to stop at once; a store is not waited for."""
    from twisted.internet import reactor  # noqa: PLC0415  (installed by now, and not before)

    for number in (signal.SIGTERM, signal.SIGINT):
        graceful: Any = signal.getsignal(number)
        if callable(graceful):

            def stop(signum: int, frame: Any, graceful: Any = graceful) -> None:
                hurry()
                graceful(signum, frame)
                reactor.callFromThread(reactor.callLater, GRACE, os.kill, os.getpid(), signum)

            signal.signal(number, stop)
