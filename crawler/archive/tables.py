"""Tables with a page a row: JSON Lines, and Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import msgspec

from crawler.archive.document import WHOLE, Columns, CorpusError, Damaged, Document, Piece, Span
from crawler.crawl.extras import missing
from crawler.items import Source
from crawler.page import MAX_BYTES

_HTML = ("html", "raw_html", "page_html", "html_content", "content_html")
_TEXTS = ("text", "content", "raw_content", "markdown", "page_content", "body")
_URLS = ("url", "source_url", "warc_target_uri", "warc-target-uri", "link", "source")
_IDS = ("id", "doc_id", "docid", "uuid", "warc_record_id", "warc-record-id")
_DATES = ("fetched_at", "fetch_time", "crawl_date", "warc_date", "warc-date", "date", "timestamp")
"""Names of columns in corpora, the likely ones first."""
_WANTED = frozenset((*_HTML, *_TEXTS, *_URLS, *_IDS, *_DATES))
_ROWS = 64
"""Rows of a Parquet file in memory at a time."""


def json_lines(stream: IO[bytes], file: str, columns: Columns, span: Span = WHOLE) -> Iterator[Piece]:
    """The pages of a JSON Lines file, or of a part of one; lines that are no objects are damage, empty ones are nothing.

    A row without an id is named by its line's number; in a part of a file by the byte at which it begins.
    """
    place = span.start
    if place:
        stream.seek(place - 1)
        place += len(stream.readline()) - 1  # the line that began before
    number, rows, told = 0, 0, 0
    while span.holds(place) and (line := stream.readline(MAX_BYTES * 2)):
        number += 1
        name = str(number) if span == WHOLE else f"@{place}"
        place += len(line)
        try:
            row = msgspec.json.decode(line) if line.strip() else None
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield Damaged(name, "a line that is no JSON")
            continue
        if isinstance(row, dict):
            rows, told = rows + 1, told + (columns.text in row)
            if found := _document(row, name, file, columns):
                yield found
        elif row is not None:
            yield Damaged(name, "a line that is no object")
    if rows and columns.text and not told:
        yield Damaged(f"@{span.start}", f"no row has a column {columns.text!r}")


def parquet(stream: IO[bytes], file: str, columns: Columns) -> Iterator[Piece]:
    """The pages of a Parquet file.  Raises :class:`CorpusError`."""
    try:
        from pyarrow import ArrowException  # noqa: PLC0415  (an extra)
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415
    except ImportError:
        raise CorpusError(missing("Parquet files", "parquet")) from None
    try:
        table = ParquetFile(stream, pre_buffer=False)
        if columns.text and columns.text not in table.schema_arrow.names:
            raise CorpusError(f"there is no column {columns.text!r}; there are: {', '.join(table.schema_arrow.names[:20])}")
        wanted = [name for name in table.schema_arrow.names if name.lower() in _WANTED or name in (columns.text, columns.url)]
        number = 0
        for batch in table.iter_batches(batch_size=_ROWS, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                if found := _document(row, str(number), file, columns):
                    yield found
    except (ArrowException, OSError) as error:
        raise CorpusError(f"no whole Parquet file: {error}") from None


def _document(row: dict[str, Any], name: str, file: str, columns: Columns) -> Document | None:
    lowered = {key.lower(): value for key, value in row.items()}
    html = None if columns.text else _first(lowered, _HTML)
    text = row.get(columns.text) if columns.text else html or _first(lowered, _TEXTS)
    if isinstance(text, str):
        text = text.encode("utf-8", "replace")
    if not isinstance(text, bytes):
        return None
    url = row.get(columns.url) if columns.url else _first(lowered, _URLS, "http")
    record = next((str(lowered[key]) for key in _IDS if isinstance(lowered.get(key), str | int)), name)
    moment = next((found for key in _DATES if (found := _moment(lowered.get(key)))), None)
    return Document(text, url if isinstance(url, str) else None, Source(file, record), moment)


def _first(row: dict[str, Any], names: tuple[str, ...], start: str = "") -> str | bytes | None:
    for name in names:
        value = row.get(name)
        if (isinstance(value, str) and value.startswith(start)) or (isinstance(value, bytes) and not start):
            return value
    return None


def _moment(value: object) -> datetime | None:
    """A time of a corpus; those without a zone are taken for UTC, as crawlers write them."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
