"""How far a job is, for somebody who looks on: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from time import monotonic
from typing import Any, Protocol

logger = logging.getLogger(__name__)

LINE_EVERY = 60.0
"""Seconds between log lines."""


class Progress(Protocol):
    """Shows ``totals`` of the store and ``pages`` fetched by this run."""

    def show(self, totals: Mapping[str, int], pages: int) -> None:
        """Called about once a second."""

    def close(self) -> None:
        """Gives the terminal back."""


class Lines:
    """Plain log lines."""

    def __init__(self) -> None:
        self.began = self.last = monotonic()

    def show(self, totals: Mapping[str, int], pages: int) -> None:
        if monotonic() - self.last >= LINE_EVERY:
            self.last = monotonic()
            rate = pages / (self.last - self.began)
            logger.info("%d of %d threads, %d posts, %.1f pages/s", totals["threads_done"], totals["threads"], totals["posts"], rate)

    def close(self) -> None:
        pass


class Bar:
    """A bar; warnings appear above it, plain log lines not at all."""

    def __init__(self, name: str) -> None:
        from rich.console import Console  # noqa: PLC0415  (only a terminal needs it)
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        self.began = monotonic()
        columns: list[Any] = [TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn(), TextColumn("threads")]
        columns += [TextColumn("{task.fields[posts]} posts"), TextColumn("{task.fields[rate]:.1f} pages/s"), TimeRemainingColumn()]
        self.progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task = self.progress.add_task(name, total=None, posts=0, rate=0.0)
        self.progress.start()
        self.handlers = [h for h in logging.root.handlers if isinstance(h, logging.StreamHandler) and h.stream is sys.__stderr__]
        for handler in self.handlers:
            handler.setStream(sys.stderr)  # rich's, which writes above the bar
            handler.setLevel(max(handler.level, logging.WARNING))

    def show(self, totals: Mapping[str, int], pages: int) -> None:
        rate = pages / max(0.001, monotonic() - self.began)
        self.progress.update(self.task, completed=totals["threads_done"], total=totals["threads"], posts=totals["posts"], rate=rate)

    def close(self) -> None:
        self.progress.stop()
        for handler in self.handlers:
            handler.setStream(sys.stderr)


def progress(name: str) -> Progress:
    """What fits where standard error goes."""
    return Bar(name) if sys.stderr.isatty() else Lines()
