"""``boardfeed fixture URL|FILE``: a page becomes a test case, its expected lines drafted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.request import Request, urlopen

from scrapy.exceptions import UsageError

from crawler.crawl.outcome import USAGE
from crawler.crawl.useragent import user_agent
from crawler.forum import Notice
from crawler.page import MAX_BYTES, Page
from crawler.reading import detect, read
from crawler.testing.fixture import EXPECTED, difference, expected_lines, read_expected, shown, write_expected, write_page
from crawler.testing.reword import reword
from crawler.usage.command import Plain


class Command(Plain):
    """Saves a page's bytes with what was known of it, and what the engine makes of it now."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[options] URL|FILE"

    def short_desc(self) -> str:
        return "Save a page as a test case and draft its expected lines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="for a FILE: the address it was saved from")
        parser.add_argument("--case", metavar="NAME", help="the case's folder name (default: from the address)")
        parser.add_argument("--overwrite", action="store_true", help="replace an expected.jsonl that says something else")
        parser.add_argument("--reword", action="store_true", help="replace what people wrote by words of the same shape")
        parser.add_argument("--to", metavar="DIR", default="tests/fixtures", help="where cases lie (default: %(default)s)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("which page?  boardfeed fixture URL|FILE [--url URL]", print_help=False)
        try:
            page = _fetch(args[0]) if args[0].startswith(("http://", "https://")) else Page(Path(args[0]).read_bytes(), opts.url)
        except OSError as error:
            self.say(f"{args[0]}: {error.strerror or error}", USAGE)
            return
        if opts.reword:
            page = Page(reword(page), page.url, None, page.fetched_at, page.status)
        engine = detect(page)
        if engine is None or (engine.name == "generic" and isinstance(read(page), Notice)):
            sys.stderr.write("boardfeed: no engine knows this page; write one first (CONTRIBUTING.md)\n")
            self.exitcode = 1
            return
        if not page.url:
            sys.stderr.write("boardfeed: no --url: addresses in the page stay relative, and what its own address says is unknown\n")
        self._keep(page, engine.name, Path(opts.to) / engine.name / (opts.case or _name(page.url or args[0])), overwrite=opts.overwrite)

    def _keep(self, page: Page, engine: str, folder: Path, *, overwrite: bool) -> None:
        drafted, corrected = expected_lines(read(page)), read_expected(folder)
        changes = difference(corrected, drafted)
        if corrected and changes and not overwrite:
            sys.stdout.write(f"{changes}\n")
            sys.stderr.write(
                f"boardfeed: {folder} is a test case already and expects something else, see above; nothing was written. "
                "Mend the engine, choose another --case, or give --overwrite\n"
            )
            self.exitcode = 1
            return
        write_page(page, folder)
        write_expected(drafted, folder)
        sys.stdout.write(f"{shown(drafted)}\n\n{folder}: {len(drafted)} expected lines drafted by {engine}\n")
        sys.stdout.write(f"Read them beside the page and correct {folder / EXPECTED}\n")


def _fetch(url: str) -> Page:
    with urlopen(Request(url, headers={"User-Agent": user_agent()}), timeout=60) as answer:  # noqa: S310  (http and https only, see run)
        headers = {name.lower(): value for name, value in answer.headers.items() if name.lower() == "content-type"}
        return Page(answer.read(MAX_BYTES), answer.url, headers, status=answer.status)


def _name(text: str) -> str:
    words = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in text.rpartition("/")[2].lower())
    return "-".join(filter(None, words.split("-")))[:60] or "page"
