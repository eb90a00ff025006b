"""A post's body element -> ordered blocks.

The walk visits each element once.  What HTML itself says (line breaks, lists, tables, code, figures, hidden elements) is known here;
what one forum software says with its own classes is a :class:`Rules` table of that engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

from lxml.etree import _Element as Element

from crawler.blocks import ALL, PLAIN, Block, Body, Style
from crawler.body.folded import is_control_of_folded, is_folded, is_spoiler, may_show
from crawler.body.looks import hides, is_caption, is_indented, look
from crawler.body.pictures import formula, picture
from crawler.items import Attachment, BlockType, Image, Quote
from crawler.lexicon.locks import may_lock, says_locked
from crawler.select import text_of
from crawler.text import tidy, tidy_code
from crawler.urls import absolute

MAX_DEPTH = 90
"""What is nested deeper is read as plain lines; HTML of that depth is an accident or an attack."""


Handler: TypeAlias = "Callable[[Walker, Element], object]"


@dataclass(slots=True, frozen=True)
class Rules:
    """How one engine's bodies are read: what to do with an element, by class word or by tag.

    A handler takes the walker and the element and consumes it whole.  Elements without one are walked through.
    """

    classes: Mapping[str, Handler] = field(default_factory=dict)
    tags: Mapping[str, Handler] = field(default_factory=dict)
    beside: Handler | None = None
    """For an element that stands beside the body and belongs to it; without one, such elements are read as those in the body."""


class Walker:
    """Walks a body once and collects its blocks."""

    def __init__(self, rules: Rules, base_url: str) -> None:
        self.rules = rules
        self._by_class, self._by_tag = rules.classes.get, rules.tags.get
        self.base_url = base_url
        self.body = Body()
        self._line: list[str] = []
        self._line_style = ALL
        self._style = PLAIN
        self._heading = False
        self._role: str | None = None
        self._figure: int | None = None
        self._numbers = count(1)
        self._depth = 0
        self._covered = False
        self._root: Element | None = None

    # What handlers use ------------------------------------------------------------------------------------------------------------

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

    def inside(self, element: Element) -> Body:
        """Reads an element on its own, for handlers that want to look at what it holds first."""
        walker = Walker(self.rules, self.base_url)
        walker._depth, walker._numbers, walker._style, walker._role = self._depth, self._numbers, self._style, self._role
        walker._root = self._root
        walker.descend(element)
        walker.end_line()
        return walker.body

    def take(self, body: Body) -> None:
        """Adds what was read with :meth:`inside`."""
        self.end_line()
        own = self.body
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

    def inside_text(self, element: Element) -> str:
        """The text lines of an element, quotes and pictures left out."""
        return "\n".join(line for block in self.inside(element).blocks for line in block.lines())

    # The walk ---------------------------------------------------------------------------------------------------------------------

    def walk(self, element: Element) -> None:
        """Reads what an element holds, not the element itself nor its tail."""
        if self._root is None:
            self._root = self.body.element = element
        self.text(element.text)
        for child in element:
            tag = child.tag
            if tag == "br":
                if self._line:
                    self.end_line()
            elif isinstance(tag, str):
                self.visit(child)
            tail = child.tail
            if tail:
                self.text(tail)

    def visit(self, element: Element) -> None:
        """Reads one element; what a reader must unfold first is marked."""
        covered = element.tag != "summary" and (self._covered or is_spoiler(element, self._root))
        if covered is self._covered:
            self._visit(element)
        else:
            self.cover(lambda: self._visit(element), covered=covered)

    def cover(self, read: Callable[[], None], *, covered: bool = True) -> None:
        """What ``read`` adds must be unfolded first, or (a spoiler's own heading) need not be."""
        outer = self._covered
        self.end_line()
        self._covered = covered
        read()
        self.end_line()
        self._covered = outer

    def _visit(self, element: Element) -> None:
        """By the engine's rules, then by HTML's."""
        if element.tag == "img" and (tex := formula(element)):
            self.text(tex)
            return
        classes = element.get("class")
        if classes:
            for word in classes.split():
                handler = self._by_class(word)
                if handler is not None:
                    handler(self, element)
                    return
            if may_lock(classes) and element is not self._root and says_locked(words := text_of(element)):
                self.locked(words)
                return
        tag = str(element.tag)
        if hides(element) and not is_folded(element, self._root):
            return
        if (tag in _UNFOLDING or element.keys()) and may_show(element) and (tag == "summary" or is_control_of_folded(element, self._root)):
            return
        handler = self._by_tag(tag) or _TAGS.get(tag)
        if handler is not None:
            handler(self, element)
        else:
            self.descend(element)

    def descend(self, element: Element) -> None:
        """Walks through an element, ending lines around it where HTML does."""
        if self._depth >= MAX_DEPTH:
            self._plain(element)
            return
        tag = str(element.tag)
        before, role, ends_lines = self._style, self._role, tag in _BLOCKS
        own = look(tag, element)
        classes = element.get("class")
        if classes and role is None and is_caption(classes):
            self._role, ends_lines = "class", True
        if ends_lines and self._line:
            self.end_line()
        if own:
            self._style |= own
        self._depth += 1
        self.walk(element)
        self._depth -= 1
        if ends_lines and self._line:
            self.end_line()
        self._style, self._role = before, role

    def _plain(self, element: Element) -> None:
        for line in "".join(_raw(element)).split("\n"):
            self.text(line)
            self.end_line()

    def heading(self, element: Element) -> None:
        """h1 … h6."""
        self.end_line()
        self._heading = True
        self.descend(element)
        self.end_line()
        self._heading = False

    def figure(self, element: Element) -> None:
        """A ``figure``: its picture and its ``figcaption`` know each other."""
        outer = self._figure
        self.end_line()
        self._figure = next(self._numbers)
        self.descend(element)
        self.end_line()
        self._figure = outer

    def figcaption(self, element: Element) -> None:
        """The caption of a ``figure``."""
        outer, self._role = self._role, "figcaption"
        self.end_line()
        self.descend(element)
        self.end_line()
        self._role = outer

    def list(self, element: Element) -> None:
        """``ul`` and ``ol``: a list block, or plain flow when an entry holds more than text, or text stands between the entries."""
        if _strays(element, ("li", "ul", "ol")):
            self.descend(element)
            return
        entries = [self.inside(child) for child in element if isinstance(child.tag, str)]
        if all(block.type in ("paragraph", "list") for entry in entries for block in entry.blocks):
            items: list[str] = []
            for entry in entries:
                own = "\n".join(block.text for block in entry.blocks if block.type == "paragraph")
                items += [own] * bool(own) + [item for block in entry.blocks for item in block.items or ()]
            if items:
                self.add(Block("list", items=items))
        else:
            for entry in entries:
                self.take(entry)

    def table(self, element: Element) -> None:
        """A table of text is one block; a table that holds pictures, or one cell only, is layout and read as flow."""
        rows = _rows(element)
        if not rows or not _is_grid(element, rows):
            self.descend(element)
            return
        for title in element.iterchildren("caption"):
            self.descend(title)
        bodies = [[self.inside(cell) for cell in row.iterchildren("td", "th")] for row in rows]
        blocks = [block for row in bodies for body in row for block in body.blocks]
        if sum(map(len, bodies)) > 1 and all(block.type == "paragraph" for block in blocks):
            if blocks:
                self.add(Block("table", rows=[["\n".join(block.text for block in body.blocks) for body in row] for row in bodies]))
            return
        number = next(self._numbers)
        for row, cells in enumerate(bodies):
            for column, body in enumerate(cells):
                for block in body.blocks:
                    block.cell = block.cell or (number, row, column)
                self.take(body)

    def code(self, element: Element) -> None:
        """``pre``: text with its line breaks."""
        text = tidy_code("".join(_raw(element)))
        if text:
            self.add(Block("code", text))

    def media(self, element: Element) -> None:
        """A film or sound: only its address is kept."""
        source = element.get("src") or element.get("data") or next((e.get("src") for e in element.iter("source") if e.get("src")), None)
        if source and source.startswith(("http://", "https://", "//", "/")):
            self.add(Block("media", url=absolute(self.base_url, source)))
        if element.tag == "embed":  # an empty element, but the parser closes it with its parent: what follows stands inside
            self.descend(element)

    def img(self, element: Element) -> None:
        """A picture, unless it is a smiley, an icon or a placeholder."""
        image = picture(element, self.base_url)
        if image is not None:
            self.image(image)


def skip(_: Walker, __: Element) -> None:
    """The handler for what is not the post's content."""


def read(element: Element, rules: Rules, base_url: str, beside: Iterable[Element] = ()) -> Body:
    """What one body element says, and then the elements beside it that belong to it (files, notes)."""
    walker = Walker(rules, base_url)
    walker.walk(element)
    walker.end_line()
    for extra in beside:
        (rules.beside or Walker.visit)(walker, extra)
    walker.end_line()
    return walker.body


_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
        "header hr li main nav ol p section summary table tbody td tfoot th thead tr ul",
    )
)
_PARTS = ("tbody", "thead", "tfoot")
_UNFOLDING = frozenset(("label", "summary"))
"""Elements that unfold others without an attribute that says so."""


def _rows(table: Element) -> list[Element]:
    return [row for part in table for row in (part if part.tag in _PARTS else (part,)) if row.tag == "tr"]


def _is_grid(table: Element, rows: list[Element]) -> bool:
    """Whether all that a table holds stands in its cells and its title."""
    parts = [table, *table.iterchildren(*_PARTS)]
    return not any(_strays(part, (*_PARTS, "tr", "caption")) for part in parts) and not any(_strays(row, ("td", "th")) for row in rows)


def _strays(element: Element, places: tuple[str, ...]) -> bool:
    """Whether words or pictures stand in an element outside of the children that should hold them."""
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        return True
    others = (child for child in element if isinstance(child.tag, str) and child.tag not in places)
    return any(child.tag == "img" or child.find(".//img") is not None or "".join(child.itertext()).strip() for child in others)


def _raw(element: Element) -> list[str]:
    parts: list[str] = []
    for node in element.iter():
        if node.tag == "br":
            parts.append("\n")
            if node.tail and node.tail[:1] in "\r\n":  # the line break of the source beside it is the same one
                parts.append(node.tail.lstrip("\r").removeprefix("\n"))
                continue
        elif isinstance(node.tag, str) and node.text:
            parts.append(node.text)
        if node is not element and node.tail:
            parts.append(node.tail)
    return parts


def _br(walker: Walker, _: Element) -> None:
    walker.end_line()


_TAGS: dict[str, Handler] = {
    "br": _br,
    "hr": _br,
    "img": Walker.img,
    "ul": Walker.list,
    "ol": Walker.list,
    "table": Walker.table,
    "pre": Walker.code,
    "figure": Walker.figure,
    "figcaption": Walker.figcaption,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Walker.heading),
    **dict.fromkeys(("video", "audio", "embed", "object", "iframe"), Walker.media),
    **dict.fromkeys(("script", "style", "noscript", "template", "button", "input", "select", "textarea", "svg", "head"), skip),
}
