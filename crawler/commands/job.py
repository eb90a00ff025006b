"""``scrapy job NAME``: one run of a job of ``jobs.toml``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

from crawler.commands.crawl import Command as Crawl
from crawler.crawl.outcome import BROKEN, USAGE
from crawler.load import FeedError
from crawler.store.errors import JobHeldError, StoreError
from crawler.store.job import hold
from crawler.store.jobsfile import JobsFileError, load
from crawler.store.prune import prune


class Command(Crawl):
    """Reads the job's boards, options and settings, then crawls as ``scrapy crawl`` does; ``-a`` and ``-s`` come on top."""

    def syntax(self) -> str:
        return "[options] [NAME]"

    def short_desc(self) -> str:
        return "Run a job of jobs.toml: new and edited posts into var/NAME/feed (without a name: list the jobs)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--file", metavar="FILE", help="the jobs (default: jobs.toml beside scrapy.cfg)")
        parser.add_argument(
            "--prune", metavar="DAYS", type=float, help="run nothing: delete feed files older than that, and their pictures"
        )
        parser.add_argument("--again", metavar="URL", help="read this thread or board of the job once more from its beginning")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            jobs = load(Path(opts.file) if opts.file else Path(closest_scrapy_cfg()).parent / "jobs.toml")
        except JobsFileError as error:
            self.say(str(error), USAGE)
            return
        if not args:
            sys.stdout.writelines(f"{name}\t{task.arguments['url']}\n" for name, task in jobs.items())
        elif len(args) > 1 or args[0] not in jobs:
            self.say(f"there is no job {' '.join(args)!r}; one of: {', '.join(jobs) or '(none)'}", USAGE)
        elif opts.prune is not None:
            self.settings.setdict(jobs[args[0]].settings, priority="spider")  # type: ignore[union-attr]
            self._prune(args[0], opts.prune)
        else:
            task = jobs[args[0]]
            self.settings.setdict(task.settings, priority="spider")  # type: ignore[union-attr]
            self.crawl(task.spider, task.arguments | opts.spargs | ({"again": opts.again} if opts.again else {}))

    def _prune(self, name: str, days: float) -> None:
        """Deletes what is old, unless a run is at work."""
        folder = Path(str(self.settings["STORE_DIR"])) / name  # type: ignore[index]
        if not folder.is_dir() or days < 0:
            self.say(f"there is no job {name!r} below {folder.parent}" if days >= 0 else "--prune takes a number of days", USAGE)
            return
        try:
            with hold(folder / "lock"):
                gone = prune(folder, days)
        except (JobHeldError, StoreError, FeedError, OSError) as error:
            self.say(f"{folder}: {error}", BROKEN)
            return
        sys.stdout.write(f"{folder}: {gone.files} feed files and {gone.pictures} pictures deleted, {gone.bytes / 1e6:.1f} MB\n")
