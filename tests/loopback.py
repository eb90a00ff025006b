"""A web server of a few lines, for what the demo forum does not do: foreign hosts, odd headers, broken pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import TypeAlias

from tests.patience import HANG

Answer: TypeAlias = "bytes | str | tuple[int, dict[str, str], bytes]"
"""A body, or status, headers and body."""


class Gate:
    """Lets so many requests pass and holds the next one: what a test does meanwhile does not depend on a clock."""

    def __init__(self) -> None:
        self._left = 0.0
        self._changed = Condition()

    def let(self, more: float) -> None:
        """So many more may pass."""
        with self._changed:
            self._left += more
            self._changed.notify_all()

    def enter(self) -> None:
        """Returns when there is room."""
        with self._changed:
            self._changed.wait_for(lambda: self._left > 0, HANG)
            self._left -= 1


@dataclass
class Loopback:
    """A running server and what was asked of it."""

    url: str
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    referers: list[str] = field(default_factory=list)

    def gap(self, wanted: Callable[[str], object] = bool) -> float:
        """The mean seconds between one request and the next, by a lower bound that holds on a busy machine too.

        For a client that sends one request at a time.  The server may have noted the first one late, but before the second was sent.
        """
        times = [when for path, when in zip(self.paths, self.times, strict=True) if wanted(path)]
        return (times[-1] - times[0]) / (len(times) - 2)


@contextmanager
def serving(answer: Callable[[str], Answer | None], host: str = "127.0.0.1") -> Iterator[Loopback]:
    """Serves ``answer(path)`` (None: 404) until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.paths.append(self.path)
            server.times.append(time.monotonic())
            server.cookies.append(self.headers.get("Cookie", ""))
            server.referers.append(self.headers.get("Referer", ""))
            found = answer(self.path)
            status, headers, body = found if isinstance(found, tuple) else (200, {}, found) if found is not None else (404, {}, b"")
            data = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            for name, value in ({"Content-Type": "text/html", "Content-Length": str(len(data))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Nothing to stderr."""

    with ThreadingHTTPServer((host, 0), Handler) as running:
        server = Loopback(f"http://{host}:{running.server_port}/")
        Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            running.shutdown()
