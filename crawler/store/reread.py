"""A job's kept pages, read with today's engines: what reads differently becomes revisions, and nothing is fetched.

Of every post the last page that showed it counts.  A post is changed where today's reading of that page differs from what is stored, and
what is stored was itself read on that page: the archive notes with each page what was read on it.  So an edit that another run saw and did
not keep is not taken back, and a run that is killed, or comes again, finds the rest and nothing twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from crawler.archive.document import Document
from crawler.archive.keeping import Keeper, Kept, Readings, contents, files
from crawler.crawl.options import Options
from crawler.crawl.sites import Sites
from crawler.extract import posts as finished
from crawler.forum import ThreadPage
from crawler.items import Post, encode
from crawler.page import Page
from crawler.reading import read_by
from crawler.store import posts, seeds, sites
from crawler.store.job import Job
from crawler.store.schema import threads

_decoder = msgspec.json.Decoder(Post)


@dataclass(slots=True)
class Changes:
    """What a rereading brought."""

    pages: int = 0
    """Pages of threads that were read."""
    new: int = 0
    edited: int = 0


class _Last(NamedTuple):
    """A post as the last page that showed it reads today."""

    thread: str
    post: Post
    page: str
    url: str


def reread(job: Job, options: Options, keeper: Keeper, folder: Path, since: str = "") -> Changes:
    """Reads the archive in ``folder`` from a day on; ``keeper`` notes what is read today.  Raises :class:`OSError`, :class:`StoreError`."""
    changes = Changes()
    with TemporaryDirectory(prefix="boardfeed-") as scratch:
        database = _Scratch(Path(scratch, "posts.sqlite"))
        reader = _Reader(job, options)
        for path in files(folder, since):
            database.take(path, reader, changes)
        for thread, found in groupby(database.posts(), key=itemgetter(0)):
            together = list(found)
            before = [(last, database.readings(last.page, last.post.id)) for last in together]
            stored = job.database.write(partial(_store, keeper=keeper, thread=thread, given=before))
            changes.new += stored.new
            changes.edited += stored.edited
        database.close()
    return changes


def _store(connection: Connection, *, keeper: Keeper, thread: str, given: list[tuple[_Last, set[str]]]) -> posts.Stored:
    """Stores those posts of a thread that read differently."""
    row = connection.execute(select(threads.c.reason).where(threads.c.key == thread).with_for_update()).first()
    if row is None:
        return posts.Stored(0, 0, 0, 0)
    known = posts.known(connection, (last.post.id for last, _ in given))
    changed = []
    for last, readings in given:
        before = known.get(last.post.id)
        if before is None:
            fits = row.reason is None  # of a thread that has gone nothing comes up
        else:
            fits = before.gone is None and before.content_hash in readings and before.content_hash != last.post.content_hash
        if fits:
            changed.append(last)
    for (page, url), some in groupby(changed, key=lambda last: (last.page, last.url)):
        keeper.note(page, url, {last.post.id: last.post.content_hash for last in some})
    return posts.store(connection, thread, [last.post for last in changed])


class _Reader:
    """Reads kept pages as the crawl read them."""

    def __init__(self, job: Job, options: Options) -> None:
        self.job = job
        self.options = options
        self.sites = Sites(options.urls)
        names = job.database.write(sites.known)
        self.sites.remember(names.used, names.aliases, names.zones, names.learnt)

    def posts(self, document: Document) -> tuple[str, list[Post]] | None:
        """The thread of a page and its posts; None where the page shows no thread, or not the whole bodies."""
        url = document.url or ""
        page = Page(
            document.body,
            url,
            document.headers,
            document.fetched_at,
            document.status,
            timezone=self.options.timezone,
            site_zone=self.sites.zone(url),
            learnt=self.sites.known(url),
            boilerplate=self.options.boilerplate,
            of_forum=True,
            named=self.sites.name,
        )
        engine, reading = read_by(page, self.options.engine)
        self.sites.learn_zone(url, page.calendar.taught)
        if engine is None or not isinstance(reading, ThreadPage) or reading.whole_url not in (None, url):
            return None
        thread = f"{page.site}/{reading.thread.id}"
        begun = self.job.database.write(lambda connection: seeds.begun(connection, "thread", thread)) if self.options.boards else ""
        return thread, [post for post in finished(reading) if self._wanted(post, begun)]

    def _wanted(self, post: Post, begun: str) -> bool:
        since = self.options.bounds(begun).since
        return since is None or post.created_at is None or datetime.fromisoformat(post.created_at) >= since


_LATER = """
INSERT INTO last VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (post) DO UPDATE SET thread = excluded.thread, fetched = excluded.fetched,
page = excluded.page, url = excluded.url, place = excluded.place, line = excluded.line WHERE excluded.fetched >= last.fetched
"""


class _Scratch:
    """What was read so far, on disk: memory stays as it is."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "CREATE TABLE last (post TEXT PRIMARY KEY, thread TEXT, fetched REAL, page TEXT, url TEXT, place INT, line BLOB) WITHOUT ROWID",
            "CREATE TABLE readings (page TEXT, post TEXT, content TEXT)",
        ):
            self.connection.execute(statement)

    def take(self, path: Path, reader: _Reader, changes: Changes) -> None:
        """Reads one file of the archive."""
        self.connection.execute("BEGIN")
        for piece in contents(path):
            if isinstance(piece, Readings):
                rows = [(piece.page, post, content) for post, content in piece.posts.items()]
                self.connection.executemany("INSERT INTO readings VALUES (?, ?, ?)", rows)
            else:
                self._page(piece, reader, changes)
        self.connection.execute("COMMIT")

    def _page(self, kept: Kept, reader: _Reader, changes: Changes) -> None:
        found = reader.posts(kept.document)
        if found is None:
            return
        changes.pages += 1
        thread, given = found
        fetched = kept.document.fetched_at.timestamp() if kept.document.fetched_at else 0.0
        self.connection.executemany(
            _LATER,
            [(post.id, thread, fetched, kept.name, kept.document.url, at, encode(post)) for at, post in enumerate(given)],
        )

    def posts(self) -> Iterator[_Last]:
        """The last reading of each post, thread by thread and page by page."""
        self.connection.execute("CREATE INDEX read_on ON readings (page, post)")
        rows = self.connection.execute("SELECT thread, line, page, url FROM last ORDER BY thread, page, place")
        return (_Last(thread, _decoder.decode(line), page, url) for thread, line, page, url in rows)

    def readings(self, page: str, post: str) -> set[str]:
        """What a post ever read as on a page."""
        found = self.connection.execute("SELECT content FROM readings WHERE page = ? AND post = ?", (page, post))
        return {content for (content,) in found}

    def close(self) -> None:
        """Takes it away."""
        self.connection.close()
