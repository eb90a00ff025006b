"""``scrapy crawl``, with options checked first and an exit status that says what happened."""

from __future__ import annotations

import argparse
import sys
from typing import cast

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError

from crawler.crawl.options import OptionError, Options
from crawler.crawl.outcome import BROKEN, HELD, USAGE, outcome

_STATUSES = {"JobHeldError": HELD, "UnknownAddressError": USAGE}
"""By name, as ad hoc crawls need no database."""


class Command(ScrapyCrawl):
    """As Scrapy's own, for this project's spiders."""

    def short_desc(self) -> str:
        return "Crawl a board or a thread: scrapy crawl board -a url=ADDRESS -O out.jsonl"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError
        process = cast("AsyncCrawlerProcess", self.crawler_process)
        spiders = process.spider_loader.list()
        if args[0] not in spiders:
            self.say(f"there is no spider {args[0]!r}; one of: {', '.join(spiders)}", USAGE)
            return
        self.crawl(args[0], opts.spargs)

    def crawl(self, spider: str, arguments: dict[str, str]) -> None:
        """Runs a spider and says how that ended."""
        try:
            Options.parse(**arguments)
        except OptionError as error:
            self.say(str(error), USAGE)
            return
        process = cast("AsyncCrawlerProcess", self.crawler_process)
        crawler = self._create_crawler(spider)
        task = process.crawl(crawler, **arguments)
        process.start()
        problem = task.exception() if task.done() and not task.cancelled() else None
        if problem is not None:
            self.say(str(problem) or type(problem).__name__, _STATUSES.get(type(problem).__name__, BROKEN))
        elif process.bootstrap_failed or crawler.stats is None:
            self.exitcode = BROKEN
        else:
            self.close(crawler)

    def close(self, crawler: Crawler) -> None:
        """The crawl's exit status and closing line; a job that had to be stopped the hard way is closed here."""
        job = getattr(getattr(crawler.spider, "frontier", None), "job", None)
        if job is not None:
            from crawler.extensions.job import close  # noqa: PLC0415  (ad hoc crawls need no database)

            close(crawler, interrupted=True)
            if not job.ended:
                self.say(str(job.error or "the job could not be closed; the log says why"), BROKEN)
                return
            sys.stderr.writelines(f"  {standing.line()}\n" for standing in job.standings)
        status, line = outcome(crawler.stats.get_stats())
        self.say(line, status)

    def say(self, line: str, status: int) -> None:
        """One line for a person, an exit status for machines."""
        sys.stderr.write(f"boardfeed: {line}\n")
        self.exitcode = status
