"""WARC files (ISO 28500; 1.0 and 1.1) -> the pages in them: HTTP answers, resources, and the texts of WET files.

The records are FastWARC's to read: of the libraries that were tried it is the fastest (bench/README.md).  Ours is what happens at damage.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any

from crawler.archive.document import WHOLE, CorpusError, Damaged, Document, Piece, Span
from crawler.archive.members import DICTIONARY, GZIP, ZSTD, Member, members
from crawler.crawl.extras import missing
from crawler.items import Source
from crawler.page import MAX_BYTES

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/json", "application/xml", "text/xml")
"""Media types of what can be a page; what names none may be one."""
_NEXT = re.compile(rb"WARC/1\.\d\r\n(?=WARC-|Content-)")
_LONGEST = 32
"""Bytes of what :data:`_NEXT` finds, at most."""
_BLOCK = 1 << 20


def is_packed(start: bytes) -> bool:
    """Whether a file is made of compressed members, by its first bytes."""
    return start.startswith((GZIP, ZSTD, DICTIONARY))


def pages(stream: IO[bytes], file: str, span: Span = WHOLE) -> Iterator[Piece]:
    """The pages in an open WARC file, or in a part of one, in their order; records of other kinds are passed over.  Raises as below."""
    yield from pieces(stream, file, page, span)


def pieces(stream: IO[bytes], file: str, made: Callable[[WarcRecord, str], Any], span: Span = WHOLE) -> Iterator[Any]:
    """What ``made`` makes of the records of a file, without None, and the damage between them.

    Raises :class:`CorpusError` where what reads WARC files is not installed.
    """
    try:
        import fastwarc.warc  # noqa: F401, PLC0415  (an extra)
        import isal  # noqa: F401, PLC0415  (an extra)
    except ImportError:
        raise CorpusError(missing("WARC files", "archives")) from None
    stream.seek(0)
    packed = is_packed(stream.read(8))
    for piece in _packed(stream, file, made, span) if packed else _plain(stream, file, made):
        if piece is not None:
            yield piece


def _packed(stream: IO[bytes], file: str, made: Callable[[WarcRecord, str], Any], span: Span) -> Iterator[Any]:
    for member in members(stream, span):
        if isinstance(member, Damaged):
            yield member
            continue
        records = _Records(member, file, made, str(member.start))
        yield from records
        if records.broken:
            yield Damaged(str(member.start), records.broken)


def _plain(stream: IO[bytes], file: str, made: Callable[[WarcRecord, str], Any]) -> Iterator[Any]:
    """The records of a file that is not compressed.  Behind a record of a wrong length the next one is looked for."""
    start: int | None = 0
    while start is not None:
        stream.seek(start)
        records = _Records(stream, file, made, "", start)
        yield from records
        if not records.broken:
            return
        if records.held is not None and _ends_well(stream, records.place):
            yield records.held
        yield Damaged(str(records.place), records.broken)
        start = _behind(stream, records.place + 1)


class _Records:
    """What is made of a stream's records.  Each is given when the one behind it, or the end, was seen to stand where it should."""

    def __init__(self, stream: IO[bytes] | Member, file: str, made: Callable[[WarcRecord, str], Any], at: str, start: int = 0) -> None:
        self.stream = stream
        self.file = file
        self.made = made
        self.place = start
        """Where the last record began."""
        self.at = at
        """The place of all of them in the file; empty: each has its own."""
        self.broken = ""
        """Why the stream could not be read to its end."""
        self.held: Any = None

    def __iter__(self) -> Iterator[Any]:
        from fastwarc.warc import ArchiveIterator  # noqa: PLC0415  (an extra)

        try:
            for record in ArchiveIterator(self.stream, parse_http=False, stream_detect=False):
                yield self.held
                self.held, self.place = None, record.stream_pos
                found = self.made(record, self.file)
                if isinstance(found, Damaged):
                    yield Damaged(self.at or str(self.place), found.why)
                else:
                    self.held = found
        except (OSError, EOFError, ValueError) as error:
            self.broken = str(error)[:100] or type(error).__name__
            return
        yield self.held


def page(record: WarcRecord, file: str) -> Piece | None:
    """A record as a page; None where it is no page."""
    headers = record.headers
    if headers.get("WARC-Type") not in ("response", "resource", "conversion"):
        return None
    url = (headers.get("WARC-Target-URI") or "").strip("<> ")
    kind, status, names = headers.get("Content-Type") or "", 200, {}
    if record.is_http:
        record.parse_http()
        answer = record.http_headers
        if answer is None:
            return None
        names = {name.lower(): value for name, value in answer}
        kind, status = names.get("content-type", ""), answer.status_code or 200
    elif not kind.startswith("application/http"):
        names = {"content-type": kind}
    if not url.startswith(("http://", "https://")) or not _may_be_page(kind) or 300 <= status < 400:
        return None
    size = record.content_length
    if size > MAX_BYTES:
        return Damaged("", "too large")
    body = record.reader.read() if record.reader else b""
    if len(body) < size:
        raise EOFError("cut off")
    if headers.get("WARC-Truncated"):
        return Damaged("", "cut off")
    try:
        body = decoded(body, names)
    except (OSError, ValueError):
        return Damaged("", "damaged content encoding")
    name = (record.record_id or "").strip("<>") or str(record.stream_pos)
    return Document(body, url, Source(file, name), record.record_date, status, names)


def _may_be_page(kind: str) -> bool:
    return not kind or kind.partition(";")[0].strip().lower() in _PAGES


def decoded(body: bytes, headers: dict[str, str]) -> bytes:
    """An answer's body without its codings.  Many tools take them off and leave the headers as they were.  Raises :class:`OSError`."""
    from fastwarc import stream_io  # noqa: PLC0415  (an extra)

    if "chunked" in headers.get("transfer-encoding", "").lower() and body[:1] in b"0123456789abcdefABCDEF" and b"\r\n" in body[:20]:
        body = _all(stream_io.ChunkedReader(io.BytesIO(body)))
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        return _all(stream_io.GzipReader(io.BytesIO(body)))
    if coding == "deflate" and not body.lstrip().startswith(b"<"):
        return _all(stream_io.GzipReader(io.BytesIO(body), zlib=True))
    if coding == "br" and not body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"{", b"[")):
        return _all(stream_io.BrotliReader(io.BytesIO(body)))
    if coding == "zstd" and body.startswith(ZSTD):
        return _all(stream_io.ZstdReader(io.BytesIO(body)))
    return body


def _all(reader: Any) -> bytes:
    """What a reader gives; not more than a page's limit and one byte, by which it is known to be too large."""
    parts: list[bytes] = []
    size = 0
    while size <= MAX_BYTES and (part := reader.read(_BLOCK)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _ends_well(stream: IO[bytes], place: int) -> bool:
    """Whether the record at a place is followed by the empty lines that end a record."""
    stream.seek(place)
    head, found, _ = stream.read(_BLOCK).partition(b"\r\n\r\n")
    sizes = [line.partition(b":")[2].strip() for line in head.splitlines() if line.lower().startswith(b"content-length:")]
    if not found or not sizes or not sizes[0].isdigit():
        return False
    stream.seek(place + len(head) + 4 + int(sizes[0]))
    return stream.read(4) == b"\r\n\r\n"


def _behind(stream: IO[bytes], place: int) -> int | None:
    """Where the next record begins, at a place or behind it; None without one."""
    while True:
        stream.seek(place)
        block = stream.read(_BLOCK)
        if found := _NEXT.search(block):
            return place + found.start()
        if len(block) < _BLOCK:
            return None
        place += len(block) - _LONGEST
