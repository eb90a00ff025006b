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


DAY = 24.5


def rounds(job: JobRunner, *hours: float) -> str:
    """Runs the job, and again after so many hours each time; gives the last closing line."""
    for wait in hours:
        result = job.run()
        assert result.status in (0, 6), result.log
        job.hours_pass(wait)
    result = job.run()
    assert result.status == 0, result.log
    return result.line


def test_what_has_gone(tmp_path: Path) -> None:
    """Replies and threads deleted, restored, split, merged, retitled, moved and commented upon, in threads of one page and of three."""
    with running(threads=60) as forum:
        job = JobRunner(tmp_path, f"{forum.url}forum.php?mod=forumdisplay&fid={WEST_BANK}")
        short, long, binned, retitled, merged, into = (forum.new_thread(WEST_BANK, f"题目{n}", f"首帖{n}") for n in range(6))
        pids = {tid: [forum.reply(tid, f"{tid}楼{n}") for n in range(2, last)] for tid, last in ((short, 6), (long, 28), (binned, 4))}
        (extra,) = (forum.reply(merged, "并过来的"),)
        assert job.run().status == 0
        assert not job.gone()

        first, last, middle = pids[short][0], pids[short][-1], pids[long][3]
        for pid in (first, last, middle):
            forum.delete_post(pid)
        forum.comment(pids[long][1], "一句点评")
        forum.like(pids[long][1])
        forum.like(pids[long][2])
        part = forum.split(pids[long][10:12], "分出来的题")
        forum.delete(binned)
        forum.retitle(retitled, "改过的题目")
        forum.merge(merged, into)
        rounds(job, 1.1, 1.1, DAY, DAY)
        site = job.feed()[0]["site"]
        expected = {f"{site}/{tid}/{pid}": "deleted" for tid, pid in ((short, first), (short, last), (long, middle))}
        expected |= {f"{site}/{long}/{pid}": "moved" for pid in pids[long][10:12]}
        expected |= {f"{site}/{binned}/{pid}": "thread_deleted" for pid in (binned * 1000 + 1, *pids[binned])}
        expected |= {f"{site}/{merged}/{pid}": "moved" for pid in (merged * 1000 + 1, extra)}
        assert {key: gone["reason"] for key, gone in job.gone().items()} == expected
        assert job.gone()[f"{site}/{long}/{pids[long][10]}"]["to"] == f"{site}/{part}/{pids[long][10]}"
        latest = {line["id"]: line for line in job.feed()}
        assert latest[f"{site}/{retitled}/{retitled * 1000 + 1}"]["thread"]["title"] == "改过的题目"
        commented, liked = (latest[f"{site}/{long}/{pids[long][floor]}"] for floor in (1, 2))
        assert (len(commented["comments"]), commented["likes"], commented["revision"]) == (1, 1, 2)
        assert liked["revision"] == 1, "a like is no edit"

        forum.restore_post(middle)
        forum.restore(binned)
        rounds(job, 1.1)
        restored = (f"{site}/{long}/{middle}", *(key for key, reason in expected.items() if reason == "thread_deleted"))
        assert {key: gone["reason"] for key, gone in job.gone().items()} == {key: expected[key] for key in expected if key not in restored}
