"""Where output goes: a folder, on this machine or at an address.  A file in it is whole or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, cast

from crawler.batch.holding import counted, locked
from crawler.batch.inputs import remote

RUNNING = "running"
"""The file that a run keeps at an address while it is at work."""


class Folder:
    """A folder of files that are written whole; names may lead into folders in it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._far = "://" in address

    def held(self) -> AbstractContextManager[None]:
        """This run's alone.  Raises :class:`HeldError` when it is entered."""
        return counted(*self._at(RUNNING), self.address) if self._far else locked(Path(self.address))

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A new file that is there when the block has ended well; what it replaces is there until then."""
        if self._far:
            with tempfile.NamedTemporaryFile() as file:
                yield cast("IO[bytes]", file)
                file.flush()
                filesystem, path = self._at(name)
                filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
                filesystem.put_file(file.name, path)
            return
        target = Path(self.address, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            with temporary.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def write(self, name: str, data: bytes) -> None:
        """Writes a small file."""
        with self.writing(name) as file:
            file.write(data)

    def open(self, name: str) -> IO[bytes]:
        """An open file.  Raises :class:`FileNotFoundError`."""
        if not self._far:
            return Path(self.address, name).open("rb")
        filesystem, path = self._at(name)
        return cast("IO[bytes]", filesystem.open(path, "rb"))

    def read(self, name: str) -> bytes | None:
        """What a small file holds; None where there is none."""
        try:
            with self.open(name) as file:
                return file.read()
        except FileNotFoundError:
            return None

    def names(self, below: str) -> set[str]:
        """The files of a folder in it."""
        if not self._far:
            folder = Path(self.address, below)
            return {path.name for path in folder.iterdir() if not path.name.startswith(".")} if folder.is_dir() else set()
        filesystem, path = self._at(below)
        try:
            return {str(name).rpartition("/")[2] for name in filesystem.ls(path, detail=False)}
        except FileNotFoundError:
            return set()

    def drop(self, name: str) -> None:
        """Takes a file away."""
        if self._far:
            filesystem, path = self._at(name)
            filesystem.rm_file(path)
        else:
            Path(self.address, name).unlink()

    def remove(self, below: str) -> None:
        """Takes a folder in it away, with all it holds."""
        if self._far:
            filesystem, path = self._at(below)
            if filesystem.exists(path):
                filesystem.rm(path, recursive=True)
            return
        folder = Path(self.address, below)
        if folder.is_dir():
            shutil.rmtree(folder)

    def _at(self, name: str) -> tuple[Any, str]:
        """The file system and the path of a name.  What was listed before is forgotten: other processes write there, too."""
        filesystem, path = remote(f"{self.address.rstrip('/')}/{name}")
        filesystem.invalidate_cache()
        return filesystem, path
