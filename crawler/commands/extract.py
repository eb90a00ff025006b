"""``scrapy extract FILE… [--url URL]``: posts of saved pages, as JSON Lines on stdout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.engines import UnknownEngineError, named
from crawler.extract import posts, reading_of, why_nothing
from crawler.forum import ThreadPage
from crawler.items import encode


class Command(ScrapyCommand):
    """Runs saved pages through the same engines and pipelines as a crawl."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[options] FILE… (- for standard input)"

    def short_desc(self) -> str:
        return "Print the posts of saved pages or text dumps as JSON Lines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="the address the page was saved from; makes links absolute and ids sure")
        parser.add_argument("--engine", metavar="NAME", help="the forum software, when detection is wrong")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("which file?  scrapy extract page.html [--url URL]", print_help=False)
        try:
            if opts.engine:
                named(opts.engine)
        except UnknownEngineError as error:
            raise UsageError(str(error), print_help=False) from None
        for name in args:
            if not self._print(name, opts.url, opts.engine):
                self.exitcode = 1

    def _print(self, name: str, url: str | None, engine: str | None) -> bool:
        try:
            body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            return self._complain(name, error.strerror or str(error))
        reading = reading_of(body, url, engine)
        found = posts(reading) if isinstance(reading, ThreadPage) else []
        for post in found:
            sys.stdout.buffer.write(encode(post) + b"\n")
        sys.stdout.buffer.flush()
        return bool(found) or self._complain(name, f"no posts ({why_nothing(reading)})")

    @staticmethod
    def _complain(name: str, why: str) -> bool:
        sys.stderr.write(f"boardfeed: {name}: {why}\n")
        return False
