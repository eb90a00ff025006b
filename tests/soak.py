"""``python -m tests.soak``: kills a job again and again at random moments and compares what it leaves with the truth."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from crawler.demo import running
from tests.jobs import JobRunner, Result, fetched_again


class Report(NamedTuple):
    """What a soak showed."""

    kills: int
    again: int
    """Pages fetched again."""
    posts: int
    problems: list[str]
    last: Result
    seconds: float


def soak(folder: Path, kills: int, seed: int, concurrency: int = 4, settings: dict[str, Any] | None = None, **forum: Any) -> Report:
    """Starts the job, kills it (``kill -9``) while it works, and so on; then lets it end."""
    dice = random.Random(seed)  # noqa: S311  (moments, not secrets)
    begun = time.monotonic()
    with running(**forum) as site:
        job = JobRunner(folder, site.url, CONCURRENT_REQUESTS_PER_DOMAIN=concurrency, **(settings or {}))
        done = 0
        while done < kills:
            moment = site.stats()["requests"] + dice.randint(1, 60)
            process = job.start(FEED_FILE_SECONDS=1)
            while process.poll() is None and site.stats()["requests"] < moment:
                time.sleep(dice.uniform(0, 0.02))
            if process.poll() is not None:
                break
            process.kill()
            process.wait()
            done += 1
        last = job.run()
        return Report(done, fetched_again(site), len(job.feed()), job.problems(site), last, time.monotonic() - begun)


def main() -> None:
    """Fifty kills and a forum that does everything wrong; exit status 1 when anything is lost, twice or torn."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--faults", type=float, default=0.15)
    parser.add_argument("--threads", type=int, default=1200)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        report = soak(Path(folder), options.kills, options.seed, threads=options.threads, faults=options.faults, delay=0.05)
    again = "" if options.faults else f", {report.again} pages fetched again"  # a failed page is asked for again anyway
    wrong = [problem for problem in report.problems if "author is" not in problem]
    sys.stdout.write(
        f"seed {options.seed}: {report.kills} kills, {report.posts} posts, {len(wrong)} differences, "
        f"exit {report.last.status}, {report.seconds:.0f} s{again}\n{report.last.line}\n"
    )
    sys.stdout.writelines(f"{problem}\n" for problem in report.problems[:20])
    sys.exit(bool(wrong) or report.kills < options.kills)


if __name__ == "__main__":
    main()
