"""The posts of many pages -> each post once, and again where a later page shows it changed.

Pages of one thread, and one page at several dates, join by the posts' ids and the times of the fetch, whatever the order of the files.
What is kept here lies on disk, so that memory stays as it is.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from heapq import heappop, heappush
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import msgspec

from crawler.items import Post, encode

NOWHERE = "unknown"
"""The site of pages that name none."""
_WAITING = 32 << 20
"""Bytes of lines that wait for older ones, where lines are written as they come."""
_REVISION = b'"revision":1,'


PAGE, OTHER, BARE = range(3)
"""A thread's page; another view of a thread (of one post, of one author), from which is taken what no thread's page shows; and one that
shows posts without the ids that they have on the site (an archiver, a view for printers), from which nothing is taken of a thread that is
known otherwise."""


@dataclass(slots=True)
class Read:
    """A post as it was read, before it is known which others there are."""

    line: bytes
    view: int
    """What kind of page shows it: :data:`PAGE`, :data:`OTHER` or :data:`BARE`."""

    def packed(self) -> bytes:
        """A line of a file of such posts."""
        return b"%d" % self.view + self.line + b"\n"

    @classmethod
    def unpack(cls, line: bytes) -> Read:
        """The reverse of :meth:`packed`."""
        return cls(line[1:].rstrip(b"\n"), int(line[:1]))

    @classmethod
    def of(cls, post: Post, view: int) -> Read:
        """A post just read."""
        return cls(encode(post), view)


class _Thread(msgspec.Struct):
    id: str | None


class _Key(msgspec.Struct):
    id: str
    site: str
    fetched_at: str
    content_hash: str
    thread: _Thread


_key = msgspec.json.Decoder(_Key)


class _Known(NamedTuple):
    post: bytes
    """By what a post is known; where its page names no site, by what it holds."""
    fetched: float
    """When its page was fetched."""
    content: bytes
    """What it holds."""
    thread: bytes


def _known(line: bytes) -> _Known:
    key = _key.decode(line)
    content = bytes.fromhex(key.content_hash)[:12]
    name = key.id + (key.content_hash if key.site == NOWHERE else "")
    thread = blake2b(f"{key.site}/{key.thread.id}".encode(), digest_size=8).digest()
    return _Known(blake2b(name.encode(), digest_size=16).digest(), datetime.fromisoformat(key.fetched_at).timestamp(), content, thread)


def renumbered(line: bytes, revision: int) -> bytes:
    """A line with its revision."""
    head, _, tail = line.rpartition(_REVISION)
    return line if revision == 1 else head + b'"revision":%d,' % revision + tail


class _Disk:
    """A database of no worth once the run has ended."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="boardfeed-")
        self.connection = sqlite3.connect(Path(self._folder.name, "posts.sqlite"), isolation_level=None)
        for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-32768", "temp_store=FILE"):
            self.connection.execute(f"PRAGMA {setting}")

    def close(self) -> None:
        """Takes it away."""
        self.connection.close()
        self._folder.cleanup()


class Stream:
    """Posts as they come -> lines as they can be written, older pages first as far as some megabytes of lines wait for them.

    A line that comes too late, behind a newer one of the same post, is left out and counted: whoever takes the last line has the newest.
    """

    def __init__(self) -> None:
        self.late = 0
        self.posts = 0
        """Lines given."""
        self._disk = _Disk()
        self._disk.connection.execute(
            "CREATE TABLE last (post BLOB PRIMARY KEY, fetched REAL, content BLOB, thread BLOB, revision INT, view INT) WITHOUT ROWID"
        )
        self._disk.connection.execute("CREATE TABLE bare (thread BLOB, line BLOB)")
        self._waiting: list[tuple[float, int, Read, _Known]] = []
        self._size = 0
        self._number = 0

    def add(self, read: Read) -> Iterator[bytes]:
        """Takes a post; gives lines that need wait no longer."""
        known = _known(read.line)
        if read.view == BARE:  # until it is known what else there is
            self._disk.connection.execute("INSERT INTO bare VALUES (?, ?)", (known.thread, read.line))
            return
        self._wait(read, known)
        while self._size > _WAITING:
            yield from self._pop()

    def end(self) -> Iterator[bytes]:
        """The lines that are left."""
        while self._waiting:
            yield from self._pop()
        rows = self._disk.connection.execute("SELECT line FROM bare WHERE thread NOT IN (SELECT thread FROM last)").fetchall
        for (line,) in rows():
            self._wait(Read(line, BARE), _known(line))
        while self._waiting:
            yield from self._pop()
        self._disk.close()

    def _wait(self, read: Read, known: _Known) -> None:
        self._number += 1
        self._size += len(read.line)
        heappush(self._waiting, (known.fetched, self._number, read, known))

    def _pop(self) -> Iterator[bytes]:
        _, _, read, (post, fetched, content, thread) = heappop(self._waiting)
        self._size -= len(read.line)
        query = "SELECT fetched, content, revision, view FROM last WHERE post = ?"
        known = self._disk.connection.execute(query, (post,)).fetchone()
        revision = 1
        if known is not None:
            if content == known[1] or read.view > known[3]:
                return
            if fetched < known[0]:
                self.late += 1
                return
            revision = known[2] + 1
        values = (post, fetched, content, thread, revision, read.view)
        self._disk.connection.execute("INSERT OR REPLACE INTO last VALUES (?, ?, ?, ?, ?, ?)", values)
        self.posts += 1
        yield renumbered(read.line, revision)


class Whole:
    """All posts of a run -> which lines of which file stay, as which revision."""

    def __init__(self) -> None:
        self._disk = _Disk()
        self._lines: dict[int, int] = {}
        """How many each file has."""
        self._disk.connection.execute(
            "CREATE TABLE seen (post BLOB, fetched REAL, file INT, line INT, content BLOB, thread BLOB, view INT)"
        )
        self._disk.connection.execute("CREATE TABLE revised (file INT, line INT, revision INT, PRIMARY KEY (file, line)) WITHOUT ROWID")

    def add(self, file: int, lines: Iterable[bytes]) -> None:
        """Takes the lines of a file of :class:`Read` posts, by the file's number."""
        rows = ((_known(read.line), number, read.view) for number, read in enumerate(map(Read.unpack, lines)))
        values = ((known.post, known.fetched, file, line, known.content, known.thread, view) for known, line, view in rows)
        self._disk.connection.execute("BEGIN")
        self._lines[file] = self._disk.connection.executemany("INSERT INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)", values).rowcount
        self._disk.connection.execute("COMMIT")

    def settle(self) -> None:
        """Decides, once all files are known."""
        known_better = " FROM seen WHERE view = :bare AND thread IN (SELECT thread FROM seen WHERE view < :bare)"
        for change in ("INSERT INTO revised SELECT file, line, 0", "DELETE"):
            self._disk.connection.execute(change + known_better, {"bare": BARE})
        self._disk.connection.execute("CREATE INDEX by_post ON seen (post, fetched, file, line)")
        rows = self._disk.connection.execute(
            "SELECT post, file, line, content, view FROM seen"
            " WHERE post IN (SELECT post FROM seen GROUP BY post HAVING count(*) > 1) ORDER BY post, fetched, file, line"
        )
        self._disk.connection.execute("BEGIN")
        for _, group in groupby(rows, key=itemgetter(0)):
            self._disk.connection.executemany("INSERT INTO revised VALUES (?, ?, ?)", _revised(list(group)))
        self._disk.connection.execute("COMMIT")

    def count(self, file: int) -> int:
        """How many lines of a file stay."""
        dropped = self._disk.connection.execute("SELECT count(*) FROM revised WHERE file = ? AND revision = 0", (file,)).fetchone()[0]
        return self._lines[file] - int(dropped)

    def lines(self, file: int, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The lines of a file that stay, in their order."""
        revised = dict(self._disk.connection.execute("SELECT line, revision FROM revised WHERE file = ?", (file,)))
        for number, line in enumerate(lines):
            if revision := revised.get(number, 1):
                yield renumbered(Read.unpack(line).line, revision)

    def close(self) -> None:
        """Takes away what was kept on disk."""
        self._disk.close()


def _revised(rows: list[tuple[bytes, int, int, bytes, int]]) -> Iterator[tuple[int, int, int]]:
    """The revisions of one post's lines, 0 for those that say nothing new; of the lines' order by time."""
    least = min(view for *_, view in rows)
    last, revision = None, 0
    for _, file, line, content, view in rows:
        if view > least or content == last:
            yield file, line, 0
            continue
        last, revision = content, revision + 1
        yield file, line, revision
