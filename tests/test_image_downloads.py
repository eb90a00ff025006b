"""What is known about pictures between runs."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from crawler.images.downloads import FORGOTTEN_AFTER, Downloads
from crawler.items import ImageFile

FILE = ImageFile("ab/c.jpg", "a" * 64, 9, "image/jpeg", 3, 2)


def test_what_was_kept_is_found_by_the_next_run(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path / "new" / "images.sqlite", "images")
    downloads.keep("http://a/1", FILE)
    downloads.keep("http://a/2", "html")
    again = Downloads(tmp_path / "new" / "images.sqlite", "images")
    assert [again.find(f"http://a/{n}") for n in (1, 2, 3)] == [FILE, "html", None]
    again.keep("http://a/2", FILE)
    assert downloads.find("http://a/2") == FILE


def test_each_storage_has_its_own(tmp_path: Path) -> None:
    Downloads(tmp_path / "r", "images").keep("http://a/1", FILE)
    assert Downloads(tmp_path / "r", "s3://pictures/").find("http://a/1") is None


def test_an_address_that_gave_nothing_is_asked_again_after_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    downloads = Downloads(tmp_path / "r", "images")
    downloads.keep("http://a/1", "missing")
    downloads.keep("http://a/2", FILE)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + FORGOTTEN_AFTER + 60)
    assert [downloads.find(f"http://a/{n}") for n in (1, 2)] == [None, FILE]


def test_a_record_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "r").write_bytes(b"x" * 5000)
    with pytest.raises(sqlite3.DatabaseError):
        Downloads(tmp_path / "r", "images")
