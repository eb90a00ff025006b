"""A small HTTP/1.1 server for the demo forum: keep-alive, delays, faults; loopback only."""

from __future__ import annotations

import asyncio
import re
import signal
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING

from crawler.demo.control import PREFIX, Control, Statistics
from crawler.demo.faults import SLOW, Faults
from crawler.demo.forum import Forum
from crawler.demo.site import Answer, Site

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"
_HOST_HEADER = re.compile(r"[\w.-]+(:\d+)?")
_LONGEST_HEAD = 65536
_FAULTS = {
    "error": Answer("fault", b"<h1>500 Internal Server Error</h1>", 500),
    "busy": Answer("fault", b"<title>System Error</title>", 503, [("Retry-After", "1")]),
    "too many": Answer("fault", b"<h1>429 Too Many Requests</h1>", 429, [("Retry-After", "1")]),
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Service:
    """Turns requests into answers, counts them, and lets them go wrong."""

    def __init__(self, site: Site, delay: float, faults: Faults) -> None:
        self.site = site
        self.delay = delay
        self.faults = faults
        self.statistics = Statistics()
        self.control = Control(site.forum, self.statistics)

    def answer(self, request: Request) -> tuple[Answer, float, bool]:
        """The answer, the seconds to wait before it, and whether to break it off in mid-body."""
        host = request.headers.get("host", "")
        base = f"http://{host if _HOST_HEADER.fullmatch(host) else HOST}/"
        target = request.target
        if target.startswith(PREFIX):
            return self.control.answer(target, request.body, base), 0, False
        fault = None if target == "/robots.txt" else self.faults.next(target)
        answer = self._page(request, base) if fault in (None, "slow", "cut") else _FAULTS.get(fault)
        if answer is None:
            answer = Answer("fault", b"", 302, [("Location", base + target.lstrip("/"))])
        self.statistics.count(target, answer.kind, fault)
        etag = dict(answer.headers).get("ETag")
        if etag and request.headers.get("if-none-match") == etag:
            answer = Answer(answer.kind, b"", 304, answer.headers, chunked=False)
        return answer, self.delay + (SLOW if fault == "slow" else 0), fault == "cut"

    def _page(self, request: Request, base: str) -> Answer:
        if request.method == "POST":
            return self.site.entered(request.target, base, request.body)
        return self.site.answer(request.target, base, request.headers.get("cookie", ""))


class Connection(asyncio.Protocol):
    """One connection: a request at a time, in order."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.buffer = b""
        self.busy = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remembers where to write."""
        if isinstance(transport, asyncio.Transport):
            self.transport = transport

    def connection_lost(self, _exc: Exception | None) -> None:
        """Nobody listens any more."""
        self.transport = None

    def data_received(self, data: bytes) -> None:
        """Gathers requests."""
        self.buffer += data
        self._next()

    def _next(self) -> None:
        if self.busy or self.transport is None:
            return
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            if len(head) > _LONGEST_HEAD:
                self.transport.abort()
            return
        line, *fields = head.decode("latin-1").split("\r\n")
        words = line.split(" ")
        headers = {name.strip().lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        length = headers.get("content-length", "0")
        if len(words) != 3 or not length.isdigit() or not words[1].startswith("/"):
            self.transport.abort()
            return
        if len(rest) < int(length):
            return
        self.buffer = rest[int(length) :]
        self.busy = True
        self._answer(Request(words[0], words[1], headers, rest[: int(length)]))

    def _answer(self, request: Request) -> None:
        answer, delay, cut = self.service.answer(request)
        close = request.headers.get("connection", "").lower() == "close"
        message = _encode(answer, request.method == "HEAD", close)
        if cut:
            message = message[: message.index(b"\r\n\r\n") + 4 + len(answer.body) // 2]
        if delay:
            asyncio.get_running_loop().call_later(delay, self._send, message, close or cut)
        else:
            self._send(message, close or cut)

    def _send(self, message: bytes, close: bool) -> None:
        self.busy = False
        if self.transport is None:
            return
        self.transport.write(message)
        if close:
            self.transport.close()
        else:
            self._next()


def _encode(answer: Answer, head_only: bool, close: bool) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}", "Server: nginx", f"Date: {formatdate(usegmt=True)}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines.append("Transfer-Encoding: chunked" if answer.chunked else f"Content-Length: {len(answer.body)}")
    lines.append(f"Connection: {'close' if close else 'keep-alive'}")
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    if head_only:
        return head
    if not answer.chunked:
        return head + answer.body
    chunk = b"%x\r\n%b\r\n" % (len(answer.body), answer.body) if answer.body else b""
    return head + chunk + b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Options:
    """How the forum is served; ``port`` 0 takes a free one."""

    port: int = 0
    threads: int = 60
    seed: int = 1
    delay: float = 0.0
    """Seconds before each answer."""
    faults: float = 0.0
    """Share of requests that go wrong, 0 to 1; see :mod:`crawler.demo.faults`."""
    charset: str = "utf-8"
    """``utf-8`` or ``gbk``."""


async def serve(options: Options, ready: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT; ``ready`` is given the address once it answers."""
    site = Site(Forum(options.seed, options.threads), options.charset)
    service = Service(site, options.delay, Faults(options.faults, options.seed))
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: Connection(service), HOST, options.port)
    try:
        ready(f"http://{HOST}:{server.sockets[0].getsockname()[1]}/")
        await stop.wait()
    finally:
        server.close()
