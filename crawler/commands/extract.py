"""``boardfeed extract NAME… [--out DIR]``: the posts in saved pages, archives, mirrors and corpora, as JSON Lines or a folder of parts."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from tempfile import TemporaryDirectory

from scrapy.exceptions import UsageError

from crawler.archive.document import Columns, CorpusError
from crawler.batch import onray, run
from crawler.batch.folder import Folder
from crawler.batch.holding import HeldError
from crawler.batch.inputs import STDIN, Work, inputs, works
from crawler.batch.joining import Stream
from crawler.batch.outcome import Outcome
from crawler.batch.output import Form, Output, OutputError
from crawler.batch.progress import progress
from crawler.batch.reading import How, Report
from crawler.engines import UnknownEngineError, named
from crawler.usage.command import Plain, between


class Command(Plain):
    """Runs saved pages through the same engines and pipelines as a crawl."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[options] NAME… (files, folders, patterns, addresses such as s3://bucket/*.warc.gz; - for standard input)"

    def short_desc(self) -> str:
        return "Print the posts of saved pages, archives, mirrors and corpora as JSON Lines, or write them to a folder"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="the address the page was saved from; makes links absolute and ids sure")
        parser.add_argument("--text-column", metavar="NAME", help="the column of a JSON Lines or Parquet file that holds the pages")
        parser.add_argument("--url-column", metavar="NAME", help="the column that holds their addresses")
        parser.add_argument("--engine", metavar="NAME", help="the forum software, when detection is wrong")
        parser.add_argument("--out", metavar="DIR", help="write parts and a manifest there; a run that was stopped goes on where it stood")
        parser.add_argument("--form", choices=("jsonl", "parquet"), default="jsonl", help="of the parts (default: jsonl)")
        parser.add_argument(
            "--ray", nargs="?", const=onray.LOCAL, metavar="ADDRESS", help="read on a Ray cluster (docs/scale.md); needs --out"
        )
        parser.add_argument("--jobs", type=between(1, 1024), default=0, metavar="N", help="processes that read (default: one a core)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.ray and not onray.is_address(opts.ray):
            args, opts.ray = [opts.ray, *args], onray.LOCAL
        if opts.ray and (not opts.out or STDIN in args):
            raise UsageError("--ray reads files and writes to a folder that all nodes see: --out ADDRESS", print_help=False)
        if not args:
            raise UsageError("which file?  boardfeed extract page.html [--url URL]", print_help=False)
        try:
            if opts.engine:
                named(opts.engine)
        except UnknownEngineError as error:
            raise UsageError(str(error), print_help=False) from None
        if opts.url and not opts.url.startswith(("http://", "https://")):
            raise UsageError(f"--url: {opts.url!r} is no web address", print_help=False)
        outcome = Outcome(inputs(args))
        how = How(opts.url, opts.engine, Columns(opts.text_column, opts.url_column), datetime.now(UTC))
        pieces = list(works(file for one in outcome.inputs for file in one.files))
        try:
            if opts.out:
                with Folder(opts.out).held():
                    self._to_folder(args, opts, pieces, how, outcome)
            else:
                self._to_stdout(pieces, how, _jobs(args, opts), outcome)
        except (OutputError, HeldError) as error:
            raise UsageError(str(error), print_help=False) from None
        except (OSError, CorpusError) as error:
            outcome.broken = f"the output could not be written: {getattr(error, 'strerror', None) or error}"
        except KeyboardInterrupt:
            outcome.stopped = True
        if not outcome.closed:
            sys.stderr.writelines(f"boardfeed: {line}\n" for line in outcome.lines())
        self.exitcode = outcome.status

    def _to_stdout(self, pieces: Sequence[Work], how: How, jobs: int, outcome: Outcome) -> None:
        stream = Stream()
        with TemporaryDirectory(prefix="boardfeed-") as scratch, progress(pieces) as shown:
            try:
                for line in run.to_lines(pieces, how, jobs, scratch, outcome.seeing(shown), stream):
                    sys.stdout.buffer.write(line + b"\n")
                    outcome.posts += 1
                sys.stdout.buffer.flush()
                outcome.late = stream.late
            except BrokenPipeError:  # whoever reads has enough
                outcome.closed = True
                with suppress(OSError):
                    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _to_folder(self, args: Sequence[str], opts: argparse.Namespace, pieces: Sequence[Work], how: How, outcome: Outcome) -> None:
        form: Form = opts.form
        asked = [(work.name, work.size) for work in pieces], how.url, how.engine, how.columns, form
        output = Output(opts.out, form, sha256(repr(asked).encode()).hexdigest(), how.moment.isoformat() if how.moment else "")
        if output.finished:
            output.clean()
            outcome.before = True
            return
        how = How(how.url, how.engine, how.columns, datetime.fromisoformat(output.moment))
        with progress(pieces) as shown:

            def read(some: Sequence[Work]) -> Iterator[tuple[Work, Report]]:
                return onray.each(some, how, output, opts.ray) if opts.ray else run.each(some, how, _jobs(args, opts), output)

            outcome.posts = run.to_folder(pieces, output, outcome.seeing(shown), read)


def _jobs(args: Sequence[str], opts: argparse.Namespace) -> int:
    """The processes that read: this one alone where it is to read its own input."""
    return 1 if STDIN in args else opts.jobs or run.cores()
