"""``boardfeed doctor``: whether a run can work here, a line for each thing that it needs."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from crawler.crawl import chromium
from crawler.crawl.extras import Extra, missing
from crawler.crawl.options import OptionError, Options
from crawler.crawl.outcome import BROKEN, DONE
from crawler.crawl.useragent import NO_CONTACT, wrong_view
from crawler.store.errors import sentence
from crawler.store.jobsfile import JobsFileError, load
from crawler.usage.command import Plain, jobs_file
from crawler.usage.settings import SettingError, check

LITTLE = 1 << 30
"""Bytes left on a disk that are not enough for long."""
_EXTRAS: tuple[tuple[Extra, str, str], ...] = (
    ("archives", "fastwarc", "WARC archives, kept pages (archive = true)"),
    ("browser", "scrapy_playwright", 'sites that need a browser (browser = "auto")'),
    ("images", "PIL", "pictures (images = true)"),
    ("language", "py3langid", "the language of posts (feed --language)"),
    ("parquet", "pyarrow", "Parquet"),
    ("postgres", "psycopg", "several workers on PostgreSQL"),
    ("s3", "botocore", "pictures in S3"),
    ("zstd", "zstandard", "zstd-compressed files"),
)


class Finding(NamedTuple):
    """What was looked at: ``ok``, ``note`` (works, but know it) or ``wrong``."""

    kind: str
    line: str


class Command(Plain):
    """Looks, and changes nothing."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Check this machine: versions, extras, jobs.toml, disk, database, contact"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--file", metavar="FILE", help="the jobs (default: jobs.toml beside scrapy.cfg, or in this folder)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(f"doctor looks at this machine and takes no {args[0]!r}", print_help=False)
        if opts.file and not jobs_file(opts.file).is_file():
            raise UsageError(f"there is no file {opts.file}", print_help=False)
        settings: BaseSettings = self.settings  # type: ignore[assignment]  # (set by Scrapy before)
        found = [
            *_machine(),
            *_name(settings),
            *_extras(),
            *_jobs(jobs_file(opts.file), settings),
            *_disk(Path(str(settings["STORE_DIR"]))),
        ]
        found += _database(str(settings["STORE_URL"] or ""))
        self.write(*(f"{finding.kind:<6}{finding.line}" for finding in found))
        self.exitcode = BROKEN if any(finding.kind == "wrong" for finding in found) else DONE


def _machine() -> Iterator[Finding]:
    names = ("boardfeed", "scrapy", "lxml", "sqlalchemy")
    yield Finding("ok", f"Python {platform.python_version()} ({sys.executable}), " + ", ".join(f"{name} {version(name)}" for name in names))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        if os.environ.get(name) or os.environ.get(name.upper()):
            yield Finding("note", f"requests go through the proxy in the environment's {name}")


def _name(settings: BaseSettings) -> Iterator[Finding]:
    name = str(settings["USER_AGENT"])
    if NO_CONTACT in name:
        yield Finding("note", "nobody can reach you about your crawls: set BOARDFEED_CONTACT to a URL or mail address")
    else:
        yield Finding("ok", f"sites see {name}")
    if word := wrong_view(name):
        yield Finding("note", f"the name holds {word!r}: Discuz sites will send another view than the desktop's")


def _extras() -> Iterator[Finding]:
    for extra, module, words in _EXTRAS:
        yield Finding("ok", f"{words}: installed") if find_spec(module) else Finding("note", missing(words, extra))
    if find_spec("scrapy_playwright") and not chromium.found():
        yield Finding("note", 'there is no Chromium for browser = "auto"; apt install chromium')


def _jobs(file: Path, settings: BaseSettings) -> Iterator[Finding]:
    if not file.exists():
        yield Finding("note", f"there is no {file}; boardfeed init writes one")
        return
    try:
        jobs = load(file)
    except JobsFileError as error:
        yield Finding("wrong", str(error))
        return
    for name, task in jobs.items():
        own = settings.copy()
        own.setdict(task.settings, priority="spider")
        try:
            Options.parse(**task.arguments)
            check(own)
        except (OptionError, SettingError) as error:
            yield Finding("wrong", f"{file}: [{name}]: {error}")
        else:
            yield Finding("ok", f"{file}: [{name}] can be run")


def _disk(folder: Path) -> Iterator[Finding]:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            free = shutil.disk_usage(there).free
    except OSError as error:
        yield Finding("wrong", f"{there} cannot be written: {error.strerror} (jobs are kept in {folder})")
        return
    yield Finding("note" if free < LITTLE else "ok", f"{folder.absolute()} can be written, {free / 1e9:.1f} GB are free")


def _database(url: str) -> Iterator[Finding]:
    if not url.startswith("postgresql"):
        return
    try:
        create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 10}).connect().close()
    except (SQLAlchemyError, ImportError) as error:
        yield Finding("wrong", sentence("the store", error))
    else:
        yield Finding("ok", "the database in STORE_URL can be used")
