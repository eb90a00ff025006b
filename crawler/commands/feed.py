"""``boardfeed feed NAME [--export FILE.parquet]``: what a job has published."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.crawl.extras import missing
from crawler.crawl.outcome import BROKEN, USAGE
from crawler.export.latest import latest
from crawler.export.pictureset import command as pictures
from crawler.store import manifest
from crawler.store.errors import StoreError
from crawler.store.standing import Standing
from crawler.text import nearest
from crawler.usage.command import Plain

RUNS_SHOWN = 10


class Command(Plain):
    """Reads the job's folder only, so it may be used at any time."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[options] NAME"

    def short_desc(self) -> str:
        return "Show a job's feed: files, lines, newest post, runs; or export it to Parquet"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--export", metavar="FILE", help="write the latest revision of every post to a Parquet file")
        parser.add_argument("--check", action="store_true", help="compare every file with its sha256 in the manifest")
        pictures.add_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("which job?  boardfeed feed NAME", print_help=False)
        if "/" in args[0] or args[0] in (".", ".."):
            raise UsageError(f"{args[0]!r} is no job's name", print_help=False)
        folder = Path(str(self.settings["STORE_DIR"])) / args[0]  # type: ignore[index]
        if not folder.is_dir():
            jobs = [path.name for path in folder.parent.glob("*") if (path / "feed").is_dir()]
            self.say(f"there is no job {args[0]!r} below {folder.parent}{nearest(args[0], jobs)}", USAGE)
        else:
            self._work(folder, opts)

    def _work(self, folder: Path, opts: argparse.Namespace) -> None:
        try:
            if opts.export:
                self._export(folder / "feed", Path(opts.export))
            if pictures.asked_for(opts):
                for line in pictures.run(lambda: pictures.decode(latest(folder / "feed")), folder / "images", opts):
                    self.write(line)
            elif not opts.export:
                self._show(folder, check=opts.check)
        except pictures.ChoiceError as error:
            self.say(str(error), USAGE)
        except (StoreError, OSError, ValueError) as error:
            self.say(f"{folder}: {error}", BROKEN)

    def _show(self, folder: Path, *, check: bool) -> None:
        entries = manifest.entries(folder / "feed")
        for entry in entries:  # a cut or lost file is told, not left out
            manifest.check(folder / "feed", entry, content=check)
        newest = max((entry.newest for entry in entries if entry.newest), default="none")
        lines, size = (sum(getattr(entry, name) for entry in entries) for name in ("lines", "bytes"))
        out = [f"{folder / 'feed'}: {len(entries)} files, {lines} lines, {size / 1e6:.1f} MB; newest post: {newest}"]
        runs = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "runs").glob("*.json"))[-RUNS_SHOWN:]]
        out += [Standing.of(board).line() for board in (runs[-1].get("boards", []) if runs else [])]
        out += [f"{run['started_at']}  exit {run['status']}  {run['line']}" for run in runs]
        self.write(*out)

    def _export(self, folder: Path, target: Path) -> None:
        try:
            from crawler.export.parquet import export  # noqa: PLC0415  (an extra)
        except ImportError:
            self.say(missing("Parquet", "parquet"), USAGE)
            return
        if target.is_dir() or not target.absolute().parent.is_dir():
            self.say(f"{target} cannot be written: {'it is a folder' if target.is_dir() else f'there is no folder {target.parent}'}", USAGE)
            return
        self.write(f"{target}: {export(folder, target)} posts")
