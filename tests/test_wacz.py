"""WARC and WACZ files as browsertrix and ArchiveWeb.page write them: records of other kinds beside the pages, and the zip around."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

pytest.importorskip("fastwarc")
pytest.importorskip("isal")

from crawler.archive.corpora import CorpusError, Damaged, Document, documents
from tests.archives import HOST, packed, posts_page, record
from tests.test_batch import on_stdout, report_of


def response(tid: int, status: str, headers: str = "content-type: text/html; charset=utf-8\r\n") -> bytes:
    """The record of a page as a browser saw it."""
    body = posts_page(tid, ["话", "好"])
    made = record(
        "response",
        f"{status}\r\n{headers}content-length: {len(body)}\r\n\r\n".encode() + body,
        WARC_Target_URI=f"{HOST}thread-{tid}-1-1.html",
        WARC_Record_ID=f"<urn:uuid:{tid}>",
        WARC_Date=f"2026-03-0{tid}T03:04:05.678Z",
        Content_Type="application/http; msgtype=response",
        WARC_Page_ID="8c3b7a44-0000-4000-8000-000000000001",
        WARC_Protocol="h2",
        WARC_Resource_Type="document",
        WARC_JSON_Metadata='{"ipType":"Public","cert":{"issuer":"Tide"}}',
    )
    return made.replace(b"WARC/1.0", b"WARC/1.1")


def beside(tid: int) -> list[bytes]:
    """What stands between pages: nothing of it is one."""
    url, page = f"{HOST}thread-{tid}-1-1.html", posts_page(tid, ["话", "好"])
    shown = json.dumps({"pageid": "8c3b", "url": url, "urls": {url: {"status": 200, "mime": "text/html", "type": "document"}}}).encode()
    json_kind, http = "application/json", "application/http; msgtype="
    return [
        record("warcinfo", b"software: Browsertrix-Crawler 1.9\r\nformat: WARC File Format 1.1\r\n", WARC_Filename="rec-1.warc.gz"),
        record("request", b"GET /a HTTP/1.1\r\nhost: bbs.example\r\n\r\n", WARC_Target_URI=url, Content_Type=f"{http}request"),
        record("resource", shown, WARC_Target_URI=f"urn:pageinfo:{url}", Content_Type=json_kind),
        record("resource", page, WARC_Target_URI=f"urn:view:{url}", Content_Type="text/html"),
        record("resource", "话 好".encode(), WARC_Target_URI=f"urn:text:{url}", Content_Type="text/plain"),
        record(
            "revisit",
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n",
            WARC_Target_URI=url,
            WARC_Refers_To_Target_URI=url,
            WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
            Content_Type=f"{http}response",
        ),
    ]


STATUSES = ("HTTP/1.1 200 OK", "HTTP/2 200", "h2 200 ", "HTTP/3 200 OK", "HTTP/1.1 200")
FIRST = packed([*beside(1), *(response(tid, status) for tid, status in enumerate(STATUSES[:3], 1))])
SECOND = packed([response(tid, status) for tid, status in enumerate(STATUSES[3:], 4)])


def wacz(files: dict[str, bytes], how: int = ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", how) as box:
        for name, data in files.items():
            box.writestr(name, data)
    return out.getvalue()


INDEXED = {
    "pages/pages.jsonl": b'{"format": "json-pages-1.0", "id": "pages"}\n{"url": "http://bbs.example/thread-9-1-1.html", "text": "..."}\n',
    "indexes/index.cdx.gz": gzip.compress(b"example,bbs)/ 20260301 {}\n"),
    "logs/crawl.log.gz": gzip.compress(b"{}\n"),
    "datapackage.json": b'{"profile": "data-package", "wacz_version": "1.1.1"}',
}
WHOLE = {"archive/rec-1.warc.gz": FIRST, "archive/rec-2.warc.gz": SECOND, **INDEXED}


def urls(data: bytes, name: str) -> list[str | None]:
    return [piece.url for piece in documents(io.BytesIO(data), name) if isinstance(piece, Document)]


def test_a_browsers_warc_gives_its_pages_and_nothing_else() -> None:
    assert urls(FIRST + SECOND, "rec.warc.gz") == [f"{HOST}thread-{tid}-1-1.html" for tid in range(1, 6)]


@pytest.mark.parametrize("how", [ZIP_STORED, ZIP_DEFLATED])
@pytest.mark.parametrize("name", ["crawl.wacz", "crawl.zip", "-"])
def test_a_wacz_file_gives_the_pages_of_its_archives(name: str, how: int) -> None:
    assert urls(wacz(WHOLE, how), name) == [f"{HOST}thread-{tid}-1-1.html" for tid in range(1, 6)]


def test_the_posts_of_a_wacz_file_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "crawl.wacz").write_bytes(wacz(WHOLE))
    lines = on_stdout(tmp_path)
    assert [(line["thread"]["id"], line["text"]) for line in lines] == [(str(tid), text) for tid in range(1, 6) for text in ("话", "好")]
    assert {line["source"]["file"] for line in lines} == {"crawl.wacz"}


def damaged(data: bytes) -> bytes:
    """A byte within the third record of the first archive is another one."""
    at = data.index(FIRST) + len(packed([*beside(1), response(1, STATUSES[0])])) + 300
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


def test_damage_in_a_wacz_file_costs_the_record(tmp_path: Path) -> None:
    (tmp_path / "crawl.wacz").write_bytes(damaged(wacz(WHOLE)))
    report = report_of(tmp_path / "crawl.wacz")
    assert report.threads == 4
    assert sum(report.failed.values()) >= 1


@pytest.mark.parametrize("data", [wacz(WHOLE)[:-200], wacz(INDEXED), b"PK\x03\x04" + bytes(900)], ids=["cut off", "no archive", "garbage"])
def test_what_is_no_whole_wacz_file_says_so(data: bytes) -> None:
    with pytest.raises(CorpusError, match="no whole WACZ file"):
        urls(data, "crawl.wacz")
    (document,) = documents(io.BytesIO(data), "attachment")  # a zip like others
    assert isinstance(document, Document)


def test_an_archive_that_is_made_to_fill_a_disk_is_left() -> None:
    pieces = list(documents(io.BytesIO(wacz({"archive/a.warc": bytes(50 << 20), "archive/b.warc.gz": SECOND}, ZIP_DEFLATED)), "a.wacz"))
    assert [piece.why for piece in pieces if isinstance(piece, Damaged)] == ["too large"]
    assert len(pieces) == 3
