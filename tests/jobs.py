"""Runs jobs as a person or a timer would: real processes against a demo forum."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from crawler.demo.check import differences
from tests.processes import Started, scrapy, start

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo import RunningForum

MOMENTS = (
    *(f"threads.{name}" for name in ("reason_since", "asked_at", "next_ask", "read_at", "reread_at")),
    *(f"boards.{name}" for name in ("reason_since", "asked_at", "next_ask", "read_at", "swept_at")),
    "pages.due",
    "posts.absent_at",
    "state.started",
)
"""What a store remembers of the time at which it saw something."""
FAST = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": 0, "LOG_LEVEL": "INFO", "RETRY_AFTER_MAX": 1}


def hours_pass(folder: Path, hours: float) -> None:
    """Instead of a clock that runs ahead, what the store of a job remembers happened earlier."""
    with sqlite3.connect(folder / "store.sqlite") as store:
        for column in MOMENTS:
            table, _, name = column.partition(".")
            store.execute(f"update {table} set {name} = {name} - ?", (hours * 3600,))  # noqa: S608  (the names above)


class Result:
    """How a run ended."""

    def __init__(self, status: int, log: str) -> None:
        self.status = status
        self.log = log
        self.line = log.strip().rpartition("\n")[2]


class JobRunner:
    """A job named ``x`` in a folder of its own."""

    def __init__(self, folder: Path, url: str, spider: str = "board", **settings: Any) -> None:
        self.var = folder / "var"
        self.folder = self.var / "x"
        self.url = url
        self.spider = spider
        self.settings = FAST | {"STORE_DIR": self.var} | settings

    def command(self, again: str = "", **settings: Any) -> list[str]:
        """The arguments of ``scrapy``; ``again`` is an address to be read once more."""
        options = [part for name, value in (self.settings | settings).items() for part in ("-s", f"{name}={value}")]
        return ["crawl", self.spider, "-a", f"url={self.url}", "-a", "job=x", "-a", f"again={again}", *options]

    def start(self, **settings: Any) -> Started:
        """Starts a run and returns at once; its log goes to a file, so that it never waits for a reader."""
        self.var.mkdir(exist_ok=True)
        return start(*self.command(**settings), log=self.var / "log", COLUMNS="80")

    def run(self, **settings: Any) -> Result:
        """Runs the job to its end."""
        done = scrapy(*self.command(**settings), quick=False)
        return Result(done.returncode, done.stderr)

    def hours_pass(self, hours: float) -> None:
        """See :func:`hours_pass`."""
        hours_pass(self.folder, hours)

    def gone(self) -> dict[str, dict[str, Any]]:
        """By the id of a line: why and where its post has gone, as its last line says it."""
        return {key: line["gone"] for key, line in {line["id"]: line for line in self.feed()}.items() if line.get("gone")}

    def manifest(self) -> list[dict[str, Any]]:
        """The entries of ``manifest.jsonl``."""
        path = self.folder / "feed" / "manifest.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def feed(self) -> list[dict[str, Any]]:
        """Every line of every published file, in the manifest's order, after checking the files against it."""
        found = []
        for entry in self.manifest():
            data = (self.folder / "feed" / entry["file"]).read_bytes()
            assert sha256(data).hexdigest() == entry["sha256"], entry
            assert data.endswith(b"\n")
            lines = data.splitlines()
            assert (len(lines), len(data)) == (entry["lines"], entry["bytes"]), entry
            found += [json.loads(line) for line in lines]
        return found

    def problems(self, forum: RunningForum) -> list[str]:
        """What is wrong with the feed as a whole: strays beside the manifest, and differences from the forum's truth."""
        listed = [entry["file"] for entry in self.manifest()]
        there = [str(path.relative_to(self.folder / "feed")) for path in (self.folder / "feed").glob("*/*")]
        problems = [f"in the manifest twice: {name}" for name, times in Counter(listed).items() if times > 1]
        problems += [f"not in the manifest: {name}" for name in set(there) - set(listed)]
        return problems + differences(self.feed(), forum.truth())


def fetched_again(forum: RunningForum) -> int:
    """Requests for pages that had been asked for before, robots.txt and what went wrong on purpose left out."""
    report = forum.stats()
    asked = Counter(url for url, kind in zip(report["urls"], report["kind_of"], strict=True) if kind in ("index", "board", "thread"))
    return sum(times - 1 for times in asked.values()) - sum(report["faults"].values())
