"""What the names on a command line stand for: files, folders, patterns, standard input and addresses of object stores -> pieces of work."""

from __future__ import annotations

import glob
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from crawler.archive.document import WHOLE, CorpusError, Span
from crawler.crawl.extras import missing

STDIN = "-"
TOGETHER = 200
"""Single pages in one piece of work."""
PIECE, PIECES = 256 << 10, 64
"""The least bytes of a piece of a file, and how many pieces a large file has.  A killed run has to read one again for each process."""
_NO_PAGES = re.compile(
    r"\.(?:css|m?js|map|json|xml|rss|atom|png|jpe?g|gif|webp|avif|bmp|ico|svg|woff2?|[to]tf|eot|mp[34]|webm|og[gv]|wav|avi|mov|flv|swf|pdf|zip|rar"
    r"|7z|tar|tgz|exe|docx?|xlsx?|pptx?|cdxj?|idx|tmp|headers|log)",
    re.IGNORECASE,
)
"""Endings of files in a folder that are no pages, or hold none."""
_OWN = frozenset(("hts-cache", "hts-log.txt", "cookies.txt"))
"""What HTTrack writes for itself beside the pages: lists of addresses with times, which look like a text of many posts."""
OTHER_FILES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a", b"7z\xbc\xaf")
"""How files begin that are no pages: in mirrors, attachments have the endings of pages, or none."""
_CONTAINERS = (".warc", ".wacz", ".wet", ".jsonl", ".ndjson", ".parquet")
_PARTED = (".warc.gz", ".warc.zst", ".wet.gz", ".wet.zst", ".jsonl", ".ndjson")
"""Endings of files that can be read in parts: from any of their bytes the next record is found."""


@dataclass(slots=True, frozen=True)
class File:
    """A file to read."""

    address: str
    """A path, an address with a scheme, or ``-``."""
    size: int = 0
    given: str = ""
    """The name on the command line that it stands for."""
    named: bool = False
    """Whether that is its own name, no folder's and no pattern: then somebody expects posts of it."""

    @property
    def name(self) -> str:
        return PurePosixPath(self.address).name

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of its folders, and its own: in a mirror they tell the page's address."""
        return PurePosixPath(self.address.partition("://")[2] or self.address).parts

    def open(self) -> IO[bytes]:
        """The open file.  Raises :class:`OSError`, :class:`CorpusError`."""
        if self.address == STDIN:
            return sys.stdin.buffer
        if "://" in self.address:
            filesystem, path = remote(self.address)
            return _with_a_way_back(filesystem.open(path, "rb"))
        return Path(self.address).open("rb")

    def written(self) -> datetime | None:
        """When a local file was written last; a page that does not say when it was saved was saved then."""
        if self.address == STDIN or "://" in self.address:
            return None
        return datetime.fromtimestamp(Path(self.address).stat().st_mtime, UTC)


def _with_a_way_back(opened: Any) -> IO[bytes]:
    """An open file of another machine; copied to the disk where its server gives it from the beginning only."""
    try:
        opened.seek(1)
        opened.seek(0)
    except (ValueError, OSError):
        kept = tempfile.TemporaryFile()  # noqa: SIM115  (it goes with its reader)
        shutil.copyfileobj(opened, kept, 1 << 20)
        kept.seek(0)
        opened.close()
        return cast("IO[bytes]", kept)
    return io.BufferedReader(cast("io.RawIOBase", opened), 1 << 20)


@dataclass(slots=True, frozen=True)
class Work:
    """What is read in one go."""

    part: str
    """The name of the output part in which its posts stand: the input's, and a digest of its whole address."""
    files: tuple[File, ...]
    span: Span = WHOLE

    @property
    def name(self) -> str:
        """A name for this piece alone."""
        return self.part if self.span == WHOLE else f"{self.part}.{self.span.start}"

    @property
    def size(self) -> int:
        """Bytes to read."""
        if self.span == WHOLE:
            return sum(file.size for file in self.files)
        return (self.span.end or self.files[0].size) - self.span.start


@dataclass(slots=True)
class Input:
    """One of the names that were given, and what it stands for."""

    name: str
    files: list[File]
    error: str = ""
    """Why it stands for nothing."""


def inputs(names: Iterable[str]) -> list[Input]:
    """What each name stands for; a file that two names stand for goes with the first.  Opens no file."""
    found, seen = [], set[str]()
    for name in names:
        one = _input(name)
        one.files = [file for file in one.files if file.address not in seen]
        seen.update(file.address for file in one.files)
        found.append(one)
    return found


def _input(name: str) -> Input:
    try:
        files = sorted(_files(name), key=lambda file: file.address)
    except (OSError, CorpusError, ValueError) as error:
        return Input(name, [], getattr(error, "strerror", None) or str(error))
    return Input(name, files, "" if files else "no files there")


def _files(name: str) -> Iterator[File]:
    if name == STDIN:
        yield File(STDIN, 0, name, named=True)
    elif "://" in name:
        yield from _addresses(name)
    elif Path(name).is_dir():
        for path in Path(name).rglob("*"):
            if _may_hold_pages(path.relative_to(name).parts) and path.is_file():
                yield File(str(path), path.stat().st_size, name)
    elif any(sign in name for sign in "*?[") and not Path(name).exists():
        for found in glob.iglob(name, recursive=True):  # noqa: PTH207  (absolute patterns too)
            if Path(found).is_file():
                yield File(found, Path(found).stat().st_size, name)
    else:
        yield File(name, Path(name).stat().st_size, name, named=True)


def _addresses(name: str) -> Iterator[File]:
    filesystem, path = remote(name)
    scheme, named = name.partition("://")[0], False
    if any(sign in name for sign in "*["):
        found = filesystem.glob(path, detail=True)
    elif scheme not in ("http", "https") and filesystem.isdir(path):
        found = {at: entry for at, entry in filesystem.find(path, detail=True).items() if _may_hold_pages(PurePosixPath(at).parts)}
    else:
        found, named = {path: filesystem.info(path)}, True
    for at, entry in found.items():
        if entry.get("type") != "directory":
            address = at if "://" in at else f"{scheme}://{at if scheme == 'file' else at.removeprefix('/')}"
            yield File(address, entry.get("size") or 0, name, named)


def remote(address: str) -> tuple[Any, str]:
    """The file system of an address, and its path there.  Raises :class:`CorpusError` where what reads it is not installed."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  (an extra)
    except ImportError:
        raise CorpusError(missing("addresses", "archives")) from None
    try:
        filesystem, path = url_to_fs(address)
    except ImportError as error:  # s3fs, gcsfs, …: fsspec says which
        raise CorpusError(str(error)) from None
    return filesystem, path


def _may_hold_pages(parts: Sequence[str]) -> bool:
    """Whether a file in a folder is looked at: hidden ones are not."""
    return not any(part.startswith(".") or part in _OWN for part in parts) and not _NO_PAGES.fullmatch(PurePosixPath(parts[-1]).suffix)


def works(files: Iterable[File]) -> Iterator[Work]:
    """The pieces of work that files make: large ones in parts, single pages together.  The same files make the same pieces."""
    pages: list[File] = []
    for file in files:
        if not any(suffix in _CONTAINERS for suffix in PurePosixPath(file.name.lower()).suffixes):
            pages.append(file)
            if len(pages) == TOGETHER:
                yield _work(pages)
                pages = []
            continue
        if file.size > PIECE and file.name.lower().endswith(_PARTED):
            step = max(PIECE, -(-file.size // PIECES))
            for start in range(0, file.size, step):
                end = start + step
                yield _work([file], Span(start, end if end < file.size else None))
        else:
            yield _work([file])
    if pages:
        yield _work(pages)


def _work(files: Sequence[File], span: Span = WHOLE) -> Work:
    digest = sha256("\n".join(file.address for file in files).encode()).hexdigest()[:12]
    name = "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in files[0].name)[:100].lstrip(".") or "stdin"
    return Work(f"{name}.{digest}", tuple(files), span)
