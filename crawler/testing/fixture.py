"""A saved page becomes a test: its bytes, what was known when it was fetched, and a draft of the expected lines."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from crawler.extract import posts
from crawler.forum import Reading, ThreadPage
from crawler.items import encode
from crawler.page import Page
from crawler.reading import read


def expected_lines(reading: Reading) -> list[bytes]:
    """What the test compares: a thread's posts, or one line for a board or a notice."""
    if isinstance(reading, ThreadPage):
        return [encode(post) for post in posts(reading)]
    return [msgspec.json.encode(reading)]


def write(page: Page, folder: Path, reading: Reading | None = None) -> int:
    """Writes page.html, meta.json and expected.jsonl (of a reading, or what is read now) into a folder; returns the number of lines."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_bytes(page.body)
    meta = {"url": page.url, "fetched_at": page.fetched_at.isoformat(timespec="seconds"), "status": page.status, "headers": page.headers}
    (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    lines = expected_lines(reading or read(page))
    (folder / "expected.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    return len(lines)
