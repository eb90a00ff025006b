"""A job's own archive: every page that it fetched, request and answer, and what was read on it, as WARC files.

FastWARC writes a page of 37 kB in 0.92 ms at gzip's usual level, warcio in 1.57, FastWARC with ISA-L's compression in 0.11, which makes
files a sixth larger.  Every record is a gzip member of its own and reaches the file in one write, so that a killed run leaves whole
records; what the machine itself cut off when it went down, the next run takes away.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from crawler.archive import warc
from crawler.archive.document import Damaged, Document, Span
from crawler.archive.members import members

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_SECRET = frozenset((b"cookie", b"set-cookie", b"authorization", b"proxy-authorization", b"www-authenticate", b"proxy-authenticate"))
"""Headers that are not kept: whoever has the archive need not have the account."""
_FRAMING = frozenset((b"transfer-encoding", b"content-length", b"connection"))
"""Headers of the way, which the body has behind it."""
_NOTE = "application/vnd.boardfeed.readings+json"
SUFFIX = ".warc.gz"
PAGES = "pages"
"""The folder of a job's archive."""
_LEVEL = 2


class Readings(msgspec.Struct):
    """What was read on a page, and was then stored: the content hash of every post, by its id."""

    page: str
    """The record of the page."""
    posts: dict[str, str]


class Keeper:
    """Writes a run's pages below ``folder``, in files of a day that are closed before they grow too large."""

    def __init__(self, folder: Path, run: str, most: int = 1 << 30) -> None:
        self.folder = folder
        self.run = run
        self.most = most
        self._number = 0
        self._handle: int | None = None
        self._size = 0
        self._latest: dict[str, str] = {}
        """The last record of each address whose reading is still to come."""

    def answer(self, url: str, request: bytes, status: bytes, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
        """Keeps an answer, and the request as far as it tells no secret.  Raises :class:`OSError`."""
        kept = [(name, value) for name, value in headers if name.lower() not in _SECRET | _FRAMING]
        lines = [name + b": " + value for name, value in [*kept, (b"Content-Length", b"%d" % len(body))]]
        name = self._write("response", url, b"\r\n".join([b"HTTP/1.1 " + status, *lines, b"", body]))
        self._write("request", url, request, {"WARC-Concurrent-To": f"<{name}>"})
        self._latest[url] = name

    def read(self, url: str, posts: Mapping[str, str]) -> None:
        """Notes what was read on the page that was last kept of an address: content hashes by the posts' ids.  To be called before these
        are stored."""
        if (page := self._latest.pop(url, None)) is not None:
            self.note(page, url, posts)

    def note(self, page: str, url: str, posts: Mapping[str, str]) -> None:
        """The same for a page of an earlier run, by its record's name."""
        note = msgspec.json.encode(Readings(page, dict(posts)))
        self._write("metadata", url, note, {"WARC-Refers-To": f"<{page}>", "Content-Type": _NOTE})

    def close(self) -> None:
        """Closes the file; another one is begun where something is kept yet."""
        if self._handle is not None:
            os.fsync(self._handle)
            os.close(self._handle)
            self._handle = None

    def _write(self, kind: str, url: str, block: bytes, headers: Mapping[str, str] | None = None) -> str:
        """Writes a record and gives its name."""
        from fastwarc.warc import WarcRecord, WarcRecordType  # noqa: PLC0415  (an extra)
        from isal import isal_zlib  # noqa: PLC0415  (an extra)

        record, name = WarcRecord(), f"urn:uuid:{uuid4()}"
        record.init_headers(record_type=getattr(WarcRecordType, kind), record_urn=name.removeprefix("urn:").encode())
        record.headers["WARC-Target-URI"] = url
        record.headers["WARC-Date"] = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        if kind in ("response", "request"):
            record.headers["Content-Type"] = f"application/http; msgtype={kind}"
        for header, value in (headers or {}).items():
            record.headers[header] = value
        record.set_bytes_content(block)
        out = io.BytesIO()
        record.write(out)
        self._append(isal_zlib.compress(out.getvalue(), _LEVEL, 31))
        return name

    def _append(self, member: bytes) -> None:
        if self._handle is not None and self._size + len(member) > self.most:
            self.close()
        if self._handle is None:
            self._number += 1
            path = self.folder / f"{datetime.now(UTC):%Y-%m-%d}" / f"{self.run}-{self._number:04}{SUFFIX}"
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            self._size = os.fstat(self._handle).st_size
        written = 0
        try:
            while written < len(member):
                written += os.write(self._handle, member[written:])
        except OSError:
            os.ftruncate(self._handle, self._size)
            raise
        self._size += written


def mend(folder: Path) -> None:
    """Takes half a record away from the ends of files: what a machine that went down left."""
    for path in files(folder):
        size = path.stat().st_size
        whole = _whole(path)
        if whole < size:
            os.truncate(path, whole)


def _whole(path: Path) -> int:
    """How many bytes of a file are whole members, looking at its last ones only."""
    size = path.stat().st_size
    with path.open("rb") as file:
        end = start = max(0, size - _TAIL)
        for member in members(file, Span(start)):
            if isinstance(member, Damaged):
                continue
            try:
                end = member.end
            except (OSError, EOFError):
                return member.start
        return end if end > start else size


_TAIL = 64 << 20
"""Bytes at a file's end in which the last record begins: more than any page has."""


@dataclass(slots=True)
class Kept:
    """A page of a job's archive."""

    name: str
    document: Document


def files(folder: Path, since: str = "") -> list[Path]:
    """The files of an archive, oldest first, from a day on (``2026-01-31``)."""
    return [path for path in sorted(folder.glob(f"*/*{SUFFIX}")) if path.parent.name >= since]


def contents(path: Path) -> Iterator[Kept | Readings]:
    """The pages of one file, and what was read on pages."""
    with path.open("rb") as stream:
        for piece in warc.pieces(stream, path.name, _content):
            if isinstance(piece, Readings):
                yield piece
            elif isinstance(piece, Document) and piece.source is not None:
                yield Kept(piece.source.record, piece)


def _content(record: WarcRecord, file: str) -> Any:
    if record.headers.get("Content-Type") != _NOTE:
        return warc.page(record, file)
    try:
        return msgspec.json.decode(record.reader.read() if record.reader else b"", type=Readings)
    except msgspec.DecodeError:
        return None
