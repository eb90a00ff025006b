"""Pages that a job keeps, and reading them again with an engine that has changed."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastwarc")
pytest.importorskip("isal")

from crawler.archive.keeping import PAGES, Keeper, Kept, Readings, contents, files, mend
from crawler.crawl.options import OptionError, Options
from crawler.demo import RunningForum, running
from crawler.engines import ENGINES
from crawler.forum import Reading, ThreadPage
from crawler.page import Page
from crawler.store.frontier import keeper_of
from crawler.store.job import Job
from crawler.store.reread import Changes, reread
from tests.jobs import JobRunner
from tests.processes import scrapy
from tests.test_verdicts import SETTINGS

DISCUZ = ENGINES["discuz"]


def again(job: JobRunner, since: str = "") -> Changes:
    """Reads the kept pages of a job."""
    opened = Job("x", SETTINGS | {"STORE_DIR": job.var})
    options = Options.parse(url=job.url, job="x", archive="1")
    changes = reread(opened, options, keeper_of(opened), opened.folder / PAGES, since)
    opened.close(0, "")
    return changes


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[JobRunner, RunningForum]]:
    """A job that kept its pages in two runs, between which a post was edited, and one in between that kept none."""
    with running(threads=40) as forum:
        job = JobRunner(tmp_path_factory.mktemp("job"), f"{forum.url}forum.php?mod=forumdisplay&fid=2")
        tid = forum.new_thread(2, "题目", "头一句")
        forum.reply(tid, "不留的一句")
        run(job)
        forum.reply(tid, "再来一句")
        run(job)
        yield job, forum


def run(job: JobRunner) -> None:
    command = job.command()
    at = command.index("job=x")
    done = scrapy(*command[: at + 1], "-a", "archive=1", *command[at + 1 :], quick=False)
    assert done.returncode == 0, done.stderr


def changed(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Makes the engine read every post that holds a word otherwise."""
    read = type(DISCUZ).read

    def other(engine: Any, page: Page) -> Reading:
        reading = read(engine, page)
        for made in reading.posts if isinstance(reading, ThreadPage) else ():
            for block in made.body.blocks:
                if word in block.text:
                    block.text = f"{block.text}（{len(word)}）"
        return reading

    monkeypatch.setattr(type(DISCUZ), "read", other)


def test_every_page_is_kept_with_its_request_and_no_secret(kept: tuple[JobRunner, RunningForum]) -> None:
    job, _ = kept
    archives = files(job.folder / PAGES)
    assert len({path.name.rpartition("-")[0] for path in archives}) == 2
    text = b"".join(gzip.decompress(path.read_bytes()) for path in archives)
    assert text.count(b"WARC-Type: response") == text.count(b"WARC-Type: request") > 5
    for secret in (b"\r\nCookie:", b"\r\nSet-Cookie:", b"\r\nAuthorization:"):
        assert secret.lower() not in text.lower()
    pieces = [piece for path in archives for piece in contents(path)]
    assert sum(isinstance(piece, Readings) for piece in pieces) > 2
    assert any(b"postmessage_" in piece.document.body for piece in pieces if isinstance(piece, Kept))


def test_other_tools_read_the_archive(kept: tuple[JobRunner, RunningForum]) -> None:
    archiveiterator = pytest.importorskip("warcio.archiveiterator")
    for path in files(kept[0].folder / PAGES):
        with path.open("rb") as file:
            kinds = [record.rec_type for record in archiveiterator.ArchiveIterator(file) if record.content_stream().read()]
        assert {"response", "request", "metadata"} >= set(kinds)
        assert "response" in kinds


def test_exactly_the_changed_posts_come_again(kept: tuple[JobRunner, RunningForum], monkeypatch: pytest.MonkeyPatch) -> None:
    job, forum = kept
    requests, before = len(forum.stats()["urls"]), job.feed()
    assert again(job).edited == again(job).new == 0
    changed(monkeypatch, "再来一句")
    done = again(job)
    assert (done.new, done.edited) == (0, 1)
    assert again(job).edited == 0
    (line,) = job.feed()[len(before) :]
    assert (line["text"], line["revision"]) == ("再来一句（4）", 2)
    changed(monkeypatch, "再来一句")  # once more, on top
    assert again(job).edited == 1
    assert len(forum.stats()["urls"]) == requests


def test_what_another_run_saw_is_not_taken_back(kept: tuple[JobRunner, RunningForum], monkeypatch: pytest.MonkeyPatch) -> None:
    job, _ = kept
    opened = Job("x", SETTINGS | {"STORE_DIR": job.var})
    with opened.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE posts SET content_hash = 'another run' WHERE id LIKE '%' AND revision = 1")
    opened.close(0, "")
    changed(monkeypatch, "一")
    assert again(job).edited <= 1  # the one post of revision 2 and later


def test_a_day_from_which_on(kept: tuple[JobRunner, RunningForum]) -> None:
    assert again(kept[0], "2999-01-01").pages == 0
    assert again(kept[0], "2020-01-01").pages > 0


def test_a_record_that_was_torn_is_taken_away(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, "run")
    for at in range(3):
        keeper.answer(
            f"http://bbs.example/{at}", b"GET / HTTP/1.1\r\n\r\n", b"200 OK", [(b"Content-Type", b"text/html")], b"<p>words" * 200
        )
    keeper.close()
    (path,) = files(tmp_path)
    whole = path.stat().st_size
    os.truncate(path, whole - 7)
    mend(tmp_path)
    assert len(list(contents(path))) == 3  # the last request was torn, its answer was not
    assert gzip.decompress(path.read_bytes())
    size = path.stat().st_size
    mend(tmp_path)
    assert path.stat().st_size == size


def test_files_are_closed_by_size(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, "run", most=2000)
    for at in range(6):
        keeper.answer(f"http://bbs.example/{at}", b"GET / HTTP/1.1\r\n\r\n", b"200 OK", [(b"Set-Cookie", b"a=b")], os.urandom(700))
    keeper.close()
    assert len(files(tmp_path)) > 2
    assert all(path.stat().st_size <= 2000 for path in files(tmp_path))


def test_the_command_says_what_came(kept: tuple[JobRunner, RunningForum], tmp_path: Path) -> None:
    job, _ = kept
    (tmp_path / "jobs.toml").write_text(
        f'[x]\nurls = ["{job.url}"]\narchive = true\n[x.settings]\nSTORE_DIR = "{job.var}"\n', encoding="utf-8"
    )
    done = scrapy("job", "x", "--file", str(tmp_path / "jobs.toml"), "--reread", "--since", "2020-01-01", quick=False)
    assert (done.returncode, "nothing was fetched" in done.stderr) == (0, True), done.stderr


def test_an_archive_belongs_to_a_job() -> None:
    with pytest.raises(OptionError):
        Options.parse(url="https://bbs.example/", archive="1")
