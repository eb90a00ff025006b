"""``scrapy extract``: posts on stdout, complaints on stderr, an exit status that tells them apart."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.demo.forum import Forum
from crawler.demo.site import Site
from crawler.demo.specials import IDS
from tests.processes import ROOT, scrapy

URL = "http://bbs.example/forum.php?mod=viewthread&tid=7"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a saved thread, board and notice, and a text dump."""
    folder = tmp_path_factory.mktemp("saved")
    site = Site(Forum())
    addresses = {
        "thread.html": f"/forum.php?mod=viewthread&tid={IDS['quotes']}",
        "board.html": "/forum.php?mod=forumdisplay&fid=2",
        "notice.html": f"/forum.php?mod=viewthread&tid={IDS['reading permission']}",
    }
    for name, address in addresses.items():
        (folder / name).write_bytes(site.answer(address, "http://bbs.example/").body)
    (folder / "dump.txt").write_text("题目\n#楼主# 2021-9-3\n头一句\n", encoding="utf-8")
    return folder


def test_a_thread(saved: Path) -> None:
    done = scrapy("extract", str(saved / "thread.html"), "--url", URL)
    posts = [json.loads(line) for line in done.stdout.splitlines()]
    truth = [post for post in Forum().truth("http://bbs.example/") if post["thread_id"] == str(IDS["quotes"])]
    assert [post["post_id"] for post in posts] == [post["post_id"] for post in truth[:10]]
    assert {post["site"] for post in posts} == {"bbs.example"}
    assert (done.returncode, done.stderr) == (0, "boardfeed: 10 posts from 1 page of threads (1 page in 1 file)\n")


def test_several_files_and_standard_input(saved: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "extract", str(saved / "dump.txt"), "-"]
    page = (saved / "thread.html").read_bytes()
    done = subprocess.run(command, cwd=ROOT, input=page, capture_output=True, check=False)
    posts = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [post["engine"] for post in posts] == ["text"] + ["discuz"] * 10
    assert (done.returncode, done.stderr) == (0, b"boardfeed: 11 posts from 2 pages of threads (2 pages in 2 files)\n")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("board.html", "no posts (a board page with"),
        ("notice.html", "no posts (permission: 抱歉"),
        ("absent.html", "No such file"),
        ("nothing-*.html", "no files there"),
    ],
)
def test_nothing_is_told_and_the_rest_still_read(name: str, why: str, saved: Path) -> None:
    done = scrapy("extract", str(saved / name), str(saved / "dump.txt"))
    assert len(done.stdout.splitlines()) == 1
    closing, line = done.stderr.splitlines()
    assert line.startswith("boardfeed: ")
    assert closing.startswith("boardfeed: 1 post from 1 page of threads")
    assert why in line
    assert done.returncode == 1


@pytest.mark.parametrize("name", ["absent.html", "nothing-*.html"])
def test_a_file_that_is_not_there_is_wrong_usage(name: str, saved: Path) -> None:
    assert scrapy("extract", str(saved / name)).returncode == 2


def test_engine(saved: Path) -> None:
    assert scrapy("extract", str(saved / "thread.html"), "--engine", "discuz").returncode == 0
    refused = scrapy("extract", str(saved / "thread.html"), "--engine", "phpbb9")
    assert refused.returncode == 2
    assert "there is no engine 'phpbb9'; did you mean phpbb or " in refused.stderr + refused.stdout


def test_no_file() -> None:
    refused = scrapy("extract")
    assert refused.returncode == 2
    assert "which file?" in refused.stderr + refused.stdout
