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

from crawler.blocks import Block, Body
from crawler.body.builder import Builder
from crawler.body.folded import is_control_of_folded, is_folded, is_spoiler, may_show
from crawler.body.looks import hides, is_caption, look
from crawler.body.pictures import formula, picture
from crawler.body.trees import is_grid, raw, rows_of, strays
from crawler.lexicon.locks import may_lock, says_locked
from crawler.select import text_of
from crawler.text import tidy_code
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


class Walker(Builder):
    """Walks a body once and collects its blocks."""

    def __init__(self, rules: Rules, base_url: str) -> None:
        super().__init__()
        self.rules = rules
        self._by_class, self._by_tag = rules.classes.get, rules.tags.get
        self.base_url = base_url
        self._numbers = count(1)
        self._depth = 0
        self._root: Element | None = None

    def inside(self, element: Element) -> Body:
        """Reads an element on its own, for handlers that want to look at what it holds first."""
        walker = Walker(self.rules, self.base_url)
        walker._depth, walker._numbers, walker._style, walker._role = self._depth, self._numbers, self._style, self._role
        walker._root = self._root
        walker.descend(element)
        walker.end_line()
        return walker.body

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
        for line in "".join(raw(element)).split("\n"):
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
        if strays(element, ("li", "ul", "ol")):
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
        rows = rows_of(element)
        if not rows or not is_grid(element, rows):
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
        text = tidy_code("".join(raw(element)))
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
_UNFOLDING = frozenset(("label", "summary"))
"""Elements that unfold others without an attribute that says so."""


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
