"""Tables within a body: rows of cells, as Markdown's strokes or tabs part them."""

from __future__ import annotations

from itertools import groupby

from crawler.engines.text.line import Line
from crawler.text import tidy

_LEAST = 2
"""Rows and columns of a table, at least."""


def table_at(lines: list[Line], at: int, *, marked: bool) -> list[list[str]]:
    """The rows of the table that begins at a line; empty where none does.

    In Markdown the first row is ruled off; rows of another width end a table, and tables with pictures are layout.
    """
    if not lines[at].cell or (marked and not lines[at].header):
        return []
    rows: list[list[Line]] = []
    last = lines[at].row
    for row, cells in groupby(lines[at:], key=lambda line: line.row if line.cell else -1):
        found = list(cells)
        if row < 0 or row > last + _LEAST or (rows and len(found) != len(rows[0])):
            break
        rows.append(found)
        last = row
    if len(rows) < _LEAST or len(rows[0]) < _LEAST or any(cell.picture or cell.rule for row in rows for cell in row):
        return []
    return [[tidy(cell.text) for cell in row] for row in rows]
