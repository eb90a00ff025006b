"""A web server of a few lines, for what the demo forum does not do: foreign hosts, odd headers, broken pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TypeAlias

Answer: TypeAlias = "bytes | str | tuple[int, dict[str, str], bytes]"
"""A body, or status, headers and body."""


@dataclass
class Loopback:
    """A running server and what was asked of it."""

    url: str
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)


@contextmanager
def serving(answer: Callable[[str], Answer | None], host: str = "127.0.0.1") -> Iterator[Loopback]:
    """Serves ``answer(path)`` (None: 404) until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.paths.append(self.path)
            server.times.append(time.monotonic())
            server.cookies.append(self.headers.get("Cookie", ""))
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
