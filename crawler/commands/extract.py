"""``scrapy extract FILE… [--url URL]``: posts of saved pages, texts and corpora, as JSON Lines on stdout."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

from msgspec import UNSET
from scrapy.exceptions import UsageError

from crawler.archive.corpora import Columns, CorpusError, documents
from crawler.engines import UnknownEngineError, named
from crawler.extract import posts, reading_of, why_nothing
from crawler.forum import ThreadPage
from crawler.items import encode
from crawler.usage.command import Plain


class Command(Plain):
    """Runs saved pages through the same engines and pipelines as a crawl."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[options] FILE… (- for standard input)"

    def short_desc(self) -> str:
        return "Print the posts of saved pages, texts and corpora as JSON Lines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="the address the page was saved from; makes links absolute and ids sure")
        parser.add_argument("--text-column", metavar="NAME", help="the column of a JSON Lines or Parquet file that holds the pages' texts")
        parser.add_argument("--url-column", metavar="NAME", help="the column that holds their addresses")
        parser.add_argument("--engine", metavar="NAME", help="the forum software, when detection is wrong")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("which file?  boardfeed extract page.html [--url URL]", print_help=False)
        try:
            if opts.engine:
                named(opts.engine)
        except UnknownEngineError as error:
            raise UsageError(str(error), print_help=False) from None
        columns = Columns(opts.text_column, opts.url_column)
        for name in args:
            if not self._print(name, opts.url, opts.engine, columns):
                self.exitcode = 1

    def _print(self, name: str, url: str | None, engine: str | None, columns: Columns) -> bool:
        found, why = 0, Counter[str]()
        try:
            with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as stream:
                for document in documents(stream, name, columns):
                    reading = reading_of(document.body, url or document.url, engine, document.fetched_at)
                    read = posts(reading) if isinstance(reading, ThreadPage) else []
                    for post in read:
                        post.source = document.source or UNSET
                        sys.stdout.buffer.write(encode(post) + b"\n")
                    found += len(read)
                    if not read:
                        why[why_nothing(reading)[:200]] += 1
        except (OSError, EOFError, CorpusError) as error:
            return self._complain(name, getattr(error, "strerror", None) or str(error))
        finally:
            sys.stdout.buffer.flush()
        return bool(found) or self._complain(name, _nothing(why))

    @staticmethod
    def _complain(name: str, why: str) -> bool:
        sys.stderr.write(f"boardfeed: {name}: {why}\n")
        return False


def _nothing(why: Counter[str]) -> str:
    """Why a file gave no posts: the one page's reason, or the most frequent one of many."""
    if not why:
        return "no posts (no pages in it)"
    (reason, times), count = why.most_common(1)[0], why.total()
    return f"no posts ({reason})" if count == 1 else f"no posts in {count} pages ({times} times: {reason})"
