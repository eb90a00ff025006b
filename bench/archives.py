"""What it costs to read archives: WARC files of forum pages alone, and of one forum page among fifty."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, process_time
from typing import Any

import lxml.html
from lxml import etree

from bench.pages import SHARED, thread_pages
from crawler.archive.corpora import documents
from crawler.archive.document import WHOLE, Document
from crawler.archive.members import Member, members
from crawler.extract import posts
from crawler.forum import ThreadPage
from crawler.items import encode
from crawler.page import Page
from crawler.reading import read
from crawler.reading.refusal import is_no_forum

OTHERS = SHARED / "negatives"
EVERY = 50
"""One page of a mixed archive in so many is a forum's."""
SIZES = {"all forum": 2_000, "1 in 50": 6_000}
WAYS = [("--jobs", "1"), ("--jobs", "2"), *([("--ray", "local")] if find_spec("ray") else [])]
"""How an archive is read: by one process, by two, and by Ray on this machine where it is installed."""


def other_pages() -> tuple[str, list[tuple[bytes, str]]]:
    """Pages that are no forum's: real ones where a folder of them lies beside the checkout, else essays."""
    if OTHERS.is_dir():
        rows = map(json.loads, (OTHERS / "index.jsonl").read_text(encoding="utf-8").splitlines())
        return "articles, shops and lists", [(gzip.decompress((OTHERS / row["file"]).read_bytes()), row["url"]) for row in rows]
    words = "<p>Of bread, and of how the oven was built in its year, and who carried the stones.</p>" * 300
    page = f"<!DOCTYPE html><html><head><title>Bread</title></head><body><main>{words}</main></body></html>".encode()
    return "essays", [(page, f"https://bread.example/{at}") for at in range(100)]


def record(url: str, body: bytes, number: int) -> bytes:
    """A WARC record of an answer, compressed as crawlers do it."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-02-01T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", 6)


def archive(path: Path, forum: list[tuple[bytes, str]], others: list[tuple[bytes, str]], size: int) -> int:
    """Writes an archive of so many pages, and gives their bytes.  The same pages come again on other hosts."""
    total = 0
    with path.open("wb") as file:
        for at in range(size):
            pages = others if others and at % EVERY else forum
            body, url = pages[at % len(pages)]
            total += len(body)
            host = url.partition("://")[2].partition("/")[0]
            file.write(record(url.replace(host, f"{at}.{host}", 1), body, at))
    return total


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of a call, and what it gives."""
    start = process_time()
    found = work()
    return process_time() - start, found


def _decompress(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(len(member.read() or b"") for member in members(stream, WHOLE) if isinstance(member, Member))


def _documents(path: Path) -> Iterator[Document]:
    with path.open("rb") as stream:
        yield from (piece for piece in documents(stream, path.name) if isinstance(piece, Document))


def _parse(body: bytes) -> None:
    with suppress(etree.ParserError):  # nothing in it
        lxml.html.fromstring(body)


def steps(path: Path) -> tuple[int, int, dict[str, float]]:
    """Pages, posts, and the CPU seconds of each step over an archive."""
    spent = dict.fromkeys(("decompression", "records", "refusal", "parse", "reading", "encoding"), 0.0)
    spent["decompression"], _ = timed(lambda: _decompress(path))
    both, _ = timed(lambda: sum(1 for _ in _documents(path)))
    spent["records"] = max(0.0, both - spent["decompression"])
    pages = found = 0
    for document in _documents(path):
        pages += 1
        seconds, refused = timed(lambda given=document: is_no_forum(given.body, given.url))  # type: ignore[misc]  # a default
        spent["refusal"] += seconds
        if refused:
            continue
        page = Page(document.body, document.url, document.headers, document.fetched_at)
        seconds, _ = timed(lambda given=page: given.tree)  # type: ignore[misc]  # the same
        spent["parse"] += seconds
        seconds, made = timed(lambda given=page: _posts(given))  # type: ignore[misc]  # the same
        spent["reading"] += seconds
        seconds, _ = timed(lambda given=made: [encode(post) for post in given])  # type: ignore[misc]  # the same
        spent["encoding"] += seconds
        found += len(made)
    return pages, found, spent


def _posts(page: Page) -> list[Any]:
    reading = read(page)
    return posts(reading) if isinstance(reading, ThreadPage) else []


def command(path: Path, *options: str) -> str:
    """What a run of the command costs, start and joining included."""
    with tempfile.TemporaryDirectory() as folder:
        line = [sys.executable, "-m", "scrapy", "extract", str(path), "--out", f"{folder}/out", *options]
        began = monotonic()
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise RuntimeError(f"{line} ended with status {status}")
        seconds = monotonic() - began
        return f"{seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} CPU-s, the largest process {used.ru_maxrss / 1024:.0f} MB"


def peers(path: Path) -> Iterator[tuple[str, float]]:
    """CPU seconds that other tools need for the same archive, with FastWARC before them."""
    bodies = [document.body.decode("utf-8", "replace") for document in _documents(path)]
    if find_spec("trafilatura"):
        import trafilatura  # noqa: PLC0415  (a peer, where it is installed)

        some = bodies[:: max(1, len(bodies) // 200)]
        yield "trafilatura", timed(lambda: [trafilatura.extract(body, include_comments=True) for body in some])[0] / len(some) * len(bodies)
    if find_spec("resiliparse"):
        from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415  (the same)

        yield "resiliparse", timed(lambda: [extract_plain_text(body, main_content=True) for body in bodies])[0]
    yield "bare lxml parse", timed(lambda: [_parse(body.encode()) for body in bodies])[0]


def refusal() -> None:
    """Prints what deciding "no" costs beside a bare parse, with the reading of pages that are not refused and turn out to be none."""
    what, pages = other_pages()
    decided = [timed(lambda given=(body, url): is_no_forum(*given)) for body, url in pages]  # type: ignore[misc]  # a default
    parse = timed(lambda: [_parse(body) for body, _ in pages])[0]
    passed = [page for page, (_, refused) in zip(pages, decided, strict=True) if not refused]
    wasted = sum(seconds for seconds, found in (timed(lambda given=page: _posts(Page(*given))) for page in passed) if not found)  # type: ignore[misc]
    alone = sum(seconds for seconds, _ in decided)
    print(
        f"refusal: {len(pages)} {what}: {alone / parse:.2f} x a bare parse; {len(passed)} pass, with them {(alone + wasted) / parse:.2f} x"
    )


def main() -> None:
    """Prints the tables."""
    (origin, forum), (what, others) = thread_pages(), other_pages()
    refusal()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "one.warc.gz")
        archive(path, forum, [], 1)
        for options in WAYS:
            print(f"start, one page, {' '.join(options)}: {command(path, *options)}")
        for name, size in SIZES.items():
            path = Path(folder, f"{name.replace(' ', '-')}.warc.gz")
            total = archive(path, forum, [] if name == "all forum" else others, size)
            print(f"\n{name}: {size} pages ({origin}{'' if name == 'all forum' else ', ' + what}), {total / size / 1000:.0f} kB each")
            pages, found, spent = steps(path)
            whole = sum(spent.values())
            print(
                f"  {pages / whole:.0f} pages/s a core, {found} posts; "
                + ", ".join(f"{step} {share / whole:.0%}" for step, share in spent.items())
            )
            for options in WAYS:
                print(f"  {' '.join(options)}: {command(path, *options)}")
            for peer, seconds in peers(path):
                print(f"  {peer}: {pages / seconds:.0f} pages/s a core")
