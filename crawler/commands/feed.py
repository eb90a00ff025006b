"""``scrapy feed NAME [--export FILE.parquet]``: what a job has published."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.crawl.outcome import BROKEN, USAGE
from crawler.export.latest import latest
from crawler.export.pictureset import command as pictures
from crawler.store import manifest
from crawler.store.errors import StoreError
from crawler.store.standing import Standing

RUNS_SHOWN = 10


class Command(ScrapyCommand):
    """Reads the job's folder only, so it may be used at any time."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[options] NAME"

    def short_desc(self) -> str:
        return "Show a job's feed: files, lines, newest post, runs; or export it to Parquet"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--export", metavar="FILE", help="write the latest revision of every post to a Parquet file")
        parser.add_argument("--gone", action="store_true", help="with --export: posts that are not there any more too, by their last lines")
        parser.add_argument("--check", action="store_true", help="compare every file with its sha256 in the manifest")
        pictures.add_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("which job?  scrapy feed NAME", print_help=False)
        folder = Path(str(self.settings["STORE_DIR"])) / args[0]  # type: ignore[index]
        if not folder.is_dir():
            self._say(f"there is no job {args[0]!r} below {folder.parent}", USAGE)
        else:
            self._work(folder, opts)

    def _work(self, folder: Path, opts: argparse.Namespace) -> None:
        try:
            if opts.export:
                self._export(folder / "feed", Path(opts.export), gone=opts.gone)
            if pictures.asked_for(opts):
                for line in pictures.run(lambda: pictures.decode(latest(folder / "feed")), folder / "images", opts):
                    sys.stdout.write(f"{line}\n")
            elif not opts.export:
                self._show(folder, check=opts.check)
        except (StoreError, OSError, ValueError) as error:
            self._say(f"{folder}: {error}", BROKEN)

    def _show(self, folder: Path, *, check: bool) -> None:
        entries = manifest.there(folder / "feed")
        for entry in entries:  # a cut or lost file is told, not left out
            manifest.check(folder / "feed", entry, content=check)
        newest = max((entry.newest for entry in entries if entry.newest), default="none")
        lines, size = (sum(getattr(entry, name) for entry in entries) for name in ("lines", "bytes"))
        out = [f"{folder / 'feed'}: {len(entries)} files, {lines} lines, {size / 1e6:.1f} MB; newest post: {newest}"]
        runs = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "runs").glob("*.json"))[-RUNS_SHOWN:]]
        out += [Standing.of(board).line() for board in (runs[-1].get("boards", []) if runs else [])]
        out += [f"{run['started_at']}  exit {run['status']}  {run['line']}" for run in runs]
        sys.stdout.write("\n".join(out) + "\n")

    def _export(self, folder: Path, target: Path, *, gone: bool) -> None:
        try:
            from crawler.export.parquet import export  # noqa: PLC0415  (an extra)
        except ImportError:
            self._say("Parquet needs pyarrow; pip install 'boardfeed[parquet]'", USAGE)
            return
        sys.stdout.write(f"{target}: {export(folder, target, gone=gone)} posts\n")

    def _say(self, line: str, status: int) -> None:
        sys.stderr.write(f"boardfeed: {line}\n")
        self.exitcode = status
