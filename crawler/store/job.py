"""A job: its folder, its store, its feed, and this run of it."""

from __future__ import annotations

import fcntl
import logging
import os
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select, update

from crawler.store import work
from crawler.store.database import Database
from crawler.store.errors import JobHeldError, StoreError, sentence
from crawler.store.feed import Feed
from crawler.store.restore import complete, read_back
from crawler.store.schema import files, listings, now, posts, records, runs, state, threads
from crawler.store.standing import Standing

logger = logging.getLogger(__name__)


class Job:
    """One run of a job.  Opening raises :class:`StoreError` or, where only one run is possible, :class:`JobHeldError`."""

    def __init__(self, name: str, settings: Mapping[str, Any]) -> None:
        self.name = name
        self.folder = Path(str(settings["STORE_DIR"])) / name
        self.lease_seconds = float(settings["LEASE_SECONDS"])
        self.round_seconds = float(settings["ROUND_SECONDS"])
        self.recheck_seconds = float(settings["RECHECK_DAYS"]) * 86400
        self.sweep_seconds = float(settings["SWEEP_DAYS"]) * 86400
        self.run = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
        self.started = datetime.now(UTC)
        self.error: StoreError | None = None
        self.open = False
        self.ended = False
        self.final: dict[str, int] = {}
        self.standings: list[Standing] = []
        """How the job's boards stood when they were last looked at."""
        self._lock: IO[bytes] | None = None
        url = str(settings["STORE_URL"] or "")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not url:
                self._lock = hold(self.folder / "lock")
            _try_writing(self.folder)
        except OSError as error:
            raise StoreError(sentence(str(self.folder), error)) from error
        self.database = Database(url, name, self.folder, float(settings["STORE_PATIENCE"]))
        self.feed = Feed(
            self.database,
            self.folder / "feed",
            self.run,
            int(settings["FEED_FILE_BYTES"]),
            str(settings["FEED_FILE_ZSTD"]) in ("True", "1"),
        )
        self.database.write(self._enter)
        self.open = True
        if lines := read_back(self.database, self.folder / "feed"):
            logger.warning("The store did not know %d lines of the feed (it is new, or an older copy): they were read back", lines)
        if lines := complete(self.database, self.folder / "feed"):
            logger.info("Where the posts stand in their threads was read from %d lines of the feed", lines)
        self.feed.recover(self.lease_seconds if self.database.shared else 0)

    def _enter(self, connection: Connection) -> None:
        owner = connection.scalar(select(state.c.job))
        if owner not in (None, self.name):
            raise StoreError(f"the store belongs to job {owner}; names that differ only in case, - or _ cannot be told apart everywhere")
        connection.execute(update(state).values(job=self.name))
        if not self.database.shared:
            work.release_all(connection)
            connection.execute(update(runs).where(runs.c.finished.is_(None)).values(finished=runs.c.seen, line="was killed"))
        connection.execute(insert(runs).values(id=self.run, host=socket.gethostname(), started=now(), seen=now()))

    def beat(self, connection: Connection) -> None:
        """The heartbeat: this run and its leases live on."""
        work.renew(connection, self.run, self.lease_seconds)
        connection.execute(update(runs).where(runs.c.id == self.run).values(seen=now()))

    def totals(self, connection: Connection) -> dict[str, int]:
        """What the store holds and the feed has got."""
        counts = {
            "threads": select(func.count()).select_from(threads),
            "threads_done": select(func.count()).select_from(threads).where(~threads.c.dirty),
            "threads_unreadable": select(func.count()).select_from(threads).where(threads.c.reason.is_not(None)),
            "posts": select(func.count()).select_from(posts),
            "lists_left": select(func.count()).select_from(listings),
            "lines_waiting": select(func.count()).select_from(records),
            "files": select(func.count()).select_from(files).where(files.c.published.is_not(None)),
            "lines": select(func.coalesce(func.sum(files.c.lines), 0)).where(files.c.published.is_not(None)),
        }
        columns = [query.scalar_subquery().label(name) for name, query in counts.items()]
        return dict(connection.execute(select(*columns)).mappings().one())

    def close(self, status: int, line: str) -> None:
        """Publishes what waits, gives back what is held, and writes down how the run ended.  Closing twice does nothing."""
        if not self.open:
            return
        self.open = False
        try:
            if self.error is None:
                self.database.write(lambda connection: work.release_all(connection, self.run))
                self.feed.publish()
                self.final = self.database.write(self.totals)
                ended = {"finished": now(), "seen": now(), "status": status, "line": line}
                self.database.write(lambda connection: connection.execute(update(runs).where(runs.c.id == self.run).values(ended)))
                self.ended = True
        except StoreError as error:
            self.error = error
        finally:
            self.database.close()
            if self._lock is not None:
                self._lock.close()


def hold(path: Path) -> IO[bytes]:
    """A job's lock, held as long as the process lives, however it ends."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise JobHeldError(f"another run of this job is at work ({path} is locked)") from None
    return file


def _try_writing(folder: Path) -> None:
    probe = folder / f".{os.getpid()}.probe"
    try:
        probe.write_bytes(b"x")
    finally:
        probe.unlink(missing_ok=True)
