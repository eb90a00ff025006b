"""``boardfeed new-engine NAME page.html …``: a first table for a forum that no engine knows, with its test cases."""

from __future__ import annotations

import argparse
import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError

from crawler.forum import Engine
from crawler.page import Page
from crawler.testing.fixture import expected_lines, write_expected, write_page
from crawler.testing.guess import address, guess
from crawler.testing.reword import reword
from crawler.usage.command import Plain

_HEAD = '''"""{title}: threads and boards."""

from __future__ import annotations

from crawler.markup.addresses import Address
{imports}


class {title}({base}):
    """{title} threads and boards."""

    name = "{name}"
    {sign}
    addresses = (
{addresses}
        Address("index", r"^/?$"),
    )

{selectors}


ENGINE = {title}()
'''


class Command(Plain):
    """Writes an engine's table with guessed selectors, its pages in other words as test cases, and the table of its addresses."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[options] NAME FILE …"

    def short_desc(self) -> str:
        return "Begin an engine from saved pages: a thread's first, then a board's"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", action="append", default=[], help="each FILE's address, in the order of the files")
        parser.add_argument("--engines", metavar="DIR", default="crawler/engines", help="where engines lie (default: %(default)s)")
        parser.add_argument("--to", metavar="DIR", default="tests/fixtures", help="where cases lie (default: %(default)s)")
        parser.add_argument("--keep-words", action="store_true", help="keep what people wrote (for pages in words of your own)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) < 2 or not re.fullmatch(r"[a-z]\w*", args[0]) or len(opts.url) > len(args) - 1:
            raise UsageError("boardfeed new-engine NAME THREAD.html [BOARD.html] --url THREAD-URL [--url BOARD-URL]", print_help=False)
        name, target = args[0], Path(opts.engines) / f"{args[0]}.py"
        if target.exists():
            sys.stderr.write(f"boardfeed: {target} is there already\n")
            self.exitcode = 1
            return
        urls = [*opts.url, *[None] * len(args)]
        try:
            pages = [_page(Path(file), url) for file, url in zip(args[1:], urls, strict=False)]
        except OSError as error:
            raise UsageError(f"{error.filename}: {error.strerror}", print_help=False) from None
        kinds = ["board" if at else "thread" for at in range(len(pages))]
        tables = [guess(page, kind) for page, kind in zip(pages, kinds, strict=True)]
        kinds = ["thread" if "posts" in table else "board" if "rows" in table else kind for kind, table in zip(kinds, tables, strict=True)]
        target.write_text(_source(name, pages, tables, kinds), encoding="utf-8")
        engine = _loaded(target)
        folder = Path(opts.to) / name
        for at, (given, kind) in enumerate(zip(pages, kinds, strict=True)):
            page = given if opts.keep_words else Page(reword(given, engine.read(given)), given.url)
            case = folder / (kind if kind not in kinds[:at] else f"{kind}-{at + 1}")
            lines = expected_lines(engine.read(page))
            write_page(page, case)
            write_expected(lines, case)
            sys.stdout.write(f"{kind}: {len(lines)} expected lines drafted; read them beside the page and correct table and lines\n")
        addresses = [_row(engine, page.url) for page in pages if page.url]
        (folder / "addresses.tsv").write_text(
            "\n".join(["address\tkind\tid\tpage\titem", *dict.fromkeys(addresses)]) + "\n", encoding="utf-8"
        )
        sys.stdout.write(
            f"{target}: {len({key for table in tables for key in table})} selectors guessed; docs/engine.md names the others\n"
        )


def _page(file: Path, url: str | None) -> Page:
    page = Page(file.read_bytes(), url)
    return page if url else Page(page.body, page.link("canonical") or None)


def _source(name: str, pages: list[Page], tables: list[dict[str, str]], kinds: list[str]) -> str:
    generator = next((page.generator for page in pages if page.generator), "")
    sign = f'generators = ("{generator.rstrip("0123456789. ")}",)' if generator else f'sites = ("{pages[0].host}",)'
    told = dict(zip(kinds, (address(page, kind) for page, kind in zip(pages, kinds, strict=True)), strict=True))
    addresses = [f'        Address("{kind}", r"{path}"{f", key={key!r}" if key else ""}),' for kind, (path, key) in told.items()]
    selectors = {key: selector for table in reversed(tables) for key, selector in table.items()}
    in_json = any(page.json is not None for page in pages)
    form = '    {} = "{}"' if in_json else '    {} = css("{}")'
    lines = [form.format(key, selector) for key, selector in sorted(selectors.items(), key=lambda pair: pair[0].startswith("row"))]
    if in_json:
        sign, told_by, base = "", "from crawler.markup.json_table import JsonTable", "JsonTable"
        lines += [f'    thread_url = "{re.sub(r"[0-9]+.*", "{id}", urlsplit(pages[0].url).path)}"']
    else:
        told_by, base = "from crawler.markup.css import css\nfrom crawler.markup.table import Table", "Table"
    source = _HEAD.format(
        title=name.title().replace("_", ""),
        name=name,
        imports=told_by,
        base=base,
        sign=sign,
        addresses="\n".join(addresses),
        selectors="\n".join(lines),
    )
    return source.replace("'", '"').replace("    \n", "")


def _loaded(file: Path) -> Engine:
    """The engine that a file holds."""
    spec = spec_from_file_location(f"crawler.engines.{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"not a module: {file}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    engine: Engine = module.ENGINE
    return engine


def _row(engine: Engine, url: str) -> str:
    found = engine.target(url)
    return f"{url}\t{found.kind}\t{found.id}\t{found.page}" if found else f"{url}\t-"
