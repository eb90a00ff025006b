"""A run over many files: pieces of work, read by several processes, joined in one place."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from typing import Any

from crawler.batch.inputs import Work
from crawler.batch.joining import Stream
from crawler.batch.output import Output
from crawler.batch.reading import How, Report, read_work

Seen = Callable[[Work, Report], None]
"""Called with a piece of work that is done and what was found in it."""
Read = Callable[[Sequence[Work]], Iterator[tuple[Work, Report]]]
"""Reads pieces of work, here or elsewhere, and gives each with its report as it ends."""
_AHEAD = 2
"""Pieces of work for a process to have: one that it reads, one that waits."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def to_lines(works: Sequence[Work], how: How, jobs: int, scratch: str, seen: Seen, stream: Stream) -> Iterator[bytes]:
    """The lines of all posts, as they can be written; several processes keep what they have read in the folder ``scratch`` meanwhile."""
    if jobs == 1 or len(works) == 1:
        for work in works:
            report = Report()
            for post in read_work(work, how, report):
                yield from stream.add(post)
            seen(work, report)
    else:
        output = Output(scratch, "jsonl", "", "")
        waiting: dict[str, Report] = {}
        turn = 0
        for done, report in each(works, how, jobs, output):
            waiting[done.name] = report
            while turn < len(works) and works[turn].name in waiting:  # in the order of the inputs
                for post in output.take(works[turn]):
                    yield from stream.add(post)
                seen(works[turn], waiting.pop(works[turn].name))
                turn += 1
    yield from stream.end()


def to_folder(works: Sequence[Work], output: Output, seen: Seen, read: Read) -> int:
    """Has read what was not read before, joins all, and gives the number of posts."""
    done = output.done()
    for work in works:
        if work.name in done:
            seen(work, output.report(work))
    for work, report in read([work for work in works if work.name not in done]):
        seen(work, report)
    return output.finish(works)


def each(works: Sequence[Work], how: How, jobs: int, output: Output) -> Iterator[tuple[Work, Report]]:
    """Reads pieces of work into a folder, each with its report, as they end.

    A process that dies (no memory, a fault in a library) costs what it was reading: that is read once more, alone, then counted.
    """
    if jobs == 1:
        for work in works:
            yield work, read_into(output, work, how)
        return
    left = {work.name: work for work in works}
    while left:
        reading: dict[Future[Report], Work] = {}
        try:
            for work, report in _together(list(left.values()), how, jobs, output, reading):
                del left[work.name]
                yield work, report
        except BrokenProcessPool:
            for work in reading.values():
                yield left.pop(work.name), _alone(work, how, output)


def _alone(work: Work, how: How, output: Output) -> Report:
    try:
        return next(report for _, report in _together([work], how, 1, output, {}))
    except BrokenProcessPool:
        report = Report()
        report.fail("the process that read it died", work.files[0].address)
        output.keep(work, (), report)
        return report


def read_into(output: Output, work: Work, how: How) -> Report:
    """Reads a piece of work into a folder."""
    report = Report()
    output.keep(work, read_work(work, how, report), report)
    return report


def _together(
    works: Sequence[Work], how: How, jobs: int, output: Output, reading: dict[Future[Report], Work]
) -> Iterator[tuple[Work, Report]]:
    """Reads pieces of work in processes of their own; ``reading`` holds those that are under way."""
    pool = ProcessPoolExecutor(jobs, _context(), _live_with_parent)
    try:
        coming = iter(works)
        while True:
            while len(reading) < jobs * _AHEAD and (work := next(coming, None)) is not None:
                reading[pool.submit(read_into, output, work, how)] = work
            if not reading:
                break
            for future in wait(reading, return_when=FIRST_COMPLETED).done:
                report = future.result()
                yield reading.pop(future), report
        pool.shutdown()
    except BaseException:  # nobody wants the rest any more
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _context() -> Any:
    """How processes are started.

    A fork has all modules at once, which saves a second.  Where this process has more threads than one (a bar on a terminal, a connection
    to an object store) it might fork while another one holds a lock.
    """
    methods = multiprocessing.get_all_start_methods()
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload([__name__])
    return context


def _live_with_parent() -> None:
    """A process that reads for another ends with it, however that one ends; it is the other that a person interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := multiprocessing.parent_process()) is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
