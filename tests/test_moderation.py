"""What moderators do between two runs of a job: threads deleted, restored, moved and merged, in boards and sub-boards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.demo import running
from crawler.demo.specials import IDS
from tests.jobs import JobRunner
from tests.matrix import posts_of

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo import RunningForum

EAST_BANK, ISLAND, WEST_BANK = 6, 9, 7
"""The second is a sub-board of the first."""


def check(job: JobRunner, forum: RunningForum, *, gone: int = 0) -> None:
    """Everything of the forum is in the feed, nothing twice, and only what had been there besides."""
    found = [(post["thread"]["id"], post["post_id"]) for post in job.feed() if post["revision"] == 1]
    assert posts_of(forum) <= set(found)
    assert len(found) == len(set(found))
    assert len(set(found) - posts_of(forum)) == gone


def test_what_moderators_do(tmp_path: Path) -> None:
    with running(threads=60) as forum:
        job = JobRunner(tmp_path, forum.url)
        binned, moved, below, small = (
            forum.new_thread(fid, f"题{n}", f"话{n}") for n, fid in enumerate((EAST_BANK, EAST_BANK, ISLAND, WEST_BANK))
        )
        for tid in (binned, moved, below):
            forum.reply(tid, "顶")
        assert job.run().status == 0
        check(job, forum)

        forum.delete(binned)
        forum.move(moved, ISLAND)
        forum.move(below, EAST_BANK)
        forum.merge(small, IDS["long"])
        forum.reply(moved, "搬家以后")
        assert job.run().status == 0
        check(job, forum, gone=3)

        forum.restore(binned)
        forum.reply(binned, "回来了")
        forum.reply(below, "也搬过")
        assert job.run().status == 0
        check(job, forum, gone=1)
        assert job.run().status == 0


def test_posts_merged_above_where_a_thread_was_read_on(tmp_path: Path) -> None:
    """A thread of three pages gets an older thread's post on its first page; its last page shows nothing new."""
    with running(threads=60) as forum:
        job = JobRunner(tmp_path, f"{forum.url}forum.php?mod=forumdisplay&fid={WEST_BANK}")
        older = forum.new_thread(WEST_BANK, "先开的题", "先说的话")
        long = forum.new_thread(WEST_BANK, "长的题", "首帖")
        for floor in range(2, 24):
            forum.reply(long, f"第{floor}层")
        assert job.run().status == 0
        forum.merge(older, long)
        assert job.run().status == 0
        found = {(post["thread"]["id"], post["post_id"]) for post in job.feed()}
        assert {pair for pair in posts_of(forum, WEST_BANK) if pair[0] == str(long)} <= found
