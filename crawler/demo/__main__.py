"""``python -m crawler.demo``: prints the forum's address and serves it until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from dataclasses import fields

from crawler.demo.server import Options, serve


def main() -> None:
    """Reads the options (one for each field of :class:`Options`) and serves."""
    parser = argparse.ArgumentParser(prog="python -m crawler.demo", description="A small Discuz! forum on loopback, with known truth.")
    for option in fields(Options):
        choices = ("utf-8", "gbk") if option.name == "charset" else None
        parser.add_argument(f"--{option.name}", type=type(option.default), default=option.default, choices=choices)
    options = Options(**vars(parser.parse_args()))
    try:
        asyncio.run(serve(options, _announce))
    except OSError as error:  # the port is another program's
        sys.stderr.write(f"boardfeed: port {options.port} cannot be used: {os.strerror(error.errno or 0)}\n")
        sys.exit(2)


def _announce(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


main()
