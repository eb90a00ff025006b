"""What a run leaves behind for people and monitors: ``runs/<run>.json`` and ``metrics.prom``."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from crawler.crawl import changed
from crawler.store.errors import sentence
from crawler.store.job import Job

logger = logging.getLogger(__name__)

_SITE_CHANGED = ("notices/empty", "notices/not_a_forum")


def report(job: Job, stats: Mapping[str, Any], status: int, line: str) -> dict[str, Any]:
    """The run in numbers."""

    def below(prefix: str) -> dict[str, Any]:
        return {name.removeprefix(prefix): value for name, value in sorted(stats.items()) if name.startswith(prefix)}

    failures = {name: count for name, count in below("failures/").items() if not name.startswith("http/")}
    answered_with_error = sum(below("failures/http/").values())
    if answered_with_error:
        failures["http"] = answered_with_error
    if strange := sum(stats.get(name, 0) for name in _SITE_CHANGED):
        failures["site_changed"] = strange
    return {
        "job": job.name,
        "run": job.run,
        "started_at": job.started.isoformat(timespec="seconds"),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "status": status,
        "line": line,
        "requests": stats.get("downloader/request_count", 0),
        "pages": {
            "boards": stats.get("pages/board", 0),
            "threads": stats.get("pages/thread", 0),
            "walked_back": stats.get("pages/walked_back", 0),
        },
        "lists_swept": stats.get("boards/swept", 0),
        "threads": below("threads/") | {"read": stats.get("threads", 0)},
        "posts": {name: stats.get(f"store/{name}", 0) for name in ("new", "edited", "known", "missed", "gone", "restored")}
        | {"locked": stats.get("posts/locked", 0)},
        "pictures": {"stored": stats.get("images/stored", 0), "known": stats.get("images/known", 0)} | below("images/failed/"),
        "captions": below("captions/"),
        "boilerplate": below("boilerplate/"),
        "learned": below("learned/"),
        "suggested": {"boilerplate": sorted(below("suggested/"))},
        "lacks": changed.doubted(stats),
        "refused": below("refused/"),
        "notices": below("notices/"),
        "failures": failures,
        "links": {name: stats.get(f"links/{name}", 0) for name in ("unasked", "passed_over")},
        "boards": [standing.record() for standing in job.standings],
        "feed": {"files": job.feed.files, "lines": job.feed.lines},
    }


def write(job: Job, given: Mapping[str, Any]) -> None:
    """Leaves the report in the job's folder."""
    _replace(job.folder / "runs" / f"{job.run}.json", json.dumps(given, ensure_ascii=False, indent=1) + "\n")


_HELP = {
    "threads": "Threads that the job knows.",
    "threads_done": "Threads of which everything is stored.",
    "threads_unreadable": "Threads that are gone, locked or given up.",
    "posts": "Posts that were ever stored.",
    "lists_left": "List pages waiting to be read.",
    "lines_waiting": "Feed lines not yet published.",
    "files": "Feed files published.",
    "lines": "Feed lines published.",
    "run_requests": "Requests of the latest run.",
    "run_new_posts": "New posts of the latest run.",
    "run_edited_posts": "Edited posts of the latest run.",
    "run_gone_posts": "Posts that the latest run found to have gone.",
    "run_pictures": "Pictures that the latest run stored.",
    "run_failed": "Threads and lists that failed in the latest run.",
    "run_started_seconds": "When the latest run began.",
    "run_seen_seconds": "When the latest run last gave a sign of life.",
    "run_status": "Exit status of the latest run; -1 while it is at work.",
}


_BOARD_HELP = {
    "board_threads": "Threads of the board that the job knows.",
    "board_posts": "Posts of the board that were ever stored.",
    "board_read_seconds": "When the board's first page was last read; 0 where it never was.",
}


def metrics(job: Job, totals: Mapping[str, int], stats: Mapping[str, Any], status: int) -> None:
    """A text file for Prometheus' node exporter (textfile collector).  All are gauges: they are read from the store."""
    values = dict(totals) | {
        "run_requests": stats.get("downloader/request_count", 0),
        "run_new_posts": stats.get("store/new", 0),
        "run_edited_posts": stats.get("store/edited", 0),
        "run_gone_posts": stats.get("store/gone", 0),
        "run_pictures": stats.get("images/stored", 0),
        "run_failed": stats.get("threads/failed", 0),
        "run_started_seconds": int(job.started.timestamp()),
        "run_seen_seconds": int(datetime.now(UTC).timestamp()),
        "run_status": status,
    }
    registry = CollectorRegistry()
    for name, value in values.items():
        Gauge(f"boardfeed_{name}", _HELP[name], ["job"], registry=registry).labels(job.name).set(value)
    reasons = Gauge("boardfeed_run_not_read", "Pages of the latest run that gave nothing.", ["job", "reason"], registry=registry)
    for name, value in stats.items():
        if name.startswith(("notices/", "failures/")) and not name.startswith("failures/http"):
            reasons.labels(job.name, name.partition("/")[2]).inc(value)
    pictures = Gauge("boardfeed_run_pictures_failed", "Pictures that the latest run could not have.", ["job", "reason"], registry=registry)
    for name, value in stats.items():
        if name.startswith("images/failed/"):
            pictures.labels(job.name, name.removeprefix("images/failed/")).inc(value)
    _boards(job, registry)
    _replace(job.folder / "metrics.prom", generate_latest(registry).decode())


def _boards(job: Job, registry: CollectorRegistry) -> None:
    gauges = {name: Gauge(f"boardfeed_{name}", words, ["job", "board"], registry=registry) for name, words in _BOARD_HELP.items()}
    labels = ["job", "board", "reason"]
    since = Gauge("boardfeed_board_unreadable_since_seconds", "Since when the board cannot be read.", labels, registry=registry)
    unreadable = Gauge("boardfeed_board_threads_unreadable", "Threads of the board that cannot be read.", labels, registry=registry)
    for board in job.standings:
        gauges["board_threads"].labels(job.name, board.address).set(board.threads)
        gauges["board_posts"].labels(job.name, board.address).set(board.posts)
        gauges["board_read_seconds"].labels(job.name, board.address).set(_seconds(board.read_at))
        if board.reason:
            since.labels(job.name, board.address, board.reason).set(_seconds(board.since))
        for reason, count in board.unreadable.items():
            unreadable.labels(job.name, board.address, reason).set(count)


def _seconds(written: str | None) -> float:
    return datetime.fromisoformat(written).timestamp() if written else 0.0


def _replace(path: Path, text: str) -> None:
    """Writes a file whole or not at all.  A report is no reason to end a run: that it cannot be written is said."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(exist_ok=True)
        try:
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        _say(sentence(str(path), error))


@cache
def _say(words: str) -> None:
    """Once is enough: reports are written every few seconds."""
    logger.warning("%s", words)
