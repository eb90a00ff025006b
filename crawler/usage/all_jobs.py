"""Every job of a file, a process each; and who is told how a run ended."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from crawler.crawl.outcome import BROKEN, CHANGED, DONE, HELD, PARTIAL, REFUSED, USAGE
from crawler.store.jobsfile import Task
from crawler.urls import site

logger = logging.getLogger(__name__)

WORST_FIRST = (BROKEN, USAGE, REFUSED, CHANGED, PARTIAL, HELD, DONE)
HOOK_SECONDS = 60
"""So long may a command take that is told of a run."""


def run_all(jobs: Mapping[str, Task], file: Path, settings: Iterable[str], parallel: int, write: Callable[[str], None]) -> int:
    """Runs every job, at most ``parallel`` at a time and one at a time of each site; the worst status of all.

    What a job says goes to ``STORE_DIR/NAME/run.log``, its closing line to ``write``.
    """
    sites: dict[str, list[str]] = {}
    for name, task in jobs.items():
        sites.setdefault(site(task.arguments["url"].split(",")[0]), []).append(name)
    given = [part for setting in settings for part in ("-s", setting)]

    def run_site(names: list[str]) -> list[int]:
        return [_run(name, file, given, jobs[name], write) for name in names]

    pool = ThreadPoolExecutor(parallel)
    try:
        statuses = [status for found in pool.map(run_site, sites.values()) for status in found]
    except KeyboardInterrupt:  # the jobs under way got it too, and end in order
        statuses = [PARTIAL]
    pool.shutdown(cancel_futures=True)
    return min(statuses, key=lambda status: WORST_FIRST.index(status) if status in WORST_FIRST else 0, default=DONE)


def _run(name: str, file: Path, given: list[str], task: Task, write: Callable[[str], None]) -> int:
    command = [sys.executable, "-m", "scrapy", "job", name, "--file", str(file), *given]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)  # noqa: S603  (this command itself)
    lines = done.stderr.splitlines()
    said = lines[-1].removeprefix("boardfeed: ") if lines else "said nothing"
    log = _store(given, task) / name / "run.log"
    try:
        if log.parent.is_dir():
            log.write_text(done.stderr, encoding="utf-8")
    except OSError as error:  # another user's folder, a full disk: the job has said so, too
        said += f"; {log}: {error.strerror}"
    write(f"{name}: {said} (status {done.returncode})")
    return done.returncode if done.returncode >= 0 else BROKEN


def _store(given: list[str], task: Task) -> Path:
    on_line = [setting.removeprefix("STORE_DIR=") for setting in given if setting.startswith("STORE_DIR=")]
    return Path(on_line[-1] if on_line else str(task.settings.get("STORE_DIR", "var")))


def tell(command: str, job: str, status: int, line: str, report: Path | None) -> None:
    """Runs a shell command with a run's report (JSON) on its standard input, and ``BOARDFEED_JOB`` and ``BOARDFEED_STATUS`` around it.

    A run that did not begin has no report: then it is given job, status and line.  What the command does changes no status.
    """
    there = report is not None and report.exists()
    text = report.read_text(encoding="utf-8") if report and there else json.dumps({"job": job, "status": status, "line": line})
    environment = os.environ | {"BOARDFEED_JOB": job, "BOARDFEED_STATUS": str(status)}
    try:
        done = subprocess.run(["/bin/sh", "-c", command], input=text, text=True, env=environment, timeout=HOOK_SECONDS, check=False)  # noqa: S603  (its owner's own)
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.warning("on_status: %s", error)
        return
    if done.returncode:
        logger.warning("on_status: the command ended with status %d", done.returncode)
