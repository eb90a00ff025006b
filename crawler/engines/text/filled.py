"""Tables that text makers fill up with spaces: all lines of a table are equally long, and a stripe without words parts its columns."""

from __future__ import annotations

import re
from itertools import groupby

_LEAST = 3
"""Lines of a table, at least."""
_SIDES = 2
"""Lines with words on either side of the stripe, at least."""
_SHARE = 0.5
"""Share of the lines with spaces at their end that stand in such tables, at least: text browsers print others."""
_WORDS = re.compile(r"\S+")
_STRIPE = re.compile(rb"(?<=x)\0{2,}(?=x)")


def unfilled(raws: list[str]) -> list[str] | None:
    """The lines, each table's left column before its right one; None where columns end in other ways than these tables' do."""
    tables = [list(lines) for _, lines in groupby(raws, len)]
    gutters = [_gutter(lines) for lines in tables]
    padded = [sum(line.endswith("  ") and not line.isspace() for line in lines) for lines in tables]
    if sum(count for count, gutter in zip(padded, gutters, strict=True) if gutter) < max(1, _SHARE * sum(padded)):
        return None
    made: list[str] = []
    for lines, gutter in zip(tables, gutters, strict=True):
        made += [*(line[:gutter] for line in lines), *(line[gutter:] for line in lines)] if gutter else lines
    return [line.rstrip() for line in made]


def _gutter(lines: list[str]) -> int:
    """Where the right column of a table begins: behind the widest stripe without words that has words on both sides; 0 where none is."""
    if len(lines) < _LEAST or not any(line.endswith("  ") for line in lines):
        return 0
    held = bytearray(len(lines[0]))
    for line in lines:
        for word in _WORDS.finditer(line):
            held[word.start() : word.end()] = b"x" * (word.end() - word.start())
    start, end = max((stripe.span() for stripe in _STRIPE.finditer(held)), key=lambda stripe: stripe[1] - stripe[0], default=(0, 0))
    left = sum(bool(line[:start].strip()) for line in lines)
    right = sum(bool(line[end:].strip()) for line in lines)
    return end if min(left, right) >= _SIDES else 0
