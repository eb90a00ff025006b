"""What pages say goes into the store: one page, one transaction."""

from __future__ import annotations

from functools import partial

from crawler.crawl import identity, routes
from crawler.crawl.failures import SENTENCES, Failure
from crawler.forum import BoardPage, BoardRow, Engine, ThreadPage
from crawler.items import Post
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.store import boards, doubts, seeds, threads, work
from crawler.store.absent import Missed
from crawler.store.access import JobFrontier
from crawler.store.batches import Batch, Batches
from crawler.store.judge import Judge
from crawler.store.keys import board_id
from crawler.store.learnt import Learnt
from crawler.store.posts import Stored
from crawler.store.work import Lease


class Committer:
    """Takes pages of threads and lists that were read under a lease."""

    def __init__(self, frontier: JobFrontier, judge: Judge, learnt: Learnt) -> None:
        self.frontier = frontier
        self.judge = judge
        self.spider, self.job = frontier.spider, frontier.job
        self.write, self.count = frontier.write, frontier.count
        self.learnt = learnt
        self.batches = Batches()
        settings = self.spider.crawler.settings
        self.max_pages, self.max_list_pages = (int(settings[name]) for name in ("THREAD_PAGES", "LIST_PAGES"))

    def thread(self, page: Page, engine: Engine, reading: ThreadPage, lease: Lease) -> list[RawPost]:
        """The posts of a thread's page that go through the pipelines; :meth:`through` commits it."""
        wanted: list[RawPost] = []
        named = None if lease.kind == "listing" else lease.key.removeprefix(f"{page.site}/")
        came = identity.of_thread(engine, lease.url, page, reading, named)
        if came == "other" or (lease.kind == "listing" and board_id(lease) is not None and not self._misnamed(lease, engine)):
            self.judge.failed(lease, "another_page", page.url)
        elif lease.kind == "listing" and not self._adopted(lease, reading, page):
            pass
        elif lease.key != f"{page.site}/{reading.thread.id}":
            self._moved(lease, reading, page)
        elif reading.whole_url and not lease.whole:
            self.frontier.go_on(lease, reading.whole_url, whole=True)
        else:
            self.count("pages/thread")
            begun = self._begun(lease)
            wanted = [raw for raw in reading.posts if self.spider.wanted(raw, begun)]
            batch = Batch(lease, engine, reading, page.url, len(wanted))
            self.batches.add(batch, wanted)
            if not wanted:
                self._commit(batch)
        return wanted

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
        self.learnt.keep()
        lease, reading = batch.lease, batch.reading
        site, start = lease.row["site"], reading.thread.url or lease.row["url"]
        posts = batch.in_order()
        if self.frontier.keeper:
            self.frontier.keeper.read(batch.url, {post.id: post.content_hash for post in posts})
        if reading.next_url:
            self.learnt.page_size(site, len(reading.posts))
        read = self.write(
            lambda connection: threads.commit(
                connection,
                lease,
                reading,
                posts,
                batch.url,
                lambda number: batch.engine.page_url(start, number),
                self.learnt.page_sizes.get(site),
                self.job.recheck_seconds,
                guest=self.spider.tally.lost_login,
                engine=batch.engine.name,
                ids=batch.engine.post_ids,
                sweep=self.job.sweep_seconds,
            )
        )
        if read is None or read.stored is None:
            self.frontier.drop(lease)
            return
        self.judge.answered(lease)
        self.frontier.waiting_bytes += read.stored.bytes
        self._count(lease, read.stored, read.missed)
        lease.pages += 1
        if read.next_url and lease.pages < self.max_pages:
            self.frontier.go_on(lease, read.next_url)
        elif read.next_url:
            self._endless(batch.url)
            self.judge.put_off(lease, "endless")
        else:
            self.frontier.leases.discard(lease)
            again = lease.kind == "thread" and lease.row["page"] == 0 and lease.row["read_at"] is not None
            self.count("threads", int(lease.kind == "thread"))
            self.count("threads/read_again", int(again))

    def _count(self, lease: Lease, stored: Stored, missed: Missed) -> None:
        """What a page brought, in the stats; nothing, too."""
        counts = {
            "store/new": stored.new,
            "store/edited": stored.edited,
            "store/restored": stored.restored,
            "store/known": stored.known - stored.edited,
            "posts/kept_fuller": stored.kept,
            "store/missed": missed.new,
            "store/gone": missed.gone,
            "pages/walked_back": int(lease.kind == "page" and lease.row["owed"] > 0),
        }
        for name, times in counts.items():
            self.count(name, times)

    def board(self, page: Page, engine: Engine, reading: BoardPage, lease: Lease) -> None:
        """A list page: threads to read, sub-boards, how far to go on."""
        if lease.kind != "listing":
            self._led_to_a_list(lease, page, engine, reading)
            return
        index = bool(self.write(lambda connection: boards.is_index(connection, lease)))
        if identity.of_list(engine, lease.url, page, reading, board_id(lease), index=index) == "other":
            self._ill_list(lease, page, "another_page")
            return
        if reading.list_url and not lease.whole:
            self.frontier.go_on(lease, reading.list_url, whole=True)
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
            self.frontier.drop(lease)
            return
        if listed.cut:
            self._ill_list(lease, page, "cut_off")
        else:
            self.frontier.leases.discard(lease)
            self.judge.answered(lease)
        self.learnt.keep()
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

    def _begun(self, lease: Lease) -> str:
        """The job's address that led to some work; asked only where boards have bounds of their own."""
        if not self.spider.options.boards:
            return ""
        return self.write(lambda connection: seeds.begun(connection, lease.kind, lease.key)) or ""

    def _endless(self, url: str) -> None:
        """A thread or a list has more pages than are read in one run."""
        self.count("failures/endless")
        self.spider.logger.warning("The rest is not read: %s: %s", url, SENTENCES["endless"])
        self.spider.tally.unanswered(url, "endless", SENTENCES["endless"], "rest")

    def _ill_list(self, lease: Lease, page: Page, kind: Failure) -> None:
        """A list that cannot be as it is shown: what it shows is read, what it does not show is not believed to have gone."""
        self.frontier.seed_lost(lease, page.url, SENTENCES[kind])
        if kind != "another_page":
            self.count(f"failures/{kind}")
            self.spider.tally.unanswered(page.url, kind, SENTENCES[kind], self.frontier.scope(lease=lease))
            self.spider.logger.warning("Not all of the list at %s is there: %s", page.url, SENTENCES[kind])
        self.judge.failed(lease, kind, page.url)

    def _led_to_a_list(self, lease: Lease, page: Page, engine: Engine, reading: BoardPage) -> None:
        """A list came for a thread: a redirect to it says that the thread has gone, a list at the thread's own address says nothing.

        Of unknown software it says that the address is a board's, where no page has shown a thread there.
        """
        if page.url != lease.url:
            lease.denied = False
            self.judge.unreadable(lease, "missing")
        elif self._misnamed(lease, engine) and reading.board.id and routes.is_list(lease.url, reading):
            row = BoardRow(reading.board.id, lease.url, reading.board.name or "")
            self.write(lambda connection: boards.adopt(connection, lease, row, page.site))
            self.frontier.leases.discard(lease)
            self.judge.answered(lease)
        else:
            self.judge.failed(lease, "another_page", page.url)

    def _misnamed(self, lease: Lease, engine: Engine) -> bool:
        """Whether an address of unknown software may have been taken for what it is not: it was never read as that."""
        if engine.name != "generic" or lease.kind == "page":
            return False
        return lease.row["page"] == 0 and not self.write(lambda connection: work.was_read(connection, lease))

    def _adopted(self, lease: Lease, reading: ThreadPage, page: Page) -> bool:
        """A thread that the job itself names.  Its first reading begins at its first page."""
        row = self.write(lambda connection: threads.adopt(connection, lease, reading, page.site, self.job.lease_seconds, self.job.run))
        if row is None:
            self.frontier.drop(lease)
            return False
        lease.kind, lease.row, lease.page = "thread", row, row["page"]
        if reading.page > 1 and row["page"] == 0:
            self.frontier.go_on(lease, row["url"])
            return False
        return True

    def _moved(self, lease: Lease, reading: ThreadPage, page: Page) -> None:
        """The address led to another thread, which is read under its own id."""
        target, url = f"{page.site}/{reading.thread.id}", reading.thread.url or page.url
        self.write(lambda connection: threads.remember(connection, target, page.site, url))
        self.judge.unreadable(lease, "moved")
