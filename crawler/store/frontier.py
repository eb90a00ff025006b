"""A job's way: what is fetched comes out of the store, and what pages say goes into it, one page a transaction."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.settings import get_settings_priority
from sqlalchemy import Connection

from crawler.archive.keeping import PAGES, Keeper, mend
from crawler.crawl.frontier import CrawlSpider, Output
from crawler.crawl.outcome import USAGE
from crawler.crawl.tally import Scope
from crawler.forum import BoardPage, Engine, Notice, ThreadPage
from crawler.page import Page
from crawler.store import rounds, sites, verdicts, work
from crawler.store.access import JobFrontier
from crawler.store.again import read_again
from crawler.store.committer import Committer
from crawler.store.errors import UnknownAddressError
from crawler.store.job import Job
from crawler.store.judge import Judge
from crawler.store.learnt import Learnt
from crawler.store.watch import Watch
from crawler.store.work import Kind, Lease

_VERDICTS = ("missing", "moved", "permission", "password", "login")
"""What a page can say about a thread or a board.  Anything else is a failure: it says nothing."""
_WAITING = 100
"""Pages that wait for others, at most."""


def work_for(spider: CrawlSpider, name: str) -> None:
    """Opens the job ``name`` and makes the spider work for it.  Raises what :class:`Job` raises."""
    settings = spider.crawler.settings
    job = Job(name, settings)
    settings.set("SCHEDULER", settings["JOB_SCHEDULER"], priority="spider")
    parts = ["JOB_ITEM_PIPELINES", "JOB_EXTENSIONS"]
    parts += ["JOB_DOWNLOADER_MIDDLEWARES"] if job.database.shared else []
    parts += ["ARCHIVE_DOWNLOADER_MIDDLEWARES"] if spider.options.archive else []
    for added in parts:
        part = added.partition("_")[2]
        least = max(settings.getpriority(part) or 0, get_settings_priority("spider"))  # what was given on the command line stays
        settings.set(part, {**settings.getdict(part), **settings.getdict(added)}, priority=least)
    frontier = spider.frontier = StoreFrontier(spider, job)
    if spider.options.again:
        frontier.read_again(spider.options.again)


def keeper_of(job: Job) -> Keeper:
    """What keeps a job's pages.  Where one machine has the job to itself, what it tore when it went down is mended first."""
    folder = job.folder / PAGES
    if not job.database.shared:
        mend(folder)
    return Keeper(folder, job.run)


class StoreFrontier(JobFrontier):
    """Leases work, makes requests of it, and hands on what comes back (:mod:`crawler.store.committer`)."""

    def __init__(self, spider: CrawlSpider, job: Job) -> None:
        super().__init__(spider, job)
        self.limit = int(spider.crawler.settings["CONCURRENT_REQUESTS_PER_DOMAIN"]) + 1
        self.going_on: deque[Lease] = deque()
        self.waiting: list[Lease] = []
        """Work whose pages are asked for again when others have taught what the site's pages are like."""
        self.again: deque[Request] = deque()
        """Retries and redirects, which belong to a lease already."""
        self.judge = Judge(self)
        self.watchdog = Watch()
        self.threads = 0
        self.greeted: set[str] = set()
        """Sites that were asked for a page."""
        self.nothing_beside: set[str] | None = None
        """Sites beside which there was no work when it was last looked for: what these bring changes nothing about it."""
        known = job.database.write(sites.known)
        self.judge.history = known.usual
        self.committer = Committer(self, self.judge, Learnt(self, known))
        self.keeper = keeper_of(job) if spider.options.archive else None

    # Work in ------------------------------------------------------------------------------------------------------------------------

    def seeds(self) -> Iterator[Request]:
        """None: the scheduler asks for work when there is room for it."""
        self.write(self._begin)
        yield from ()

    def _begin(self, connection: Connection) -> None:
        if verdicts.other_cookies(connection, self.spider.options.cookie_digest):
            self.spider.sites.forget_nothing()
        rounds.begin(connection, self.urls, self.job.round_seconds, fresh=True)

    def read_again(self, url: str) -> None:
        """See :func:`read_again`; an address that is not known ends the run."""
        try:
            self.job.database.write(lambda connection: read_again(connection, url, self.spider.sites.name))
        except UnknownAddressError as error:
            self.job.close(USAGE, str(error))
            raise

    def next_request(self) -> Request | None:
        """The next piece of work; None when there is none now, or enough under way."""
        if self.stopping:
            return None
        if self.going_on:
            return self._ask(self.going_on.popleft())
        if control := self.judge.take_control():
            self.leases.add(control)
            return self._ask(control)
        held = Counter(lease.row["site"] for lease in self.leases.difference(self.waiting))
        full = {site for site, count in held.items() if count >= self.limit}
        left = full.union(self.judge.ill(), self.judge.doubtful())
        if left == self.nothing_beside and self.greeted <= left:
            return self._waited()
        lease = self.write(lambda connection: work.take(connection, self.job.run, self.job.lease_seconds, left, self._kinds()))
        if lease is None:
            self.nothing_beside = left
            return self._waited()
        self.leases.add(lease)
        self.threads += lease.kind == "thread"
        return self._ask(lease)

    def _waited(self) -> Request | None:
        """The first page that waited for all others, where these are read."""
        if not self.waiting or len(self.leases) > len(self.waiting):
            return None
        self.going_on.extend(self.waiting)
        self.waiting.clear()
        return self._ask(self.going_on.popleft())

    def has_work(self) -> bool:
        """Whether there is or may yet be something to do; ends the round when not.  Waits for what other workers hold."""
        if self.leases or self.going_on or (self.judge.doubtful() and not self.stopping):
            return True
        if self.stopping:
            return False
        found = self.write(lambda connection: work.open_work(connection, self._kinds(), self.judge.ill()))
        if found is None or any(found):
            return found is not None
        if self.write(work.give_up_dead):
            self.count("threads/given_up")
        if len(self._kinds()) == len(work.TABLES):
            self.write(rounds.close)
        return False

    def _kinds(self) -> tuple[Kind, ...]:
        most = self.spider.options.max_threads
        return ("listing", "page", "thread") if most is None or self.threads < most else ("listing", "page")

    def _ask(self, lease: Lease) -> Request:
        site = lease.row["site"]
        cookies = None if site in self.greeted else self.spider.options.cookies or None
        self.greeted.add(site)
        return self.spider.ask(lease.url, cookies=cookies, lease=lease)

    # Pages out ----------------------------------------------------------------------------------------------------------------------

    def thread(self, page: Page, engine: Engine, reading: ThreadPage, **context: Any) -> Output:
        yield from self.committer.thread(page, engine, reading, context["lease"])

    def board(self, page: Page, engine: Engine, reading: BoardPage, **context: Any) -> Output:
        self.committer.board(page, engine, reading, context["lease"])
        yield from ()

    # Nothing ------------------------------------------------------------------------------------------------------------------------

    def scope(self, **context: Any) -> Scope:
        lease: Lease = context["lease"]
        if lease.kind == "listing":
            return "rest" if lease.row["page"] else "list"
        return "rest" if lease.seen and not lease.guess else "thread"

    def nothing(self, page: Page, notice: Notice, **context: Any) -> None:
        """A page that gives nothing: the thread has gone or is locked, or it is tried again in the next round."""
        lease: Lease = context["lease"]
        gone = notice.reason in _VERDICTS or page.status in (404, 410)
        reason = notice.reason if notice.reason in _VERDICTS or not gone else "missing"
        lease.denied = reason == "missing"
        self.seed_lost(lease, page.url, f"{notice.reason}: {notice.text}" if notice.text else notice.reason)
        if not gone:
            self.judge.failed(lease, reason, page.url)
        elif lease.kind == "thread" and lease.url != lease.row["url"]:
            self.go_on(lease, lease.row["url"])  # a page in its middle has gone: its first page says what became of the thread
        else:
            self.judge.unreadable(lease, reason)

    def put_off(self, **context: Any) -> list[Request] | None:
        lease: Lease = context["lease"]
        if lease.late or len(self.waiting) >= _WAITING:
            return None
        lease.late = True
        self.waiting.append(lease)
        return []

    def unanswered(self, url: str, kind: str, why: str, **context: Any) -> None:
        """No answer: tried again in the next round."""
        lease: Lease = context["lease"]
        self.seed_lost(lease, url, why)
        self.judge.failed(lease, kind, url)

    def seed_lost(self, lease: Lease, url: str, why: str) -> None:
        if lease.kind == "listing" and lease.row["page"] == 0 and lease.row["url"] in self.urls:
            self.spider.lost_seed(url, why)

    # The clock ----------------------------------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """An idle worker looks whether others have found work."""
        self.nothing_beside = None
        engine = self.spider.crawler.engine
        if not self.leases and not self.stopping and not engine.needs_backout() and (request := self.next_request()):
            engine.crawl(request)

    def watch(self) -> None:
        """Gives back leases whose request was lost on its way."""
        engine = self.spider.crawler.engine
        scraping = engine.scraper.slot
        requests = [*engine.downloader.active, *self.again]
        if scraping is not None:
            requests += [*scraping.active, *(request for _, request, _ in scraping.queue)]
        under_way = {request.meta["context"]["lease"] for request in requests if "context" in request.meta}
        for lease in self.watchdog.look(self.leases, under_way | self.committer.batches.leases() | set(self.going_on) | set(self.waiting)):
            self.spider.logger.error("The request for %s was lost on the way (a bug worth reporting); it is made again", lease.url)
            self.count("failures/unanswered")
            self.judge.failed(lease, "unanswered", lease.url)

    # Ends ---------------------------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Verdicts of sites that are well hold; failures that were a site's, not its threads', are forgiven.

        What an ill site was not asked belongs to a new round.
        """
        self.judge.close()
        if self.keeper:
            self.keeper.close()

    def drop_all(self) -> None:
        self.leases.clear()
        self.going_on.clear()
        self.waiting.clear()

    def go_on(self, lease: Lease, url: str, *, whole: bool = False) -> None:
        lease.url, lease.whole = url, whole
        self.going_on.append(lease)

    def drop(self, lease: Lease) -> None:
        """The page was not stored: somebody else has the work now, or the database refused it."""
        if self.refused:
            self.spider.logger.error("A value of %s cannot be stored (a bug worth reporting): %s", lease.url, self.refused)
            self.count("failures/parse")
            self.judge.failed(lease, "parse", lease.url)
            return
        self.leases.discard(lease)
        self.count("store/lease_lost")
