"""Jobs as they are run: real processes against a demo forum that changes between them."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import socket
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from crawler.demo import RunningForum, running
from crawler.demo.forum import Forum
from crawler.demo.site import Site
from crawler.demo.specials import IDS
from crawler.store.health import MAX_IN_A_ROW
from tests.jobs import JobRunner, fetched_again
from tests.loopback import Answer, serving
from tests.patience import HANG, wait_for
from tests.processes import scrapy
from tests.soak import soak

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOARD = "forum.php?mod=forumdisplay&fid=7"
KNOWN = ("author is",)
"""Differences that have nothing to do with jobs."""


@pytest.fixture
def forum() -> Iterator[RunningForum]:
    with running(threads=120) as started:
        yield started


@pytest.fixture
def board(forum: RunningForum, tmp_path: Path) -> JobRunner:
    """A job on one board, run once."""
    job = JobRunner(tmp_path, forum.url + BOARD)
    assert job.run().status == 0
    forum.reset_stats()
    return job


def asked(forum: RunningForum) -> list[str]:
    """Pages asked for since the last look, as ``board``, ``tid`` or ``tid/page``."""
    report = forum.stats()
    forum.reset_stats()
    found = []
    for url, kind in zip(report["urls"], report["kind_of"], strict=True):
        query = dict(part.partition("=")[::2] for part in url.partition("?")[2].split("&"))
        if kind == "board":
            found.append(f"board {query['fid']}" + (f"/{query['page']}" if query.get("page", "1") != "1" else ""))
        elif kind == "thread":
            found.append(query["tid"] + (f"/{query['page']}" if query.get("page", "1") != "1" else ""))
    return found


def rows(job: JobRunner, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(job.folder / "store.sqlite") as connection:
        return connection.execute(query).fetchall()


def thread_of(forum: RunningForum, job: JobRunner, posts: int) -> int:
    """A new thread with so many posts, which the job has read."""
    tid = forum.new_thread(7, "一个主题", "首帖")
    for floor in range(2, posts + 1):
        forum.reply(tid, f"第{floor}层")
    assert job.run().status == 0
    forum.reset_stats()
    return tid


def whole(job: JobRunner, forum: RunningForum) -> list[str]:
    """What is wrong with a feed of the whole forum."""
    return [problem for problem in job.problems(forum) if not any(known in problem for known in KNOWN)]


def test_the_whole_forum(forum: RunningForum, tmp_path: Path) -> None:
    job = JobRunner(tmp_path, forum.url)
    first = job.run()
    assert first.status == 0, first.log
    assert whole(job, forum) == []
    assert fetched_again(forum) <= 1  # the thread that sends its first visitor to itself
    assert job.run().status == 0
    assert len(job.manifest()) == 1


def test_nothing_new_costs_one_request(forum: RunningForum, board: JobRunner) -> None:
    for _ in range(2):
        result = board.run()
        assert result.status == 0
        assert asked(forum) == ["board 7"]


def test_a_reply_costs_its_page(forum: RunningForum, board: JobRunner) -> None:
    tid = thread_of(forum, board, 3)
    pid = forum.reply(tid, "新来的一层")
    assert board.run().status == 0
    assert asked(forum) == ["board 7", str(tid)]
    assert board.feed()[-1]["post_id"] == str(pid)
    assert board.run().status == 0
    assert asked(forum) == ["board 7"]


def test_replies_over_a_page_s_end(forum: RunningForum, board: JobRunner) -> None:
    tid = thread_of(forum, board, 8)
    wanted = [forum.reply(tid, f"第{n}句") for n in range(25)]
    assert board.run().status == 0
    assert asked(forum) == ["board 7", str(tid), f"{tid}/2", f"{tid}/3", f"{tid}/4"]
    assert [int(post["post_id"]) for post in board.feed()[-25:]] == wanted
    more = forum.reply(tid, "又一句")
    assert board.run().status == 0
    assert asked(forum) == ["board 7", f"{tid}/4"]
    assert board.feed()[-1]["post_id"] == str(more)


def test_a_full_last_page_is_not_read_again(forum: RunningForum, board: JobRunner) -> None:
    tid = thread_of(forum, board, 9)
    forum.reply(tid, "第十层")
    assert board.run().status == 0
    forum.reset_stats()
    pid = forum.reply(tid, "第十一层")
    assert board.run().status == 0
    assert asked(forum) == ["board 7", f"{tid}/2"]
    assert board.feed()[-1]["post_id"] == str(pid)


def test_a_new_thread(forum: RunningForum, board: JobRunner) -> None:
    tid = forum.new_thread(7, "刚开的主题", "头一句话")
    assert board.run().status == 0
    assert asked(forum) == ["board 7", str(tid)]
    assert board.feed()[-1]["thread"]["title"] == "刚开的主题"


def test_an_edit_is_a_new_revision(forum: RunningForum, board: JobRunner) -> None:
    tid = thread_of(forum, board, 4)
    before = len(board.feed())
    board.run(RECHECK_DAYS=100_000)
    forum.edit(tid * 1000 + 2, "改过的一层")
    forum.reply(tid, "让它浮上来")
    board.run(RECHECK_DAYS=100_000)
    forum.edit(tid * 1000 + 3, "这一层也改了")
    board.run(RECHECK_DAYS=100_000)
    after = [(int(post["post_id"]), post["revision"]) for post in board.feed()[before:]]
    assert sorted(after) == [(tid * 1000 + 2, 2), (tid * 1000 + 3, 2), (tid * 1000 + 5, 1)]


def test_young_pages_are_read_again_and_noise_is_no_edit(forum: RunningForum, tmp_path: Path) -> None:
    """Board 7 has jammers; view counts, tokens and relative times change with every visit."""
    job = JobRunner(tmp_path, forum.url, RECHECK_DAYS=100_000)
    assert job.run().status == 0
    before = len(job.feed())
    forum.reset_stats()
    assert job.run().status == 0
    assert sum("board" not in page for page in asked(forum)) > 100
    assert len(job.feed()) == before
    assert job.run().status == 0
    assert sum("board" not in page for page in asked(forum)) == 0, "the third reading comes when the pages have aged by a quarter"


def test_threads_that_vanish_keep_the_reason(forum: RunningForum, tmp_path: Path) -> None:
    job = JobRunner(tmp_path, forum.url)
    assert job.run().status == 0
    gone = next(tid for tid in range(174, 61, -1) if forum.get(f"forum.php?mod=viewthread&tid={tid}")[0] == 200)
    forum.delete(gone)
    forum.reset_stats()
    assert job.run().status == 0
    reasons = {int(key.rpartition("/")[2]): reason for key, reason in rows(job, "select key, reason from threads where reason is not null")}
    assert reasons[gone] == "missing"
    assert reasons[IDS["reading permission"]] == "permission"
    assert set(reasons) == {gone, IDS["reading permission"]}
    assert job.run().status == 0
    assert str(gone) not in asked(forum)[-1:]


def test_threads_named_by_the_job_itself(forum: RunningForum, tmp_path: Path) -> None:
    url = f"{forum.url}forum.php?mod=viewthread&tid={IDS['long']}&page=3"
    job = JobRunner(tmp_path, url, spider="thread")
    assert job.run().status == 0
    assert len(job.feed()) == len([post for post in forum.truth() if post["thread_id"] == str(IDS["long"])])
    forum.reset_stats()
    pid = forum.reply(IDS["long"], "新的一天")
    assert job.run().status == 0
    assert asked(forum) == [f"{IDS['long']}/13"]
    assert job.feed()[-1]["post_id"] == str(pid)


def test_latest_posts_first(forum: RunningForum, tmp_path: Path) -> None:
    job = JobRunner(tmp_path, forum.url)
    assert job.run().status == 0
    forum.reset_stats()
    pid = forum.reply(IDS["reverse"], "放在最前")
    assert job.run().status == 0
    twice = str(IDS["reading permission"])  # a verdict takes two looks
    assert [page for page in asked(forum) if "board" not in page and page != twice] == [str(IDS["reverse"])]
    assert job.feed()[-1]["post_id"] == str(pid)


def test_killed_again_and_again(tmp_path: Path) -> None:
    report = soak(tmp_path, kills=3, seed=1, concurrency=4, threads=200, delay=0.03)
    assert report.kills == 3
    assert report.last.status == 0, report.last.log
    assert [problem for problem in report.problems if not any(known in problem for known in KNOWN)] == []
    assert report.again <= 2 * 5 * report.kills + 1  # five requests in flight; one thread sends its first visitor to itself


def test_killed_while_the_forum_fails(tmp_path: Path) -> None:
    report = soak(tmp_path, kills=3, seed=2, threads=120, delay=0.03, faults=0.15)
    assert report.last.status == 0, report.last.log
    assert [problem for problem in report.problems if not any(known in problem for known in KNOWN)] == []


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with running(threads=120, delay=10 * HANG) as hanging:
        job = JobRunner(tmp_path, hanging.url, ROBOTSTXT_OBEY=0, DOWNLOAD_TIMEOUT=10 * HANG)
        first = job.start()
        wait_for(lambda: hanging.stats()["requests"] > 0)
        second = job.run()
        assert (second.status, second.line) == (3, f"boardfeed: another run of this job is at work ({job.folder}/lock is locked)")
        first.send_signal(signal.SIGTERM)
        assert first.wait(HANG) == 6


def test_sigterm_ends_a_run_in_time_and_loses_nothing(tmp_path: Path) -> None:
    with running(threads=60, delay=0.05) as forum:
        job = JobRunner(tmp_path, forum.url)
        run = job.start()
        wait_for(lambda: forum.stats()["requests"] > 20)
        run.send_signal(signal.SIGTERM)
        assert run.wait(HANG) == 6
        assert len(job.feed()) == rows(job, "select count(*) from posts")[0][0] > 0
        assert job.run().status == 0
        assert whole(job, forum) == []
        assert fetched_again(forum) <= 3


def test_sigterm_does_not_wait_for_a_forum_that_hangs(tmp_path: Path) -> None:
    with running(threads=120, delay=10 * HANG) as hanging:
        job = JobRunner(tmp_path, hanging.url, ROBOTSTXT_OBEY=0, DOWNLOAD_TIMEOUT=10 * HANG)
        run = job.start()
        wait_for(lambda: hanging.stats()["requests"] > 0)
        run.send_signal(signal.SIGTERM)
        assert run.wait(HANG) == 6
        assert list((job.folder / "runs").glob("*.json"))


def test_a_forum_that_is_away_costs_no_thread_its_tries(tmp_path: Path) -> None:
    port = free_port()
    with running(threads=120, port=port) as forum:
        job = JobRunner(tmp_path, forum.url + BOARD, RETRY_ENABLED=0)
        assert job.run(CLOSESPIDER_PAGECOUNT=4).status == 6
    for _ in range(6):
        assert job.run(ROUND_SECONDS=0).status == 4
    with running(threads=120, port=port):
        assert job.run(ROUND_SECONDS=0).status == 0
        assert rows(job, "select count(*) from threads where dirty or reason is not null")[0][0] == 0


def test_a_board_that_the_job_names_no_more(forum: RunningForum, board: JobRunner) -> None:
    board.url = forum.url + "forum.php?mod=forumdisplay&fid=3"
    assert board.run().status == 0
    assert "board 7" not in asked(forum)


def test_the_run_s_report(forum: RunningForum, board: JobRunner) -> None:
    (path,) = (board.folder / "runs").glob("*.json")
    report = json.loads(path.read_text())
    assert report["status"] == 0
    assert report["posts"]["new"] == report["feed"]["lines"] == len(board.feed())
    assert report["requests"] >= report["pages"]["threads"] > 0
    assert {"captions", "boilerplate", "notices", "failures"} <= set(report)
    metrics = (board.folder / "metrics.prom").read_text()
    assert f'boardfeed_lines{{job="x"}} {len(board.feed())}.0\n' in metrics
    assert 'boardfeed_run_status{job="x"} 0.0\n' in metrics


# Our own machine ----------------------------------------------------------------------------------------------------------------------


def test_a_damaged_database(forum: RunningForum, board: JobRunner) -> None:
    path = board.folder / "store.sqlite"
    path.write_bytes(b"\0" * 3000 + os.urandom(5000))
    result = board.run()
    assert result.status == 1
    assert result.line.startswith(f"boardfeed: {path}: the database is damaged")
    assert "Traceback" not in result.log


def test_a_locked_database(forum: RunningForum, board: JobRunner) -> None:
    other = sqlite3.connect(board.folder / "store.sqlite", isolation_level=None)
    other.execute("begin exclusive")
    result = board.run()
    assert (result.status, result.line) == (1, f"boardfeed: {board.folder / 'store.sqlite'}: another program keeps the database locked")
    other.execute("rollback")
    assert board.run().status == 0


def test_a_directory_that_cannot_be_made(forum: RunningForum, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    result = JobRunner(tmp_path, forum.url).run()
    assert result.status == 1
    assert result.line.startswith(f"boardfeed: {tmp_path / 'var' / 'x'}: ")
    assert "Traceback" not in result.log


def test_a_full_disk_in_the_middle(forum: RunningForum, tmp_path: Path) -> None:
    """No file may grow beyond 200 kB: the store's log cannot either.  Afterwards there is room again."""
    job = JobRunner(tmp_path, forum.url)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        result = job.run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert result.status == 1
    assert "the disk is full" in result.line
    assert "Traceback" not in result.log
    assert not list(job.folder.glob("feed/*/*"))
    assert job.run().status == 0
    assert whole(job, forum) == []


# The site's answers -------------------------------------------------------------------------------------------------------------------


class Moody:
    """The demo forum behind a server whose thread pages can be replaced."""

    def __init__(self) -> None:
        self.site = Site(Forum(threads=120))
        self.instead: Answer | None = None
        self.only = ""

    def __call__(self, path: str) -> Answer | None:
        if self.instead is not None and "viewthread" in path and self.only in path:
            return self.instead
        answer = self.site.answer(path, "http://127.0.0.1/")
        return answer.status, dict(answer.headers), answer.body.replace(b'<base href="http://127.0.0.1/"', b"<base ")


CHALLENGE = "<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>"


@pytest.mark.parametrize(
    ("instead", "status", "words"),
    [(CHALLENGE, 4, "it needs a browser"), ("<html><body><h1>全新改版</h1></body></html>", 5, "nothing was found in them")],
)
def test_the_site_turns_away(tmp_path: Path, instead: str, status: int, words: str) -> None:
    moody = Moody()
    with serving(moody) as server:
        job = JobRunner(tmp_path, server.url + BOARD)
        moody.instead = instead
        for _ in range(6):
            result = job.run(ROUND_SECONDS=0)
            assert result.status == status
            assert words in result.line
            assert sum("viewthread" in path for path in server.paths) <= MAX_IN_A_ROW + 2, "it is left alone after a few pages"
            server.paths.clear()
        moody.instead = None
        assert job.run(ROUND_SECONDS=0).status == 0
        assert rows(job, "select count(*) from threads where dirty or reason is not null")[0][0] == 0


def test_a_thread_that_fails_is_given_up_after_five_rounds(tmp_path: Path) -> None:
    moody = Moody()
    moody.instead, moody.only = (500, {}, b"oops"), "tid=69"
    with serving(moody) as server:
        job = JobRunner(tmp_path, server.url + BOARD, RETRY_ENABLED=0)
        for _ in range(5):
            assert job.run(ROUND_SECONDS=0).status == 6
        assert rows(job, "select key, dirty from threads where reason is not null") == [(f"{server.url[7:-1]}/69", 0)]
        result = job.run(ROUND_SECONDS=0)
        assert (result.status, "1 threads were given up before" in result.line) == (6, True)
        moody.instead = None
        moody.site.forum.reply(69, "又有人说话了")
        assert job.run(ROUND_SECONDS=0).status == 0
        assert rows(job, "select count(*) from threads where reason is not null") == [(0,)]


def test_a_job_of_the_jobs_file(forum: RunningForum, tmp_path: Path) -> None:
    (tmp_path / "jobs.toml").write_text(f"""
        [news]
        urls = ["{forum.url}{BOARD}"]
        max_pages = 1
        [news.settings]
        STORE_DIR = "{tmp_path}/var"
        FEED_FILE_ZSTD = true
    """)
    done = scrapy("job", "news", "--file", str(tmp_path / "jobs.toml"))
    assert done.returncode == 0, done.stderr
    shown = scrapy("feed", "news", "-s", f"STORE_DIR={tmp_path}/var").stdout
    assert "1 files" in shown
    assert "exit 0" in shown
    exported = scrapy("feed", "news", "-s", f"STORE_DIR={tmp_path}/var", "--export", str(tmp_path / "posts.parquet"))
    assert exported.returncode == 0, exported.stderr
    table = pytest.importorskip("pyarrow.parquet").read_table(tmp_path / "posts.parquet")
    with sqlite3.connect(tmp_path / "var" / "news" / "store.sqlite") as connection:
        assert table.num_rows == connection.execute("select count(*) from posts").fetchone()[0] > 0
    assert set(table["thread"].to_pylist()[0]) >= {"id", "title"}


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("[a]\nurls = ['x.example/']\n", "b", "there are: a"),
        ("[a]\nurls = []\n", "a", "[a] needs urls"),
        ("[a]\nurls = ['x.example/']\ncolour = 1\n", "a", "[a] has an unknown option, colour"),
        ("[a\n", "a", "jobs.toml: "),
        ("[a]\nurls = ['gopher://x.example/']\n", "a", "is no web address"),
    ],
)
def test_wrong_usage(tmp_path: Path, text: str, name: str, words: str) -> None:
    (tmp_path / "jobs.toml").write_text(text)
    done = scrapy("job", name, "--file", str(tmp_path / "jobs.toml"))
    assert done.returncode == 2
    assert words in done.stderr.splitlines()[-1]


def free_port() -> int:
    """A port below those that systems hand out by themselves: a test beside this one is not given it meanwhile."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_told_twice_to_stop(forum: RunningForum, board: JobRunner, number: signal.Signals) -> None:
    """It stops at once, says so with status 6, and the next run goes on."""
    run = board.start(DOWNLOAD_DELAY=5)
    wait_for(lambda: forum.stats()["requests"] > 1)
    run.send_signal(number)
    wait_for(lambda: "shutting down" in (board.var / "log").read_text())
    run.send_signal(number)
    assert run.wait() == 6
    assert "stopped before the end" in (board.var / "log").read_text().strip().rpartition("\n")[2]
    assert board.run().status == 0


def test_what_one_duty_of_the_clock_cannot_do_is_no_other_s(forum: RunningForum, board: JobRunner) -> None:
    """Reports that cannot be written end nothing: posts are published, and the run says what failed."""
    (board.folder / "metrics.prom").unlink()
    (board.folder / "metrics.prom").mkdir()
    result = board.run(FEED_FILE_SECONDS=1)
    assert result.status == 0, result.log
    assert result.log.count("metrics.prom") == 1
    assert len(board.feed()) > 0
