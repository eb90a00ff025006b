"""What files of pages are read as: pages, and the damage between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from crawler.items import Source


class CorpusError(ValueError):
    """A file that cannot be read as what it is."""


@dataclass(slots=True)
class Document:
    """One page of a file."""

    body: bytes
    url: str | None = None
    source: Source | None = None
    """None where the file is the page."""
    fetched_at: datetime | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those of the HTTP answer, where the file has them."""


@dataclass(slots=True, frozen=True)
class Damaged:
    """A record that cannot be read, or some bytes that are none; what follows is read."""

    record: str
    """Where it stands in the file."""
    why: str


Piece: TypeAlias = Document | Damaged


@dataclass(slots=True, frozen=True)
class Columns:
    """Which columns of a table hold what; None: by their usual names."""

    text: str | None = None
    url: str | None = None


NAMED = Columns()


@dataclass(slots=True, frozen=True)
class Span:
    """The part of a file to read: what begins at one byte or behind it, and before another."""

    start: int = 0
    end: int | None = None

    def holds(self, place: int) -> bool:
        """Whether what begins at a place belongs to the part."""
        return self.start <= place and (self.end is None or place < self.end)


WHOLE = Span()
