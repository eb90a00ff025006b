"""Where pictures are kept: Scrapy's own storages, the local one made safe against being killed."""

from __future__ import annotations

import os
import time
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

from scrapy.pipelines.files import FSFilesStore
from scrapy.pipelines.media import MediaPipeline

PARTIAL = ".partial"
_STALE = 3600
"""Seconds after which a file that was never finished is nobody's any more."""


class WholeFiles(FSFilesStore):
    """A local folder in which a file is whole or not there."""

    def __init__(self, basedir: str | PathLike[str]) -> None:
        super().__init__(basedir)
        self.partial = Path(self.basedir, PARTIAL)
        self.partial.mkdir(exist_ok=True)
        for left in self.partial.iterdir():
            if time.time() - left.stat().st_mtime > _STALE:
                left.unlink(missing_ok=True)

    def persist_file(
        self,
        path: str | PathLike[str],
        buf: BytesIO,
        info: MediaPipeline.SpiderInfo,
        meta: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Writes the file beside its place, syncs it, and moves it there.  Raises ``OSError``."""
        target = Path(self.basedir, path)
        data = buf.getbuffer()
        if self.holds(path, len(data)):
            return
        target.parent.mkdir(exist_ok=True)
        temporary = self.partial / f"{target.name}.{os.getpid()}"
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def holds(self, path: str | PathLike[str], size: int) -> bool:
        """Whether the file is there; names are digests, so the size tells the rest."""
        try:
            return Path(self.basedir, path).stat().st_size == size
        except FileNotFoundError:
            return False


def place(uri: str, folder: Path) -> str:
    """Where a crawl's pictures go: ``uri`` as a storage of Scrapy takes it, or ``images`` in the crawl's own folder.

    >>> place("s3://bucket", Path("var/news")), place("", Path("var/news"))
    ('s3://bucket/', 'var/news/images')
    """
    if not uri:
        return str(folder / "images")
    return uri.rstrip("/") + "/" if "://" in uri else uri
