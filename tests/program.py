"""A program ``boardfeed`` for shells, as fast as :mod:`tests.processes`: it hands its arguments to the tests' fork server and waits."""

from __future__ import annotations

import json
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from tests.processes import QUICK, Started

_CLIENT = """
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
server.sendall(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ), os.getpid()]).encode() + b"\\n")
sys.exit(int(server.makefile().readline()))
"""
_WRAPPER = """#!/bin/sh
case "$1" in crawl|job) exec {python} -I -S {client} "$@" {quick};; esac
exec {python} -I -S {client} "$@"
"""


@contextmanager
def program() -> Iterator[str]:
    """The text of a shell script that is ``boardfeed``, with the waiting taken out of crawls, until the block ends."""
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        address, client = str(Path(folder, "socket")), Path(folder, "client.py")
        client.write_text(_CLIENT.format(address=address))
        server.bind(address)
        server.listen()
        Thread(target=_serve, args=(server,), daemon=True).start()
        yield _WRAPPER.format(python=sys.executable, client=client, quick=shlex.join(QUICK))


def _serve(server: socket.socket) -> None:
    while True:
        try:
            asked, _ = server.accept()
        except OSError:  # the block has ended
            return
        Thread(target=_run, args=(asked,), daemon=True).start()


def _run(asked: socket.socket) -> None:
    """Runs what one client asks for; it writes to where the client's output goes."""
    with asked, asked.makefile() as lines:
        args, folder, environment, pid = json.loads(lines.readline())
        out, log = (f"/proc/{pid}/fd/{number}" for number in (1, 2))
        status = Started(("boardfeed", *args), out, log, environment, folder).wait()
        asked.sendall(f"{status}\n".encode())
