"""A job's way: what is fetched comes out of the store, and what pages say goes into it, one page a transaction."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.settings import get_settings_priority
from sqlalchemy import Connection

from crawler.archive.keeping import PAGES, Keeper, mend
from crawler.crawl import identity
from crawler.crawl.failures import SENTENCES, Failure
from crawler.crawl.frontier import CrawlSpider
from crawler.crawl.learnt import told
from crawler.crawl.outcome import USAGE
from crawler.crawl.tally import Scope
from crawler.forum import BoardPage, Engine, Notice, ThreadPage
from crawler.items import Post
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.store import boards, doubts, rounds, seeds, sites, threads, verdicts, work
from crawler.store.access import JobFrontier
from crawler.store.again import read_again
from crawler.store.batches import Batch, Batches
from crawler.store.errors import UnknownAddressError
from crawler.store.job import Job
from crawler.store.judge import Judge
from crawler.store.keys import board_id
from crawler.store.watch import Watch
from crawler.store.work import Kind, Lease

_VERDICTS = ("missing", "moved", "permission", "password", "login")
"""What a page can say about a thread or a board.  Anything else is a failure: it says nothing."""


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
    """Leases work, makes requests of it, and commits what comes back."""

    def __init__(self, spider: CrawlSpider, job: Job) -> None:
        super().__init__(spider, job)
        self.limit = int(spider.crawler.settings["CONCURRENT_REQUESTS_PER_DOMAIN"]) + 1
        self.going_on: deque[Lease] = deque()
        self.again: deque[Request] = deque()
        """Retries and redirects, which belong to a lease already."""
        self.batches = Batches()
        self.judge = Judge(self)
        self.watchdog = Watch()
        self.threads = 0
        self.max_pages, self.max_list_pages = (int(spider.crawler.settings[name]) for name in ("THREAD_PAGES", "LIST_PAGES"))
        self.greeted: set[str] = set()
        """Sites that were asked for a page."""
        self.nothing_beside: set[str] | None = None
        """Sites beside which there was no work when it was last looked for: what these bring changes nothing about it."""
        names = job.database.write(sites.known)
        self.page_sizes = names.page_sizes
        self.judge.history = names.usual
        spider.sites.remember(names.used, names.aliases, names.zones, names.learnt)
        self.names = dict(spider.sites.names)
        self.zones = dict(spider.sites.zones)
        self.learnt = {host: dict(facts) for host, facts in spider.sites.learnt.items()}
        self.keeper = keeper_of(job) if spider.options.archive else None

    # Work in ------------------------------------------------------------------------------------------------------------------------

    def seeds(self) -> Iterator[Request]:
        """None: the scheduler asks for work when there is room for it."""
        self.write(self._begin)
        yield from ()

    def _begin(self, connection: Connection) -> None:
        verdicts.other_cookies(connection, self.spider.options.cookie_digest)
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
        held = Counter(lease.row["site"] for lease in self.leases)
        full = {site for site, count in held.items() if count >= self.limit}
        left = full.union(self.judge.ill(), self.judge.doubtful())
        if left == self.nothing_beside and self.greeted <= left:
            return None
        lease = self.write(lambda connection: work.take(connection, self.job.run, self.job.lease_seconds, left, self._kinds()))
        if lease is None:
            self.nothing_beside = left
            return None
        self.leases.add(lease)
        self.threads += lease.kind == "thread"
        return self._ask(lease)

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

    def thread(self, page: Page, engine: Engine, reading: ThreadPage, **context: Any) -> Iterator[Request | RawPost]:
        """A thread's page goes through the pipelines; :meth:`through` commits it."""
        lease: Lease = context["lease"]
        named = None if lease.kind == "listing" else lease.key.removeprefix(f"{page.site}/")
        came = identity.of_thread(engine, lease.url, page, reading, named)
        if came == "other" or (lease.kind == "listing" and board_id(lease) is not None):
            self.judge.failed(lease, "another_page", page.url)
        elif lease.kind == "listing" and not self._adopted(lease, reading, page):
            return
        elif lease.key != f"{page.site}/{reading.thread.id}":
            self._moved(lease, reading, page)
        elif reading.whole_url and not lease.whole:
            self._go_on(lease, reading.whole_url, whole=True)
        else:
            self.count("pages/thread")
            begun = self._begun(lease)
            wanted = [raw for raw in reading.posts if self.spider.wanted(raw, begun)]
            batch = Batch(lease, engine, reading, page.url, len(wanted))
            self.batches.add(batch, wanted)
            if not wanted:
                self._commit(batch)
            yield from wanted

    def through(self, post: Post, *, kept: bool, broken: bool = False) -> None:
        """A post has left the pipelines; the last one of a page brings the page into the store.

        ``broken``: a pipeline failed on it.  Then the page is not stored, and read again in the next round.
        """
        batch = self.batches.through(post, kept=kept, broken=broken)
        if batch is None:
            return
        if batch.broken:
            self.spider.logger.error(
                "A pipeline fails on a post of %s: the page is not stored, and read again in the next round", batch.url
            )
            self.count("job/broken")
            self.judge.put_off(batch.lease, "parse")
        else:
            self._commit(batch)

    def _commit(self, batch: Batch) -> None:
        self._keep_learnt()
        lease, reading = batch.lease, batch.reading
        site, start = lease.row["site"], reading.thread.url or lease.row["url"]
        posts = batch.in_order()
        if self.keeper:
            self.keeper.read(batch.url, {post.id: post.content_hash for post in posts})
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
                guest=self.spider.tally.lost_login,
                engine=batch.engine.name,
                ids=batch.engine.post_ids,
                sweep=self.job.sweep_seconds,
            )
        )
        if read is None or read.stored is None:
            self._drop(lease)
            return
        self.judge.answered(lease)
        self.waiting_bytes += read.stored.bytes
        self.count("store/new", read.stored.new)
        self.count("store/edited", read.stored.edited)
        self.count("store/restored", read.stored.restored)
        self.count("pages/walked_back", int(lease.kind == "page" and lease.row["owed"] > 0))
        self.count("store/missed", read.missed.new)
        self.count("store/gone", read.missed.gone)
        self.count("posts/kept_fuller", read.stored.kept)
        self.count("store/known", read.stored.known - read.stored.edited)
        lease.pages += 1
        if read.next_url and lease.pages < self.max_pages:
            self._go_on(lease, read.next_url)
        elif read.next_url:
            self._endless(batch.url)
            self.judge.put_off(lease, "endless")
        else:
            self.leases.discard(lease)
            self.count("threads", int(lease.kind == "thread"))
            self.count("threads/read_again", int(lease.kind == "thread" and lease.row["page"] == 0 and lease.row["read_at"] is not None))

    def board(self, page: Page, engine: Engine, reading: BoardPage, **context: Any) -> Iterator[Request | RawPost]:
        """A list page: threads to read, sub-boards, how far to go on."""
        lease: Lease = context["lease"]
        if lease.kind != "listing":
            self._led_to_a_list(lease, page)
            return
        index = bool(self.write(lambda connection: boards.is_index(connection, lease)))
        if identity.of_list(engine, lease.url, page, reading, board_id(lease), index=index) == "other":
            self._ill_list(lease, page, "another_page")
            return
        if reading.list_url and not lease.whole:
            self._go_on(lease, reading.list_url, whole=True)
            return
        if why := self.write(lambda connection: doubts.doubt(connection, lease, reading, page.site, engine.name)):
            self._ill_list(lease, page, why)
            return
        begun = self._begun(lease)
        goes_on = self.spider.goes_on(reading, lease.row["page"] + 1, begun)
        if reading.next_url and lease.row["page"] >= self.max_list_pages:
            self._endless(page.url)
            self.count("threads/failed")
            goes_on = False
        young = partial(self.spider.young, begun=begun)
        given = (lease, reading, page.site, young, goes_on, engine.name, self.job.sweep_seconds)
        listed = self.write(lambda connection: boards.commit(connection, *given))
        if listed is None:
            self._drop(lease)
            return
        if listed.cut:
            self._ill_list(lease, page, "cut_off")
        else:
            self.leases.discard(lease)
            self.judge.answered(lease)
        self._keep_learnt()
        self.count("pages/board")
        self.count("boards/swept", int(listed.swept))
        self.count("threads/listed", len(reading.threads))
        for name in ("new", "changed", "vanished", "unmarked"):
            self.count(f"threads/{name}", getattr(listed, name))
        if listed.unmarked:
            self.spider.logger.info(
                "%d threads at %s show neither a last reply nor a number of replies: they are read again at intervals",
                listed.unmarked,
                page.url,
            )
        yield from ()

    def _begun(self, lease: Lease) -> str:
        """The job's address that led to some work; asked only where boards have bounds of their own."""
        return (self.write(lambda connection: seeds.begun(connection, lease.kind, lease.key)) or "") if self.spider.options.boards else ""

    def _endless(self, url: str) -> None:
        """A thread or a list has more pages than are read in one run."""
        self.count("failures/endless")
        self.spider.logger.warning("The rest is not read: %s: %s", url, SENTENCES["endless"])
        self.spider.tally.unanswered(url, "endless", SENTENCES["endless"], "rest")

    def _ill_list(self, lease: Lease, page: Page, kind: Failure) -> None:
        """A list that cannot be as it is shown: what it shows is read, what it does not show is not believed to have gone."""
        self._seed_lost(lease, page.url, SENTENCES[kind])
        if kind != "another_page":
            self.count(f"failures/{kind}")
            self.spider.tally.unanswered(page.url, kind, SENTENCES[kind], self.scope(lease=lease))
            self.spider.logger.warning("Not all of the list at %s is there: %s", page.url, SENTENCES[kind])
        self.judge.failed(lease, kind, page.url)

    def _led_to_a_list(self, lease: Lease, page: Page) -> None:
        """A list came for a thread: a redirect to it says that the thread has gone, a list at the thread's own address says nothing."""
        if page.url == lease.url:
            self.judge.failed(lease, "another_page", page.url)
        else:
            lease.denied = False
            self.judge.unreadable(lease, "missing")

    def _adopted(self, lease: Lease, reading: ThreadPage, page: Page) -> bool:
        """A thread that the job itself names.  Its first reading begins at its first page."""
        row = self.write(lambda connection: threads.adopt(connection, lease, reading, page.site, self.job.lease_seconds, self.job.run))
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
        self.write(lambda connection: threads.remember(connection, target, page.site, url))
        self.judge.unreadable(lease, "moved")

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
        self._seed_lost(lease, page.url, f"{notice.reason}: {notice.text}" if notice.text else notice.reason)
        if not gone:
            self.judge.failed(lease, reason, page.url)
        elif lease.kind == "thread" and lease.url != lease.row["url"]:
            self._go_on(lease, lease.row["url"])  # a page in its middle has gone: its first page says what became of the thread
        else:
            self.judge.unreadable(lease, reason)

    def unanswered(self, url: str, kind: str, why: str, **context: Any) -> None:
        """No answer: tried again in the next round."""
        lease: Lease = context["lease"]
        self._seed_lost(lease, url, why)
        self.judge.failed(lease, kind, url)

    def _seed_lost(self, lease: Lease, url: str, why: str) -> None:
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
        for lease in self.watchdog.look(self.leases, under_way | self.batches.leases() | set(self.going_on)):
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

    def _go_on(self, lease: Lease, url: str, *, whole: bool = False) -> None:
        lease.url, lease.whole = url, whole
        self.going_on.append(lease)

    def _drop(self, lease: Lease) -> None:
        """The page was not stored: somebody else has the work now, or the database refused it."""
        if self.refused:
            self.spider.logger.error("A value of %s cannot be stored (a bug worth reporting): %s", lease.url, self.refused)
            self.count("failures/parse")
            self.judge.failed(lease, "parse", lease.url)
            return
        self.leases.discard(lease)
        self.count("store/lease_lost")

    def _keep_learnt(self) -> None:
        """What this page taught about a site (second addresses, zone, where posts and fields stand) goes into the store."""
        if self.names != self.spider.sites.names:
            self.names = dict(self.spider.sites.names)
            self.write(lambda connection: sites.keep(connection, self.names))
        if self.zones != self.spider.sites.zones:
            self.zones = dict(self.spider.sites.zones)
            self.write(lambda connection: sites.keep_zones(connection, self.zones))
        if self.learnt != self.spider.sites.learnt:
            self.learnt = {host: dict(facts) for host, facts in self.spider.sites.learnt.items()}
            self.write(lambda connection: sites.keep_learnt(connection, self.learnt))
            for host, facts in self.learnt.items():
                self.spider.crawler.stats.set_value(f"learned/{host}", told(facts))

    def _learn_page_size(self, site: str, posts: int) -> None:
        if posts < self.page_sizes.get(site, posts + 1):
            self.page_sizes[site] = posts
            self.write(lambda connection: sites.keep_page_size(connection, site, posts))
