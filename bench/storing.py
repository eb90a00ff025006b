"""What the store costs: a page of 20 posts leased and committed, and its lines published, in SQLite and PostgreSQL."""

from __future__ import annotations

import os
import time
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from crawler.blocks import Body
from crawler.forum import ThreadPage
from crawler.items import Author, Board, Post, Thread
from crawler.raw_post import RawPost
from crawler.store import rounds, threads, work
from crawler.store.database import Database
from crawler.store.feed import Feed
from crawler.store.schema import threads as table
from tests.postgres import postgres

PAGES, POSTS = 1500, 20
WORDS = "三月初六，渡口的水退了半尺，摆渡的老周把船拖上岸来刷桐油。" * 8


def main() -> None:
    """Prints the table."""
    print(f"{PAGES} pages of {POSTS} posts (about 1 kB each), each page a lease and a commit of its own")
    with TemporaryDirectory(prefix="pg") as folder:
        measure("SQLite (WAL, synchronous=NORMAL)", "", Path(folder) / "sqlite")
        with postgres(Path(folder) / "data") as url:
            measure("PostgreSQL 18 (socket, same machine)", url, Path(folder) / "postgres")


def measure(name: str, url: str, folder: Path) -> None:
    """One line of the table."""
    folder.mkdir()
    database = Database(url, "bench", folder)
    fill(database)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(PAGES):
        store_a_page(database)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    published = time.perf_counter()
    Feed(database, folder / "feed", "run").publish()
    published = time.perf_counter() - published
    count = PAGES * POSTS
    print(
        f"  {name:38} {wall / count * 1e6:5.0f} µs a post ({cpu / count * 1e6:.0f} µs of it our CPU), {PAGES / wall:.0f} pages/s, "
        f"{published / count * 1e6:.0f} µs a post to publish"
    )
    database.close()


def fill(database: Database) -> None:
    """Threads to read."""
    rows = [{"key": f"bbs/{n}", "site": "bbs", "url": f"http://bbs/{n}", "resume": f"http://bbs/{n}", "last_post": n} for n in range(PAGES)]
    database.write(lambda connection: connection.execute(insert(table), rows))
    database.write(lambda connection: rounds.begin(connection, [], 0))


def store_a_page(database: Database) -> None:
    """What a crawl does for a page."""
    lease = database.write(lambda connection: work.take(connection, "run", 60, kinds=["thread"]))
    if lease is None:
        raise RuntimeError("no work left")
    number = lease.key.rpartition("/")[2]
    posts = [post(number, floor) for floor in range(1, POSTS + 1)]
    reading = ThreadPage(Thread(number, lease.url), Board("2"), [RawPost(each, Body()) for each in posts])
    database.write(lambda connection: threads.commit(connection, lease, reading, posts, lease.url, lambda _: None, None, 0))


def post(number: str, floor: int) -> Post:
    """A post that nobody wrote before."""
    return Post(
        id=f"bbs/{number}/{floor}",
        site="bbs",
        engine="discuz",
        url=f"http://bbs/{number}#{floor}",
        board=Board("2", "茶馆", ["城里", "茶馆"]),
        thread=Thread(number, f"http://bbs/{number}", "一个主题"),
        post_id=str(floor),
        author=Author("老周", "7"),
        text=WORDS,
        content_hash=sha256(os.urandom(8)).hexdigest(),
        fetched_at="2026-01-01T00:00:00+00:00",
    )
