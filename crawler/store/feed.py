"""The feed: files of whole lines, written from the store, each published once.

A file's lines are settled in the store first; then it is written beside its place, synced, renamed and entered in ``manifest.jsonl``, and
its lines leave the store.  Whoever is interrupted, the file is written again with the same lines under the same name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec
from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from crawler.crawl.extras import missing
from crawler.store.database import Database
from crawler.store.errors import StoreError, sentence
from crawler.store.manifest import Entry, digest, enter, sync
from crawler.store.schema import files, now, records, runs

MAX_LINES = 20_000
_CHUNK = 2_000


class _Line(msgspec.Struct):
    created_at: str | None


_times = msgspec.json.Decoder(_Line)


class _File(NamedTuple):
    id: int
    name: str
    run: str


class Feed:
    """Publishes a job's posts below ``folder``."""

    def __init__(self, database: Database, folder: Path, run: str, max_bytes: int = 64 << 20, compress: bool = False) -> None:
        self.database = database
        self.folder = folder
        self.run = run
        self.max_bytes = max_bytes
        self.suffix = ".jsonl.zst" if compress else ".jsonl"
        if compress:
            _zstd()
        self.number = 0
        self.files = 0
        self.lines = 0

    def publish(self) -> None:
        """Publishes every line that waits.  Raises :class:`StoreError`."""
        while (file := self.database.write(self._settle)) is not None:
            self.database.sync()
            self._finish(file)

    def recover(self, dead_after: float) -> None:
        """Finishes the files of runs that gave no sign of life for ``dead_after`` seconds."""
        while (file := self.database.write(lambda connection: self._inherit(connection, dead_after))) is not None:
            self._temporary(file.name, file.run).unlink(missing_ok=True)
            self._finish(file)

    # The store's side -----------------------------------------------------------------------------------------------------------------

    def _settle(self, connection: Connection) -> _File | None:
        """Decides which lines the next file holds.  A post's later revision waits until the earlier one is out."""
        earlier = records.alias()
        waits = select(earlier.c.seq).where(earlier.c.post == records.c.post, earlier.c.seq < records.c.seq).exists()
        free = and_(records.c.file.is_(None), or_(records.c.revision == 1, ~waits))
        candidates = connection.execute(
            select(records.c.seq, records.c.bytes).where(free).order_by(records.c.seq).limit(MAX_LINES).with_for_update(skip_locked=True)
        )
        chosen: list[int] = []
        size = 0
        for row in candidates:
            if chosen and size + row.bytes > self.max_bytes:
                break
            chosen.append(row.seq)
            size += row.bytes
        if not chosen:
            return None
        self.number += 1
        name = f"{datetime.now(UTC):%Y-%m-%d}/{self.run}-{self.number:04}{self.suffix}"
        key = connection.execute(insert(files).values(name=name, run=self.run, lines=len(chosen)).returning(files.c.id)).scalar_one()
        for start in range(0, len(chosen), _CHUNK):
            connection.execute(update(records).where(records.c.seq.in_(chosen[start : start + _CHUNK])).values(file=key))
        return _File(key, name, self.run)

    def _inherit(self, connection: Connection, dead_after: float) -> _File | None:
        alive = select(runs.c.id).where(runs.c.finished.is_(None), runs.c.seen > now() - dead_after)
        dead = and_(files.c.published.is_(None), files.c.run != self.run, files.c.run.not_in(alive))
        found = connection.execute(select(files).where(dead).order_by(files.c.id).limit(1).with_for_update(skip_locked=True)).first()
        if found is None:
            return None
        connection.execute(update(files).where(files.c.id == found.id).values(run=self.run))
        return _File(found.id, found.name, found.run)

    def _lines(self, file: _File) -> Iterator[bytes]:
        last = -1
        while True:
            chunk = self.database.write(
                lambda connection: connection.execute(
                    select(records.c.seq, records.c.line)
                    .where(records.c.file == file.id, records.c.seq > last)  # noqa: B023  (runs before the loop goes on)
                    .order_by(records.c.seq)
                    .limit(_CHUNK)
                ).all()
            )
            yield from (bytes(row.line) for row in chunk)
            if len(chunk) < _CHUNK:
                return
            last = chunk[-1].seq

    def _published(self, connection: Connection, file: _File, entry: Entry) -> None:
        values = {"published": now(), "bytes": entry.bytes, "sha256": entry.sha256}
        connection.execute(update(files).where(files.c.id == file.id).values(values))
        connection.execute(delete(records).where(records.c.file == file.id))

    # The disk's side ------------------------------------------------------------------------------------------------------------------

    def _temporary(self, name: str, run: str) -> Path:
        path = self.folder / name
        return path.with_name(f".{path.name}.{run}.tmp")

    def _finish(self, file: _File) -> None:
        path, temporary = self.folder / file.name, self._temporary(file.name, self.run)
        try:
            if not path.parent.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                sync(self.folder)
            try:
                lines, newest = self._write(temporary, file)
                if lines:  # else another run has finished it in the meantime
                    data = temporary.stat().st_size
                    entry = Entry(file.name, lines, data, digest(temporary), datetime.now(UTC).isoformat(timespec="seconds"), newest)
                    temporary.replace(path)
                    sync(path.parent)
                    enter(self.folder, entry)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(sentence(str(self.folder), error)) from error
        if lines:
            self.database.write(lambda connection: self._published(connection, file, entry))
            self.files += 1
            self.lines += lines

    def _write(self, temporary: Path, file: _File) -> tuple[int, str | None]:
        count, newest = 0, ""
        with temporary.open("wb") as raw:
            with _compressed(raw) if file.name.endswith(".zst") else _plain(raw) as out:
                for line in self._lines(file):
                    out.write(line)
                    count += 1
                    newest = max(newest, _times.decode(line).created_at or "")
            raw.flush()
            os.fsync(raw.fileno())
        return count, newest or None


@contextmanager
def _plain(raw: IO[bytes]) -> Iterator[IO[bytes]]:
    yield raw


@contextmanager
def _compressed(raw: IO[bytes]) -> Iterator[IO[bytes]]:
    with _zstd().ZstdCompressor(level=6).stream_writer(raw, closefd=False) as out:
        yield out


def _zstd() -> Any:
    try:
        import zstandard  # noqa: PLC0415  (an extra)
    except ImportError:
        raise StoreError(missing("FEED_FILE_ZSTD", "zstd")) from None
    return zstandard
