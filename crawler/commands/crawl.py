"""``boardfeed crawl URL…``, and ``scrapy crawl board -a url=URL``: options checked first, an exit status that says what happened."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import cast

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError

from crawler.crawl import logs
from crawler.crawl.options import HELP, SPIDERS, OptionError, Options
from crawler.crawl.outcome import BROKEN, HELD, USAGE, outcome
from crawler.text import nearest
from crawler.usage.command import Plain

_STATUSES = {"JobHeldError": HELD, "UnknownAddressError": USAGE}
"""By name, as ad hoc crawls need no database."""
_FORMATS = ("jsonl", "jsonlines", "json", "csv", "xml", "pickle", "marshal")


class Command(Plain, ScrapyCrawl):
    """As Scrapy's own, for this project's spiders; with addresses in the spider's place it crawls these."""

    def syntax(self) -> str:
        return "URL… [-o out.jsonl] [options]"

    def short_desc(self) -> str:
        return "Crawl boards or threads: every post as a JSON line"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", action="append", help="where posts go (default: standard output)")
        group = parser.add_argument_group("crawl options")
        for name, (value, words) in HELP.items():
            given = {"nargs": "?", "const": "1"} if value == "1" else {"metavar": value}
            group.add_argument(f"--{name.replace('_', '-')}", dest=f"option_{name}", help=words, **given)  # type: ignore[arg-type]
        parser.add_argument("-v", "--verbose", action="store_true", help="with Scrapy's own lines about settings and components")
        parser.add_argument("--log-format", choices=("text", "json"), default="text", help="json: one object a line, the last one too")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        if args and args[0] not in SPIDERS and not self.is_job(opts):
            self.to_one_feed(opts)
        super().process_options(args, opts)
        given = {name: value for name in HELP if (value := getattr(opts, f"option_{name}")) is not None}
        if nothing := [name for name, value in given.items() if not value.strip()]:
            raise UsageError(f"--{nothing[0].replace('_', '-')} is given without a value", print_help=False)
        opts.spargs |= given
        if opts.log_format == "json":
            self.settings.setdict({"LOG_JSON": True, "LOG_FORMAT": "%(message)s"}, priority="cmdline")  # type: ignore[union-attr]
        logging.setLogRecordFactory(logs.JsonLine if opts.log_format == "json" else logs.Line)
        if not opts.verbose:
            logs.quiet()

    def is_job(self, opts: argparse.Namespace) -> bool:
        """Whether what is found goes into a job's own feed."""
        return bool(opts.option_job) or any(given.startswith("job=") for given in opts.spargs)

    def to_one_feed(self, opts: argparse.Namespace) -> None:
        """Where addresses are crawled, ``-o`` writes a file anew (Scrapy's own appends); without it lines go to standard output."""
        if opts.output and opts.overwrite_output:
            raise UsageError("-o and -O name the same thing here; give one of them", print_help=False)
        named = [_as_lines(file) for file in opts.output or opts.overwrite_output or ["-"]]
        opts.output, opts.overwrite_output = (named, None) if named == ["-:jsonl"] else (None, named)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        options: dict[str, str] = opts.spargs
        if not args and "url" not in options:
            raise UsageError("where should it begin?  boardfeed crawl URL (an index, a board or a thread)", print_help=False)
        if len(args) == 1 and args[0] in SPIDERS:
            self.crawl(args[0], options)
        elif args and args[0] in SPIDERS:
            raise UsageError(f"an address is given with -a url={args[1]} (or: boardfeed crawl {args[1]})", print_help=False)
        elif args and "url" in options and ":" not in args[0]:
            raise UsageError(f"there is no spider {args[0]!r}{nearest(args[0], SPIDERS)}", print_help=False)
        elif args and "url" in options:
            raise UsageError("addresses are given after the command, or with -a url=, not both", print_help=False)
        else:
            self.crawl("board", options | {"url": ",".join(url.replace(",", "%2C") for url in args) or options["url"]})

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

    report: Path | None = None
    """What a job's run left in its folder."""

    def close(self, crawler: Crawler) -> None:
        """The crawl's exit status and closing line; a job that had to be stopped the hard way is closed here."""
        job = getattr(getattr(crawler.spider, "frontier", None), "job", None)
        if job is not None:
            from crawler.extensions.job import close  # noqa: PLC0415  (ad hoc crawls need no database)

            close(crawler, interrupted=True)
            self.report = job.folder / "runs" / f"{job.run}.json"
            if not job.ended:
                self.say(str(job.error or "the job could not be closed; the log says why"), BROKEN)
                return
            if not self.settings.getbool("LOG_JSON"):  # type: ignore[union-attr]
                sys.stderr.writelines(f"  {standing.line()}\n" for standing in job.standings)
        status, line = outcome(crawler.stats.get_stats())
        self.say(line, status)


def _as_lines(file: str) -> str:
    """A feed as ``-O`` takes it: JSON Lines, unless its name says otherwise."""
    return file if Path(file).suffix[1:] in _FORMATS or file.rpartition(":")[2] in _FORMATS else f"{file}:jsonl"
