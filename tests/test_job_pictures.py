"""Pictures of jobs, as they are run: downloaded beside the feed, and made into sets and a gallery by ``scrapy feed``."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from math import inf
from pathlib import Path
from typing import Any

import pytest

from crawler.crawl.outcome import DONE, PARTIAL, USAGE
from tests.jobs import hours_pass
from tests.loopback import Answer, Gate, serving
from tests.patience import wait_for
from tests.processes import scrapy, start
from tests.rasters import raster
from tests.test_images import forum, img


class Job:
    """The job ``news`` of a ``jobs.toml``."""

    def __init__(self, folder: Path, url: str) -> None:
        self.var = folder / "var"
        self.folder = self.var / "news"
        self.file = folder / "jobs.toml"
        settings = f'DOWNLOAD_DELAY = 0\nAUTOTHROTTLE_ENABLED = false\nSTORE_DIR = "{self.var}"\n'
        self.file.write_text(f'[news]\nurls = ["{url}forum-2-1.html"]\nimages = true\n[news.settings]\n{settings}')
        self.command = ["job", "news", "--file", str(self.file)]

    def run(self) -> subprocess.CompletedProcess[str]:
        return scrapy(*self.command)

    def feed(self, *options: str) -> subprocess.CompletedProcess[str]:
        return scrapy("feed", "news", "-s", f"STORE_DIR={self.var}", *options)

    def images(self) -> list[dict[str, Any]]:
        lines = [json.loads(line) for path in self.folder.glob("feed/*/*.jsonl") for line in path.read_text().splitlines()]
        return [image for line in sorted(lines, key=lambda line: (line["thread"]["id"], line["revision"])) for image in line["images"]]


def test_a_job_and_what_is_made_of_its_pictures(tmp_path: Path) -> None:
    bodies = {"thread1": f"{img('a.jpg')}<br>图为渡口的清晨。温书言 摄", "thread2": f"话{img('b.png')}{img('gone.png')}"}
    pictures: dict[str, Answer] = {"a.jpg": raster("JPEG", (300, 200)), "b.png": raster(seed=2)}

    def today(path: str) -> Answer | None:
        return forum(pictures, **bodies)(path)

    with serving(today) as server:
        job = Job(tmp_path, server.url)
        done = job.run()
        assert (done.returncode, "2 new pictures (1 could not be had)" in done.stderr) == (DONE, True)
        bodies["thread3"] = f"转一张。{img('a.jpg')}"
        assert "new pictures" not in job.run().stderr
    assert [path for path in server.paths if path.endswith(("jpg", "png"))].count("/a.jpg") == 1
    lines, page, shards = tmp_path / "pairs.jsonl", tmp_path / "look", tmp_path / "shards"
    made = job.feed("--images", str(lines), "--gallery", str(page), "--webdataset", str(shards))
    assert made.returncode == DONE
    assert made.stdout.splitlines() == [f"{target}: 3 pictures" for target in (lines, shards, page)]
    pairs = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    assert sorted((pair["caption"] or "", pair["text_before"] or "") for pair in pairs) == [
        ("", "话"),
        ("", "转一张。"),
        ("渡口的清晨。", ""),
    ]
    assert all((tmp_path / pair["file"]).is_file() for pair in pairs)
    assert len(list(page.rglob("*.webp"))) == 2
    narrow = job.feed("--images", str(lines), "--min-side", "100", "--caption-from", "after,none")
    assert narrow.stdout == f"{lines}: 2 pictures (left out: 1 too small)\n"


def test_a_picture_that_comes_later_is_a_revision(tmp_path: Path) -> None:
    pictures: dict[str, Answer] = {"a.jpg": (503, {}, b"")}
    pages = {"thread1": f"话{img('a.jpg')}", "thread2": "别的话"}

    def today(path: str) -> Answer | None:
        return forum(pictures, **pages)(path)

    with serving(today) as server:
        job = Job(tmp_path, server.url)
        done = job.run()
        assert (done.returncode, "0 new pictures (1 could not be had): 1 http" in done.stderr) == (PARTIAL, True)
        assert "not one picture could be had" in done.stderr
        (report,) = job.folder.glob("runs/*.json")
        assert json.loads(report.read_text())["pictures"] == {"stored": 0, "known": 0, "http": 1}
        assert 'boardfeed_run_pictures_failed{job="news",reason="http"} 1.0' in (job.folder / "metrics.prom").read_text()
        pictures["a.jpg"] = raster("JPEG", (300, 200))
        hours_pass(job.folder, 1.1)
        assert job.run().returncode == DONE
        hours_pass(job.folder, 400)
        assert job.run().returncode == DONE
    assert [(image["file_error"], bool(image["file"])) for image in job.images()] == [("http", False), (None, True)]


def test_what_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    with serving(forum({}, thread1="话")) as server:
        job = Job(tmp_path, server.url)
        job.run()
    wrong = job.feed("--images", str(tmp_path / "p.jsonl"), "--caption-from", "nearby")
    assert (wrong.returncode, "there is no such kind" in wrong.stderr, "Traceback" in wrong.stderr) == (USAGE, True, False)
    nothing = job.feed("--gallery", str(tmp_path / "g"), "--pictures", str(tmp_path / "none"))
    assert (nothing.returncode, "there is no image folder" in nothing.stderr) == (USAGE, True)
    assert scrapy("feed", "other", "-s", f"STORE_DIR={job.var}", "--gallery", "g").returncode == USAGE


def test_kill_9_asks_again_only_for_what_was_on_its_way(tmp_path: Path) -> None:
    names = [f"{number}.png" for number in range(90)]
    pictures = {name: raster(seed=seed) for seed, name in enumerate(names)}
    pages = forum(dict(pictures), **{f"thread{n}": "".join(map(img, names[n * 10 - 10 : n * 10])) for n in range(1, 10)})

    gate = Gate()

    def held(path: str) -> Answer | None:
        if "png" in path:
            gate.enter()
        return pages(path)

    with serving(held) as server:
        job, kills = Job(tmp_path, server.url), (15, 40, 65)
        for stored in kills:
            gate.let(27)
            process = start(*job.command)
            wait_for(lambda stored=stored: len(list(job.folder.glob("images/??/*"))) >= stored)
            process.kill()
            process.wait()
        gate.let(inf)
        assert job.run().returncode == DONE
    asked = Counter(path for path in server.paths if path.endswith(".png"))
    assert len(asked) == 90
    assert sum(asked.values()) <= 90 + len(kills)
    assert sorted(image["url"] for image in job.images()) == sorted(f"{server.url}{name}" for name in names)
    assert all(image["file"] for image in job.images())


@pytest.mark.parametrize("words", ["images = 3", 'images = "perhaps"'])
def test_a_job_whose_option_is_neither_yes_nor_no(words: str, tmp_path: Path) -> None:
    job = Job(tmp_path, "http://127.0.0.1:1/")
    job.file.write_text(job.file.read_text().replace("images = true", words))
    done = job.run()
    assert (done.returncode, "neither yes nor no" in done.stderr) == (USAGE, True)
