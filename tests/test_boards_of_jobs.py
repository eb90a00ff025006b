"""Boards of a job: bounds of their own, and boards that come and go between runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.crawl.options import OptionError, Options
from crawler.crawl.outcome import DONE
from crawler.store.jobsfile import JobsFileError, load
from tests.loopback import Answer, serving
from tests.processes import QUICK, boardfeed
from tests.test_statuses import NEXT, board, thread


def dated(tid: int, day: str) -> str:
    """A thread with the day of its post."""
    return thread(tid).replace('<div class="pcb">', f'<em id="authorposton{tid}1">发表于 {day} 10:00</em><div class="pcb">')


def forum() -> dict[str, Answer]:
    """Boards 2 and 3, each with an old and a new thread, board 3 on two pages; board 4 with one thread."""
    pages: dict[str, Answer] = {f"/thread-{tid}-1-1.html": dated(tid, "2019-5-21" if tid % 2 else "2023-5-21") for tid in range(1, 7)}
    pages["/forum-2-1.html"] = board("thread-1-1-1.html", "thread-2-1-1.html")
    pages["/forum-3-1.html"] = board("thread-3-1-1.html", "thread-4-1-1.html", below=NEXT.format("forum-3-2.html"))
    pages["/forum-3-2.html"] = board("thread-5-1-1.html")
    pages["/forum-4-1.html"] = board("thread-6-1-1.html")
    return pages


def test_bounds_of_boards_and_boards_that_come_and_go(tmp_path: Path) -> None:
    with serving(forum().get) as server:

        def run(urls: str) -> list[str]:
            server.paths.clear()
            (tmp_path / "jobs.toml").write_text(f"[news]\nurls = [{urls.replace('AT/', server.url)}]\nsettings = {{RECHECK_DAYS = 0}}\n")
            done = boardfeed("job", "news", *QUICK, folder=tmp_path)
            assert done.returncode == DONE, done.stderr
            return sorted(path for path in server.paths if path.startswith("/forum"))

        two = '{url = "AT/forum-2-1.html", since = 2022-01-01}'
        three = '{url = "AT/forum-3-1.html", max_pages = 1}'
        assert run(f"{two}, {three}") == ["/forum-2-1.html", "/forum-3-1.html"]
        lines = [json.loads(line) for file in (tmp_path / "var/news/feed").rglob("20*/*.jsonl") for line in file.read_text().splitlines()]
        assert sorted(line["thread"]["id"] for line in lines) == ["2", "3", "4"]
        assert run(f'{two}, "AT/forum-4-1.html"') == ["/forum-2-1.html", "/forum-4-1.html"]
        shown = boardfeed("feed", "news", folder=tmp_path).stdout
    assert "4 lines" in shown
    rows = [line for line in shown.splitlines() if "forum-" in line and " threads, " in line]
    assert [row.split("forum-")[1][0] for row in rows] == ["2", "4"]


@pytest.mark.parametrize(
    ("urls", "said"),
    [
        ('[{url = "https://x.example/", engine = "discuz"}]', "has no option engine of its own; it may have since and max_pages"),
        ('[{since = "2026-01-01"}]', "stands an address or"),
        ("[3]", "stands an address or"),
        ("[]", "needs urls"),
    ],
)
def test_what_an_address_cannot_have(urls: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "jobs.toml").write_text(f"[news]\nurls = {urls}\n")
    with pytest.raises(JobsFileError, match=said):
        load(tmp_path / "jobs.toml")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"boards": '{"x.example": {"since": "soon"}}', "job": "news"}, "since='soon' is no date"),
        ({"boards": '{"x.example": {"max_pages": "0"}}', "job": "news"}, "max_pages='0' is no number"),
        ({"boards": "3", "job": "news"}, "is no JSON object"),
        ({"boards": "{}"}, "belongs to a job"),
    ],
)
def test_bounds_that_cannot_be_used(given: dict[str, str], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        Options.parse(url="x.example", **given)
