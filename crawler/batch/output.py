"""A folder of output: a part for every input that held posts, and the manifest, which is written last.

While a run is under way, ``work/`` holds what was read so far: a piece with a report beside it is not read again.  Then the pieces are
joined and become ``parts/``; with the manifest ``work/`` goes.  Every file is written whole, so a killed run leaves no half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, islice
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
        return {name.removesuffix(".json") for name in self.folder.names(_WORK) if name.endswith(".json")} - {"run"}

    def keep(self, work: Work, posts: Iterable[Read], report: Report) -> None:
        """Writes what is read of a piece; the report, which is complete when the posts are, comes behind."""
        with self.folder.writing(f"{_WORK}/{work.name}.posts") as file:
            for post in posts:
                file.write(post.packed())
        self.folder.write(f"{_WORK}/{work.name}.json", msgspec.json.encode(report))

    def take(self, work: Work) -> Iterator[Read]:
        """The posts of a piece that was read, which is then no longer kept."""
        with self._posts(work) as lines:
            yield from map(Read.unpack, lines)
        self.folder.drop(f"{_WORK}/{work.name}.posts")

    def report(self, work: Work) -> Report:
        """The report of a piece that was read."""
        return msgspec.json.decode(self.folder.read(f"{_WORK}/{work.name}.json") or b"", type=Report)

    def clean(self) -> None:
        """Takes away what a finished run no longer needs."""
        self.folder.remove(_WORK)

    # The end --------------------------------------------------------------------------------------------------------------------------

    def finish(self, works: Sequence[Work], report: Report) -> int:
        """Joins the pieces, writes the parts and the manifest, and gives the number of posts in them."""
        whole = Whole()
        try:
            for number, work in enumerate(works):
                with self._posts(work) as lines:
                    whole.add(number, lines)
            whole.settle()
            there = self.folder.names(_PARTS)
            numbered = groupby(enumerate(works), key=lambda entry: entry[1].part)
            parts = [self._part(name, list(pieces), whole, there) for name, pieces in numbered]
        finally:
            whole.close()
        begun = msgspec.json.decode(self.folder.read(_BEGUN) or b"", type=Begun)
        posts = sum(part.posts for part in parts)
        manifest = msgspec.structs.asdict(begun) | {"form": self.form, "posts": posts, "report": report, "parts": parts}
        self.folder.write(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        self.clean()
        return posts

    @contextmanager
    def _posts(self, work: Work) -> Iterator[IO[bytes]]:
        with self.folder.open(f"{_WORK}/{work.name}.posts") as file:
            yield file

    def _part(self, name: str, pieces: Sequence[tuple[int, Work]], whole: Whole, there: set[str]) -> Part:
        """Writes a part, unless a run that was stopped has written it."""
        name = f"{name}.{self.form}"
        posts = sum(1 for _ in self._joined(pieces, whole))
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
            with self._posts(work) as lines:
                yield from whole.lines(number, lines)

    def _digest(self, name: str) -> str:
        with self.folder.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file


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
