"""``scrapy crawl``, with options checked first and an exit status that says what happened."""

from __future__ import annotations

import argparse
import sys
from typing import cast

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from crawler.outcome import USAGE, outcome
from spiders.options import OptionError, Options


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
            self._refuse(f"there is no spider {args[0]!r}; one of: {', '.join(spiders)}")
            return
        try:
            Options.parse(**opts.spargs)
        except OptionError as error:
            self._refuse(str(error))
            return
        crawler = self._create_crawler(args[0])
        process.crawl(crawler, **opts.spargs)
        process.start()
        if process.bootstrap_failed or crawler.stats is None:
            self.exitcode = 1
            return
        self.exitcode, line = outcome(crawler.stats.get_stats())
        sys.stderr.write(f"boardfeed: {line}\n")

    def _refuse(self, why: str) -> None:
        sys.stderr.write(f"boardfeed: {why}\n")
        self.exitcode = USAGE
