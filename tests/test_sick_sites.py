"""Jobs whose site falls ill, and what becomes of every request: real processes against a demo forum behind a sick server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crawler.demo import running
from crawler.settings import DOWNLOADER_MIDDLEWARES
from tests.jobs import JobRunner
from tests.matrix import compared, fall_ill
from tests.sick import is_thread, sick
from tests.test_jobs import BOARD, rows

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("way", "known"),
    [
        ("robots.txt forbids all", False),
        ("list pages from 2 on lead to /", True),
        ("threads do not exist", True),
        ("threads lead to /", False),
        ("threads: one thread's page for all", True),
        ("a row dated 2099", False),
    ],
)
def test_nothing_is_lost_when_a_site_was_ill(tmp_path: Path, way: str, known: bool) -> None:
    """The rest of the table is in ``make soak``."""
    row = fall_ill(tmp_path, way, path=BOARD, known=known, board=7)
    assert (row.lost, row.wrong, row.lied) == (0, 0, False), row.log
    assert row.statuses[-1] == 0, row.log


def test_a_first_run_without_pagers_reads_threads_to_their_end(tmp_path: Path) -> None:
    """Threads of three pages, and one that shows its newest post first: the list says how many posts there are."""
    row = fall_ill(tmp_path, "threads: without a pager")
    assert (row.lost, row.wrong, row.lied) == (0, 0, False), row.log


def test_a_seed_that_has_moved_to_another_host(tmp_path: Path) -> None:
    """Its threads keep the name of the site under which they are stored."""
    with running(threads=60) as forum, sick(forum) as (patient, server):
        job = JobRunner(tmp_path, server.url + BOARD)
        assert job.run().status == 0
        before = rows(job, "select count(*) from posts")
        patient.way, patient.seed = "the seed has moved to another host", f"/{BOARD}"
        forum.new_thread(7, "搬家以后", "还在这里")
        result = job.run()
        assert result.status == 0, result.log
        assert rows(job, "select count(*) from posts") == [(before[0][0] + 1,)]
        assert rows(job, "select count(distinct site) from threads") == [(1,)]


@pytest.mark.parametrize("dropped", [True, False])
def test_every_request_gives_its_lease_back(tmp_path: Path, dropped: bool) -> None:
    """A request that is dropped on its way ends the run neither with 0 nor never; so does one that leads to another host."""
    with running(threads=60) as forum, sick(forum) as (patient, server):
        lost = {"DOWNLOADER_MIDDLEWARES": json.dumps({**DOWNLOADER_MIDDLEWARES, "tests.broken.LosesRequests": 10})} if dropped else {}
        job = JobRunner(tmp_path, server.url + BOARD, RETRY_TIMES=1)
        patient.way = "one thread leads to /" if lost else "one thread leads to another host"
        result = job.run(**lost)
        assert result.status == 6, result.log
        assert ("lost on the way" in result.log) == bool(lost)
        assert "it leads to another site" in result.log or lost
        patient.way = "well"
        assert job.run().status == 0
        assert compared(job, forum, 7) == (0, 0)


def test_all_ways_out_of_a_request(tmp_path: Path) -> None:
    """Each gives its lease back by itself: the watch finds none, and a thread that came after all is read in the next run."""
    with running(threads=60) as forum, sick(forum) as (patient, server):
        job = JobRunner(tmp_path, server.url + BOARD, RETRY_TIMES=0)
        patient.way = "every second thread: another way out"
        result = job.run()
        assert result.status == 6, result.log
        assert "lost on the way" not in result.log
        assert {path for path in server.paths if is_thread(path)} >= {
            f"/forum.php?mod=viewthread&tid={row['thread_id']}" for row in forum.truth() if row["board"] == "西岸"
        }
        patient.way = "well"
        assert job.run().status == 0
        assert compared(job, forum, 7) == (0, 0)


def test_again_reads_a_thread_from_its_beginning(tmp_path: Path) -> None:
    with running(threads=60) as forum:
        job = JobRunner(tmp_path, forum.url + BOARD)
        assert job.run().status == 0
        (url,) = rows(job, "select url from threads where reason is null order by key limit 1")[0]
        forum.reset_stats()
        assert job.run(again=url).status == 0
        assert [asked for asked, kind in zip(forum.stats()["urls"], forum.stats()["kind_of"], strict=True) if kind == "thread"]
        assert job.run(again=forum.url + "forum.php?mod=viewthread&tid=999999").status == 2
