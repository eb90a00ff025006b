"""A compressed archive, member by member: gzip members and Zstandard frames, each with a record or more, and how to go on behind damage.

A damaged member costs what is in it, never what follows.  A reader may begin anywhere: a member belongs to the part of the file in which it
begins, so that parts of one file can be read apart, by whoever, and together are the file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import IO, Any, Protocol

from crawler.archive.document import CorpusError, Damaged, Span
from crawler.crawl.extras import missing

_CHUNK = 64 << 10
_BLOCK = 1 << 20
_ENOUGH = 16
"""Bytes of a member by which it is known to be one."""
GZIP, ZSTD, DICTIONARY = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes) -> bytes: ...


class Member(io.RawIOBase):
    """The bytes in one member.  Raises :class:`OSError` where they are damaged or the file ends within."""

    def __init__(self, stream: IO[bytes], start: int, decompressor: _Decompressor) -> None:
        super().__init__()
        self.start = start
        self._stream = stream
        self._place = start
        self._decompressor = decompressor
        self._waiting = memoryview(b"")
        self._given = 0
        self._broken = False

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Tells the place, as readers ask for it; there is no other place to go to."""
        if (offset, whence) not in ((0, 1), (self._given, 0)):
            raise io.UnsupportedOperation("seek")
        return self._given

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._waiting:
            if self._decompressor.eof:
                return 0
            self._waiting = memoryview(self._more())
        size = min(len(buffer), len(self._waiting))
        buffer[:size] = self._waiting[:size]
        self._waiting = self._waiting[size:]
        self._given += size
        return size

    def _more(self) -> bytes:
        if self._broken:
            raise OSError("damaged compression")
        self._stream.seek(self._place)
        data = self._stream.read(_CHUNK)
        if not data:
            raise EOFError("the file ends within a record")
        self._place += len(data)
        try:
            return self._decompressor.decompress(data)
        except Exception as error:  # each library has an error of its own
            self._broken = True  # what a library makes of further bytes is nobody's record
            raise OSError("damaged compression") from error

    @property
    def end(self) -> int:
        """Where the next member begins; known once all is read."""
        while not self._decompressor.eof:
            self._more()
        return self._place - len(self._decompressor.unused_data)


def members(stream: IO[bytes], span: Span) -> Iterator[Member | Damaged]:
    """The members that begin in a part of a file, and bytes between them that are none.  One is read before the next is asked for."""
    magic, fresh = _codec(stream)
    place: int | None = span.start
    if place or stream.read(len(magic)) != magic:
        place = _next(stream, span.start, magic, fresh)
    while place is not None and span.holds(place):
        member = Member(stream, place, fresh())
        yield member
        try:
            place = member.end
        except (OSError, EOFError):
            place = _next(stream, place + 1, magic, fresh)
            continue
        stream.seek(place)
        if stream.read(len(magic)) != magic:
            behind, place = place, _next(stream, place, magic, fresh)
            stream.seek(behind)
            if stream.read(_BLOCK if place is None else min(_BLOCK, place - behind)).strip(b"\0"):
                yield Damaged(str(behind), "bytes that are no record")


def _next(stream: IO[bytes], start: int, magic: bytes, fresh: Callable[[], _Decompressor]) -> int | None:
    """Where the next member of a WARC file begins; None behind the last one."""
    place = start
    while True:
        stream.seek(place)
        block = stream.read(_BLOCK)
        at = block.find(magic)
        while at >= 0:
            if _is_member(stream, place + at, fresh()):
                return place + at
            at = block.find(magic, at + 1)
        if len(block) < _BLOCK:
            return None
        place += len(block) - len(magic) + 1


def _is_member(stream: IO[bytes], place: int, decompressor: _Decompressor) -> bool:
    member = Member(stream, place, decompressor)
    try:
        return (member.read(_ENOUGH) or b"").startswith(b"WARC/")
    except (OSError, EOFError):
        return False


def _codec(stream: IO[bytes]) -> tuple[bytes, Callable[[], _Decompressor]]:
    """The first bytes of a file's members, and what makes a decompressor for one."""
    stream.seek(0)
    start = stream.read(8)
    stream.seek(0)
    if start.startswith(GZIP):
        from isal import isal_zlib  # noqa: PLC0415  (an extra)

        return GZIP, lambda: isal_zlib.decompressobj(31)
    try:
        import zstandard  # noqa: PLC0415  (an extra)
    except ImportError:
        raise CorpusError(missing(".zst files", "zstd")) from None
    known: Any = None
    if start.startswith(DICTIONARY):
        known = zstandard.ZstdCompressionDict(_dictionary(stream, zstandard))
    decompressor = zstandard.ZstdDecompressor(dict_data=known)
    return ZSTD, lambda: decompressor.decompressobj()  # noqa: PLW0108  (it takes arguments of its own)


def _dictionary(stream: IO[bytes], zstandard: Any) -> bytes:
    """What stands in a skippable frame at a file's start (IIPC, Zstandard for WARC): a dictionary, compressed itself or not."""
    head = stream.read(8)
    data = stream.read(int.from_bytes(head[4:8], "little"))
    stream.seek(0)
    return zstandard.ZstdDecompressor().decompressobj().decompress(data) if data.startswith(ZSTD) else data
