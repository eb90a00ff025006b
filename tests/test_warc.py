"""WARC files: of several tools, packed in several ways, and damaged in several ways."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Callable

import pytest

pytest.importorskip("fastwarc")
pytest.importorskip("isal")

from crawler.archive.corpora import Damaged, Document, documents
from crawler.archive.document import WHOLE, Piece, Span
from tests.archives import DAY, answer, packed, record

PAGES = {f"http://bbs.example/t/{at}": f"<html><p>page {at}: {'word ' * 200}{at}</p></html>".encode() for at in range(8)}
RECORDS = [answer(url, body, number=at) for at, (url, body) in enumerate(PAGES.items())]
INFO = record("warcinfo", b"software: test\r\n")


def zstd(data: bytes) -> bytes:
    zstandard = pytest.importorskip("zstandard")
    return bytes(zstandard.ZstdCompressor(write_checksum=True).compress(data))


def read(data: bytes, span: Span = WHOLE, name: str = "a.warc.gz") -> list[Piece]:
    return list(documents(io.BytesIO(data), name, span=span))


def urls(pieces: list[Piece]) -> list[str | None]:
    return [piece.url for piece in pieces if isinstance(piece, Document)]


@pytest.mark.parametrize(
    "data",
    [
        b"".join([INFO, *RECORDS]),
        packed([INFO, *RECORDS]),
        packed([INFO, *RECORDS], zstd),
        gzip.compress(b"".join([INFO, *RECORDS])),
        packed([INFO + RECORDS[0] + RECORDS[1], b"".join(RECORDS[2:])]),
    ],
    ids=["plain", "gzip", "zstd", "gzip in one piece", "several records a member"],
)
def test_every_page_comes_once_whatever_the_packing(data: bytes) -> None:
    pieces = read(data)
    assert urls(pieces) == list(PAGES)
    first = pieces[0]
    assert isinstance(first, Document)
    assert (first.body, first.fetched_at, first.status) == (PAGES["http://bbs.example/t/0"], DAY, 200)
    assert first.source is not None
    assert first.source.record == "urn:uuid:0"


def test_a_zstd_dictionary_in_front() -> None:
    zstandard = pytest.importorskip("zstandard")
    known = zstandard.train_dictionary(2048, RECORDS * 40)
    raw = known.as_bytes()
    compressor = zstandard.ZstdCompressor(dict_data=known)
    for frame in (raw, zstandard.compress(raw)):
        data = b"\x5d\x2a\x4d\x18" + len(frame).to_bytes(4, "little") + frame + packed(RECORDS, compressor.compress)
        assert urls(read(data, name="a.warc.zst")) == list(PAGES)


def test_an_archive_through_a_pipe() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            super().__init__()
            self.data = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            return self.data.readinto(buffer)

    assert urls(list(documents(io.BufferedReader(Pipe(packed(RECORDS))), "-"))) == list(PAGES)


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
@pytest.mark.parametrize("size", [1, 97, 1000])
def test_parts_of_a_file_are_together_the_file(pack: Callable[[bytes], bytes], size: int) -> None:
    data = packed([INFO, *RECORDS], pack)
    spans = [Span(start, start + size) for start in range(0, len(data), size)]
    assert [url for span in spans for url in urls(read(data, span))] == list(PAGES)


def test_a_file_packed_in_one_piece_is_read_with_its_first_part() -> None:
    data = gzip.compress(b"".join(RECORDS))
    assert urls(read(data, Span(0, 50))) == list(PAGES)
    assert read(data, Span(50, None)) == []


def torn_member(member: bytes) -> bytes:
    return member[: len(member) // 2]


def flipped_member(member: bytes) -> bytes:
    middle = len(member) // 2
    return member[:middle] + bytes([member[middle] ^ 0x55]) + member[middle + 1 :]


def headless_member(member: bytes) -> bytes:
    return b"\0\0\0\0" + member[4:]


@pytest.mark.parametrize("damage", [torn_member, flipped_member, headless_member])
@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_damage_costs_the_record_and_no_other(pack: Callable[[bytes], bytes], damage: Callable[[bytes], bytes]) -> None:
    data = b"".join(damage(pack(one)) if at == 3 else pack(one) for at, one in enumerate(RECORDS))
    pieces = read(data)
    assert urls(pieces) == [url for at, url in enumerate(PAGES) if at != 3]
    assert any(isinstance(piece, Damaged) for piece in pieces)
    spans = [Span(start, start + 500) for start in range(0, len(data), 500)]
    assert [url for span in spans for url in urls(read(data, span))] == urls(pieces)


def test_much_damage_costs_what_is_damaged_and_no_more() -> None:
    """More than the reader holds at a time, and what a library goes on to make of bytes behind damage."""
    members = [gzip.compress(answer(f"http://bbs.example/{at}", os.urandom(600).hex().encode(), number=at)) for at in range(600)]
    lost = {at for at in range(600) if at % 37 == 5}
    for at in lost:
        members[at] = [torn_member, flipped_member, headless_member][at % 3](members[at])
    pieces = read(b"".join(members))
    assert urls(pieces) == [f"http://bbs.example/{at}" for at in range(600) if at not in lost]
    assert sum(isinstance(piece, Damaged) for piece in pieces) >= len(lost)


def test_garbage_between_members_is_told() -> None:
    members = [gzip.compress(one, mtime=0) for one in RECORDS]
    pieces = read(b"".join([*members[:3], b"no record at all", *members[3:]]))
    assert urls(pieces) == list(PAGES)
    assert [piece.why for piece in pieces if isinstance(piece, Damaged)] == ["bytes that are no record"]
    assert urls(read(b"".join([*members, b"\0" * 512]))) == list(PAGES)
    assert not any(isinstance(piece, Damaged) for piece in read(b"".join([*members, b"\0" * 512])))


@pytest.mark.parametrize(
    ("broken", "lost"),
    [
        (RECORDS[3][:400], 1),  # torn: its length leads into the next record
        (RECORDS[3].replace(b"Content-Length: ", b"Content-Length: x"), 1),
        (RECORDS[3].replace(b"Content-Length: ", b"Content-Length: 1"), 1),
        (RECORDS[3] + b"something between\r\n", 0),
    ],
    ids=["torn", "no length", "too long a length", "garbage behind"],
)
def test_damage_in_a_file_that_is_not_packed(broken: bytes, lost: int) -> None:
    pieces = read(b"".join([*RECORDS[:3], broken, *RECORDS[4:]]), name="a.warc")
    assert urls(pieces) == [url for at, url in enumerate(PAGES) if at != 3 or not lost]
    assert any(isinstance(piece, Damaged) for piece in pieces)
    assert all(piece.body == PAGES[piece.url or ""] for piece in pieces if isinstance(piece, Document))


def test_a_file_that_ends_within_a_record() -> None:
    for data in (packed(RECORDS)[:-40], b"".join(RECORDS)[:-400]):
        pieces = read(data)
        assert urls(pieces) == list(PAGES)[:-1]
        assert isinstance(pieces[-1], Damaged)


HTML = b"<html><p>words</p></html>"
CHUNKED = b"d\r\n<html><p>word\r\nc\r\ns</p></html>\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Transfer-Encoding: chunked\r\n", CHUNKED),
        ("Transfer-Encoding: chunked\r\n", HTML),
        ("Content-Encoding: gzip\r\n", gzip.compress(HTML, mtime=0)),
        ("Content-Encoding: gzip\r\n", HTML),
        ("Content-Encoding: deflate\r\n", zlib.compress(HTML)),
        ("Content-Encoding: br\r\n", HTML),
    ],
)
def test_codings_are_taken_off_where_the_tool_left_them_on(headers: str, body: bytes) -> None:
    (page,) = read(answer("http://bbs.example/", body, f"Content-Type: text/html\r\n{headers}"))
    assert isinstance(page, Document)
    assert page.body == HTML


@pytest.mark.parametrize(
    "other",
    [
        answer("http://bbs.example/a.png", b"\x89PNG", "Content-Type: image/png\r\n"),
        answer("http://bbs.example/old", b"", "Location: /new\r\n", status="301 Moved"),
        record("request", b"GET / HTTP/1.1\r\n\r\n", WARC_Target_URI="http://bbs.example/", Content_Type="application/http"),
        record("revisit", b"HTTP/1.1 200 OK\r\n\r\n", WARC_Target_URI="http://bbs.example/", Content_Type="application/http"),
        record("metadata", b"a: b", WARC_Target_URI="http://bbs.example/"),
        record("response", b"1.2.3.4", WARC_Target_URI="dns:bbs.example", Content_Type="text/dns"),
    ],
)
def test_what_is_no_page_is_passed_over(other: bytes) -> None:
    assert urls(read(packed([other, *RECORDS]))) == list(PAGES)


def test_a_truncated_record_is_no_page() -> None:
    cut = answer("http://bbs.example/", HTML).replace(b"WARC-Type", b"WARC-Truncated: length\r\nWARC-Type")
    assert [piece.why for piece in read(cut) if isinstance(piece, Damaged)] == ["cut off"]


def test_a_resource_is_a_page() -> None:
    (page,) = read(record("resource", HTML, WARC_Target_URI="https://bbs.example/t/1", Content_Type="text/html; charset=utf-8"))
    assert isinstance(page, Document)
    assert (page.url, page.body, page.headers) == ("https://bbs.example/t/1", HTML, {"content-type": "text/html; charset=utf-8"})


def test_what_warcio_writes(tmp_path: object) -> None:
    warcwriter = pytest.importorskip("warcio.warcwriter")
    headers = pytest.importorskip("warcio.statusandheaders")
    out = io.BytesIO()
    writer = warcwriter.WARCWriter(out, gzip=True, warc_version="1.1")
    out_headers = headers.StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record("http://bbs.example/t/1", "response", io.BytesIO(HTML), http_headers=out_headers))
    (page,) = read(out.getvalue())
    assert isinstance(page, Document)
    assert (page.url, page.body) == ("http://bbs.example/t/1", HTML)
