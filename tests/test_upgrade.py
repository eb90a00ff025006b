"""A store that an earlier release wrote, with its feed, is taken over: nothing comes again, and what has gone since is found.

``tests/stores/version-N`` was written by the release whose schema had that number: one thread of ten posts, each with a picture.
"""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.blocks import Block
from crawler.forum import ThreadPage
from crawler.items import Author, Image
from crawler.store.job import Job as StoredJob
from crawler.store.schema import posts
from pipelines.validate import finish
from tests.test_gone import Forum
from tests.test_store import NOON, SITE, thread_page
from tests.test_verdicts import SETTINGS

STORES = sorted((Path(__file__).parent / "stores").iterdir())


def page(host: str, without: int = 0) -> ThreadPage:
    """The thread as its page shows it today, its pictures on another host and whole."""
    found = thread_page(1, 1, 10)
    found.thread.title = "老仓库"
    for raw in found.posts:
        post = raw.post
        post.thread, post.author, post.url = found.thread, Author("老张", "7"), f"https://{SITE}/post-{post.post_id}"
        post.created_at, post.created_precision = (NOON + timedelta(minutes=post.floor or 0)).isoformat(), "second"
        raw.body.blocks = [Block("paragraph", f"第{post.floor}层"), Block("image", index=0)]
        raw.body.images = [Image(0, f"{host}/data/attachment/forum/202603/01/p{post.floor}.jpg.thumb.jpg?token={post.floor}")]
        finish(raw)
    found.posts = [raw for raw in found.posts if raw.post.floor != without]
    return found


@pytest.fixture(params=STORES, ids=lambda store: store.name)
def job(request: pytest.FixtureRequest, tmp_path: Path) -> Forum:
    store_of, folder = request.param, tmp_path / "x"
    shutil.copytree(store_of / "feed", folder / "feed")
    with sqlite3.connect(folder / "store.sqlite") as store:
        store.executescript((store_of / "store.sql").read_text(encoding="utf-8"))
    return Forum(StoredJob("x", SETTINGS | {"STORE_DIR": tmp_path}).database)


def test_what_was_stored_is_no_news(job: Forum) -> None:
    for host in (f"http://{SITE}", "https://cdn.example.net"):
        job.again("1")
        job.read_page(page(host))
    assert job.lines() == []


def test_a_post_that_has_gone_since(job: Forum) -> None:
    for _ in range(2):
        job.again("1")
        job.read_page(page(f"http://{SITE}", without=4))
        job.hours_pass(1.1)
    (line,) = job.lines()
    assert (line.id, line.revision, line.url, line.thread.title) == (f"{SITE}/1/1004", 2, f"https://{SITE}/post-1004", "老仓库")
    assert job.gone()["1004"].reason == "deleted"


def test_places_come_from_the_feed(job: Forum) -> None:
    found = job.write(lambda c: c.execute(select(posts.c.number, posts.c.floor, posts.c.rank).order_by(posts.c.rank)).all())
    assert [(row.number, row.floor) for row in found] == [(str(1000 + floor), floor) for floor in range(1, 11)]
