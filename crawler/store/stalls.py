"""Transactions that a database server does not answer: cut off, so that a run can go on or end."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from time import monotonic
from typing import Any

from sqlalchemy import Engine, event

LOOK = 0.5
"""Seconds between looks."""


class Stalls:
    """Looks, in a thread of its own, at how long the transaction at hand has taken, and cuts its connection where that is too long.

    A server that hangs (its disk, its machine) answers nothing, and no timeout of its own helps; a driver waits for ever.
    """

    def __init__(self, engine: Engine) -> None:
        self.patience = 0.0
        self.began: float | None = None
        """When the transaction at hand began; None between two."""
        self.connected = False
        """Whether there ever was a connection."""
        self._driver: Any = None
        self._closed = Event()
        event.listen(engine, "connect", self._connect)
        Thread(target=self._watch, daemon=True, name="stalls").start()

    @contextmanager
    def guard(self, patience: float) -> Iterator[None]:
        """One transaction, which may take ``patience`` seconds."""
        self.patience, self.began = patience, monotonic()
        try:
            yield
        finally:
            self.began = None

    def close(self) -> None:
        """No more transactions."""
        self._closed.set()

    def _connect(self, driver: Any, _record: Any) -> None:
        self._driver, self.connected = driver, True

    def _watch(self) -> None:
        while not self._closed.wait(LOOK):
            began = self.began
            if began is not None and monotonic() - began > self.patience and self._driver is not None:
                self._cut()

    def _cut(self) -> None:
        """The driver finds its connection closed, and raises."""
        driver, self._driver = self._driver, None
        with suppress(Exception), socket.socket(fileno=os.dup(driver.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
