"""Files that hold many pages, and files that are one; plain or compressed.

What a file is, its first bytes tell; JSON Lines are told by the file's name.
"""

from __future__ import annotations

import gzip
import io
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO, Any, cast
from zipfile import ZipFile

from crawler.archive import tables, wacz, warc
from crawler.archive.document import WHOLE, Columns, CorpusError, Damaged, Document, Piece, Span
from crawler.archive.members import DICTIONARY, GZIP, ZSTD
from crawler.crawl.extras import missing
from crawler.page import MAX_BYTES

__all__ = ["Columns", "CorpusError", "Damaged", "Document", "documents"]

_TABLES = (".jsonl", ".ndjson")
_GLANCE = 64 << 10


def documents(stream: IO[bytes], name: str, columns: Columns | None = None, span: Span = WHOLE) -> Iterator[Piece]:
    """The pages in an open file, or in a part of one, one after the other, and the damage between.  Raises :class:`CorpusError`."""
    try:
        yield from _documents(stream, name, columns or Columns(), span)
    except (zlib.error, gzip.BadGzipFile, _zstd_error()) as error:
        raise CorpusError(f"damaged compression: {error}") from None


def _documents(stream: IO[bytes], name: str, columns: Columns, span: Span) -> Iterator[Piece]:
    stem = PurePath(name).name
    stream, start = _seekable(stream)
    begins = _unpacked(start)
    if begins.startswith(b"WARC/") or start.startswith(DICTIONARY):
        yield from warc.pages(stream, stem, span)
    elif start.startswith(wacz.ZIP) and (box := wacz.opened(stream)):
        yield from _contained(box, stream, stem)
    elif stem.lower().endswith(wacz.SUFFIX):
        raise CorpusError("no whole WACZ file, or one without WARC files")
    elif begins.startswith(b"PAR1"):
        yield from tables.parquet(stream if begins is start else io.BytesIO(_plain(stream, start).read()), stem, columns)
    elif columns.text or any(suffix.lower() in _TABLES for suffix in PurePath(stem).suffixes):
        yield from tables.json_lines(_plain(stream, start), stem, columns, span)
    else:
        yield Document(_plain(stream, start).read(MAX_BYTES + 1))


def _contained(box: ZipFile, stream: IO[bytes], stem: str) -> Iterator[Piece]:
    """The pages of the WARC files in a WACZ file."""
    for inner in wacz.archives(box, stream):
        yield from warc.pages(inner.stream, stem)
        if inner.why:
            yield Damaged(inner.name, inner.why)


def _seekable(stream: IO[bytes]) -> tuple[IO[bytes], bytes]:
    """The file and its first bytes.  What comes through a pipe is kept on disk meanwhile: behind damage one has to look back."""
    if not stream.seekable():
        kept = tempfile.TemporaryFile()  # noqa: SIM115  (it goes with the last reader)
        shutil.copyfileobj(stream, kept, 1 << 20)
        stream = cast("IO[bytes]", kept)
    stream.seek(0)
    start = stream.read(_GLANCE)
    stream.seek(0)
    return stream, start


def _unpacked(start: bytes) -> bytes:
    """How the file begins without its compression."""
    try:
        if start.startswith(GZIP):
            return zlib.decompressobj(31).decompress(start, 16)
        if start.startswith(ZSTD):
            return bytes(_zstd(io.BytesIO(start)).read(16))
    except (zlib.error, _zstd_error()):
        pass
    return start


def _plain(stream: IO[bytes], start: bytes) -> io.BufferedReader[Any]:
    """The file without its compression."""
    if start.startswith(GZIP):
        return io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=stream)))
    if start.startswith(ZSTD):
        return io.BufferedReader(cast("io.RawIOBase", _zstd(stream)))
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))


def _zstd_error() -> type[Exception]:
    """What its library raises at damage; where it is not installed, an error that nothing raises."""
    try:
        from zstandard import ZstdError  # noqa: PLC0415  (an extra)
    except ImportError:
        return CorpusError
    return ZstdError


def _zstd(stream: IO[bytes]) -> Any:
    try:
        import zstandard  # noqa: PLC0415  (an extra)
    except ImportError:
        raise CorpusError(missing(".zst files", "zstd")) from None
    return zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True)
