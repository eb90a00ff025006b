"""Files that hold many pages: WET archives, JSON Lines and Parquet tables with a column of texts; plain or compressed.

Everything else is one page.  What a file is, is told by its name; compressed files and archives by their first bytes too.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any, cast

import msgspec

from crawler.items import Source
from crawler.page import MAX_BYTES

TEXTS = ("text", "content", "raw_content", "markdown", "page_content", "body")
URLS = ("url", "source_url", "warc_target_uri", "warc-target-uri", "link", "source")
IDS = ("id", "doc_id", "docid", "uuid", "warc_record_id", "warc-record-id")
"""Names of columns in corpora, the likely ones first."""
_TABLES = (".jsonl", ".ndjson")
_HEADER = 64 << 10


class CorpusError(ValueError):
    """A file that cannot be read as what it is."""


@dataclass(slots=True)
class Document:
    """One page of a file."""

    body: bytes
    url: str | None = None
    source: Source | None = None
    """None where the file is the page."""
    fetched_at: datetime | None = None


@dataclass(slots=True, frozen=True)
class Columns:
    """Which columns of a table hold what; None: by their usual names."""

    text: str | None = None
    url: str | None = None


def documents(stream: IO[bytes], name: str, columns: Columns | None = None) -> Iterator[Document]:
    """The pages in an open file, one after the other.  Raises :class:`CorpusError`."""
    columns = columns or Columns()
    plain, file = _plain(stream)
    stem = PurePath(name).name
    suffixes = [suffix.lower() for suffix in PurePath(stem).suffixes]
    start = plain.peek(8)[:8]
    if start.startswith(b"WARC/"):
        yield from _archive(plain, stem)
    elif start.startswith(b"PAR1"):
        yield from _parquet(plain.read(), stem, columns)
    elif columns.text or any(suffix in _TABLES for suffix in suffixes):
        yield from _rows(plain, stem, columns)
    else:
        yield Document(plain.read(MAX_BYTES + 1))
    del file


def _plain(stream: IO[bytes]) -> tuple[io.BufferedReader[Any], object]:
    """The file without its compression, and what must stay open meanwhile."""
    raw = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    start = raw.peek(4)[:4]
    if start.startswith(b"\x1f\x8b"):
        return io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=raw))), raw
    if start == b"\x28\xb5\x2f\xfd":
        try:
            import zstandard  # noqa: PLC0415  (an extra)
        except ImportError:
            raise CorpusError("for .zst files: pip install boardfeed[zstd]") from None
        return io.BufferedReader(cast("io.RawIOBase", zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True))), raw
    return raw, raw


def _archive(stream: io.BufferedReader[Any], file: str) -> Iterator[Document]:
    """The texts of a WET file (WARC 1.0, records of type ``conversion``), each with its address and the time of its fetch."""
    number = 0
    while line := stream.readline(_HEADER):
        if not line.startswith(b"WARC/"):
            continue
        headers = _headers(stream)
        size = headers.get("content-length", "")
        if not size.isdecimal():
            raise CorpusError("a record without its length")
        body = stream.read(int(size))
        if headers.get("warc-type") == "conversion":
            number += 1
            record = headers.get("warc-record-id", "").strip("<>") or str(number)
            yield Document(body, headers.get("warc-target-uri"), Source(file, record), _moment(headers.get("warc-date")))


def _headers(stream: io.BufferedReader[Any]) -> dict[str, str]:
    found = {}
    while (line := stream.readline(_HEADER)) and line.strip():
        name, _, value = line.decode("utf-8", "replace").partition(":")
        found[name.strip().lower()] = value.strip()
    return found


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _rows(stream: io.BufferedReader[Any], file: str, columns: Columns) -> Iterator[Document]:
    """The texts of a JSON Lines file; lines that are no objects are passed over."""
    for number, line in enumerate(iter(lambda: stream.readline(MAX_BYTES * 2), b""), 1):
        try:
            row = msgspec.json.decode(line) if line.strip() else None
        except msgspec.DecodeError:
            continue
        if isinstance(row, dict) and (found := _document(row, number, file, columns)):
            yield found


def _parquet(data: bytes, file: str, columns: Columns) -> Iterator[Document]:
    try:
        from pyarrow import ArrowInvalid, parquet  # noqa: PLC0415  (an extra)
    except ImportError:
        raise CorpusError("for Parquet files: pip install boardfeed[parquet]") from None
    try:
        table = parquet.ParquetFile(io.BytesIO(data))
        wanted = [name for name in table.schema_arrow.names if name.lower() in (*TEXTS, *URLS, *IDS) or name in (columns.text, columns.url)]
        number = 0
        for batch in table.iter_batches(batch_size=256, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                if found := _document(row, number, file, columns):
                    yield found
    except ArrowInvalid as error:
        raise CorpusError(f"no Parquet file: {error}") from None


def _document(row: dict[str, Any], number: int, file: str, columns: Columns) -> Document | None:
    lowered = {name.lower(): value for name, value in row.items()}
    text = row.get(columns.text) if columns.text else _first(lowered, TEXTS)
    if not isinstance(text, str):
        return None
    url = row.get(columns.url) if columns.url else _first(lowered, URLS, "http")
    record = next((str(lowered[name]) for name in IDS if isinstance(lowered.get(name), str | int)), str(number))
    return Document(text.encode("utf-8", "replace"), url if isinstance(url, str) else None, Source(file, record))


def _first(row: dict[str, Any], names: tuple[str, ...], start: str = "") -> object:
    return next((value for name in names if isinstance(value := row.get(name), str) and value.startswith(start)), None)
