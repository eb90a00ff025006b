"""A small forum that serves itself on loopback, with known truth: what the demo, the tests and the benchmarks crawl.

>>> with running(threads=60) as forum:        # doctest: +SKIP
...     print(forum.url, len(forum.truth()))
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHECKOUT = Path(__file__).parents[2]
_PATIENCE = 60


class RunningForum:
    """A forum in a process of its own.  ``url`` ends in a slash; ``pid`` is the process."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self.pid = pid

    def get(self, path: str, method: str = "GET", body: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (lower-case names) and body of one request; redirects are not followed."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=_PATIENCE)
        try:
            connection.request(method, f"/{path.removeprefix(self.url).lstrip('/')}", body)
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()

    def ask(self, name: str, **values: Any) -> list[Any]:
        """One request to the back door (:mod:`crawler.demo.control`); raises ValueError when it is refused."""
        status, _, body = self.get(f"_demo/{name}", "POST", json.dumps(values).encode())
        if status != http.HTTPStatus.OK:
            raise ValueError(body.decode())
        return [json.loads(line) for line in body.splitlines()]

    def truth(self) -> list[dict[str, Any]]:
        """What a crawl must find now."""
        return self.ask("truth")

    def unreadable(self) -> dict[int, str]:
        """Threads a guest cannot read, with the reason."""
        return dict(self.ask("unreadable"))

    def stats(self) -> dict[str, Any]:
        """Requests since the start or the last :meth:`reset_stats`."""
        report: dict[str, Any] = self.ask("stats")[0]
        return report

    def reset_stats(self) -> None:
        """Starts counting anew."""
        self.ask("reset-stats")

    def reply(self, tid: int, text: str) -> int:
        """Adds a post and gives its id."""
        return int(self.ask("reply", tid=tid, text=text)[0]["pid"])

    def new_thread(self, fid: int, title: str, text: str) -> int:
        """Opens a thread and gives its id."""
        return int(self.ask("new-thread", fid=fid, title=title, text=text)[0]["tid"])

    def edit(self, pid: int, text: str) -> None:
        """Replaces a post's body."""
        self.ask("edit", pid=pid, text=text)

    def comment(self, pid: int, text: str) -> None:
        """Adds a remark below a post."""
        self.ask("comment", pid=pid, text=text)

    def like(self, pid: int) -> None:
        """One more supports a post."""
        self.ask("like", pid=pid)

    def delete_post(self, pid: int) -> None:
        """Deletes a reply."""
        self.ask("delete-post", pid=pid)

    def restore_post(self, pid: int) -> None:
        """Takes a deleted reply out of the bin."""
        self.ask("restore-post", pid=pid)

    def split(self, pids: list[int], title: str) -> int:
        """Makes a thread of some replies and gives its id."""
        return int(self.ask("split", pids=pids, title=title)[0]["tid"])

    def retitle(self, tid: int, title: str) -> None:
        """Gives a thread another title."""
        self.ask("retitle", tid=tid, title=title)

    def delete(self, tid: int) -> None:
        """Deletes a thread."""
        self.ask("delete", tid=tid)

    def restore(self, tid: int) -> None:
        """Takes a deleted thread out of the bin."""
        self.ask("restore", tid=tid)

    def move(self, tid: int, fid: int) -> int:
        """Moves a thread to another board and gives the id of the pointer that stays."""
        return int(self.ask("move", tid=tid, fid=fid)[0]["tid"])

    def merge(self, tid: int, into: int) -> None:
        """Moves a thread's posts into another thread."""
        self.ask("merge", tid=tid, into=into)


@contextmanager
def running(**options: Any) -> Iterator[RunningForum]:
    """Starts a forum and stops it again; ``options`` are the fields of :class:`crawler.demo.server.Options`."""
    command = [sys.executable, "-m", "crawler.demo", *(f"--{name}={value}" for name, value in options.items())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_CHECKOUT) as process:  # noqa: S603  (this module, by this Python)
        try:
            address = process.stdout.readline().strip() if process.stdout else ""
            if not address:
                raise RuntimeError("the demo forum did not start")
            yield RunningForum(address, process.pid)
        finally:
            process.terminate()
