"""Real processes for tests.

Most of what a short crawl costs is importing Scrapy and the engines.  So each process is forked from one that has imported them
(the standard library's fork server), and from there on it is what ``python -m scrapy …`` is.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.patience import HANG

ROOT = Path(__file__).parents[1]
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.preloaded"])


class Started:
    """A process on its way."""

    def __init__(
        self, args: tuple[str, ...], out: Path | str, log: Path | str, environment: dict[str, str], folder: Path | str = ROOT
    ) -> None:
        largest_file = resource.getrlimit(resource.RLIMIT_FSIZE)  # inherited, as in any process that a test starts
        self._process = _SERVER.Process(target=_scrapy, args=(args, environment, str(out), str(log), largest_file, str(folder)))
        self._process.start()
        self.pid = self._process.pid or 0

    def wait(self, seconds: float = HANG) -> int:
        """Its exit status (negative: the signal that ended it).  Raises ``TimeoutExpired`` when it hangs."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self._process.kill()
            raise subprocess.TimeoutExpired("scrapy", seconds)
        return self._process.exitcode

    def poll(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self._process.exitcode

    def kill(self) -> None:
        """Ends it as ``kill -9`` does."""
        self._process.kill()

    def send_signal(self, number: int) -> None:
        """Sends it a signal."""
        os.kill(self.pid, number)


def start(*args: str, out: Path | str = os.devnull, log: Path | str = os.devnull, **environment: str) -> Started:
    """Starts ``scrapy`` as a person would, in the checkout; what it prints is added to the two files."""
    return Started(args, out, log, os.environ | environment)


def scrapy(*args: str, quick: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs ``scrapy`` to its end; ``quick`` takes the waiting out of crawls."""
    waiting = QUICK if quick and args[0] in ("crawl", "job") else ()
    with TemporaryDirectory() as folder:
        out, log = Path(folder, "out"), Path(folder, "log")
        status = start(*args, *waiting, out=out, log=log, **environment).wait()
        return subprocess.CompletedProcess(args, status, out.read_text("utf-8"), log.read_text("utf-8"))


def boardfeed(*args: str, folder: Path | str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs ``boardfeed`` to its end, in a folder that is no checkout."""
    with TemporaryDirectory() as files:
        out, log = Path(files, "out"), Path(files, "log")
        status = Started(("boardfeed", *args), out, log, os.environ | environment, folder).wait()
        return subprocess.CompletedProcess(args, status, out.read_text("utf-8"), log.read_text("utf-8"))


def _scrapy(args: tuple[str, ...], environment: dict[str, str], out: str, log: str, largest_file: tuple[int, int], folder: str) -> None:
    """Makes this process the one that ``python -m scrapy`` would be, or ``boardfeed`` where that is the first argument."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[:0] = [str(ROOT), *environment.get("PYTHONPATH", "").split(os.pathsep)]
    for number, path in ((1, out), (2, log)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    sys.dont_write_bytecode = True  # the limit would tear it
    resource.setrlimit(resource.RLIMIT_FSIZE, largest_file)
    del sys.modules["crawler.settings"]  # they ask the environment
    if args[:1] == ("boardfeed",):
        from crawler.cli import main  # noqa: PLC0415

        sys.argv = list(args)
        main()
    from scrapy.cmdline import execute  # noqa: PLC0415  (pytest itself has no need of it)

    sys.argv = ["scrapy", *args]
    execute()
