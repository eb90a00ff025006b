"""``boardfeed``: Scrapy's commands with this project's settings, in any folder."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import NoReturn

from scrapy.cmdline import execute
from scrapy.utils.project import ENVVAR

from crawler.commands import crawl, demo, doctor, extract, feed, init, job
from crawler.crawl.outcome import PARTIAL, USAGE
from crawler.text import nearest

COMMANDS = {module.__name__.rpartition(".")[2]: module.Command for module in (crawl, job, feed, extract, demo, doctor, init)}
"""In the order in which they are shown."""
CONTRIBUTORS = ("fixture", "new-engine")
"""Commands for a checkout (CONTRIBUTING.md)."""


def main() -> NoReturn:
    """Runs the command that the process's arguments name, and ends the process with its status."""
    name = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if name in ("-h", "--help", "help"):
        sys.stdout.write(_help())
        sys.exit(0)
    if name in ("-V", "--version", "version"):
        sys.stdout.write(f"boardfeed {version('boardfeed')}\n")
        sys.exit(0)
    if name not in (*COMMANDS, *CONTRIBUTORS):
        known = f"there is no command {name!r}{nearest(name, COMMANDS)}"
        if name.startswith("-"):
            known = f"a command comes before {name}: boardfeed COMMAND [options]; boardfeed --help shows the commands"
        elif "/" in name:
            known = f"an address comes after a command: boardfeed crawl {name}"
        sys.stderr.write(f"boardfeed: {known}\n")
        sys.exit(USAGE)
    os.environ[ENVVAR] = "crawler.settings"
    try:
        execute(["boardfeed", *sys.argv[1:]])
    except KeyboardInterrupt:
        sys.stderr.write("boardfeed: stopped\n")
    sys.exit(PARTIAL)  # else Scrapy has ended the process


def _help() -> str:
    lines = "".join(f"  {name:<8} {command().short_desc()}\n" for name, command in COMMANDS.items())
    return f"Usage: boardfeed COMMAND [options]\n\n{lines}\nboardfeed COMMAND --help shows the options of a command.\n"
