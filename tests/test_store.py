"""The store's rules, one by one, in a small database of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, inspect, select, text, update

from crawler import load
from crawler.blocks import Body
from crawler.export.latest import latest
from crawler.forum import BoardPage, BoardRow, ThreadPage, ThreadRow
from crawler.items import Board, Post, Thread
from crawler.raw_post import RawPost
from crawler.store import boards, feed, manifest, posts, rounds, schema, sites, threads, work
from crawler.store.database import Database
from crawler.store.errors import StoreError, ValueRefusedError, sentence
from crawler.store.schema import pages, records, state
from crawler.store.schema import threads as thread_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = "bbs.example"
LIST = f"https://{SITE}/forum-2-1.html"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database("", "x", tmp_path)


def row(number: int, minute: int = 0, **values: Any) -> ThreadRow:
    """Thread ``number``, last written in so many minutes before noon."""
    when = (NOON - timedelta(minutes=minute)).isoformat()
    return ThreadRow(
        str(number), f"https://{SITE}/thread-{number}-1-1.html", f"第{number}个", last_post_at=when, **({"replies": 0} | values)
    )


def list_page(rows: list[ThreadRow], page: int = 1, *, last: bool = False, **values: Any) -> BoardPage:
    return BoardPage(Board("2", "茶馆"), [], rows, page, next_url=None if last else f"https://{SITE}/forum-2-{page + 1}.html", **values)


def thread_page(number: int, first: int, last: int, page: int = 1, *, more: bool = False, step: int = 1) -> ThreadPage:
    thread = Thread(str(number), f"https://{SITE}/thread-{number}-1-1.html")
    drafts = [RawPost(post(number, floor), Body()) for floor in range(first, last + step, step)]
    following = f"https://{SITE}/thread-{number}-{page + 1}-1.html" if more else None
    return ThreadPage(thread, Board("2"), drafts, page, next_url=following)


def post(number: int, floor: int, words: str = "") -> Post:
    made = Post(
        id=f"{SITE}/{number}/{number * 1000 + floor}",
        site=SITE,
        engine="discuz",
        url="",
        board=Board("2"),
        thread=Thread(str(number)),
        post_id=str(number * 1000 + floor),
        floor=floor,
        text=words,
        created_at=NOON.isoformat(),
    )
    made.content_hash = sha256(words.encode()).hexdigest()
    return made


class Job:
    """Drives the store as a spider does."""

    def __init__(self, database: Database) -> None:
        self.write = database.write
        self.full: int | None = 10
        self.begin()

    def begin(self) -> None:
        self.write(lambda c: rounds.begin(c, [LIST], 0))

    def take(self, *kinds: work.Kind) -> work.Lease | None:
        return self.write(lambda c: work.take(c, "run", 60, kinds=kinds or ("listing", "page", "thread")))

    def walk(self, *given: BoardPage) -> list[boards.Listed]:
        """Reads the board's list, page after page, and gives what each brought; every page given must be asked for."""
        found = []
        for page in given:
            lease = self.take("listing")
            assert lease, f"page {page.page} was not asked for"
            listed = self.write(lambda c, lease=lease, page=page: boards.commit(c, lease, page, SITE, lambda _: True, True))
            assert listed
            found.append(listed)
        return found

    def read(self, *given: ThreadPage, recheck: float = 0) -> list[str]:
        """Reads one thread and gives the addresses that were asked for."""
        lease = self.take("thread")
        assert lease
        urls = [lease.url]
        for page in given:
            result = self.write(
                lambda c, page=page: threads.commit(
                    c,
                    lease,
                    page,
                    [draft.post for draft in page.posts],
                    urls[-1],
                    lambda number: f"https://{SITE}/thread-{page.thread.id}-{number}-1.html",
                    self.full,
                    recheck,
                )
            )
            if result.next_url:
                urls.append(result.next_url)
        return urls

    def done(self) -> None:
        """Everything was read."""
        self.write(lambda c: c.execute(update(thread_table).values(dirty=False)))

    def dirty(self) -> set[str]:
        query = select(thread_table.c.key).where(thread_table.c.dirty)
        return {key.rpartition("/")[2] for key in self.write(lambda c: c.scalars(query).all())}


@pytest.fixture
def job(database: Database) -> Job:
    return Job(database)


# Lists --------------------------------------------------------------------------------------------------------------------------------


def first_walk(job: Job, pages: int = 3) -> None:
    job.walk(*(list_page([row(page * 10 + n, page * 100 + n) for n in range(4)], page, last=page == pages) for page in range(1, pages + 1)))
    job.done()
    job.begin()


def test_a_first_walk_goes_to_the_end(job: Job) -> None:
    first_walk(job)
    assert job.take("thread") is None
    assert len(job.write(lambda c: c.scalars(select(thread_table.c.key)).all())) == 12


def test_an_unchanged_list_is_one_page(job: Job) -> None:
    first_walk(job)
    (listed,) = job.walk(list_page([row(10 + n, 100 + n) for n in range(4)]))
    assert (listed.new, listed.changed, listed.vanished, listed.next_url) == (0, 0, 0, None)
    assert job.take() is None


@pytest.mark.parametrize(
    ("changed", "dirty"),
    [
        ({"minute": 50}, {"12"}),
        ({"minute": 102, "replies": 1}, {"12"}),
        ({"minute": 102, "views": 999}, set()),
        ({"minute": 102, "replies": None}, set()),
    ],
)
def test_what_makes_a_thread_dirty(job: Job, changed: dict[str, Any], dirty: set[str]) -> None:
    first_walk(job)
    rows = sorted([row(10, 100), row(11, 101), row(12, **changed), row(13, 103)], key=lambda row: row.last_post_at or "", reverse=True)
    job.walk(list_page(rows))
    assert job.dirty() == dirty


def test_news_on_the_whole_page_lead_to_the_next(job: Job) -> None:
    first_walk(job)
    news = [
        list_page([row(100 + n, n) for n in range(4)]),
        list_page([row(200 + n, 10 + n) for n in range(2)] + [row(10, 100), row(11, 101)], 2),
    ]
    listed = job.walk(*news)
    assert [page.new for page in listed] == [4, 2]
    assert listed[-1].next_url is None


def test_an_interrupted_walk_and_the_news_above_it(job: Job) -> None:
    """The first walk stood at page 3 when sixty minutes of news came; both are read, the news first."""
    first = [list_page([row(page * 10 + n, page * 100 + n) for n in range(4)], page) for page in (1, 2)]
    job.walk(*first)
    job.begin()
    news = [row(100 + n, n) for n in range(4)]
    assert [page.next_url is None for page in job.walk(list_page(news), list_page([row(10 + n, 100 + n) for n in range(4)], 2))] == [
        False,
        True,
    ]
    lease = job.take("listing")
    assert lease
    assert lease.url.endswith("forum-2-3.html")


def test_an_interrupted_walk_over_news_is_not_forgotten(job: Job) -> None:
    """News filled two pages, the run died after the first; the next walk finds page 1 unchanged, the old one goes on below."""
    first_walk(job)
    job.walk(list_page([row(100 + n, n) for n in range(4)]))
    job.begin()
    job.walk(list_page([row(100 + n, n) for n in range(4)]))
    (listed,) = job.walk(list_page([row(200 + n, 10 + n) for n in range(4)], 2))
    assert listed.new == 4
    assert listed.next_url


def test_a_board_sorted_otherwise_is_read_to_its_end(job: Job) -> None:
    mixed = [row(1, 50), row(2, 10), row(3, 70), row(4, 20), row(5, 90), row(6, 5)]
    job.walk(list_page(mixed), list_page([row(7, 40)], 2, last=True))
    job.done()
    job.begin()
    listed = job.walk(list_page(mixed), list_page([row(7, 1)], 2, last=True))
    assert [page.changed for page in listed] == [0, 1]


def test_a_list_without_times_is_read_to_a_page_without_news(job: Job) -> None:
    def bare(*numbers: int, page: int = 1) -> BoardPage:
        rows = [row(number) for number in numbers]
        for each in rows:
            each.last_post_at = None
        return list_page(rows, page, last=page == 3)

    job.walk(bare(1, 2), bare(3, 4, page=2), bare(5, page=3))
    job.done()
    job.begin()
    listed = job.walk(bare(9, 1), bare(2, 3, page=2))
    assert [page.new for page in listed] == [1, 0]
    assert job.take("listing") is None


def test_an_endless_pager(job: Job) -> None:
    page = list_page([row(1, 1), row(2, 2)])
    job.walk(page, page)
    assert job.take("listing") is None


def test_stickies_belong_to_no_place(job: Job) -> None:
    pinned = row(99, 9000, sticky=True)
    job.walk(list_page([pinned, row(1, 10), row(2, 20)], last=True))
    job.done()
    job.begin()
    (listed,) = job.walk(list_page([pinned, row(1, 10), row(2, 20)], last=True))
    assert (listed.changed, listed.vanished, listed.cut) == (0, 0, False)


def test_a_moved_row_points_to_a_thread_that_keeps_its_id(job: Job) -> None:
    job.walk(list_page([row(1, 10), row(2, 20)], last=True))
    job.done()
    job.begin()
    (listed,) = job.walk(list_page([row(1, 10), row(2, 15, moved=True, replies=None), row(3, 18, moved=True, replies=None)], last=True))
    assert (listed.new, listed.changed) == (1, 0)
    assert job.dirty() == {"3"}


@pytest.mark.parametrize(("missing", "vanished"), [((11,), {"11"}), ((10,), {"10"}), ((13,), set()), ((), set())])
def test_threads_that_are_not_in_their_place(job: Job, missing: tuple[int, ...], vanished: set[str]) -> None:
    first_walk(job)
    job.walk(list_page([row(10 + n, 100 + n) for n in range(4) if 10 + n not in missing]))
    assert job.dirty() == vanished
    job.done()
    job.begin()
    job.walk(list_page([row(10 + n, 100 + n) for n in range(4) if 10 + n not in missing]))
    assert job.dirty() == set(), "read once is enough"


def test_threads_that_stood_between_two_pages(job: Job) -> None:
    rows = [row(n, n) for n in range(8)]
    job.walk(list_page(rows[:4]), list_page(rows[4:], 2, last=True))
    job.done()
    job.write(lambda c: c.execute(update(schema.boards).values(newest=None)))
    job.begin()
    job.walk(list_page(rows[:3]), list_page(rows[5:], 2, last=True))
    assert job.dirty() == {"3", "4"}


def test_a_sub_board_is_walked_too(job: Job) -> None:
    page = list_page([row(1, 1)], last=True)
    page.boards = [BoardRow("9", f"https://{SITE}/forum-9-1.html", "沙洲")]
    job.walk(page)
    lease = job.take("listing")
    assert lease
    assert lease.url.endswith("forum-9-1.html")


# Threads ------------------------------------------------------------------------------------------------------------------------------


def test_a_reply_seen_while_the_thread_is_read_is_not_lost(job: Job) -> None:
    job.walk(list_page([row(1, 10)]))
    lease = job.take("thread")
    assert lease
    job.begin()
    job.walk(list_page([row(1, 5, replies=1)]))
    page = thread_page(1, 1, 3)
    job.write(lambda c: threads.commit(c, lease, page, [d.post for d in page.posts], lease.url, lambda _: None, None, 0))
    assert job.dirty() == {"1"}


def test_who_lost_the_lease_stores_nothing(job: Job, database: Database) -> None:
    job.walk(list_page([row(1, 10)], last=True))
    first = job.take("thread")
    assert first
    database.write(lambda c: c.execute(update(thread_table).values(lease_until=0)))
    second = job.take("thread")
    assert second
    page = thread_page(1, 1, 3)
    given = [draft.post for draft in page.posts]

    def commit(lease: work.Lease) -> threads.Read:
        return job.write(lambda c: threads.commit(c, lease, page, given, lease.url, lambda _: None, None, 0))

    assert commit(first).stored is None
    stored = commit(second).stored
    assert stored
    assert stored.new == 3
    assert commit(second).stored is None


@pytest.mark.parametrize(
    ("posts_there", "full", "resume"),
    [(3, 10, "thread-1-1-1.html"), (10, 10, "thread-1-2-1.html"), (10, None, "thread-1-1-1.html"), (12, 10, "thread-1-2-1.html")],
)
def test_where_reading_goes_on(job: Job, posts_there: int, full: int | None, resume: str) -> None:
    job.full = full
    job.walk(list_page([row(1, 10)]))
    job.read(thread_page(1, 1, posts_there))
    job.begin()
    job.walk(list_page([row(1, 1, replies=9)]))
    lease = job.take("thread")
    assert lease
    assert lease.url.endswith(resume)


def test_posts_that_moved_up_because_others_went(job: Job) -> None:
    """Thirteen posts; six of page 1 are deleted, eight are written: the new ones begin on page 1 now, where 9, 10 … stood on page 2."""
    job.walk(list_page([row(1, 10)]))
    job.read(thread_page(1, 1, 10, more=True), thread_page(1, 11, 13, 2))
    job.begin()
    job.walk(list_page([row(1, 1, replies=15)]))
    urls = job.read(thread_page(1, 17, 21, 2), thread_page(1, 7, 16, 1, more=True), thread_page(1, 17, 21, 2))
    assert [url.rpartition("thread-")[2] for url in urls] == ["1-2-1.html", "1-1-1.html", "1-2-1.html"]
    assert job.write(lambda c: len(c.scalars(select(schema.posts.c.id)).all())) == 21
    assert job.dirty() == set()


def test_latest_posts_first(job: Job) -> None:
    job.walk(list_page([row(1, 10)]))
    opener = thread_page(1, 1, 1).posts
    first = thread_page(1, 26, 18, more=True, step=-1)
    first.posts = opener + first.posts
    job.read(first, thread_page(1, 17, 8, 2, more=True, step=-1), thread_page(1, 7, 2, 3, step=-1))
    job.begin()
    job.walk(list_page([row(1, 1, replies=27)]))
    later = thread_page(1, 28, 20, more=True, step=-1)
    later.posts = opener + later.posts
    assert [url.rpartition("thread-")[2] for url in job.read(later)] == ["1-1-1.html"]
    assert job.dirty() == set()


def test_a_pager_that_leads_in_circles(job: Job) -> None:
    job.walk(list_page([row(1, 10)]))
    page = thread_page(1, 1, 3, more=True)
    job.read(page, page)
    assert job.dirty() == set()


@pytest.mark.parametrize(("age", "recheck", "kept"), [(1, 3, 1), (4, 3, 0), (1, 0, 0)])
def test_pages_with_young_posts_are_kept_for_another_reading(job: Job, age: float, recheck: float, kept: int) -> None:
    job.walk(list_page([row(1, 10)]))
    page = thread_page(1, 1, 3)
    for draft in page.posts:
        draft.post.created_at = (datetime.now(UTC) - timedelta(days=age)).isoformat()
    job.read(page, recheck=recheck * 86400)
    assert job.write(lambda c: len(c.scalars(select(pages.c.page)).all())) == kept


def test_readings_grow_rarer(job: Job) -> None:
    job.walk(list_page([row(1, 10)]))
    page = thread_page(1, 1, 3)
    for draft in page.posts:
        draft.post.created_at = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    job.read(page, recheck=3 * 86400)
    assert job.take("page") is None, "not in the same round"
    job.begin()
    lease = job.take("page")
    assert lease
    job.write(lambda c: threads.commit(c, lease, page, [d.post for d in page.posts], lease.url, lambda _: None, None, 3 * 86400))
    due, started = job.write(lambda c: (c.scalar(select(pages.c.due)), c.scalar(select(state.c.started))))
    assert due - started == pytest.approx(86400 / 4, rel=0.01)
    job.begin()
    assert job.take("page") is None


def test_a_thread_that_fails_is_given_up_and_comes_back_with_a_reply(job: Job) -> None:
    job.walk(list_page([row(1, 10)]))
    for attempt in range(1, work.MAX_TRIES + 1):
        lease = job.take("thread")
        assert lease
        assert job.take("thread") is None
        assert job.write(lambda c, lease=lease: work.put_off(c, lease, "timeout")) == (attempt == work.MAX_TRIES)
        assert job.take("thread") is None, "not again in this round"
        job.begin()
    assert job.write(lambda c: c.execute(select(thread_table.c.dirty, thread_table.c.reason)).one()) == (False, "timeout")
    job.walk(list_page([row(1, 1, replies=1)]))
    assert job.take("thread")


def test_a_thread_whose_readers_die_is_given_up(job: Job, database: Database) -> None:
    job.walk(list_page([row(1, 10)], last=True))
    for _ in range(work.MAX_TRIES):
        assert job.take("thread")
        database.write(lambda c: c.execute(update(thread_table).values(lease_until=0)))
    assert job.take("thread") is None
    assert job.write(work.give_up_dead) == 1
    assert job.write(lambda c: c.scalar(select(thread_table.c.reason))) == "crash"


def test_a_store_that_one_process_has_counts_no_kills(job: Job) -> None:
    job.walk(list_page([row(1, 10)]))
    for _ in range(3 * work.MAX_TRIES):
        assert job.take("thread")
        job.write(work.release_all)


def test_the_order_of_work(job: Job) -> None:
    """Boards' first pages, then the threads last written in, then lists further down."""
    job.walk(list_page([row(1, 30), row(2, 40), row(3, 50)]))
    job.begin()
    taken = [job.take() for _ in range(5)]
    assert [lease and lease.url.rpartition("/")[2] for lease in taken] == [
        "forum-2-1.html",
        "thread-1-1-1.html",
        "thread-2-1-1.html",
        "thread-3-1-1.html",
        "forum-2-2.html",
    ]


def test_full_sites_are_left_out(job: Job) -> None:
    assert job.write(lambda c: work.take(c, "run", 60, full=[SITE])) is None


# Posts --------------------------------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(1, 5), st.sampled_from("甲乙丙")), min_size=1, max_size=5), max_size=12))
def test_every_change_is_one_line_with_the_next_revision(
    tmp_path_factory: pytest.TempPathFactory, visits: list[list[tuple[int, str]]]
) -> None:
    database = Database("", "x", tmp_path_factory.mktemp("store"))
    wanted: list[tuple[int, int, str]] = []
    latest: dict[int, tuple[int, str]] = {}
    for visit in visits:
        page = dict(visit)
        database.write(lambda c, page=page: posts.store(c, "t", [post(1, floor, words) for floor, words in page.items()]))
        for floor, words in page.items():
            revision, before = latest.get(floor, (0, ""))
            if words != before:
                latest[floor] = (revision + 1, words)
                wanted.append((floor, revision + 1, words))
    made = database.write(lambda c: c.execute(select(records.c.post, records.c.revision, records.c.line)).all())
    assert sorted(
        (int(each.post[-1]), each.revision, each.line.decode()[each.line.decode().index('"text":"') + 8]) for each in made
    ) == sorted(wanted)


# Feed files ---------------------------------------------------------------------------------------------------------------------------


def store_posts(database: Database, first: int, last: int, words: str = "字") -> None:
    database.write(lambda c: posts.store(c, "t", [post(1, floor, words) for floor in range(first, last + 1)]))


def published(folder: Path) -> list[tuple[str, int]]:
    import msgspec  # noqa: PLC0415

    found = []
    for entry in manifest.entries(folder):
        data = (folder / entry.file).read_bytes()
        assert sha256(data).hexdigest() == entry.sha256
        lines = list(load.lines(folder / entry.file))
        assert len(lines) == entry.lines
        assert all(line.endswith(b"\n") for line in lines)
        found += [(each["post_id"], each["revision"]) for each in map(msgspec.json.decode, lines)]
    assert {str(path.relative_to(folder)) for path in folder.glob("*/*")} == {entry.file for entry in manifest.entries(folder)}
    return found


@pytest.mark.parametrize("compress", [False, True])
def test_files_stay_below_their_size(database: Database, tmp_path: Path, compress: bool) -> None:
    if compress:
        pytest.importorskip("zstandard")
    store_posts(database, 1, 40)
    writer = feed.Feed(database, tmp_path / "feed", "run", max_bytes=5_000, compress=compress)
    writer.publish()
    assert writer.files > 2
    assert len(published(tmp_path / "feed")) == 40 == len(set(published(tmp_path / "feed")))
    writer.publish()
    assert writer.files == len(manifest.entries(tmp_path / "feed"))
    assert database.write(lambda c: c.scalar(select(records.c.seq))) is None


class Killed(BaseException):
    """The process ends here."""


def dies(*_: Any, **__: Any) -> Any:
    raise Killed


@pytest.mark.parametrize("target", ["_finish", "_write", "sync", "enter", "_published"])
@pytest.mark.parametrize("after", [False, True])
def test_killed_while_publishing(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, after: bool) -> None:
    folder = tmp_path / "feed"
    store_posts(database, 1, 5)
    place: Any = feed if hasattr(feed, target) else feed.Feed
    real = getattr(place, target)

    def last_act(*arguments: Any) -> Any:
        real(*arguments)
        raise Killed

    monkeypatch.setattr(place, target, last_act if after else dies)
    with pytest.raises(Killed):
        feed.Feed(database, folder, "first").publish()
    monkeypatch.undo()
    names = [path.name for path in folder.glob("*/*.jsonl")]
    store_posts(database, 6, 8)
    store_posts(database, 1, 2, "改")
    second = feed.Feed(database, folder, "second")
    second.recover(0)
    second.publish()
    found = published(folder)
    assert sorted(found) == sorted([(str(1000 + n), 1) for n in range(1, 9)] + [("1001", 2), ("1002", 2)])
    assert all(name in [entry.file.rpartition("/")[2] for entry in manifest.entries(folder)] for name in names)
    assert found[:5] == [(str(1000 + n), 1) for n in range(1, 6)]


def test_a_torn_manifest_heals(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    store_posts(database, 1, 2)
    feed.Feed(database, folder, "a").publish()
    with (folder / manifest.NAME).open("ab") as file:
        file.write(b'{"file":"2026')
    assert len(published(folder)) == 2
    store_posts(database, 3, 4)
    feed.Feed(database, folder, "b").publish()
    assert len(published(folder)) == 4


def test_a_later_revision_waits_for_the_earlier_one(database: Database, tmp_path: Path) -> None:
    """Another worker has settled the first one into a file of its own and not written it yet."""
    store_posts(database, 1, 2)
    other = feed.Feed(database, tmp_path / "feed", "other")
    settled = database.write(other._settle)
    store_posts(database, 1, 3, "改")
    mine = feed.Feed(database, tmp_path / "feed", "mine")
    mine.publish()
    assert published(tmp_path / "feed") == [("1003", 1)]
    assert settled
    other._finish(settled)
    mine.publish()
    assert published(tmp_path / "feed") == [("1003", 1), ("1001", 1), ("1002", 1), ("1001", 2), ("1002", 2)]


# The database -------------------------------------------------------------------------------------------------------------------------


def columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection)
    return {table: {column["name"] for column in found.get_columns(table)} for table in found.get_table_names()}


def test_an_older_store_becomes_one_of_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Database("", "x", tmp_path).close()

    def add_column(connection: Connection) -> None:
        connection.execute(text("alter table boards add column colour text"))

    monkeypatch.setattr(
        schema,
        "MIGRATIONS",
        (
            *schema.MIGRATIONS,
            add_column,
        ),
    )
    database = Database("", "x", tmp_path)
    assert "colour" in database.write(columns)["boards"]
    assert database.write(lambda c: c.scalar(select(schema.version.c.version))) == len(schema.MIGRATIONS) + 1
    database.close()
    Database("", "x", tmp_path).close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Database("", "x", tmp_path).close()

    def broken(connection: Connection) -> None:
        connection.execute(text("alter table boards add column colour text"))
        connection.execute(text("alter table nowhere add column colour text"))

    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        with pytest.raises(StoreError, match="nowhere"):
            Database("", "x", tmp_path)
    database = Database("", "x", tmp_path)
    assert "colour" not in database.write(columns)["boards"]


VERSION_2: dict[str, tuple[str, ...]] = {
    "listings": ("newest",),
    "boards": ("read_at", "reason_since", "asked_at", "asked", "next_ask"),
    "threads": ("last_id", "reason_since", "asked_at", "asked", "next_ask"),
    "state": ("job", "cookies"),
    "sites": ("name",),
}
"""Columns that version 2 did not have."""


VERSION_5 = {
    "posts": ("number", "url", "floor", "written", "rank", "images", "pictures", "absent_at", "gone"),
    "threads": ("surplus", "listed", "owed", "reread_at", "about"),
    "pages": ("owed", "back"),
    "boards": ("swept_at",),
    "listings": ("edge",),
    "state": ("incomplete",),
    "sites": ("zone",),
}
"""Columns that version 5 did not have."""


def back_to_version_5(connection: Connection) -> None:
    schema.learnt.drop(connection)
    for index in ("posts_rank", "posts_number", "threads_reread"):
        connection.execute(text(f"DROP INDEX {index}"))
    for table, names in VERSION_5.items():
        for name in names:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {name}"))
    connection.execute(update(schema.version).values(version=5))


def back_to_version_4(connection: Connection) -> None:
    back_to_version_5(connection)
    for name in ("given", "denied"):
        connection.execute(text(f"ALTER TABLE sites DROP COLUMN {name}"))
    for table, name in (("threads", "gap"), ("boards", "engine"), ("boards", "pages")):
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {name}"))
    connection.execute(update(schema.version).values(version=4))


def back_to_version_3(connection: Connection) -> None:
    back_to_version_4(connection)
    for name in ("amount", "locked"):
        connection.execute(text(f"ALTER TABLE posts DROP COLUMN {name}"))
    schema.habits.drop(connection)
    connection.execute(update(schema.version).values(version=3))


def back_to_version_2(connection: Connection) -> None:
    back_to_version_3(connection)
    connection.execute(text("DROP INDEX threads_next_ask"))
    for table, names in VERSION_2.items():
        for name in names:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {name}"))
    connection.execute(update(schema.version).values(version=2))


def back_to_version_1(connection: Connection) -> None:
    back_to_version_2(connection)
    connection.execute(text("ALTER TABLE listings RENAME TO walks"))
    connection.execute(text("ALTER TABLE threads RENAME COLUMN changes TO mark"))
    connection.execute(update(schema.version).values(version=1))


@pytest.mark.parametrize("back", [back_to_version_1, back_to_version_2])
def test_a_store_of_an_older_version_is_brought_up_to_date(tmp_path: Path, back: Callable[[Connection], None]) -> None:
    database = Database("", "x", tmp_path)
    today = database.write(columns)
    values = {"key": "x/1", "site": "x", "url": "http://x/bbs/1", "resume": "http://x/bbs/1", "changes": 3, "reason": "missing"}
    database.write(lambda connection: connection.execute(insert(thread_table).values(values)))
    database.write(back)
    database.close()
    again = Database("", "x", tmp_path)
    assert again.write(columns) == today
    found = again.write(lambda connection: connection.execute(select(thread_table)).mappings().one())
    assert (found["changes"], found["reason"], found["asked"]) == (3, "missing", 1)
    assert found["next_ask"] == found["reason_since"] is not None
    assert again.write(sites.known).aliases == {"x": "x"}, "its posts keep the name of the host, whatever folder they are in"


@pytest.mark.parametrize("value", [1 << 80, "\ud800"])
def test_a_value_that_the_database_cannot_hold(database: Database, value: object) -> None:
    """It is the page's fault: the store is as good as before."""
    values = {"key": "x/1", "site": "x", "url": "u", "resume": "u", "replies": value}
    with pytest.raises(ValueRefusedError):
        database.write(lambda connection: connection.execute(insert(thread_table).values(values)))
    assert database.write(lambda connection: connection.scalar(select(thread_table.c.key))) is None


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(path.read_bytes()[:-5]), lambda path: path.unlink()])
def test_a_feed_file_that_is_not_what_was_published(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"id": "x/1/1", "revision": 1}\n')
    entry = manifest.Entry("a.jsonl", 1, file.stat().st_size, manifest.digest(file), "")
    manifest.enter(tmp_path, entry)
    assert len(list(latest(tmp_path))) == 1
    manifest.check(tmp_path, entry, content=True)
    harm(file)
    with pytest.raises(StoreError, match=r"a\.jsonl"):
        list(latest(tmp_path))


def test_a_feed_file_with_other_content(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"{}\n")
    entry = manifest.Entry("a.jsonl", 1, 3, manifest.digest(file), "")
    file.write_bytes(b"[]\n")
    manifest.check(tmp_path, entry)
    with pytest.raises(StoreError, match="sha256"):
        manifest.check(tmp_path, entry, content=True)


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    database = Database("", "x", tmp_path)
    database.write(lambda c: c.execute(update(schema.version).values(version=99)))
    database.close()
    with pytest.raises(StoreError, match="newer Boardfeed"):
        Database("", "x", tmp_path)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "x: the disk is full"),
        (OSError(30, "Read-only file system"), "x: the directory is read-only"),
        (PermissionError(13, "Permission denied"), "x: permission is denied"),
        (OSError(5, "Input/output\nerror"), "x: Input/output error"),
    ],
)
def test_sentences(error: Exception, words: str) -> None:
    assert sentence("x", error) == words
