"""How ``-O out.jsonl`` writes posts."""

from __future__ import annotations

import os
from contextlib import suppress
from io import BytesIO
from typing import IO, Any

from scrapy.exporters import BaseItemExporter

from crawler.items import Post, encode


class LinesExporter(BaseItemExporter):
    """JSON Lines, one post a line, exactly as ``DATA_FORMAT.md`` has it.  What is in the file is whole, also where the disk is full."""

    def __init__(self, file: BytesIO, **kwargs: Any) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self.file = file
        self.handle = _handle(file)

    def export_item(self, item: Post) -> None:
        """Writes a line.  Raises :class:`OSError`, and then the file ends with the line before."""
        line = encode(item) + b"\n"
        if self.handle is None:
            self.file.write(line)
        else:
            _write(self.handle, line)


def _handle(file: IO[bytes]) -> int | None:
    """The file's own handle; None for what is written through something else (a compressor, memory)."""
    try:
        return file.fileno()
    except (AttributeError, OSError):
        return None


def _write(handle: int, line: bytes) -> None:
    """Writes past Python's buffer, which would hold half a line back and write it later."""
    written = 0
    try:
        while written < len(line):
            written += os.write(handle, line[written:])
    except OSError:
        with suppress(OSError):  # a pipe, a device: what was sent is sent
            os.ftruncate(handle, os.fstat(handle).st_size - written)
        raise
