"""How far a run over files is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, Protocol

from crawler.batch.inputs import Work
from crawler.batch.reading import Report
from crawler.crawl.progress import LINE_EVERY


class Progress(Protocol):
    """Shows what is done."""

    def done(self, work: Work, report: Report) -> None:
        """A piece of work is done, and this is what was in it."""


class _Lines:
    def __init__(self, total: int) -> None:
        self.total = total
        self.bytes = self.pages = self.posts = 0
        self.began = self.last = monotonic()

    def done(self, work: Work, report: Report) -> None:
        self.bytes, self.pages, self.posts = self.bytes + work.size, self.pages + report.pages, self.posts + report.posts
        if monotonic() - self.last >= LINE_EVERY:
            self.last = monotonic()
            share, rate = self.bytes / max(1, self.total), self.pages / (self.last - self.began)
            sys.stderr.write(f"boardfeed: {share:.0%} read, {self.pages} pages, {self.posts} posts, {rate:.0f} pages/s\n")


class _Bar(_Lines):
    def __init__(self, total: int, bar: Any) -> None:
        super().__init__(total)
        self.bar = bar
        self.task = bar.add_task("reading", total=max(1, total), pages=0, posts=0)

    def done(self, work: Work, report: Report) -> None:
        self.bytes, self.pages, self.posts = self.bytes + work.size, self.pages + report.pages, self.posts + report.posts
        self.bar.update(self.task, completed=self.bytes, pages=self.pages, posts=self.posts)


@contextmanager
def progress(works: Sequence[Work]) -> Iterator[Progress]:
    """What fits where standard error goes."""
    total = sum(work.size for work in works)
    if not sys.stderr.isatty():
        yield _Lines(total)
        return
    from rich.console import Console  # noqa: PLC0415  (only a terminal needs it)
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(bar_width=20), TaskProgressColumn()]
    columns += [TextColumn("{task.fields[pages]} pages, {task.fields[posts]} posts"), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(total, bar)
