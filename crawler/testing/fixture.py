"""A saved page becomes a test: its bytes, what was known when it was fetched, and a draft of the expected lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any

import msgspec

from crawler.extract import posts
from crawler.forum import Reading, ThreadPage
from crawler.items import encode
from crawler.page import Page

EXPECTED = "expected.jsonl"


def expected_lines(reading: Reading) -> list[bytes]:
    """What the test compares: a thread's posts, or one line for a board or a notice."""
    if isinstance(reading, ThreadPage):
        return [encode(post) for post in posts(reading)]
    return [msgspec.json.encode(reading)]


def read_page(folder: Path, body: bytes | None = None) -> Page:
    """The page of a folder, with what was known when it was fetched; ``body`` stands in for its bytes."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    given = next(folder.glob("page.*")).read_bytes() if body is None else body
    return Page(given, meta["url"], meta.get("headers"), datetime.fromisoformat(meta["fetched_at"]), meta.get("status", 200))


def write_page(page: Page, folder: Path) -> None:
    """Writes page.html and meta.json into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_bytes(page.body)
    meta = {"url": page.url, "fetched_at": page.fetched_at.isoformat(timespec="seconds"), "status": page.status, "headers": page.headers}
    (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_expected(lines: list[bytes], folder: Path) -> None:
    """Writes expected.jsonl into a folder."""
    (folder / EXPECTED).write_bytes(b"".join(line + b"\n" for line in lines))


def read_expected(folder: Path) -> list[bytes]:
    """The lines of expected.jsonl; none when there is no such file."""
    file = folder / EXPECTED
    return file.read_bytes().splitlines() if file.exists() else []


def difference(corrected: list[bytes], drafted: list[bytes]) -> str:
    """What differs between two lists of expected lines, field by field; empty when nothing does."""
    old, new = shown(corrected).splitlines(), shown(drafted).splitlines()
    return "\n".join(unified_diff(old, new, f"{EXPECTED} as it is", "as the engine reads the page now", lineterm="", n=2))


def shown(lines: list[bytes]) -> str:
    """Expected lines for a person: one field a line, named by its path, without nulls and without the time of the fetch."""
    parts = []
    for number, line in enumerate(lines, start=1):
        parts.append(f"— line {number} —")
        parts += [f"{path}: {value}" for path, value in _leaves(json.loads(line)) if value not in ("null", '""') and path != "fetched_at"]
    return "\n".join(parts)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value that holds no others, with the way to it, e.g. ``images[0].caption``."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _leaves(part, f"{path}[{index}]")
    else:
        yield path, json.dumps(value, ensure_ascii=False)
