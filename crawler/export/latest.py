"""A feed read back: the latest line of every post."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawler import load
from crawler.store import manifest


def latest(folder: Path, *, gone: bool = False) -> Iterator[bytes]:
    """The lines of a feed folder without those that a later revision replaces, and without posts that have gone, unless ``gone``.

    Raises :class:`StoreError` when a file is not what its manifest says.
    """
    return load.latest(checked(folder), gone=gone)


def checked(folder: Path, since: str | None = None) -> list[Path]:
    """The files of a feed folder, oldest first; ``since``: :func:`crawler.load.files`.

    Raises :class:`StoreError` as :func:`latest` does.
    """
    entries = manifest.there(folder)
    for entry in entries:
        manifest.check(folder, entry)
    return load.files(folder, since) if entries else []
