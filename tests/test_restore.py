"""A job whose store was lost or put back from an older copy: the feed is read back, and nothing is published twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from crawler.store import posts
from crawler.store.errors import StoreError
from crawler.store.job import Job
from crawler.store.schema import posts as table
from tests.test_store import post
from tests.test_verdicts import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, *words: str) -> int:
    """One run of a job that finds a thread's posts with the given words; returns the lines that it published."""
    job = Job("x", SETTINGS | {"STORE_DIR": folder})
    given = [post(1, floor, text) for floor, text in enumerate(words, 1)]
    job.database.write(lambda connection: posts.store(connection, "bbs.example/1", given))
    job.close(0, "")
    return job.feed.lines


def lines(folder: Path) -> list[bytes]:
    return [line for file in sorted((folder / "x" / "feed").glob("*/*.jsonl")) for line in file.read_bytes().splitlines()]


@pytest.mark.parametrize("copy", [True, False])
def test_nothing_is_published_twice(tmp_path: Path, copy: bool) -> None:
    assert run(tmp_path, "一", "二") == 2
    store = tmp_path / "x" / "store.sqlite"
    shutil.copy(store, tmp_path / "copy.sqlite")
    assert run(tmp_path, "一", "二改", "三") == 2
    for file in store.parent.glob("store.sqlite*"):
        file.unlink()
    if copy:
        shutil.copy(tmp_path / "copy.sqlite", store)
    assert run(tmp_path, "一", "二改", "三") == 0
    assert run(tmp_path, "一", "二又改", "三", "四") == 2
    assert len(lines(tmp_path)) == len(set(lines(tmp_path))) == 6
    assert any(b'"revision":3' in line.replace(b" ", b"") for line in lines(tmp_path))


def test_the_store_is_nobody_else_s(tmp_path: Path) -> None:
    """Addresses in it may hold a session; files of an older release are closed too."""
    run(tmp_path, "一")
    for file in (tmp_path / "x").glob("store.sqlite*"):
        assert file.stat().st_mode & 0o077 == 0
        file.chmod(0o644)
    run(tmp_path, "一")
    assert (tmp_path / "x" / "store.sqlite").stat().st_mode & 0o077 == 0


def test_posts_that_were_read_back_have_their_places(tmp_path: Path) -> None:
    run(tmp_path, "一", "二", "三")
    for file in (tmp_path / "x").glob("store.sqlite*"):
        file.unlink()
    job = Job("x", SETTINGS | {"STORE_DIR": tmp_path})
    found = job.database.write(lambda c: c.execute(select(table.c.floor, table.c.rank).order_by(table.c.floor)).all())
    job.close(0, "")
    assert [tuple(row) for row in found] == [(1, 1.0), (2, 2.0), (3, 3.0)]


def test_a_damaged_file_is_not_read_back(tmp_path: Path) -> None:
    assert run(tmp_path, "一") == 1
    (tmp_path / "x" / "store.sqlite").unlink()
    (file,) = (tmp_path / "x" / "feed").glob("*/*.jsonl")
    file.write_bytes(file.read_bytes().replace("一".encode(), "乙".encode()))
    with pytest.raises(StoreError, match="sha256"):
        run(tmp_path, "一")
