"""What makes a thread be read again, and how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from crawler.forum import ThreadPage
from crawler.items import Board
from crawler.store import boards
from crawler.store.database import Database
from crawler.store.schema import boards as board_table
from crawler.store.schema import threads as thread_table
from crawler.store.verdicts import DAY
from tests.test_gone import Forum, page
from tests.test_store import SITE, list_page, row

if TYPE_CHECKING:
    from pathlib import Path

PAGES = 14


@pytest.fixture
def job(tmp_path: Path) -> Forum:
    return Forum(Database("", "x", tmp_path))


def shown(at: int, without: int = 0) -> ThreadPage:
    """One of the pages of a long thread, ten posts each."""
    return page(1, [floor for floor in range(10 * at - 9, 10 * at + 1) if floor != without], at, more=at < PAGES)


def read_all(job: Forum, **values: Any) -> None:
    job.walk(list_page([row(1, 10, replies=10 * PAGES - 1, **values)], last=True))
    lease = job.take("thread")
    assert lease
    for at in range(1, PAGES + 1):
        job.commit(lease, shown(at))
    job.begin()


def asked(job: Forum, without: int = 0) -> list[int]:
    """Reads whatever is due, and gives the numbers of the pages."""
    found = []
    while lease := job.take("page", "thread"):
        at = lease.row["page"] or 1
        found.append(at)
        job.commit(lease, shown(at, without))
    return found


@pytest.mark.parametrize(
    ("listed", "without", "expected"),
    [
        ({}, 0, []),
        ({"replies": 10 * PAGES - 2}, 125, [14, 13]),  # a post has gone: found on the page before the last
        ({"replies": 10 * PAGES - 2}, 0, list(range(14, 3, -1))),  # nowhere near: ten pages and no more
        ({"replies": 10 * PAGES}, 0, list(range(14, 3, -1))),  # more, and no new last post: a comment somewhere
        ({"replies": 10 * PAGES, "minute": 5}, 0, [14]),  # a new reply
        ({"title": "改了题目"}, 0, [1]),
    ],
)
def test_what_a_list_says(job: Forum, listed: dict[str, Any], without: int, expected: list[int]) -> None:
    read_all(job)
    values = {"minute": 10, "replies": 10 * PAGES - 1} | {name: value for name, value in listed.items() if name != "title"}
    changed = row(1, **values)
    changed.title = listed.get("title", changed.title)
    job.walk(list_page([changed], last=True))
    assert asked(job, without) == expected


def test_two_posts_that_have_gone_on_two_pages(job: Forum) -> None:
    read_all(job)
    job.walk(list_page([row(1, 10, replies=10 * PAGES - 3)], last=True))
    found = []
    while lease := job.take("page", "thread"):
        at = lease.row["page"]
        found.append(at)
        job.commit(lease, shown(at, 125 if at == 13 else 95))
    assert found == [14, 13, 12, 11, 10]


def test_a_thread_in_another_board_is_a_revision_of_its_opening_post(job: Forum) -> None:
    read_all(job)
    there = shown(14)
    there.board = Board("7", "河边")
    job.again("1")
    job.read_page(there)
    first = shown(1)
    first.board = first.posts[0].post.board = there.board
    before = len(job.lines())
    job.read_page(first)
    (line,) = job.lines()[before:]
    assert (line.floor, line.revision, line.board.id) == (1, 2, "7")
    job.again("1")
    job.read_page(there)
    assert not job.take("page"), "it is said once"


def test_all_of_a_thread_is_read_again_when_it_is_twice_as_old(job: Forum) -> None:
    read_all(job)
    moment = select(thread_table.c.reread_at)
    far = job.write(lambda c: c.scalar(moment))
    job.write(lambda c: c.execute(update(thread_table).values(reread_at=far - 400 * DAY)))
    job.begin()
    lease = job.take("thread")
    assert lease
    assert (lease.url, lease.page) == (f"https://{SITE}/thread-1-1-1.html", 0)
    assert job.commit(lease, shown(1)).next_url
    assert job.commit(lease, shown(14)).next_url is None
    assert job.write(lambda c: c.scalar(moment)) > far - DAY


def test_the_whole_list_is_read_after_a_week(job: Forum) -> None:
    rows = [row(n, n) for n in range(8)]
    job.walk(list_page(rows[:4]), list_page(rows[4:], 2, last=True))
    job.done()
    for days, pages in ((6, 1), (1.1, 2), (0, 1)):
        job.write(lambda c, days=days: c.execute(update(board_table).values(swept_at=board_table.c.swept_at - days * DAY)))
        job.begin()
        read = 0
        while lease := job.take("listing"):
            read += 1
            given = list_page(rows[:4]) if read == 1 else list_page(rows[4:], 2, last=True)
            job.write(lambda c, lease=lease, given=given: boards.commit(c, lease, given, SITE, lambda _: True, True, sweep=7 * DAY))
        assert read == pages
