"""A job's way: what is fetched comes out of the store, and what pages say goes into it, one page a transaction."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from scrapy import Request
from sqlalchemy import Connection, insert, select, update

from crawler.crawl.frontier import CrawlSpider, Scope
from crawler.forum import BoardPage, Engine, Notice, ThreadPage
from crawler.items import Post
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.store import boards, rounds, standing, threads, work
from crawler.store.errors import StoreError
from crawler.store.job import Job
from crawler.store.schema import sites
from crawler.store.work import Kind, Lease

T = TypeVar("T")

MAX_IN_A_ROW = 5
"""After so many failures with nothing between them the site is left alone until the next run."""
_FOR_GOOD = ("missing", "permission", "password", "login")
_HOPELESS = ("robots", "offsite", "scheme")


@dataclass(slots=True, eq=False)
class Batch:
    """A thread's page on its way through the pipelines."""

    lease: Lease
    engine: Engine
    reading: ThreadPage
    url: str
    left: int
    """Posts that have not come through yet."""
    posts: list[Post] = field(default_factory=list)


def work_for(spider: CrawlSpider, name: str) -> None:
    """Opens the job ``name`` and makes the spider work for it.  Raises what :class:`Job` raises."""
    settings = spider.crawler.settings
    job = Job(name, settings)
    settings.set("SCHEDULER", settings["JOB_SCHEDULER"], priority="spider")
    parts = ["ITEM_PIPELINES", "EXTENSIONS", *(["DOWNLOADER_MIDDLEWARES"] if job.database.shared else [])]
    for part in parts:
        settings.set(part, {**settings.getdict(part), **settings.getdict(f"JOB_{part}")}, priority="spider")
    spider.frontier = StoreFrontier(spider, job)


class StoreFrontier:
    """Leases work, makes requests of it, and commits what comes back."""

    def __init__(self, spider: CrawlSpider, job: Job) -> None:
        self.spider = spider
        self.job = job
        self.urls = spider.options.urls
        self.limit = int(spider.crawler.settings["CONCURRENT_REQUESTS_PER_DOMAIN"]) + 1
        self.leases: set[Lease] = set()
        self.going_on: deque[Lease] = deque()
        self.batches: dict[int, Batch] = {}
        self.failures: list[Lease] = []
        self.successes = 0
        self.threads = 0
        self.stopping = False
        self.waiting_bytes = 0
        self.greeted: set[str] = set()
        self.page_sizes: dict[str, int] = {}

    # Work in ------------------------------------------------------------------------------------------------------------------------

    def seeds(self) -> Iterator[Request]:
        """None: the scheduler asks for work when there is room for it."""
        self.page_sizes = self.write(_page_sizes) or {}
        self.write(lambda connection: rounds.begin(connection, self.urls, self.job.round_seconds))
        yield from ()

    def next_request(self) -> Request | None:
        """The next piece of work; None when there is none now, or enough under way."""
        if self.stopping:
            return None
        if self.going_on:
            return self._ask(self.going_on.popleft())
        held = Counter(lease.row["site"] for lease in self.leases)
        full = [site for site, count in held.items() if count >= self.limit]
        lease = self.write(lambda connection: work.take(connection, self.job.run, self.job.lease_seconds, full, self._kinds()))
        if lease is None:
            return None
        self.leases.add(lease)
        self.threads += lease.kind == "thread"
        return self._ask(lease)

    def has_work(self) -> bool:
        """Whether there is or may yet be something to do; ends the round when not.  Waits for what other workers hold."""
        if self.leases or self.going_on:
            return True
        if self.stopping:
            return False
        found = self.write(lambda connection: work.open_work(connection, self._kinds()))
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

    def thread(self, page: Page, engine: Engine, reading: ThreadPage, **context: Any) -> Iterator[Request | RawPost]:
        """A thread's page goes through the pipelines; :meth:`through` commits it."""
        lease: Lease = context["lease"]
        self._answered()
        if lease.kind == "listing" and not self._adopted(lease, reading, page):
            return
        if lease.key != f"{page.site}/{reading.thread.id}":
            self._moved(lease, reading, page)
        elif reading.whole_url and not lease.whole:
            self._go_on(lease, reading.whole_url, whole=True)
        else:
            self.count("pages/thread")
            wanted = [draft for draft in reading.posts if self.spider.wanted(draft)]
            batch = Batch(lease, engine, reading, page.url, len(wanted))
            self.batches |= {id(draft.post): batch for draft in wanted}
            if not wanted:
                self._commit(batch)
            yield from wanted

    def through(self, post: Post, *, kept: bool) -> None:
        """A post has left the pipelines; the last one of a page brings the page into the store."""
        batch = self.batches.pop(id(post))
        if kept:
            batch.posts.append(post)
        batch.left -= 1
        if batch.left == 0:
            self._commit(batch)

    def _commit(self, batch: Batch) -> None:
        lease, reading = batch.lease, batch.reading
        site, start = lease.row["site"], reading.thread.url or lease.row["url"]
        order = {id(draft.post): place for place, draft in enumerate(reading.posts)}
        posts = sorted(batch.posts, key=lambda post: order[id(post)])
        if reading.next_url:
            self._learn_page_size(site, len(reading.posts))
        read = self.write(
            lambda connection: threads.commit(
                connection,
                lease,
                reading,
                posts,
                batch.url,
                lambda number: batch.engine.page_url(start, number),
                self.page_sizes.get(site),
                self.job.recheck_seconds,
            )
        )
        if read is None or read.stored is None:
            self._drop(lease)
            return
        self.waiting_bytes += read.stored.bytes
        self.count("store/new", read.stored.new)
        self.count("store/edited", read.stored.edited)
        self.count("store/known", read.stored.known - read.stored.edited)
        if read.next_url:
            self._go_on(lease, read.next_url)
        else:
            self.leases.discard(lease)
            self.count("threads", int(lease.kind == "thread"))

    def board(self, page: Page, engine: Engine, reading: BoardPage, **context: Any) -> Iterator[Request | RawPost]:
        """A list page: threads to read, sub-boards, how far to go on."""
        lease: Lease = context["lease"]
        self._answered()
        if lease.kind != "listing":
            self._unreadable(lease, "missing")
            return
        if reading.list_url and not lease.whole:
            self._go_on(lease, reading.list_url, whole=True)
            return
        goes_on = self.spider.goes_on(reading, lease.row["page"] + 1)
        listed = self.write(lambda connection: boards.commit(connection, lease, reading, page.site, self.spider.young, goes_on))
        self.leases.discard(lease)
        if listed is None:
            self.count("store/lease_lost")
            return
        self.count("pages/board")
        self.count("threads/listed", len(reading.threads))
        for name in ("new", "changed", "vanished"):
            self.count(f"threads/{name}", getattr(listed, name))
        yield from ()

    def _adopted(self, lease: Lease, reading: ThreadPage, page: Page) -> bool:
        """A thread that the job itself names.  Its first reading begins at its first page."""
        row = self.write(lambda connection: boards.adopt(connection, lease, reading, page.site, self.job.lease_seconds, self.job.run))
        if row is None:
            self._drop(lease)
            return False
        lease.kind, lease.row, lease.page = "thread", row, row["page"]
        if reading.page > 1 and row["page"] == 0:
            self._go_on(lease, row["url"])
            return False
        return True

    def _moved(self, lease: Lease, reading: ThreadPage, page: Page) -> None:
        """The address led to another thread, which is read under its own id."""
        target, url = f"{page.site}/{reading.thread.id}", reading.thread.url or page.url
        self.write(lambda connection: boards.remember(connection, target, page.site, url))
        self._unreadable(lease, "moved")

    # Nothing ------------------------------------------------------------------------------------------------------------------------

    def scope(self, **context: Any) -> Scope:
        lease: Lease = context["lease"]
        if lease.kind == "listing":
            return "rest" if lease.row["page"] else "list"
        return "rest" if lease.seen else "thread"

    def nothing(self, page: Page, notice: Notice, **context: Any) -> None:
        """A page that gives nothing: the thread has gone or is locked, or it is tried again in the next round."""
        lease: Lease = context["lease"]
        gone = notice.reason in _FOR_GOOD or page.status in (404, 410)
        reason = notice.reason if notice.reason in _FOR_GOOD or not gone else "missing"
        self._seed_lost(lease, page.url, f"{notice.reason}: {notice.text}" if notice.text else notice.reason)
        if gone:
            self._answered()
            self._unreadable(lease, reason)
        else:
            self._failed(lease, reason)

    def unanswered(self, url: str, kind: str, why: str, **context: Any) -> None:
        """No answer: tried again in the next round, unless it can never come."""
        lease: Lease = context["lease"]
        self._seed_lost(lease, url, why)
        if kind in _HOPELESS:
            self._unreadable(lease, kind)
        else:
            self._failed(lease, kind)

    def _unreadable(self, lease: Lease, reason: str) -> None:
        self.leases.discard(lease)
        if lease.kind != "listing":
            self.write(lambda connection: threads.unreadable(connection, lease, reason))
            self.count(f"threads/unreadable/{reason}")
        else:
            self.write(lambda connection: boards.unreadable(connection, lease, reason))

    def _failed(self, lease: Lease, reason: str) -> None:
        self.leases.discard(lease)
        if self.write(lambda connection: work.put_off(connection, lease, reason)):
            self.count("threads/given_up")
        self.count("threads/failed")
        self.failures.append(lease)
        if len(self.failures) >= MAX_IN_A_ROW and not self.stopping:
            self.stopping = True
            self.count("job/gave_up")
            self.spider.logger.error(
                "%d failures in a row, the last one: %s; the site is left alone until the next run", MAX_IN_A_ROW, reason
            )

    def _answered(self) -> None:
        self.successes += 1
        if not self.stopping:
            self.failures.clear()

    def _seed_lost(self, lease: Lease, url: str, why: str) -> None:
        if lease.kind == "listing" and lease.row["page"] == 0 and lease.row["url"] in self.urls:
            self.spider.lost_seed(url, why)

    # The clock ----------------------------------------------------------------------------------------------------------------------

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

    def wake(self) -> None:
        """An idle worker looks whether others have found work."""
        engine = self.spider.crawler.engine
        if not self.leases and not self.stopping and not engine.needs_backout() and (request := self.next_request()):
            engine.crawl(request)

    # Ends ---------------------------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Failures that were the site's, not the threads', are forgiven."""
        if self.stopping or not self.successes:
            self.write(lambda connection: work.restore_tries(connection, self.failures))

    def write(self, change: Callable[[Connection], T]) -> T | None:
        """One transaction.  A store that cannot be written ends the run; from then on the answer is None."""
        if self.job.error is not None:
            return None
        try:
            return self.job.database.write(change)
        except StoreError as error:
            self.fail(error)
            return None

    def fail(self, error: StoreError) -> None:
        """The store or the feed cannot be used: nothing more is fetched."""
        self.job.error = error
        self.stopping = True
        self.leases.clear()
        self.going_on.clear()
        self.spider.logger.error("%s", error)

    def count(self, name: str, times: int = 1) -> None:
        """Adds to a stat, also nothing: that the stat is there says that this is a job."""
        self.spider.crawler.stats.inc_value(name, times)

    def _go_on(self, lease: Lease, url: str, *, whole: bool = False) -> None:
        lease.url, lease.whole = url, whole
        self.going_on.append(lease)

    def _drop(self, lease: Lease) -> None:
        """Somebody else has the work now."""
        self.leases.discard(lease)
        self.count("store/lease_lost")

    def _learn_page_size(self, site: str, posts: int) -> None:
        if posts < self.page_sizes.get(site, posts + 1):
            self.page_sizes[site] = posts
            self.write(lambda connection: _keep_page_size(connection, site, posts))


def _page_sizes(connection: Connection) -> dict[str, int]:
    found = connection.execute(select(sites.c.site, sites.c.page_size).where(sites.c.page_size.is_not(None)))
    return {row.site: row.page_size for row in found}


def _keep_page_size(connection: Connection, site: str, posts: int) -> None:
    if connection.execute(update(sites).where(sites.c.site == site).values(page_size=posts)).rowcount == 0:
        connection.execute(insert(sites).values(site=site, page_size=posts))
