"""``python -m tests.matrix``: a job whose site falls ill for one run, in every way, and is well again for two: what is lost for ever?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from crawler.demo import RunningForum, running
from crawler.demo.model import BOARDS
from tests.jobs import JobRunner
from tests.sick import WAYS, sick

WHEN = ("in the first run", "in the second run")
NEWS = 45


class Row(NamedTuple):
    """What one illness left behind."""

    way: str
    lost: int
    wrong: int
    """Posts stored under a wrong thread, or twice."""
    statuses: list[int]
    lied: bool
    """Whether a run ended with 0 while something was missing."""
    log: str


def posts_of(forum: RunningForum, board: int | None = None) -> set[tuple[str, str]]:
    """What a job must find in the whole forum or in one board of it."""
    name = BOARDS[board].name if board else None
    return {(post["thread_id"], post["post_id"]) for post in forum.truth() if name in (None, post["board"])}


def compared(job: JobRunner, forum: RunningForum, board: int | None = None) -> tuple[int, int]:
    """Posts that are not in the feed, and posts of the feed that the forum does not have, or that are there twice.

    A board's list shows threads of other boards too.
    """
    found = [(post["thread"]["id"], post["post_id"]) for post in job.feed() if post["revision"] == 1]
    return len(posts_of(forum, board) - set(found)), len(set(found) - posts_of(forum)) + len(found) - len(set(found))


def fall_ill(
    folder: Path, way: str, threads: int = 60, path: str = "", board: int | None = None, *, known: bool = False, **settings: object
) -> Row:
    """Runs a job while the site is ill and twice when it is well; ``known`` runs it once before, and adds news for the illness to hit."""
    with running(threads=threads) as forum, sick(forum) as (patient, server):
        job = JobRunner(folder, server.url + path, RETRY_TIMES=1, **settings)
        statuses, log, lied = [], "", False
        if known:
            statuses.append(job.run().status)
            _news(forum)
        for way_now in (way, "well", "well"):
            patient.way = way_now
            result = job.run()
            lied = lied or (result.status == 0 and compared(job, forum, board)[0] > 0)
            if way_now != "well" and not known:
                _news(forum)
            statuses.append(result.status)
            log += result.log
        lost, wrong = compared(job, forum, board)
        return Row(way, lost, wrong, statuses, lied, log)


def _news(forum: RunningForum) -> None:
    """More than a page of a list."""
    for number in range(NEWS):
        forum.new_thread(7, f"新题{number}", f"新的话{number}")


def main() -> None:
    """Prints a row for each illness; exit status 1 when anything is lost, stored wrongly, or a run lied."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix", description=__doc__)
    parser.add_argument("ways", nargs="*")
    parser.add_argument("--log", action="store_true")
    options = parser.parse_args()
    bad = 0
    for known in (False, True):
        sys.stdout.write(f"\n{WHEN[known]}\n")
        for way in WAYS:
            if options.ways and way not in options.ways:
                continue
            with TemporaryDirectory() as folder:
                row = fall_ill(Path(folder), way, known=known)
            failed = bool(row.lost or row.wrong or row.lied or row.statuses[-1])
            bad += failed
            sys.stdout.write(
                f"{'BAD ' if failed else 'ok  '}{way:40} lost {row.lost:4} wrong {row.wrong:4} {row.statuses}{' LIED' * row.lied}\n"
            )
            if options.log:
                sys.stdout.write(row.log)
            sys.stdout.flush()
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
