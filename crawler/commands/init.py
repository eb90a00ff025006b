"""``boardfeed init [DIR]``: a folder to begin with."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.usage.command import Plain


class Command(Plain):
    """Copies ``jobs.toml``, the schema and the examples; what is there already stays as it is."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[DIR]"

    def short_desc(self) -> str:
        return "Write jobs.toml, the schema and examples into a folder (default: this one)"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) > 1:
            raise UsageError(f"one folder at a time, not {' '.join(args)!r}", print_help=False)
        folder = Path(args[0] if args else ".")
        try:
            for name, content in _starter(files("crawler") / "starter"):
                target = folder / name
                if target.exists():
                    self.write(f"{target} is there already and stays as it is")
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                self.write(f"{target}")
        except OSError as error:
            raise UsageError(f"{error.filename}: {error.strerror}", print_help=False) from None


def _starter(folder: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _starter(entry, f"{path}{entry.name}/")
        elif not entry.name.endswith(".pyc"):
            yield f"{path}{entry.name}", entry.read_bytes()
