"""A post's body as ordered blocks: what the walk over its markup gives, and what the pipelines clean."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag

from lxml.etree import _Element as Element

from crawler.items import Attachment, BlockRecord, BlockType, Image, Quote


class Style(IntFlag):
    """How a line looked; only the caption rules ask."""

    NONE = 0
    BOLD = 1
    CENTRE = 2
    SMALL = 4
    GREY = 8
    INDENT = 16
    """Begins with the indent of a Chinese paragraph: two full-width spaces, or the stylesheet's ``text-indent``."""


PLAIN = Style.NONE
ALL = Style.BOLD | Style.CENTRE | Style.SMALL | Style.GREY | Style.INDENT


@dataclass(slots=True)
class Block:
    """A piece of a post between two line breaks, with what the pipelines need to judge it."""

    type: BlockType
    text: str = ""
    """The text; of an image: the uploader's own description."""
    index: int | None = None
    """Position in the body's images, quotes or attachments."""
    images: list[int] | None = None
    """Of a caption: the pictures it belongs to."""
    name: str | None = None
    """Of an image: what the software calls it for ever, whatever its address (:func:`crawler.content.attachment`)."""
    url: str | None = None
    rows: list[list[str]] | None = None
    items: list[str] | None = None
    hidden: bool = False
    """Whether a reader must unfold it first."""
    style: Style = PLAIN
    role: str | None = None
    """``figcaption`` or ``class`` when the markup itself calls the text a caption."""
    figure: int | None = None
    """Number of the ``figure`` it stands in."""
    cell: tuple[int, int, int] | None = None
    """Table number, row and column, of a table that lays out pictures."""

    def record(self) -> BlockRecord:
        """The block as the feed carries it."""
        record: BlockRecord = {"type": self.type}
        if self.text and self.type != "image":
            record["text"] = self.text
        if self.index is not None:
            record["index"] = self.index
        if self.images is not None:
            record["images"] = self.images
        if self.url is not None:
            record["url"] = self.url
        if self.rows is not None:
            record["rows"] = self.rows
        if self.items is not None:
            record["items"] = self.items
        if self.hidden:
            record["hidden"] = True
        return record

    def lines(self) -> list[str]:
        """The lines of text a reader counts as the poster's own, in order."""
        if self.type in ("paragraph", "heading", "code"):
            return self.text.split("\n")
        if self.type == "list":
            return [line for item in self.items or () for line in item.split("\n")]
        if self.type == "table":
            return [line for row in self.rows or () for cell in row for line in cell.split("\n") if line]
        return []


@dataclass(slots=True)
class Body:
    """What a post's body holds: the blocks, and what they refer to by index."""

    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    """Why parts cannot be read, in the site's words."""
    withheld: bool = False
    """Whether the page shows a picture as a mere file: guests may not see it."""
    edited: str | None = None
    """The time in the edit note, as shown."""
    loose: bool = False
    """No markup says where the post begins and ends (text dumps, unknown software): buttons may stand among its lines."""
    element: Element | None = field(default=None, compare=False, repr=False)
    """The element in which it stands, while its page is being read."""

    def cut(self, at: int) -> None:
        """Ends the body before one of its blocks: pictures and quotes go with theirs."""
        del self.blocks[at:]
        for kind, own in (("image", self.images), ("quote", self.quotes)):
            indices = (block.index for block in self.blocks if block.type == kind and block.index is not None)
            del own[1 + max(indices, default=-1) :]
