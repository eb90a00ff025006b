"""``manifest.jsonl``: the published files of a feed, oldest first, with what is needed to check them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Container, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import IO

import msgspec
from msgspec import UNSET, UnsetType

from crawler.store.errors import StoreError

NAME = "manifest.jsonl"


class Entry(msgspec.Struct):
    """One published file."""

    file: str
    """Path below the feed's folder."""
    lines: int
    bytes: int
    sha256: str
    published_at: str
    newest: str | None = None
    """When the youngest post in it was written."""
    pruned_at: str | UnsetType = UNSET
    """When the file was deleted by ``--prune``; its line stays, as consumers' cursors name it."""


_decoder = msgspec.json.Decoder(Entry)


def enter(folder: Path, entry: Entry) -> None:
    """Adds a file, once.  A last line that a crash tore is taken away first."""
    is_new = not (folder / NAME).exists()
    with _held(folder / NAME) as manifest:
        text = manifest.read()
        whole = text.rfind(b"\n") + 1
        if whole < len(text):
            manifest.truncate(whole)
        if not any(known.file == entry.file for known in _decode(folder, text[:whole])):
            manifest.write(msgspec.json.encode(entry) + b"\n")
            manifest.flush()
            os.fsync(manifest.fileno())
    if is_new:
        sync(folder)


def sync(folder: Path) -> None:
    """The names in a folder survive a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    """The manifest, read and added to by nobody else meanwhile."""
    while True:
        with path.open("a+b") as manifest:
            fcntl.flock(manifest, fcntl.LOCK_EX)
            if path.exists() and os.fstat(manifest.fileno()).st_ino == path.stat().st_ino:  # else another one was put in its place
                manifest.seek(0)
                yield manifest
                return


def prune(folder: Path, names: Container[str], when: str) -> None:
    """Notes that files are deleted; their lines stay."""
    with _held(folder / NAME) as manifest:
        known = _decode(folder, manifest.read())
        kept = [msgspec.structs.replace(entry, pruned_at=when) if entry.file in names else entry for entry in known]
        temporary = folder / f".{NAME}.tmp"
        temporary.write_bytes(b"".join(msgspec.json.encode(entry) + b"\n" for entry in kept))
        temporary.replace(folder / NAME)


def there(folder: Path) -> list[Entry]:
    """The published files that were not deleted."""
    return [entry for entry in entries(folder) if entry.pruned_at is UNSET]


def entries(folder: Path) -> list[Entry]:
    """The published files.  Raises :class:`StoreError` when the manifest is damaged."""
    path = folder / NAME
    text = path.read_bytes() if path.exists() else b""
    return _decode(folder, text[: text.rfind(b"\n") + 1])


def check(folder: Path, entry: Entry, *, content: bool = False) -> None:
    """Raises :class:`StoreError` when a published file is gone or has another size than it was published with.

    ``content``: its sha256 is compared too.
    """
    path = folder / entry.file
    size = path.stat().st_size if path.is_file() else None
    if size is None:
        raise StoreError(f"{path} is in the manifest, but there is no such file")
    if size != entry.bytes:
        raise StoreError(f"{path} has {size} bytes, and was published with {entry.bytes}")
    if content and digest(path) != entry.sha256:
        raise StoreError(f"{path} is not what was published: its sha256 is another one")


def digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _decode(folder: Path, text: bytes) -> list[Entry]:
    try:
        return _decoder.decode_lines(text)
    except msgspec.DecodeError as error:
        raise StoreError(f"{folder / NAME} is damaged ({error})") from None
