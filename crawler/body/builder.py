"""Lines and blocks of one body, in reading order."""

from __future__ import annotations

from crawler.blocks import ALL, PLAIN, Block, Body, Style
from crawler.body.looks import is_indented
from crawler.items import Attachment, BlockType, Image, Quote
from crawler.text import tidy


class Builder:
    """Collects a body: words become lines, lines and all else become blocks."""

    def __init__(self) -> None:
        self.body = Body()
        self._line: list[str] = []
        self._line_style = ALL
        self._style = PLAIN
        self._heading = False
        self._role: str | None = None
        self._figure: int | None = None
        self._covered = False

    def text(self, text: str | None) -> None:
        """Adds text to the current line."""
        if not text:
            return
        if text.isspace():
            if self._line or not text.isascii():  # an indent is made of wide spaces
                self._line.append(text)
            return
        self._line.append(text)
        if self._line_style is not PLAIN:
            self._line_style = self._line_style & self._style if self._style is not PLAIN else PLAIN

    def end_line(self) -> None:
        """Ends the current line; empty lines leave nothing."""
        if not self._line:
            return
        line, style = "".join(self._line), self._line_style
        self._line, self._line_style = [], ALL
        text = tidy(line)
        if text:
            if is_indented(line):
                style |= Style.INDENT
            kind: BlockType = "heading" if self._heading else "paragraph"
            self.body.blocks.append(Block(kind, text, style=style, role=self._role, figure=self._figure, hidden=self._covered))

    def add(self, block: Block) -> None:
        """Adds a block after ending the current line."""
        if self._line:
            self.end_line()
        if block.figure is None:
            block.figure = self._figure
        block.hidden |= self._covered
        self.body.blocks.append(block)

    def image(self, image: Image, description: str = "", name: str | None = None) -> None:
        """Adds a picture; ``description`` is the uploader's own text about it, ``name`` what the software calls it for ever."""
        image.index = len(self.body.images)
        self.body.images.append(image)
        self.add(Block("image", description, index=image.index, name=name, style=self._style))

    def quote(self, quote: Quote) -> None:
        """Adds a quoted passage."""
        if quote.text:
            self.body.quotes.append(quote)
            self.add(Block("quote", index=len(self.body.quotes) - 1))

    def attachment(self, attachment: Attachment) -> None:
        """Adds a file."""
        self.body.attachments.append(attachment)
        self.add(Block("attachment", index=len(self.body.attachments) - 1))

    def locked(self, why: str) -> None:
        """Notes that a part cannot be read, and why, in the site's words."""
        if why:
            self.body.locked.append(why)
            self.add(Block("locked", why))

    def take(self, body: Body) -> None:
        """Adds another body's blocks and what belongs to them."""
        self.end_line()
        own = self.body
        if own.element is None:
            own.element = body.element
        shift = {"image": len(own.images), "quote": len(own.quotes), "attachment": len(own.attachments)}
        for block in body.blocks:
            if block.index is not None:
                block.index += shift[block.type]
            self.add(block)
        for image in body.images:
            image.index += shift["image"]
        self.body.images += body.images
        self.body.quotes += body.quotes
        self.body.attachments += body.attachments
        self.body.locked += body.locked
        self.body.withheld |= body.withheld
        self.body.edited = self.body.edited or body.edited
