"""A line of a text, with what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.engines.text.markdown import Picture
from crawler.engines.text.stamps import Floor, Stamp
from crawler.lexicon.around import Kind


@dataclass(slots=True)
class Line:
    """A line that is not empty."""

    text: str
    raw: str
    row: int
    gap: int = 0
    """Empty lines above it."""
    indent: int = 0
    level: int = 0
    depth: int = 0
    cell: bool = False
    header: bool = False
    """A cell of a table's first row, where Markdown rules it off."""
    code: bool = False
    rule: bool = False
    picture: Picture | None = None
    people: tuple[str, ...] = ()
    """Words of its links to members' pages."""
    stamps: list[Stamp] = field(default_factory=list)
    floor: Floor | None = None
    kind: Kind | None = None
    file: bool = False
    """It names a file of the post, or says its size or when it came."""
    about: str = ""
    """What its uploader says of the file that it names."""
    key: str = ""
    """The line without what varies in it: its times, its numbers."""
    bare: bool = False
    """It has neither letters nor digits."""
    number: bool = False
    """It is a number, or figures with signs."""
