"""How far a crawl is, for somebody who looks on: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from time import monotonic
from typing import Any, Protocol

logger = logging.getLogger(__name__)

LINE_EVERY = 60.0
"""Seconds between log lines."""
SO_FAR = "in the lists read so far"


class Progress(Protocol):
    """Shows ``totals`` and the ``pages`` fetched by this run.  The total of threads is of the lists that were read so far."""

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
            done, listed, posts = (totals[name] for name in ("threads_done", "threads", "posts"))
            logger.info("%d of %d threads %s, %d posts, %.1f pages/s", done, listed, SO_FAR, posts, rate)

    def close(self) -> None:
        pass


class Bar:
    """A bar; warnings appear above it, plain log lines not at all."""

    def __init__(self, name: str) -> None:
        from rich.console import Console  # noqa: PLC0415  (only a terminal needs it)
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        self.began = monotonic()
        columns: list[Any] = [
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn(f"threads {SO_FAR},"),
        ]
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


def progress(name: str, *, prints: bool = False) -> Progress:
    """What fits where standard error goes.  Posts that the crawl ``prints`` on the same terminal would run into a bar."""
    return Bar(name) if sys.stderr.isatty() and not (prints and sys.stdout.isatty()) else Lines()
