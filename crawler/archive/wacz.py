"""WACZ files (browsertrix, ArchiveWeb.page; WACZ 1.1): a zip with WARC files below ``archive/``, beside indexes and screenshots."""

from __future__ import annotations

import io
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, NamedTuple, cast
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

ZIP = b"PK\x03\x04"
SUFFIX = ".wacz"
_ARCHIVES = (".warc", ".warc.gz", ".warc.zst")
_HEADER, _ENCRYPTED = 30, 1
"""Bytes of a zip's header in front of a file's name; the flag of a file that a password guards."""
_LARGER = 100
"""How many times a WARC may be as large as the bytes that hold it; what is packed better is made to fill a disk."""


class Inner(NamedTuple):
    """A WARC file of a WACZ file."""

    name: str
    stream: IO[bytes]
    why: str
    """Why it is not whole; empty where it is."""


def opened(stream: IO[bytes]) -> ZipFile | None:
    """The zip in an open file; None where it is no whole zip, or holds no WARC file."""
    try:
        box = ZipFile(stream)
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return box if any(_is_archive(entry) for entry in box.infolist()) else None


def archives(box: ZipFile, stream: IO[bytes]) -> Iterator[Inner]:
    """The WARC files in the zip of a file, in their order.  Those that are only stored, as WACZ wants it, are read where they stand; others
    are unpacked onto the disk first, as readers go back in them."""
    for entry in filter(_is_archive, box.infolist()):
        if entry.compress_type == ZIP_STORED and not entry.flag_bits & _ENCRYPTED:
            yield Inner(entry.filename, cast("IO[bytes]", _Window(stream, _begins(stream, entry), entry.file_size)), "")
            continue
        with tempfile.TemporaryFile() as file:
            kept = cast("IO[bytes]", file)
            yield Inner(entry.filename, kept, _copied(box, entry, kept))


def _is_archive(entry: ZipInfo) -> bool:
    return entry.filename.lower().endswith(_ARCHIVES)


def _begins(stream: IO[bytes], entry: ZipInfo) -> int:
    """Where the bytes of a file in a zip begin: behind its own header, a name and more."""
    stream.seek(entry.header_offset)
    header = stream.read(_HEADER)
    return entry.header_offset + _HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")


class _Window(io.RawIOBase):
    """A part of a file, as a file."""

    def __init__(self, stream: IO[bytes], start: int, size: int) -> None:
        super().__init__()
        self._stream = stream
        self._start = start
        self._size = size
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._place = max(0, offset + (0, self._place, self._size)[whence])
        return self._place

    def readinto(self, buffer: Any) -> int:
        self._stream.seek(self._start + self._place)
        data = self._stream.read(max(0, min(len(buffer), self._size - self._place)))
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)


def _copied(box: ZipFile, entry: ZipInfo, kept: IO[bytes]) -> str:
    """Copies a file out of a zip as far as it can be read, and says why not further."""
    if entry.file_size > _LARGER * max(entry.compress_size, 1):
        return "too large"
    try:
        with box.open(entry) as packed:
            shutil.copyfileobj(packed, kept, 64 << 10)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:  # RuntimeError: it is encrypted
        return f"a damaged file in a WACZ file: {error}"[:200]
    finally:
        kept.seek(0)
    return ""
