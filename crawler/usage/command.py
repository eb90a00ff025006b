"""What our commands have in common: a wrong usage is one sentence and status 2, and no reader who leaves brings a traceback."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.conf import closest_scrapy_cfg

from crawler.crawl.logs import closing
from crawler.crawl.outcome import USAGE
from crawler.usage.settings import SettingError, check, check_given

JOBS = "jobs.toml"


def jobs_file(given: str | None = None) -> Path:
    """The file of jobs: as given, else the one beside ``scrapy.cfg``, else the one in the folder at hand."""
    return Path(given) if given else Path(closest_scrapy_cfg()).parent / JOBS


class Plain(ScrapyCommand):
    """A command of Scrapy's that says in one sentence what is wrong with its usage."""

    requires_project = True
    line = ""
    """What was said last."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        name = type(self).__module__.rpartition(".")[2]
        parser.usage = f"boardfeed {name} {self.syntax()}"
        parser.error = _refuse  # type: ignore[method-assign]  # (Scrapy makes the parser, and prints its usage with every error)
        super().add_options(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        for given in args:
            if given.startswith("-") and given != "-":
                raise UsageError(f"there is no option {given.partition('=')[0]}; --help shows the options", print_help=False)
        if opts.profile and not Path(opts.profile).absolute().parent.is_dir():
            raise UsageError(f"{opts.profile} cannot be written: there is no folder {Path(opts.profile).parent}", print_help=False)
        try:
            check_given(opts.set)
            super().process_options(args, opts)
        except SettingError as error:
            raise UsageError(str(error), print_help=False) from None
        except OSError as error:
            raise UsageError(f"{error.filename}: {error.strerror}", print_help=False) from None
        try:
            check(self.settings)  # type: ignore[arg-type]  # (set by Scrapy before)
        except SettingError as error:
            raise UsageError(str(error), print_help=False) from None

    def say(self, line: str, status: int) -> None:
        """One line for a person, an exit status for machines."""
        self.line = line
        closing(line, status, as_json=self.settings is not None and self.settings.getbool("LOG_JSON"))
        self.exitcode = status

    def write(self, *lines: str) -> None:
        """Prints lines on standard output; that nobody reads them (``| head``) is no failure."""
        try:
            sys.stdout.writelines(f"{line}\n" for line in lines)
            sys.stdout.flush()
        except BrokenPipeError:
            left_alone()


def between(least: int, most: int) -> Callable[[str], int]:
    """What reads a number of an option, for argparse."""

    def read(text: str) -> int:
        if not text.lstrip("-").isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text[:20]!r} cannot be used; give a whole number from {least} to {most}")
        return int(text)

    return read


def left_alone() -> None:
    """Nobody reads standard output any more: what is still in its buffer goes nowhere, without a word at the process's end."""
    with suppress(OSError):
        sys.stdout = Path("/dev/null").open("w", encoding="utf-8")  # noqa: SIM115  (for the rest of the process's life)


def _refuse(message: str) -> NoReturn:
    sys.stderr.write(f"boardfeed: {' '.join(message.split())}\n")
    sys.exit(USAGE)
