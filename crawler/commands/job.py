"""``boardfeed job NAME``: one run of a job of ``jobs.toml``."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.archive.document import CorpusError
from crawler.archive.keeping import PAGES
from crawler.commands.crawl import Command as Crawl
from crawler.crawl.options import OptionError, Options
from crawler.crawl.outcome import BROKEN, DONE, HELD, USAGE
from crawler.load import FeedError
from crawler.store.errors import JobHeldError, StoreError
from crawler.store.frontier import keeper_of
from crawler.store.job import Job, hold
from crawler.store.jobsfile import JobsFileError, load
from crawler.store.prune import prune
from crawler.store.reread import reread
from crawler.text import nearest
from crawler.usage.all_jobs import run_all, tell
from crawler.usage.command import between, jobs_file
from crawler.usage.settings import SettingError, check


class Command(Crawl):
    """Reads the job's boards, options and settings, then crawls as ``crawl`` does; ``-a`` and ``-s`` come on top."""

    def syntax(self) -> str:
        return "[NAME] [options]"

    def short_desc(self) -> str:
        return "Run a job of jobs.toml: new and edited posts into var/NAME/feed (without a name: list the jobs)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--file", metavar="FILE", help="the jobs (default: jobs.toml beside scrapy.cfg, or in this folder)")
        parser.add_argument("--all", action="store_true", help="run every job: sites side by side, jobs of one site one after another")
        parser.add_argument("--parallel", type=between(1, 64), default=4, metavar="N", help="with --all: so many at a time (default: 4)")
        parser.add_argument(
            "--prune", metavar="DAYS", type=between(0, 36500), help="run nothing: delete feed files older than that, and their pictures"
        )
        parser.add_argument("--again", metavar="URL", help="read this thread or board of the job once more from its beginning")
        words = "read the pages that the job has kept (archive = true) with today's engines; with --since DATE those kept since then"
        parser.add_argument("--reread", action="store_true", help=words)

    def is_job(self, opts: argparse.Namespace) -> bool:
        return True

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            jobs = load(jobs_file(opts.file))
        except JobsFileError as error:
            self.say(str(error), USAGE)
            return
        if opts.all:
            if args or opts.again or opts.reread or opts.prune is not None or opts.spargs:
                raise UsageError(
                    "--all runs every job as the file has it; it takes no name, no options of one job, no --again, --reread or --prune",
                    print_help=False,
                )
            self.exitcode = run_all(jobs, jobs_file(opts.file), opts.set, opts.parallel, self.write)
            return
        if not args:
            self.write(*(f"{name}\t{task.arguments['url']}" for name, task in jobs.items()))
            return
        if len(args) > 1:
            raise UsageError(f"one job at a time, not {' '.join(args)!r}", print_help=False)
        if args[0] not in jobs:
            raise UsageError(f"there is no job {args[0]!r} in {jobs_file(opts.file)}{nearest(args[0], jobs)}", print_help=False)
        task = jobs[args[0]]
        settings = self.settings
        settings.setdict(task.settings, priority="spider")  # type: ignore[union-attr]
        try:
            check(settings)  # type: ignore[arg-type]
        except SettingError as error:
            self.say(f"[{args[0]}.settings]: {error}", USAGE)
            return
        if opts.prune is not None:
            self._prune(args[0], opts.prune)
            return
        if opts.reread:
            since = opts.spargs.pop("since", "")
            self._reread(args[0], task.arguments | opts.spargs, since)
            return
        self.crawl(task.spider, task.arguments | opts.spargs | ({"again": opts.again} if opts.again else {}))
        if task.on_status:
            tell(task.on_status, args[0], self.exitcode, self.line, self.report)

    def _reread(self, name: str, arguments: dict[str, str], since: str) -> None:
        try:
            options = Options.parse(**arguments | {"archive": "1"})
        except OptionError as error:
            self.say(str(error), USAGE)
            return
        if since and not _is_day(since):
            self.say(f"since={since!r} is no day; give one like 2026-01-31", USAGE)
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

    def _prune(self, name: str, days: int) -> None:
        """Deletes what is old, unless a run is at work."""
        folder = Path(str(self.settings["STORE_DIR"])) / name  # type: ignore[index]
        if not folder.is_dir():
            self.say(f"there is no job {name!r} below {folder.parent}", USAGE)
            return
        try:
            with hold(folder / "lock"):
                gone = prune(folder, days)
        except (JobHeldError, StoreError, FeedError, OSError) as error:
            self.say(f"{folder}: {error}", BROKEN)
            return
        self.write(f"{folder}: {gone.files} feed files and {gone.pictures} pictures deleted, {gone.bytes / 1e6:.1f} MB")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
