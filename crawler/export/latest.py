"""A feed read back: the latest line of every post."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from crawler.store import feed, manifest


class _Key(msgspec.Struct):
    id: str
    revision: int
    gone: msgspec.Raw | None = None


_key = msgspec.json.Decoder(_Key)


def latest(folder: Path, *, gone: bool = False) -> Iterator[bytes]:
    """The lines of a feed folder without those that a later revision replaces, and without posts that have gone, unless ``gone``.

    Raises :class:`StoreError` when a file is not what its manifest says.
    """
    edited = _edited(folder)
    for line in _lines(folder):
        key = _key.decode(line)
        if key.revision == edited.get(key.id, 1) and (gone or key.gone is None):
            yield line


def _lines(folder: Path) -> Iterator[bytes]:
    for entry in manifest.entries(folder):
        manifest.check(folder, entry)
        yield from feed.lines(folder / entry.file)


def _edited(folder: Path) -> dict[str, int]:
    """The latest revision of those posts that have more than one; they are few."""
    found: dict[str, int] = {}
    for key in map(_key.decode, _lines(folder)):
        if key.revision > 1:
            found[key.id] = max(key.revision, found.get(key.id, 1))
    return found
