"""Pages a second of 1, 2 and 4 workers on one job, against a forum that answers in 200 ms; PostgreSQL is started for it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.demo import running
from tests.jobs import JobRunner
from tests.postgres import postgres

ANSWER = 0.2
"""Seconds until the forum answers."""
THREADS = 200


def main() -> None:
    """Prints the table."""
    print(f"demo forum of {THREADS} threads that answers in {ANSWER * 1000:.0f} ms; each worker asks for one page at a time, without delay")
    for workers in (1, 2, 4):
        print(f"  {workers} workers  {throughput(workers):6.1f} pages/s")
    for workers in (1, 4):
        print(f"  {workers} workers  {throughput(workers, DOWNLOAD_DELAY=0.25):6.1f} pages/s with a delay of 250 ms, which they share")


def throughput(workers: int, **settings: float) -> float:
    """Pages a second between the first and the last request."""
    with TemporaryDirectory(prefix="pg") as folder, postgres(Path(folder) / "data") as url:
        threads = THREADS // 4 if settings else THREADS
        with running(threads=threads, delay=ANSWER) as forum:
            job = JobRunner(Path(folder), forum.url, STORE_URL=url, RANDOMIZE_DOWNLOAD_DELAY=0, **settings)
            for worker in [job.start() for _ in range(workers)]:
                worker.wait()
            report = forum.stats()
            lines = sum(json.loads(line)["lines"] for line in (job.folder / "feed" / "manifest.jsonl").read_text().splitlines())
            if lines != len(forum.truth()):
                raise RuntimeError(f"{lines} lines of {len(forum.truth())}")
    time.sleep(0.5)
    return (report["requests"] - 1) / (report["times"][-1] - report["times"][0])
