"""A feed read as typed posts, without Scrapy: ``from crawler.load import posts, read``.

Imports the record and its decoder, and nothing that fetches, parses or stores.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader
from itertools import dropwhile
from pathlib import Path
from typing import Any

import msgspec

from crawler.items import Post

MANIFEST = "manifest.jsonl"

_decoder = msgspec.json.Decoder(Post)


class FeedError(Exception):
    """A feed that cannot be read; the message is one sentence that says why."""


class _Listed(msgspec.Struct):
    file: str
    pruned_at: str | None = None


class _Key(msgspec.Struct):
    id: str
    revision: int
    gone: dict[str, str | None] | None = None


_entry = msgspec.json.Decoder(_Listed)
_key = msgspec.json.Decoder(_Key)


def read(path: str | Path, since: str | None = None) -> Iterator[Post]:
    """Every line of a feed file, or of all the files of a feed's folder in the order in which they were published.

    ``since`` is a cursor: the last file of the manifest that was read before (:func:`files`).  Raises :class:`FeedError`.
    """
    for file in files(path, since):
        for number, line in enumerate(lines(file), 1):
            yield _decode(file, number, line)


def posts(path: str | Path, *, gone: bool = False) -> Iterator[Post]:
    """The latest revision of every post, without those that have gone, unless ``gone``.  Raises :class:`FeedError`."""
    for line in latest(files(path), gone=gone):
        yield _decoder.decode(line)


def latest(chosen: list[Path], *, gone: bool = False) -> Iterator[bytes]:
    """The lines of feed files without those that a later revision replaces, and without posts that have gone, unless ``gone``."""
    edited: dict[str, int] = {}  # only posts with more than one revision: they are few
    for file in chosen:
        for key in map(_key.decode, lines(file)):
            if key.revision > 1:
                edited[key.id] = max(key.revision, edited.get(key.id, 1))
    for file in chosen:
        for line in lines(file):
            key = _key.decode(line)
            if key.revision == edited.get(key.id, 1) and (gone or key.gone is None):
                yield line


def files(path: str | Path, since: str | None = None) -> list[Path]:
    """A feed's files, oldest first; a file is itself.  ``since`` leaves out what was published up to the file of that name.

    A folder is a job's, its feed's, or any other, whose ``*.jsonl`` and ``*.jsonl.zst`` are taken.  Raises :class:`FeedError`.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    folder = path / "feed" if (path / "feed" / MANIFEST).is_file() else path
    manifest = folder / MANIFEST
    if not manifest.is_file():
        found = [file for file in sorted(path.rglob("*.jsonl*")) if file.name.endswith((".jsonl", ".jsonl.zst"))]
        if not found:
            raise FeedError(f"{path}: no feed is there")
        return found
    text = manifest.read_bytes()
    entries = [_entry.decode(line) for line in text[: text.rfind(b"\n") + 1].splitlines()]
    if since is not None:
        if not any(entry.file == since for entry in entries):
            raise FeedError(f"{manifest}: no file {since!r} is in it, from which to read on")
        entries = list(dropwhile(lambda entry: entry.file != since, entries))[1:]
    return [folder / entry.file for entry in entries if entry.pruned_at is None]


def lines(path: Path) -> Iterator[bytes]:
    """The lines of one feed file, compressed or not.  Raises :class:`FeedError`."""
    try:
        with path.open("rb") as raw:
            yield from raw if path.suffix != ".zst" else BufferedReader(_zstd().ZstdDecompressor().stream_reader(raw))
    except FileNotFoundError:
        raise FeedError(f"{path}: the file is not there any more") from None


def _decode(path: Path, number: int, line: bytes) -> Post:
    try:
        return _decoder.decode(line)
    except msgspec.DecodeError as error:
        raise FeedError(f"{path}, line {number}: {error}") from None


def _zstd() -> Any:
    try:
        import zstandard  # noqa: PLC0415  (an extra)
    except ImportError:
        raise FeedError("compressed feed files need the zstandard package; pip install 'boardfeed[zstd]'") from None
    return zstandard
