"""What has gone: posts that a page shows no more, threads that the site says are not there, posts that stand in another thread."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import select, update

from crawler.forum import ThreadPage
from crawler.items import Attachment, Gone, Image, Post
from crawler.store import schema, threads, verdicts, work
from crawler.store.database import Database
from crawler.store.order import in_order, places
from crawler.store.schema import pages, records
from crawler.store.schema import posts as post_table
from crawler.store.schema import threads as thread_table
from tests.test_store import NOON, SITE, Job, list_page, row, thread_page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@pytest.fixture
def job(tmp_path: Path) -> Forum:
    return Forum(Database("", "x", tmp_path))


class Forum(Job):
    """A job that reads threads of software whose posts keep their numbers."""

    def read_page(self, page: ThreadPage, **values: Any) -> threads.Read:
        """One page of the thread that is due."""
        lease = self.take("thread", "page")
        assert lease, "nothing is due"
        return self.commit(lease, page, **values)

    def commit(self, lease: work.Lease, page: ThreadPage, *, guest: bool = False, replies: int | None = None) -> threads.Read:
        page.thread.replies = replies
        return self.write(
            lambda c: threads.commit(
                c, lease, page, [raw.post for raw in page.posts], lease.url,
                lambda at: f"https://{SITE}/thread-{page.thread.id}-{at}-1.html", None, 0, guest=guest, engine="discuz", ids="site",
            )
        )  # fmt: skip

    def again(self, key: str) -> None:
        """A thread is to be read."""
        self.write(
            lambda c: c.execute(update(thread_table).where(thread_table.c.key == f"{SITE}/{key}").values(schema.UNLEASED | {"dirty": True}))
        )

    def hours_pass(self, hours: float) -> None:
        """Instead of a clock that runs ahead, what is remembered happened earlier."""
        moments = ((post_table, "absent_at"), (pages, "due"), (thread_table, "reason_since"), (thread_table, "next_ask"))
        for table, name in moments:
            self.write(lambda c, table=table, name=name: c.execute(update(table).values({name: table.c[name] - hours * 3600})))
        self.begin()

    def lines(self) -> list[Post]:
        """All that the feed gets."""
        found = self.write(lambda c: c.scalars(select(records.c.line).order_by(records.c.seq)).all())
        return [msgspec.json.decode(line, type=Post) for line in found]

    def gone(self) -> dict[str, Gone]:
        """By post, what its last line says."""
        return {post.post_id: post.gone for post in {post.id: post for post in self.lines()}.values() if post.gone}


def page(number: int, floors: Iterable[int], at: int = 1, *, more: bool = False, later: int = 0) -> ThreadPage:
    """A page with the posts of the given floors, one a minute."""
    floors = list(floors)
    made = thread_page(number, 1, max(floors), at, more=more)
    made.posts = sorted((raw for raw in made.posts if raw.post.floor in floors), key=lambda raw: floors.index(raw.post.floor or 0))
    for raw in made.posts:
        raw.post.created_at = (NOON + timedelta(minutes=(raw.post.floor or 0) + later)).isoformat()
        raw.post.created_precision = "second"
        raw.post.url = f"https://{SITE}/post-{raw.post.post_id}"
    return made


def first_reading(job: Forum, *read: ThreadPage, replies: int | None = None) -> None:
    job.walk(list_page([row(1, 10, replies=replies)], last=True))
    lease = job.take("thread")
    assert lease
    for one in read:
        assert job.commit(lease, one, replies=replies).missed == (0, 0, 0, 0)


def readings(job: Forum, *read: ThreadPage, hours: float = 1.1, **values: Any) -> set[str]:
    """Reads each page twice, with hours between; gives the posts that have gone."""
    for _ in range(2):
        for one in read:
            job.again("1")
            job.read_page(one, **values)
        job.hours_pass(hours)
    return set(job.gone())


def test_a_post_that_a_page_misses_twice_has_gone(job: Forum) -> None:
    first_reading(job, page(1, range(1, 7)))
    job.again("1")
    assert job.read_page(page(1, [1, 2, 4, 5, 6])).missed == (1, 1, 0, 0)
    assert not job.gone()
    assert not job.take("page"), "an hour has not passed"
    job.hours_pass(1.1)
    assert job.read_page(page(1, [1, 2, 4, 5, 6])).missed == (0, 0, 1, 1)
    line = job.lines()[-1]
    assert (line.id, line.revision, line.floor, line.url) == (f"{SITE}/1/1003", 2, 3, f"https://{SITE}/post-1003")
    assert job.gone()["1003"].reason == "deleted"
    assert (line.engine, line.board.id, line.thread.id, line.text, line.blocks, line.author) == ("discuz", "2", "1", "", [], None)
    job.again("1")
    job.read_page(page(1, [1, 2, 4, 5, 6]))
    assert len(job.lines()) == 7, "it is said once"


def test_a_restored_post_is_its_next_revision(job: Forum) -> None:
    first_reading(job, page(1, range(1, 5)))
    assert readings(job, page(1, [1, 2, 4])) == {"1003"}
    job.again("1")
    stored = job.read_page(page(1, range(1, 5))).stored
    assert stored
    assert (stored.new, stored.edited, stored.restored) == (0, 1, 1)
    assert [(post.revision, bool(post.gone)) for post in job.lines() if post.post_id == "1003"] == [(1, False), (2, True), (3, False)]


def test_one_that_is_seen_between_the_readings_has_not_gone(job: Forum) -> None:
    first_reading(job, page(1, range(1, 5)))
    for floors in ([1, 2, 4], [1, 2, 3, 4], [1, 2, 4]):
        job.again("1")
        job.read_page(page(1, floors))
        job.hours_pass(1.1)
    assert not job.gone()


def test_posts_that_move_up_to_the_page_before(job: Forum) -> None:
    """Two posts of page 1 have gone: page 2 shows others, and misses nothing."""
    first_reading(job, page(1, range(1, 11), more=True), page(1, range(11, 21), 2))
    assert readings(job, page(1, range(13, 21), 2)) == set()
    job.write(lambda c: c.execute(update(thread_table).values(page=0, resume=thread_table.c.url)))
    assert readings(job, page(1, [1, 2, 3, 6, 7, 8, 9, 10, 11, 12], more=True)) == {"1004", "1005"}


def test_a_missed_post_whose_page_shows_others_by_now(job: Forum) -> None:
    """Posts above have gone too before the second look: the thread is read from its beginning, and the post looked for there."""
    first_reading(job, page(1, range(1, 11), more=True), page(1, range(11, 21), 2))
    job.again("1")
    assert job.read_page(page(1, [11, 12, 14, 15, 16, 17, 18, 19, 20], 2)).missed.waiting == 1
    job.hours_pass(1.1)
    assert job.read_page(page(1, range(15, 21), 2)).missed.waiting == 0
    lease = job.take("thread")
    assert lease
    assert lease.page == 0
    for number in range(2):
        lease = lease if number == 0 else job.take("thread")
        assert lease
        job.commit(lease, page(1, [*range(1, 11), 11, 12, 14], more=True))
        job.commit(lease, page(1, range(15, 21), 2))
        job.hours_pass(1.1)
        job.write(lambda c: c.execute(update(thread_table).values(schema.UNLEASED | {"dirty": True, "page": 0})))
    assert set(job.gone()) == {"1013"}


@pytest.mark.parametrize(("replies", "gone"), [(4, {"1006"}), (5, set()), (None, {"1006"})])
def test_the_last_post_counts_as_gone_where_the_site_counts_fewer(job: Forum, replies: int | None, gone: set[str]) -> None:
    first_reading(job, page(1, range(1, 7)), replies=None if replies is None else 5)
    assert readings(job, page(1, range(1, 6)), replies=replies) == gone


def test_comments_that_are_counted_as_replies(job: Forum) -> None:
    first_reading(job, page(1, range(1, 7)), replies=8)
    assert readings(job, page(1, range(1, 6)), replies=8) == set()
    assert readings(job, page(1, range(1, 6)), replies=7) == {"1006"}


def test_a_page_that_ends_early_when_a_post_has_gone(job: Forum) -> None:
    first_reading(job, page(1, range(1, 11)), replies=9)
    assert readings(job, page(1, [1, 2, 4, 5, 6]), replies=8) == {"1003"}


@pytest.mark.parametrize("how", ["guest", "cut", "made", "shape"])
def test_a_page_that_may_show_less_says_nothing(job: Forum, how: str) -> None:
    first_reading(job, page(1, range(1, 11)), replies=9)
    shown = page(1, [1, 2, 3] if how == "cut" else [1, 2, 4, 5, 6, 7, 8, 9, 10])
    for raw in shown.posts:
        raw.made_id = how == "made"
        raw.post.confidence = 0.6 if how == "shape" else None
    assert readings(job, shown, guest=how == "guest", replies=9) == set()


def test_a_pinned_reply_and_a_repeated_opening_post(job: Forum) -> None:
    first = page(1, [1, 17, *range(2, 11)], more=True)
    second = page(1, [1, *range(11, 21)], 2)
    first_reading(job, first, second)
    assert readings(job, first, second) == set()
    assert readings(job, page(1, [1, 17, *range(2, 6), *range(7, 12)], more=True)) == {"1006"}


def test_latest_posts_first(job: Forum) -> None:
    first_reading(job, page(1, [1, *range(20, 11, -1)], more=True), page(1, range(11, 1, -1), 2))
    assert readings(job, page(1, [1, *range(20, 11, -1)], more=True)) == set()
    assert readings(job, page(1, [1, 20, 19, 18, *range(16, 10, -1)], more=True)) == {"1017"}


def test_a_merged_thread_makes_nothing_go(job: Forum) -> None:
    """Posts of another thread stand between: what was on page 1 is on page 2 now, all written in the same second."""
    first_reading(job, page(1, range(1, 11), more=True), page(1, range(11, 16), 2))
    merged = thread_page(1, 101, 105)
    for one in merged.posts:
        one.post.floor = None
    shown = page(1, range(1, 6), more=True)
    shown.posts = [*merged.posts, *shown.posts]
    following, last = page(1, range(6, 16), 2, more=True), page(1, [16], 3)
    for reading in (shown, following, last):
        for raw in reading.posts:
            raw.post.floor, raw.post.created_at = None, NOON.isoformat()
    assert readings(job, following) == set()
    assert readings(job, last) == set()
    job.write(lambda c: c.execute(update(thread_table).values(page=0, resume=thread_table.c.url)))
    assert readings(job, shown, following, last) == set()


def test_pictures_that_guests_may_not_see_replace_nothing(job: Forum) -> None:
    """The site shows them as files now, and their captions stand in the text."""

    def shown(pictures: int, *, withheld: bool) -> ThreadPage:
        made = page(1, [1])
        post, body = made.posts[0].post, made.posts[0].body
        post.images = [Image(index, f"https://{SITE}/{index}.jpg") for index in range(pictures)]
        post.attachments = [Attachment(f"{index}.jpg") for index in range(2 - pictures)]
        post.text, post.content_hash, body.withheld = "字" * (300 - 100 * pictures), f"{pictures}", withheld
        return made

    first_reading(job, shown(2, withheld=False))
    for pictures, lines in ((0, 1), (2, 1), (1, 1)):
        job.again("1")
        job.read_page(shown(pictures, withheld=pictures < 2))
        assert len(job.lines()) == lines
    job.again("1")
    job.read_page(shown(1, withheld=False))
    assert len(job.lines()) == 2, "its author took a picture away"


# Threads ------------------------------------------------------------------------------------------------------------------------------


def denied(job: Forum, reason: str = "missing", *, says: bool = True) -> int:
    """The thread that is due cannot be read."""
    lease = job.take("thread")
    assert lease
    lease.denied = says
    job.write(lambda c: work.later(c, lease))
    return job.write(lambda c: threads.unreadable(c, lease, reason))


@pytest.mark.parametrize(
    ("reason", "says", "lines"), [("missing", True, 4), ("missing", False, 0), ("permission", True, 0), ("login", True, 0)]
)
def test_a_thread_that_is_missing_for_a_day(job: Forum, reason: str, says: bool, lines: int) -> None:
    first_reading(job, page(1, range(1, 5)))
    job.again("1")
    assert denied(job, reason, says=says) == 0
    job.hours_pass(2)
    assert denied(job, reason, says=says) == 0
    job.hours_pass(verdicts.DAY / 3600)
    assert denied(job, reason, says=says) == lines
    assert {gone.reason for gone in job.gone().values()} == ({"thread_deleted"} if lines else set())
    job.hours_pass(20 * 24)
    assert denied(job, reason, says=says) == 0, "it is said once"


def test_a_restored_thread_is_read_from_its_beginning(job: Forum) -> None:
    first_reading(job, page(1, range(1, 11), more=True), page(1, range(11, 13), 2))
    job.again("1")
    for _ in range(3):
        denied(job)
        job.hours_pass(25)
        job.again("1")
    assert len(job.gone()) == 12
    assert job.read_page(page(1, range(1, 11), more=True)).next_url
    assert len(job.gone()) == 2


def test_a_post_that_stands_in_another_thread(job: Forum) -> None:
    first_reading(job, page(1, range(1, 5)))
    job.begin()
    job.walk(list_page([row(2, 5), row(1, 10)], last=True))
    into = page(2, range(1, 3))
    split = page(1, range(3, 5))
    for raw in split.posts:
        raw.post.id = raw.post.id.replace("/1/", "/2/")
    other = page(1, range(2, 3), later=5).posts[0]
    other.post.id = other.post.id.replace("/1/", "/2/")
    into.posts += [*split.posts, other]
    job.read_page(into)
    assert {name: gone.to for name, gone in job.gone().items()} == {"1003": f"{SITE}/2/1003", "1004": f"{SITE}/2/1004"}
    assert {gone.reason for gone in job.gone().values()} == {"moved"}


# The order of posts -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "steady"),
    [
        ("abc", "abc"),
        ("azbcd", "abcd"),
        ("abcda", "abcd"),
        ("az", "az"),
        ("ba", None),
        ("cba", None),
        ("bacd", None),
        ("axyb", "ab"),
    ],
)
def test_in_order(shown: str, steady: str | None) -> None:
    ranks = {letter: float(ord(letter)) for letter in "abcdefz"}
    found = in_order(list(shown), ranks)
    assert (None if found is None else "".join(found)) == steady


def test_places() -> None:
    assert places(list("ab"), {}, None, None) == {"a": 1.0, "b": 2.0}
    assert places(list("abcd"), {"b": 4.0}, 2.0, 7.0) == {"a": 3.0, "c": 5.0, "d": 6.0}
    assert places(list("ab"), {}, None, 1.0) == {"a": -1.0, "b": 0.0}
    assert places(list("ab"), {"a": 9.0}, 8.0, None) == {"b": 10.0}
