"""What a job keeps no longer: feed files older than some days, and pictures that no line of the others shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from crawler import load
from crawler.store import manifest


class Pruned(NamedTuple):
    """What was deleted."""

    files: int
    pictures: int
    bytes: int


class _File(msgspec.Struct):
    path: str


class _Image(msgspec.Struct):
    file: _File | None = None


class _Line(msgspec.Struct):
    images: list[_Image]


_line = msgspec.json.Decoder(_Line)


def prune(folder: Path, days: float, now: datetime | None = None) -> Pruned:
    """Deletes a job's old feed files and the pictures that only they show.

    The manifest says first what goes, so that a reader misses no file that it does not name.  A picture younger than a day stays: its line
    may not be out yet.  Raises :class:`StoreError` and ``OSError``.
    """
    now = now or datetime.now(UTC)
    feed = folder / "feed"
    old = [entry for entry in manifest.there(feed) if datetime.fromisoformat(entry.published_at) < now - timedelta(days=days)]
    if old:
        manifest.prune(feed, {entry.file for entry in old}, now.isoformat(timespec="seconds"))
    size = sum(_delete(feed / entry.file) for entry in old)
    shown = _shown(feed) if (folder / "images").is_dir() else set()
    images = folder / "images"
    pictures = [path for path in images.glob("??/*") if path.relative_to(images).as_posix() not in shown and _is_old(path, now)]
    size += sum(map(_delete, pictures))
    return Pruned(len(old), len(pictures), size)


def _shown(feed: Path) -> set[str]:
    """The pictures of all lines that are kept."""
    lines = (line for entry in manifest.there(feed) for line in load.lines(feed / entry.file))
    return {image.file.path for line in lines for image in _line.decode(line).images if image.file}


def _is_old(path: Path, now: datetime) -> bool:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - timedelta(days=1)


def _delete(path: Path) -> int:
    if not path.is_file():
        return 0
    size = path.stat().st_size
    path.unlink()
    return size
