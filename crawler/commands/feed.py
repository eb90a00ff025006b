"""``boardfeed feed NAME``: what a job has published, and its forms for other tools."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.crawl.extras import missing
from crawler.crawl.outcome import BROKEN, USAGE
from crawler.export import conversations, languages
from crawler.export.latest import checked, latest
from crawler.export.pictureset import command as pictures
from crawler.export.pseudonyms import key_of, pseudonymised
from crawler.export.schemas import TOOLS
from crawler.load import FeedError, lines
from crawler.store import manifest
from crawler.store.errors import StoreError
from crawler.store.standing import Standing
from crawler.text import nearest
from crawler.usage.command import Plain, left_alone

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
        forms = parser.add_argument_group("the latest revision of every post")
        forms.add_argument("--export", metavar="FILE", help="write it to a Parquet file")
        forms.add_argument("--dataset", metavar="DIR", help="write it as a Parquet data set, partitioned by site and day of the fetch")
        forms.add_argument("--conversations", metavar="FILE", help="write one JSON line a thread, its posts in order with their parents")
        forms.add_argument("--mnbvc", metavar="FILE", help="write one JSON line a thread in the forum format of the MNBVC corpus")
        forms.add_argument("--gone", action="store_true", help="posts that are not there any more too, by their last lines")
        forms.add_argument("--pseudonymise", action="store_true", help="keyed hashes in place of names and member ids")
        forms.add_argument("--language", action="store_true", help="the language of each post's own words")
        parser.add_argument("--since", metavar="CURSOR", help="write the lines published after this file of the manifest (0: all)")
        parser.add_argument("--schema", metavar="TOOL", choices=sorted(TOOLS), help=f"print the record's schema for {', '.join(TOOLS)}")
        parser.add_argument("--site", action="store_true", help="show what the job has learnt of sites of unknown software")
        parser.add_argument("--check", action="store_true", help="compare every file with its sha256 in the manifest")
        pictures.add_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.schema:
            self.write(TOOLS[opts.schema]().rstrip("\n"))
            return
        if len(args) != 1 or not args[0]:
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
            done = self._export(folder, opts)
            if opts.since is not None:
                self._since(folder, opts)
                done = True
            if pictures.asked_for(opts):
                for line in pictures.run(lambda: pictures.decode(latest(folder / "feed")), folder / "images", opts):
                    self.write(line)
            elif opts.site:
                self._sites(folder)
            elif not done:
                self._show(folder, check=opts.check)
        except (pictures.ChoiceError, UsageError) as error:
            self.say(str(error), USAGE)
        except BrokenPipeError:
            left_alone()
        except (StoreError, FeedError, OSError, ValueError) as error:
            self.say(f"{folder}: {error}", BROKEN)

    def _since(self, folder: Path, opts: argparse.Namespace) -> None:
        """What is new for a consumer, and the cursor for the next time."""
        files = checked(folder / "feed", None if opts.since == "0" else opts.since)
        for file in files:
            for line in _changed(lines(file), folder, opts):
                sys.stdout.buffer.write(line)
        sys.stdout.flush()
        cursor = files[-1].relative_to(folder / "feed").as_posix() if files else opts.since
        sys.stderr.write(f"boardfeed: the next cursor is {cursor}\n")

    def _export(self, folder: Path, opts: argparse.Namespace) -> bool:
        """Writes what is asked for; False where nothing is."""
        forms = {name: getattr(opts, name) for name in ("export", "dataset", "conversations", "mnbvc") if getattr(opts, name)}
        for name, target in ((name, Path(given)) for name, given in forms.items()):
            if (target.is_dir() and name != "dataset") or not target.absolute().parent.is_dir():
                why = "it is a folder" if target.is_dir() else f"there is no folder {target.parent}"
                raise UsageError(f"{target} cannot be written: {why}")
            count = self._write(name, _changed(latest(folder / "feed", gone=opts.gone), folder, opts), target)
            self.write(f"{target}: {count} {'posts' if name in ('export', 'dataset') else 'threads'}")
        return bool(forms)

    def _write(self, form: str, found: Iterator[bytes], target: Path) -> int:
        if form in ("conversations", "mnbvc"):
            return conversations.export(found, target, conversations.conversation if form == "conversations" else conversations.mnbvc)
        try:
            from crawler.export import parquet  # noqa: PLC0415  (an extra)
        except ImportError:
            raise UsageError(missing("Parquet", "parquet")) from None
        return parquet.export(found, target) if form == "export" else parquet.export_set(found, target)

    def _sites(self, folder: Path) -> None:
        """What the runs have learnt, the latest word on each site; and the lines that look like a site's own."""
        learned: dict[str, str] = {}
        suggested: set[str] = set()
        for path in sorted((folder / "runs").glob("*.json")):
            run = json.loads(path.read_text(encoding="utf-8"))
            learned |= run.get("learned", {})
            suggested |= set(run.get("suggested", {}).get("boilerplate", ()))
        self.write(*(f"{site}: {told}" for site, told in sorted(learned.items())))
        if suggested:
            self.write("lines at the edges of posts by different people, for the job's boilerplate:", *sorted(suggested))
        if not (learned or suggested):
            self.write("nothing was learnt: the software of the sites is known, or nothing was read yet")

    def _show(self, folder: Path, *, check: bool) -> None:
        entries = manifest.there(folder / "feed")
        for entry in entries:  # a cut or lost file is told, not left out
            manifest.check(folder / "feed", entry, content=check)
        newest = max((entry.newest for entry in entries if entry.newest), default="none")
        count, size = (sum(getattr(entry, name) for entry in entries) for name in ("lines", "bytes"))
        out = [f"{folder / 'feed'}: {len(entries)} files, {count} lines, {size / 1e6:.1f} MB; newest post: {newest}"]
        runs = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "runs").glob("*.json"))[-RUNS_SHOWN:]]
        out += [Standing.of(board).line() for board in (runs[-1].get("boards", []) if runs else [])]
        out += [f"{run['started_at']}  exit {run['status']}  {run['line']}" for run in runs]
        self.write(*out)


def _changed(found: Iterator[bytes], folder: Path, opts: argparse.Namespace) -> Iterator[bytes]:
    """The lines as they are asked for.  Raises :class:`UsageError` where what that needs is not installed."""
    if opts.pseudonymise:
        found = pseudonymised(found, key_of(folder))
    try:
        return languages.told(found) if opts.language else found
    except ImportError:
        raise UsageError(missing("--language", "language")) from None
