"""When something counts as finished: verdicts with a date, sites in doubt, pages that are what was asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from crawler.crawl import identity
from crawler.crawl.failures import EmptyAnswerError, OffsiteError, RedirectLoopError, classify
from crawler.crawl.sites import Sites
from crawler.engines import ENGINES
from crawler.forum import BoardPage, BoardRow, ThreadPage, ThreadRow
from crawler.items import Board, Thread
from crawler.page import Page, plain_name
from crawler.store import boards, doubts, rounds, sites, threads, verdicts, work
from crawler.store.again import read_again
from crawler.store.database import Database
from crawler.store.errors import StoreError
from crawler.store.health import CONTROLS, MAX_IN_A_ROW, Health
from crawler.store.job import Job as StoredJob
from crawler.store.jobsfile import JobsFileError, load
from crawler.store.schema import boards as board_table
from crawler.store.schema import now
from crawler.store.schema import threads as thread_table
from crawler.store.sites import History
from crawler.store.watch import Watch
from tests.test_store import LIST, SITE, Job, list_page, row, thread_page

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(Database("", "x", tmp_path))


def look(job: Job, reason: str = "missing") -> None:
    """The next thread says why there is nothing, and the site is well."""
    lease = job.take("thread")
    assert lease
    job.write(lambda c: work.later(c, lease))
    job.write(lambda c: threads.unreadable(c, lease, reason))


def days_pass(job: Job, days: float) -> None:
    """Instead of a clock that runs ahead, what waits for a time waits for less."""
    seconds = days * verdicts.DAY
    for table in (thread_table, board_table):
        job.write(lambda c, table=table: c.execute(update(table).values(next_ask=table.c.next_ask - seconds)))
    job.begin()


def one_thread(job: Job) -> None:
    job.walk(list_page([row(1, 10)], last=True))


# Verdicts -----------------------------------------------------------------------------------------------------------------------------


def test_a_verdict_is_looked_at_again_in_the_next_round_and_then_after_days(job: Job) -> None:
    one_thread(job)
    look(job)
    assert job.dirty() == set()
    days_pass(job, 0)
    for days in (1, 4, 16, 64, 64):
        assert job.dirty() == {"1"}
        look(job)
        days_pass(job, days - 0.1)
        assert job.dirty() == set()
        days_pass(job, 0.2)


def test_another_reason_is_another_verdict(job: Job) -> None:
    one_thread(job)
    for reason in ("missing", "missing", "permission"):
        look(job, reason)
        days_pass(job, 1.1)
    found = job.write(lambda c: c.execute(select(thread_table.c.reason, thread_table.c.asked)).one())
    assert tuple(found) == ("permission", 1)


def test_what_can_be_read_has_no_verdict(job: Job) -> None:
    one_thread(job)
    look(job)
    days_pass(job, 0)
    job.read(thread_page(1, 1, 3))
    found = job.write(lambda c: c.execute(select(*(thread_table.c[name] for name in verdicts.NONE))).mappings().one())
    assert dict(found) == verdicts.NONE


@pytest.mark.parametrize("reason", ["permission", "login", "password"])
def test_other_cookies_ask_again_at_once(job: Job, reason: str) -> None:
    one_thread(job)
    for _ in range(2):
        look(job, reason)
        days_pass(job, 0)
    assert job.dirty() == set()
    assert job.write(lambda c: verdicts.other_cookies(c, "others"))
    assert not job.write(lambda c: verdicts.other_cookies(c, "others"))
    job.begin()
    assert job.dirty() == {"1"}


def test_a_restored_thread_is_asked_when_the_list_shows_it_again(job: Job) -> None:
    rows = [row(n, n) for n in (1, 2, 3)]
    job.walk(list_page(rows, last=True))
    job.done()
    job.begin()
    job.walk(list_page([rows[0], rows[2]], last=True))
    look(job)
    job.begin()
    job.walk(list_page([rows[0], rows[2]], last=True))
    look(job)
    job.begin()
    assert job.dirty() == set()
    job.walk(list_page(rows, last=True))
    assert job.dirty() == {"2"}


def test_a_board_that_is_not_shown_is_asked_less_and_less_often(job: Job) -> None:
    page = list_page([row(1, 1)], last=True)
    page.boards = [BoardRow("9", f"https://{SITE}/forum-9-1.html", "里间")]
    job.walk(page)
    asked = []
    for _ in range(4):
        found = []
        while lease := job.take("listing"):
            found.append(lease.url)
            job.write(lambda c, lease=lease: boards.unreadable(c, lease, "password", final=True))
        asked.append(any("forum-9" in url for url in found))
        assert any("forum-2" in url for url in found) or not asked[1:], "what the job names is asked in every round"
        job.begin()
    assert asked == [True, True, False, False]


def test_given_up_is_a_verdict_that_ages(job: Job) -> None:
    one_thread(job)
    for _ in range(work.MAX_TRIES):
        lease = job.take("thread")
        assert lease
        job.write(lambda c, lease=lease: work.put_off(c, lease, "timeout"))
        job.begin()
    assert job.dirty() == set()
    days_pass(job, 1.1)
    assert job.dirty() == {"1"}


def test_what_was_put_off_begins_a_new_round_with_the_next_run(job: Job) -> None:
    one_thread(job)
    lease = job.take("thread")
    assert lease
    job.write(lambda c: work.put_off(c, lease, "timeout"))
    assert not job.write(lambda c: rounds.begin(c, [LIST], 3600))
    assert job.write(lambda c: rounds.begin(c, [LIST], 3600, fresh=True))
    assert job.take("thread")


# Lists --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("future", [timedelta(days=26_000), timedelta(hours=5)])
def test_a_time_that_nobody_can_have_written(job: Job, future: timedelta) -> None:
    wrong = row(9)
    wrong.last_post_at = (datetime.now(UTC) + future).isoformat()
    job.walk(list_page([wrong, row(1, 100)], last=True))
    job.done()
    job.begin()
    news = [row(20 + n, 10 + n) for n in range(4)]
    listed = job.walk(list_page(news), list_page([row(30, 20), row(9, 50), row(1, 100)], 2))
    assert [page.new for page in listed] == [4, 1]


def test_the_newest_time_moves_when_the_walk_is_over(job: Job) -> None:
    job.walk(list_page([row(1, 10)]))
    assert job.write(lambda c: c.scalar(select(board_table.c.newest))) is None
    job.walk(list_page([row(2, 20)], 2, last=True))
    assert job.write(lambda c: c.scalar(select(board_table.c.newest))) is not None


def test_rows_without_marks_are_read_again_at_intervals(job: Job) -> None:
    bare = row(1)
    bare.last_post_at = bare.replies = None
    (listed,) = job.walk(list_page([bare], last=True))
    assert listed.unmarked == 1
    job.read(thread_page(1, 1, 3))
    days_pass(job, 0)
    assert job.dirty() == set()
    days_pass(job, 17)
    assert job.dirty() == {"1"}


def test_the_last_post_s_number_is_a_mark(job: Job) -> None:
    def page(last: str) -> BoardPage:
        bare = row(1, last_post_id=last)
        bare.last_post_at = bare.replies = None
        return list_page([bare], last=True)

    job.walk(page("5"))
    job.done()
    job.begin()
    job.walk(page("5"))
    assert job.dirty() == set()
    job.begin()
    job.walk(page("6"))
    assert job.dirty() == {"1"}


def test_a_known_board_keeps_its_address(job: Job) -> None:
    """A page fetched under one board's address that says it is another one renames nothing."""
    page = list_page([row(1, 1)], last=True)
    page.boards = [BoardRow("9", f"https://{SITE}/forum-9-1.html", "沙洲")]
    job.walk(page)
    job.begin()
    before = job.write(lambda c: c.execute(select(board_table.c.key, board_table.c.url).order_by(board_table.c.key)).all())
    job.walk(list_page([row(2, 2)], last=True), list_page([row(3, 3)], last=True))  # both say that they are board 2
    assert job.write(lambda c: c.execute(select(board_table.c.key, board_table.c.url).order_by(board_table.c.key)).all()) == before


def test_again(job: Job) -> None:
    job.walk(list_page([row(1, 10), row(2, 20)]), list_page([row(3, 30)], 2, last=True))
    job.done()
    job.begin()
    job.write(lambda c: read_again(c, f"https://{SITE}/thread-2-1-1.html", plain_name))
    assert job.dirty() == {"2"}
    job.done()
    job.write(lambda c: read_again(c, LIST, plain_name))
    assert [page.next_url is None for page in job.walk(list_page([row(1, 10), row(2, 20)]), list_page([row(3, 30)], 2, last=True))] == [
        False,
        True,
    ]
    with pytest.raises(StoreError, match="knows no thread or board"):
        job.write(lambda c: read_again(c, f"https://{SITE}/thread-77-1-1.html", plain_name))


# Sites in doubt -----------------------------------------------------------------------------------------------------------------------


def lease(number: int) -> work.Lease:
    return work.Lease("thread", str(number), {"key": f"{SITE}/{number}", "site": SITE}, "")


def test_verdicts_hold_when_a_thread_can_be_read() -> None:
    health = Health()
    for number in range(MAX_IN_A_ROW):
        health.verdict(lease(number), "missing")
    assert health.controls == CONTROLS
    assert len(health.good()) == MAX_IN_A_ROW
    assert not health.controls
    for number in range(MAX_IN_A_ROW):
        health.verdict(lease(number), "missing")
    assert not health.controls, "a site that was well is not doubted as soon again"


@pytest.mark.parametrize("how", ["verdict", "failure"])
def test_nothing_is_believed_when_no_thread_can_be_read(how: str) -> None:
    health = Health()
    for number in range(MAX_IN_A_ROW):
        health.verdict(lease(number), "missing")
    for number in range(CONTROLS):
        assert not health.ill
        control = lease(100 + number)
        health.ask(control)
        getattr(health, how)(control, "missing")
    assert health.ill == "missing"
    assert health.good() == []


def shares(given: int, denied: int, history: History) -> Health:
    """A site that has given and denied so many threads, one after the other."""
    health = Health(history=history)
    for _ in range(given):
        health.given += 1
        health.good()
    for number in range(denied):
        work_lease = lease(number)
        work_lease.row = {"key": f"{SITE}/{number}", "site": SITE, "board": f"{SITE}/board/2", "reason": None}
        health.verdict(work_lease, "permission")
        health.good()
    return health


@pytest.mark.parametrize(
    ("given", "denied", "history", "ill", "strange"),
    [
        (10, 5, History(200, 1), "permission", True),
        (10, 4, History(200, 1), "", False),
        (90, 6, History(200, 1), "", False),
        (10, 5, History(100, 60), "", False),
        (10, 5, History(), "", True),
    ],
)
def test_a_share_far_from_the_site_s_own_history(given: int, denied: int, history: History, ill: str, strange: bool) -> None:
    health = shares(given, denied, history)
    assert (health.ill, health.strange) == (ill, strange)


def test_the_history_of_a_site_is_kept(job: Job) -> None:
    job.write(lambda c: sites.count(c, SITE, 5, 1))
    job.write(lambda c: sites.count(c, SITE, 5, 1))
    assert job.write(sites.known).usual[SITE] == History(10, 2)


@pytest.mark.parametrize("reason", ["permission", "login"])
def test_one_look_settles_nothing(job: Job, reason: str) -> None:
    """A thread that its list shows is asked again in the next round, whatever it said."""
    one_thread(job)
    look(job, reason)
    days_pass(job, 0)
    assert job.dirty() == {"1"}


@pytest.mark.parametrize(
    ("asked", "board", "read_at", "reason", "expected"),
    [
        (0, "b", None, "missing", True),
        (0, "b", None, "permission", False),
        (0, "b", 1.0, "permission", True),
        (0, None, 1.0, "login", True),
        (0, None, 1.0, "missing", False),
        (0, "b", 1.0, "moved", False),
        (1, "b", 1.0, "missing", False),
    ],
)
def test_a_first_look_that_contradicts_what_is_known(
    asked: int, board: str | None, read_at: float | None, reason: str, expected: bool
) -> None:
    assert verdicts.doubtful({"asked": asked, "board": board, "read_at": read_at}, reason) == expected


@pytest.mark.parametrize("reason", ["missing", "permission"])
def test_a_list_that_was_read_and_now_cannot_be(job: Job, reason: str) -> None:
    """The first look is told as a failure; the second one says how it is."""
    job.walk(list_page([row(1, 10)], last=True))
    doubtful = []
    for _ in range(2):
        job.begin()
        lease = job.take("listing")
        assert lease
        doubtful.append(job.write(lambda c, lease=lease: boards.unreadable(c, lease, reason, final=True)))
    assert doubtful == [True, False]


# Lists that are not what they were ----------------------------------------------------------------------------------------------------


def doubted(job: Job, page: BoardPage, engine: str = "discuz") -> str | None:
    """What the store says of a list page that comes for the next walk."""
    held = job.take("listing")
    assert held
    return job.write(lambda c: doubts.doubt(c, held, page, SITE, engine))


def walked(job: Job) -> None:
    """A board of three threads that was read to its end, and the next round."""
    job.walk(list_page([row(1, 10), row(2, 20), row(3, 30)], last=True))
    job.write(lambda c: c.execute(update(board_table).values(engine="discuz")))
    job.done()
    job.begin()


@pytest.mark.parametrize(
    ("rows", "engine", "expected"),
    [
        ([row(1, 10)], "discuz", None),
        ([], "discuz", "empty"),
        ([row(70, 1)], "generic", "another_page"),
        ([row(70, 1), row(2, 20)], "generic", None),
    ],
)
def test_a_list_is_what_it_was(job: Job, rows: list[ThreadRow], engine: str, expected: str | None) -> None:
    walked(job)
    assert doubted(job, list_page(rows, last=True), engine) == expected


def test_a_list_that_is_empty_day_after_day_is_empty(job: Job) -> None:
    walked(job)
    values = {"reason": "empty", "asked": doubts.LOOKS, "reason_since": now() - 2 * verdicts.DAY}
    job.write(lambda c: c.execute(update(board_table).values(values)))
    assert doubted(job, list_page([], last=True)) is None


def test_a_list_that_ends_above_what_stood_in_it_is_cut(job: Job) -> None:
    walked(job)
    news = [row(20 + n, n) for n in range(4)]
    (listed,) = job.walk(list_page(news, last=True))
    assert listed.cut
    job.write(work.release_all)
    whole = list_page([row(30, 8), row(1, 10), row(2, 20), row(3, 30)], 2, last=True)
    assert [page.new for page in job.walk(list_page(news), whole)] == [0, 1]


def test_a_list_that_had_lost_its_pager(job: Job) -> None:
    """The first walk ended at a page without a pager: when the pager is there, what is behind it is read."""
    job.walk(list_page([row(1, 10), row(2, 20)], last=True))
    job.done()
    job.begin()
    pages = [list_page([row(1, 10), row(2, 20)]), list_page([row(3, 30), row(4, 40)], 2), list_page([row(5, 50)], 3, last=True)]
    assert [page.new for page in job.walk(*pages)] == [0, 2, 1]
    job.begin()
    job.walk(pages[0])
    assert job.take("listing") is None


def test_a_thread_whose_page_had_lost_its_pager(job: Job) -> None:
    counted = row(1, 10)
    counted.replies = 11
    job.walk(list_page([counted], last=True))
    assert job.read(thread_page(1, 1, 6))[1:] == [f"https://{SITE}/thread-1-2-1.html"]


def test_the_watchdog_wants_two_looks() -> None:
    watch, held = Watch(), {lease(1), lease(2)}
    busy = set(list(held)[:1])
    assert watch.look(held, busy) == set()
    assert watch.look(held, held) == set()
    assert watch.look(held, busy) == set()
    assert watch.look(held, busy) == held - busy


# Identity -----------------------------------------------------------------------------------------------------------------------------

DISCUZ = ENGINES["discuz"]
AT = f"https://{SITE}/"


def came(url: str, canonical: str = "") -> Page:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return Page(f"<html><head>{link}</head><body></body></html>".encode(), AT + url)


@pytest.mark.parametrize(
    ("asked", "url", "canonical", "number", "expected"),
    [
        ("thread-1-1-1.html", "thread-1-1-1.html", "", "1", "same"),
        ("thread-1-1-1.html", "thread-1-1-1.html", "", "2", "other"),
        ("thread-1-1-1.html", "thread-1-1-1.html", AT + "thread-1-1-1.html", "1", "same"),
        ("thread-1-1-1.html", "thread-1-1-1.html", AT + "thread-2-1-1.html", "1", "other"),
        ("thread-1-1-1.html", "thread-2-1-1.html", "", "2", "moved"),
        ("thread-1-1-1.html", "thread-2-1-1.html", AT + "thread-3-1-1.html", "2", "other"),
        ("thread-1-1-1.html", "thread-2-1-1.html", "", "3", "other"),
    ],
)
def test_a_thread_s_page(asked: str, url: str, canonical: str, number: str, expected: str) -> None:
    reading = ThreadPage(Thread(number), Board(), [])
    assert identity.of_thread(DISCUZ, AT + asked, came(url, canonical), reading, "1") == expected


@pytest.mark.parametrize(
    ("asked", "url", "board", "known", "values", "expected"),
    [
        ("forum-2-1.html", "forum-2-1.html", "2", "2", {}, "same"),
        ("forum-2-1.html", "forum-2-1.html", None, "2", {}, "same"),
        ("forum-2-1.html", "forum-2-1.html", "3", "2", {}, "other"),
        ("forum-2-1.html", "", None, "2", {}, "other"),
        ("forum-2-1.html", "forum-2-1.html", None, "2", {"boards": [BoardRow("2", "", "")]}, "other"),
        ("forum-2-3.html", "forum-2-3.html", "2", "2", {"page": 1, "pages": 9, "next_url": "x"}, "other"),
        ("forum-2-9.html", "forum-2-9.html", "2", "2", {"page": 8, "pages": 8}, "same"),
        ("", "", None, None, {}, "same"),
        ("", "", "3", None, {}, "same"),
        ("forum-2-1.html", "", None, None, {}, "other"),
        ("tea/", "tea/", "2", None, {}, "same"),
        ("tea.html", "", None, None, {}, "other"),
    ],
)
def test_a_list_s_page(asked: str, url: str, board: str | None, known: str | None, values: dict[str, Any], expected: str) -> None:
    assert identity.of_list(DISCUZ, AT + asked, came(url), BoardPage(Board(board), **values), known) == expected


def test_an_index_does_not_become_a_board() -> None:
    assert identity.of_list(DISCUZ, AT, came(""), BoardPage(Board("3")), None, index=True) == "other"
    assert identity.of_list(DISCUZ, AT, came(""), BoardPage(Board()), None, index=True) == "same"


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (["thread-2-1-1.html"] * 3, "other"),
        (["thread-2-1-1.html"] * 3 + ["thread-1-2-1.html"], "same"),
        (["thread-2-1-1.html", "thread-3-1-1.html"] * 2, "same"),
        ([], "same"),
    ],
)
def test_a_page_whose_id_is_only_in_its_address(links: list[str], expected: str) -> None:
    page = Page("".join(f'<a href="{link}">x</a>' for link in links).encode(), AT + "thread-1-1-1.html")
    assert identity.of_thread(DISCUZ, page.url, page, ThreadPage(Thread("1"), Board(), []), "1") == expected


def test_sites() -> None:
    sites = Sites(["http://www.tea.example/", "http://10.0.0.1:8080/"])
    assert all(map(sites.here, ["https://tea.example/x", "http://m.tea.example/", "http://10.0.0.1:8080/x"]))
    assert not any(map(sites.here, ["http://tea.example:81/", "http://eviltea.example/", "http://10.0.0.1/"]))
    sites.move("www.tea.example", "leaf.example")
    assert sites.here("https://leaf.example/")
    assert (sites.name("www.tea.example"), sites.name("leaf.example")) == ("leaf.example", "leaf.example")


def test_a_site_keeps_the_name_under_which_it_is_stored() -> None:
    sites = Sites(["http://tea.example/"])
    sites.used.add("tea.example")
    sites.move("tea.example", "leaf.example")
    assert sites.name("leaf.example") == "tea.example"
    assert not sites.may_move("http://192.168.0.1/")
    assert not sites.may_move("ftp://leaf.example/")


@pytest.mark.parametrize(
    ("error", "kind"), [(OffsiteError("x"), "offsite"), (RedirectLoopError("x"), "redirects"), (EmptyAnswerError("x"), "empty")]
)
def test_failures_have_a_class(error: Exception, kind: str) -> None:
    assert classify(error) == kind


# Names --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["Tea-House", "tea_house"])
def test_jobs_whose_names_look_alike(tmp_path: Path, other: str) -> None:
    (tmp_path / "jobs.toml").write_text(f"[tea-house]\nurls = ['x.example/']\n[{other}]\nurls = ['y.example/']\n")
    with pytest.raises(JobsFileError, match="differ only in case"):
        load(tmp_path / "jobs.toml")


SETTINGS = {
    "LEASE_SECONDS": 60,
    "STORE_PATIENCE": 60,
    "ROUND_SECONDS": 1,
    "RECHECK_DAYS": 1,
    "SWEEP_DAYS": 7,
    "STORE_URL": "",
    "FEED_FILE_BYTES": 9000,
    "FEED_FILE_ZSTD": False,
}


def test_a_store_belongs_to_one_job(tmp_path: Path) -> None:
    settings = SETTINGS | {"STORE_DIR": tmp_path}
    StoredJob("tea-house", settings).close(0, "")
    (tmp_path / "tea-house").rename(tmp_path / "Tea-House")
    with pytest.raises(StoreError, match="belongs to job tea-house"):
        StoredJob("Tea-House", settings)
