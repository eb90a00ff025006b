"""What the head of a table says of its columns: in which a row tells the author, the replies, the views; of boards, the topics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from lxml.etree import _Element as Element

from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox
from crawler.lexicon.around import lists
from crawler.select import text_of
from crawler.text import tidy

_HEADS = 3
"""Rows of a table among which its head is."""
_ROWS = 200
"""Rows of a page among which such a head is looked for."""
_TOLD = 2
"""Columns that a head names at least."""
_LONGEST = 40
"""Letters of a column's name, or of a count with its word."""
TOPICS, AUTHOR, REPLIES, VIEWS = "topic", "started by", "replies", "views"
"""Words of ``lexicon/around.tsv``: the first of each line of lists."""


def told_topics(outline: Outline, box: PostBox) -> bool:
    """Whether a row says how many topics it holds, as only a board does: in its own words, or in a column that is headed so."""
    cell = Columns().of(outline.nodes[box.body]).get(TOPICS)
    return says_topics(outline, box) or (cell is not None and text_of(cell).replace(",", "").isdecimal())


def says_topics(outline: Outline, box: PostBox) -> bool:
    """Whether a row says so in its own words: ``12 topics``, the number in an element of its own or not."""
    texts = [
        tidy(text)
        for at in range(box.start, box.end + 1)
        for text in (None if at == box.body else outline.nodes[at].text, outline.nodes[at].tail)
        if text
    ]
    shown = [text for text in texts if text and len(text) < _LONGEST]
    said = (text for text in shown if any(map(str.isdecimal, text)))
    beside = (word for number, word in pairwise(shown) if number.isdecimal())
    return any(TOPICS in lists(text) for text in (*said, *beside))


def heads_topics(root: Element) -> Element | None:
    """The row of a page that names the columns of a list of topics; None without one."""
    rows = islice(root.iter("tr"), _ROWS)
    return next((row for row in rows if len(head := _head(row)) >= _TOLD and TOPICS in head.values()), None)


def heads_threads(root: Element) -> bool:
    """Whether a row of a page names the columns of a list of threads: the topic, and how often it was answered or read."""
    return any(_lists_threads(_head(row).values()) for row in islice(root.iter("tr"), _ROWS))


def lists_threads(node: Element) -> bool:
    """Whether an element stands in a row of such a list."""
    row = next(node.iterancestors("tr"), None)
    table = next(row.iterancestors("table"), None) if row is not None else None
    heads = islice(table.iter("tr"), _HEADS) if table is not None else ()
    return any(_lists_threads(_head(head).values()) for head in heads if head is not row)


def _lists_threads(names: Iterable[str]) -> bool:
    return TOPICS in (told := set(names)) and not told.isdisjoint((REPLIES, VIEWS))


def is_empty(head: Element) -> bool:
    """Whether no row with a link stands below the head of a list."""
    table = next(head.iterancestors("table"), head)
    rows = (row for row in table.iter("tr") if row is not head)
    return all(next(row.iter("a"), None) is None for row in rows)


class Columns:
    """The columns of a page's tables, each table asked once."""

    def __init__(self) -> None:
        self._heads: dict[Element, dict[int, str]] = {}

    def of(self, node: Element) -> dict[str, Element]:
        """The cells of an element's row by what their columns are called; empty outside of tables with a head."""
        row = next(node.iterancestors("tr"), None)
        table = next(row.iterancestors("table"), None) if row is not None else None
        if row is None or table is None:
            return {}
        if table not in self._heads:
            heads = (_head(head) for _, head in zip(range(_HEADS), table.iter("tr"), strict=False))
            self._heads[table] = next((head for head in heads if len(head) >= _TOLD), {})
        names = self._heads[table]
        return {names[at]: cell for at, cell in _cells(row) if at in names and node not in cell.iter()}


def _head(row: Element) -> dict[int, str]:
    """The names of columns by their places."""
    return {at: name for at, cell in _cells(row) if (name := _name(cell)) and not any(map(str.isdecimal, text_of(cell)))}


def _name(cell: Element) -> str | None:
    words = text_of(cell)
    return min(lists(words), default=None) if len(words) < _LONGEST else None


def _cells(row: Element) -> Iterator[tuple[int, Element]]:
    """The cells of a row, each with its column."""
    at = 0
    for cell in row.iterchildren("td", "th"):
        yield at, cell
        wide = cell.get("colspan") or "1"
        at += int(wide) if wide.isdecimal() and len(wide) < 3 else 1
