"""A folder of output: a part for every input that held posts, and the manifest, which is written last.

While a run is under way, ``work/`` holds what was read so far: a file for each piece, its posts and, as the last line, its report.  Then
the pieces are joined and become ``parts/``; with the manifest ``work/`` goes.  Every file is written whole, so a killed run leaves no half.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, takewhile
from typing import IO, Any, Literal

import msgspec

from crawler.batch.folder import Folder
from crawler.batch.inputs import Work
from crawler.batch.joining import Read, Whole
from crawler.batch.reading import Report
from crawler.items import Post

Form = Literal["jsonl", "parquet"]
MANIFEST = "manifest.json"
_WORK, _PARTS, _BEGUN = "work", "parts", "work/run.json"
_READ = ".read"
"""The ending of a piece's file in ``work/``."""
_REPORT = b"{"
"""How the last line of such a file begins; lines of posts begin otherwise (:meth:`Read.packed`)."""
_BATCH = 1_000
"""Posts of a Parquet row group."""


class OutputError(ValueError):
    """A folder that is no place for this run's output."""


class Part(msgspec.Struct):
    """What the manifest says of a piece of work."""

    inputs: list[str]
    file: str | None
    """Its part below the folder; null where it held no posts, or none that no other part has."""
    posts: int
    sha256: str | None
    report: Report


class Begun(msgspec.Struct):
    """What a run set out to do.  Another run of the same goes on with it."""

    digest: str
    """Of the inputs and of how they are read."""
    moment: str
    """When it began: the time of pages that have none."""


class Output:
    """The folder of one run."""

    def __init__(self, address: str, form: Form, digest: str, moment: str) -> None:
        self.folder = Folder(address)
        self.form = form
        self.moment = self._begin(address, Begun(digest, moment))
        """When the run began, before it was stopped first."""
        self.finished = self.folder.read(MANIFEST) is not None

    def _begin(self, address: str, now: Begun) -> str:
        """Raises :class:`OutputError` where the folder holds the output of other inputs."""
        known = self.folder.read(MANIFEST) or self.folder.read(_BEGUN)
        if known is None:
            self.folder.write(_BEGUN, msgspec.json.encode(now))
            return now.moment
        try:
            before = msgspec.json.decode(known, type=Begun)
        except msgspec.DecodeError:
            raise OutputError(f"{address} holds a manifest that is not this program's") from None
        if before.digest != now.digest:
            raise OutputError(f"{address} holds the output of other inputs or options: name another folder")
        return before.moment

    # Pieces ---------------------------------------------------------------------------------------------------------------------------

    def done(self) -> set[str]:
        """The names of the pieces that were read."""
        return {name.removesuffix(_READ) for name in self.folder.names(_WORK) if name.endswith(_READ)}

    def keep(self, work: Work, posts: Iterable[Read], report: Report) -> None:
        """Writes what is read of a piece; the report is complete when the posts are."""
        with self.folder.writing(_file(work)) as file:
            for post in posts:
                file.write(post.packed())
            file.write(msgspec.json.encode(report) + b"\n")

    def take(self, work: Work) -> Iterator[Read]:
        """The posts of a piece that was read, which is then no longer kept."""
        yield from map(Read.unpack, self._posts(work))
        self.folder.drop(_file(work))

    def report(self, work: Work) -> Report:
        """The report of a piece that was read."""
        with self.folder.open(_file(work)) as file:
            return msgspec.json.decode(_last_line(file), type=Report)

    def clean(self) -> None:
        """Takes away what a finished run no longer needs."""
        self.folder.remove(_WORK)

    # The end --------------------------------------------------------------------------------------------------------------------------

    def finish(self, works: Sequence[Work]) -> int:
        """Joins the pieces, writes the parts and the manifest, and gives the number of posts in them."""
        whole = Whole()
        try:
            for number, work in enumerate(works):
                whole.add(number, self._posts(work))
            whole.settle()
            there = self.folder.names(_PARTS)
            numbered = groupby(enumerate(works), key=lambda entry: entry[1].part)
            parts = [self._part(name, list(pieces), whole, there) for name, pieces in numbered]
        finally:
            whole.close()
        begun = msgspec.json.decode(self.folder.read(_BEGUN) or b"", type=Begun)
        posts, report = sum(part.posts for part in parts), Report()
        for part in parts:  # in the order of the inputs, whatever ended first
            report.add(part.report)
        manifest = msgspec.structs.asdict(begun) | {"form": self.form, "posts": posts, "report": report, "parts": parts}
        self.folder.write(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        self.clean()
        return posts

    def _posts(self, work: Work) -> Iterator[bytes]:
        """The lines of a piece's posts."""
        with self.folder.open(_file(work)) as lines:
            yield from takewhile(lambda line: not line.startswith(_REPORT), lines)

    def _part(self, name: str, pieces: Sequence[tuple[int, Work]], whole: Whole, there: set[str]) -> Part:
        """Writes a part, unless a run that was stopped has written it."""
        name = f"{name}.{self.form}"
        posts = sum(whole.count(number) for number, _ in pieces)
        if posts and name not in there:
            with self.folder.writing(f"{_PARTS}/{name}") as target:
                _write(target, self._joined(pieces, whole), self.form)
        report = Report()
        for _, work in pieces:
            report.add(self.report(work))
        inputs = [file.address for file in pieces[0][1].files]
        if not posts:
            return Part(inputs, None, 0, None, report)
        return Part(inputs, f"{_PARTS}/{name}", posts, self._digest(f"{_PARTS}/{name}"), report)

    def _joined(self, pieces: Sequence[tuple[int, Work]], whole: Whole) -> Iterator[bytes]:
        """The lines of some pieces that stay."""
        for number, work in pieces:
            yield from whole.lines(number, self._posts(work))

    def _digest(self, name: str) -> str:
        with self.folder.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file


def _file(work: Work) -> str:
    return f"{_WORK}/{work.name}{_READ}"


def _last_line(file: IO[bytes]) -> bytes:
    size, tail = file.seek(0, os.SEEK_END), 4 << 10
    while True:
        file.seek(max(0, size - tail))
        *before, last = file.read().rstrip(b"\n").rsplit(b"\n", 1)
        if before or tail >= size:
            return last
        tail *= 16


def _write(target: IO[bytes], lines: Iterable[bytes], form: Form) -> None:
    if form == "jsonl":
        for line in lines:
            target.write(line + b"\n")
        return
    import pyarrow as pa  # noqa: PLC0415  (an extra)
    import pyarrow.parquet as pq  # noqa: PLC0415

    from crawler.export.parquet import schema_of  # noqa: PLC0415

    schema = schema_of(Post)
    posts: Iterator[Any] = map(msgspec.json.decode, lines)
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        while batch := list(islice(posts, _BATCH)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
