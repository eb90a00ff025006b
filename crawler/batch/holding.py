"""One run at a time writes to a folder: a lock on this machine, and at an address a file in which the run that is at work keeps counting.

Object stores have no locks that go with their process.  What they have is a file that is made only where there is none.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

logger = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds in which the processes of a run that was killed have ended, too."""
BEAT = 5.0
"""Seconds between two counts of a run that is at work at an address."""
SILENCE = 6
"""Beats after which a run that does not count any more is over: it was killed."""


class HeldError(ValueError):
    """Another run holds a folder."""

    def __init__(self, name: str) -> None:
        super().__init__(f"another run writes to {name}: wait for its end, or name another folder")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """A folder of this machine, this process's alone, however the process ends.  Raises :class:`HeldError`."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        until = monotonic() + PATIENCE
        while not _flocked(handle):
            if monotonic() > until:
                raise HeldError(str(folder))
            sleep(0.1)
        yield
    finally:
        os.close(handle)


def _flocked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def counted(store: Any, path: str, name: str) -> Iterator[None]:
    """A folder at an address, this run's alone as long as it counts in the file ``path``.

    A run that was killed counts no more: after :data:`SILENCE` beats another one takes its place.  Raises :class:`HeldError`.
    """
    run = uuid4().hex
    _take(store, path, run, name)
    ended = threading.Event()
    counting = threading.Thread(target=_count, args=(store, path, run, ended), daemon=True)
    counting.start()
    try:
        yield
    finally:
        ended.set()
        counting.join()
        _leave(store, path, run)


def _take(store: Any, path: str, run: str, name: str) -> None:
    while not _made(store, path, run):
        known = _told(store, path)
        until = monotonic() + SILENCE * BEAT
        while known and monotonic() < until:
            sleep(BEAT / 2)
            if _told(store, path) not in (known, ""):
                raise HeldError(name)
            known = _told(store, path)
        if known:  # of two that take its place, the later one has it
            store.pipe_file(path, run.encode())
            sleep(BEAT)
            if not _told(store, path).startswith(run):
                raise HeldError(name)
            return


def _leave(store: Any, path: str, run: str) -> None:
    try:
        if _told(store, path).startswith(run):
            store.rm_file(path)
    except OSError as error:  # what was written is written; the next run waits a little
        logger.warning("%s: %s", path, error)


def _made(store: Any, path: str, run: str) -> bool:
    try:
        store.makedirs(path.rpartition("/")[0], exist_ok=True)
        store.pipe_file(path, run.encode(), mode="create")
    except FileExistsError:
        return False
    return True


def _told(store: Any, path: str) -> str:
    """What stands in the file; empty where it is not there."""
    try:
        store.invalidate_cache()
        return bytes(store.cat_file(path)).decode("ascii", "replace")
    except FileNotFoundError:
        return ""


def _count(store: Any, path: str, run: str, ended: threading.Event) -> None:
    for number in count(1):
        if ended.wait(BEAT):
            return
        try:
            if not _told(store, path).startswith(run):
                logger.error("Another run has taken the place of this one, which was silent too long: %s", path)
                return
            store.pipe_file(path, f"{run} {number}".encode())
        except OSError as error:  # the next count may come through
            logger.warning("%s: %s", path, error)
