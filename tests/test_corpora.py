"""Files that hold many pages, and the record that a post names as its source."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from crawler.archive.corpora import Columns, CorpusError, Damaged, Document, documents
from crawler.items import Source
from tests.processes import scrapy

TEXT = "渡口几点收班\n#楼主# 2021-9-3 08:10\n有人知道吗？\n#沙发# 2021-9-3 09:00\n晚上八点。\n"
OTHER = "A text about bread, with no answers under it.\n"


def wet(*records: tuple[str, str]) -> bytes:
    """A WET file: its own description first, then a record for each address and text."""
    made = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nnote\r\n\r\n"
    for at, (url, text) in enumerate(records):
        body = text.encode()
        head = (
            f"WARC-Type: conversion\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-0{at + 1}T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:{at}>"
        )
        made += f"WARC/1.0\r\n{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"
    return made


def read(data: bytes, name: str, columns: Columns | None = None) -> list[Document]:
    return list(documents(io.BytesIO(data), name, columns))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_wet(pack: object) -> None:
    pytest.importorskip("fastwarc")
    data = wet(("https://bbs.example/t/1", TEXT), ("https://bbs.example/t/2", OTHER))
    first, second = read(pack(data), "part.wet.gz")  # type: ignore[operator]
    assert (first.url, first.body.decode()) == ("https://bbs.example/t/1", TEXT)
    assert first.source == Source("part.wet.gz", "urn:uuid:0")
    assert first.fetched_at is not None
    assert first.fetched_at.isoformat() == "2024-02-01T03:04:05+00:00"
    assert (second.url, second.body.decode()) == ("https://bbs.example/t/2", OTHER)


@pytest.mark.parametrize(
    ("row", "columns", "expected"),
    [
        ({"text": TEXT, "url": "https://a.example/1", "id": 7}, None, ("https://a.example/1", "7")),
        ({"raw_content": TEXT, "source": "https://a.example/2"}, None, ("https://a.example/2", "1")),
        ({"content": TEXT, "source": "some-crawl"}, None, (None, "1")),
        ({"page": TEXT, "text": "short", "where": "https://a.example/3"}, Columns("page", "where"), ("https://a.example/3", "1")),
    ],
)
def test_json_lines(row: dict[str, object], columns: Columns | None, expected: tuple[str | None, str]) -> None:
    data = json.dumps(row).encode() + b"\nnot json\n\n[1]\n"
    document, *damage = read(data, "rows.jsonl.gz", columns)
    assert damage == [Damaged("2", "a line that is no JSON"), Damaged("4", "a line that is no object")]
    assert document.body.decode() == TEXT
    assert document.source is not None
    assert (document.url, document.source.record) == expected


def test_parquet() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table({"Text": [TEXT, None, OTHER], "url": ["https://a.example/1", None, "https://a.example/3"], "n": [1, 2, 3]})
    out = io.BytesIO()
    parquet.write_table(table, out)
    first, second = read(out.getvalue(), "rows.parquet")
    assert (first.url, first.source) == ("https://a.example/1", Source("rows.parquet", "1"))
    assert second.source == Source("rows.parquet", "3")


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    pyarrow, parquet = map(pytest.importorskip, ("pyarrow", "pyarrow.parquet"))
    rows = [{"html": TEXT, "url": "https://a.example/1"}, {"html": OTHER}]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    assert read(data, "rows.jsonl", Columns("page")) == [Damaged("@0", "no row has a column 'page'")]
    assert len(read(data + b'{"page": null}\n', "rows.jsonl", Columns("page"))) == 0, "it is there, and empty"
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), out)
    with pytest.raises(CorpusError, match="no column 'page'; there are: html, url"):
        read(out.getvalue(), "rows.parquet", Columns("page"))


def test_zst() -> None:
    zstandard = pytest.importorskip("zstandard")
    (document,) = read(zstandard.compress(TEXT.encode()), "page.txt.zst")
    assert (document.body.decode(), document.source) == (TEXT, None)


def test_a_broken_table_says_so() -> None:
    with pytest.raises(CorpusError):
        read(b"PAR1 and nothing else", "file")


def test_the_command_names_the_source(tmp_path: Path) -> None:
    rows = [{"id": "a", "url": "https://bbs.example/t/1", "text": TEXT}, {"id": "b", "text": OTHER}]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "other.txt").write_text(OTHER, encoding="utf-8")
    done = scrapy("extract", str(tmp_path / "rows.jsonl"), str(tmp_path / "page.txt"), str(tmp_path / "other.txt"))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("source") for line in lines] == [{"file": "rows.jsonl", "record": "a"}] * 2 + [None] * 2
    assert [line["site"] for line in lines] == ["bbs.example"] * 2 + ["unknown"] * 2
    assert ["source" in line for line in lines] == [True, True, False, False]
    assert "other.txt: no posts (not_a_forum" in done.stderr
    assert done.returncode == 1
