"""``scrapy job NAME``: one run of a job of ``jobs.toml``."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

from crawler.archive.document import CorpusError
from crawler.archive.keeping import PAGES
from crawler.commands.crawl import Command as Crawl
from crawler.crawl.options import OptionError, Options
from crawler.crawl.outcome import BROKEN, DONE, HELD, USAGE
from crawler.store.errors import JobHeldError, StoreError
from crawler.store.frontier import keeper_of
from crawler.store.job import Job
from crawler.store.jobsfile import JobsFileError, load
from crawler.store.reread import reread


class Command(Crawl):
    """Reads the job's boards, options and settings, then crawls as ``scrapy crawl`` does; ``-a`` and ``-s`` come on top."""

    def syntax(self) -> str:
        return "[options] [NAME]"

    def short_desc(self) -> str:
        return "Run a job of jobs.toml: new and edited posts into var/NAME/feed (without a name: list the jobs)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--file", metavar="FILE", help="the jobs (default: jobs.toml beside scrapy.cfg)")
        parser.add_argument("--again", metavar="URL", help="read this thread or board of the job once more from its beginning")
        parser.add_argument(
            "--reread", action="store_true", help="read the pages that the job has kept (archive = true) with today's engines"
        )
        parser.add_argument("--since", metavar="DAY", default="", help="with --reread: pages kept on this day (2026-01-31) or later")

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
        else:
            task = jobs[args[0]]
            self.settings.setdict(task.settings, priority="spider")  # type: ignore[union-attr]
            if opts.reread:
                self._reread(args[0], task.arguments | opts.spargs, opts.since)
                return
            self.crawl(task.spider, task.arguments | opts.spargs | ({"again": opts.again} if opts.again else {}))

    def _reread(self, name: str, arguments: dict[str, str], since: str) -> None:
        try:
            options = Options.parse(**arguments | {"archive": "1"})
            date.fromisoformat(since or "2000-01-01")
        except (OptionError, ValueError) as error:
            self.say(str(error), USAGE)
            return
        try:
            job = Job(name, self.settings)  # type: ignore[arg-type]
        except (StoreError, JobHeldError) as error:
            self.say(str(error), HELD if isinstance(error, JobHeldError) else BROKEN)
            return
        try:
            changes = reread(job, options, keeper_of(job), job.folder / PAGES, since)
            line = f"{changes.new} new and {changes.edited} changed posts from {changes.pages} kept pages of threads; nothing was fetched"
            job.close(DONE, line)
        except (StoreError, CorpusError, OSError) as error:
            job.close(BROKEN, str(error))
            self.say(str(error), BROKEN)
            return
        self.say(str(job.error) if job.error else line, BROKEN if job.error else DONE)
