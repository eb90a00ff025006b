"""Texts in two columns, as text browsers print tables: who wrote stands beside what they wrote, line by line.

The gutter is found in columns of the screen (an ideograph takes two), for each table on its own, and only where no word crosses it.
Then the left column of each row of the table comes before the right one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from crawler.engines.text.filelines import of_file
from crawler.engines.text.filled import unfilled
from crawler.engines.text.screen import FILL, edge, screen, unwrapped
from crawler.engines.text.stamps import stamps
from crawler.lexicon.around import around
from crawler.text import tidy

_GAPS = re.compile(r"\S[^\S\n]{2,}\S|\n[^\S\n]{10,}\S")
_SCREEN, _COLUMN = 60, 14
"""Columns of a screen, and of a part of it, at least."""
_START = re.compile(r"(?:^|(?<=\S))\s{2,}(?=\S)")
_LEAST_LINES = 6
"""Lines with a gap in a text that may have columns at all."""
_WIDEST = 140
"""Characters of a line that no screen breaks."""
_NEAREST, _FARTHEST = 8, 72
"""Columns in which the gutter may end."""
_LEAST = 3
"""Lines of a table, and lines that begin at its gutter, at least."""
_AHEAD = 8
"""Lines in which a table's gutter is looked for."""
_INDENT = 6
"""Columns that a line may be indented behind the gutter."""
_DOWNLOAD = re.compile(r"下载|下載|download", re.IGNORECASE)
_LONG = 6
"""Lines without a left column after which it belongs to another row, where the right one has ended too."""
_HEAD = 4
"""Lines of a post's right column among which its time stands."""
_TALL = 90
"""Lines of one table's row at most, from the line where it was seen."""


@dataclass(slots=True)
class _Row:
    """A line of a table: what stands left and right of the gutter."""

    left: str
    right: str


def unscreened(text: str) -> str:
    """The text in reading order: columns one after the other, lines that a screen's edge broke in one; as it is, where neither is sure."""
    raws = text.split("\n")
    columns = "\t" not in text and "  " in text and sum(1 for _ in _GAPS.finditer(text)) >= _LEAST_LINES
    if not columns and sum(len(line) > _WIDEST for line in raws) > 0.01 * len(raws):
        return text
    padded = _is_padded(raws)
    if columns and padded and (read := unfilled(raws)) is not None:
        return "\n".join(read)
    lines = [line.rstrip() for line in raws] if padded else [screen(line) for line in raws]
    if not columns:
        return "\n".join(unwrapped(lines, edge(lines, _SCREEN))).replace(FILL, "")
    starts = [{match.end() for match in _START.finditer(line) if _NEAREST <= match.end() <= _FARTHEST} for line in lines]
    width = 0 if padded else edge(lines, _SCREEN)
    counts = Counter(start for own in starts for start in own)
    weights: Counter[int] = Counter()
    for line, own in zip(lines, starts, strict=True):
        for start in own:
            weights[start] += len(line) - start
    if padded:
        for line in lines:
            for gutter in range(max(0, _first(line) - _INDENT), _first(line)) if line else ():
                weights[gutter] += len(line) - gutter
    made: list[str] = []
    plain: list[str] = []
    at = 0
    while at < len(lines):
        region = _region(lines, starts, at, _INDENT if padded else 0, weights, counts) if starts[at] else None
        if region is None:
            plain.append(lines[at])
            at += 1
            continue
        gutter, first, end = region
        first = max(first, at - len(plain))
        made += unwrapped([*plain[: len(plain) - max(0, at - first)], *lines[at:first]], width)
        plain = []
        made += _read(lines[first:end], gutter, [len(raw) for raw in raws[first:end]] if padded else None)
        at = end
    return "\n".join([*made, *unwrapped(plain, width)]).replace(FILL, "")


def _is_padded(raws: list[str]) -> bool:
    """Whether the lines of tables are filled up to one number of characters: then an ideograph was taken for one column."""
    padded = [line for line in raws if line.endswith("  ") and not line.isspace()]
    wide = [line for line in padded if not line.isascii()]
    return len(wide) >= _LEAST_LINES and sum(a == b for a, b in pairwise(len(line) for line in padded)) > 0.5 * len(padded)


def _region(
    lines: list[str], starts: list[set[int]], at: int, indent: int, weights: Counter[int], counts: Counter[int]
) -> tuple[int, int, int] | None:
    """The gutter of the table that a line belongs to, the table's first line and the line behind its last."""
    best: tuple[float, int, int, int] | None = None
    for gutter in set().union(*starts[at : at + _AHEAD]):
        if counts[gutter] < _LEAST or not _clear(lines[at], gutter):
            continue
        end = at
        while end < len(lines) and end - at < _TALL and _clear(lines[end], gutter):
            if indent and any(weights[start] > 2 * weights[gutter] and lines[end][: start - 1].strip() for start in starts[end]):
                break
            end += 1
        first = at
        while first > 0 and at - first < 12 and lines[first - 1] and _clear(lines[first - 1], gutter) and len(lines[first - 1]) < gutter:
            first -= 1
        rows = range(first, end)
        exact = [place for place in rows if gutter in starts[place] or gutter < _first(lines[place]) <= gutter + indent]
        left = sum(1 for place in rows if lines[place][: gutter - 1].strip())
        inside = exact if indent else [place for place in rows if _is_indented(lines[place], starts[place], gutter)]
        both = any(lines[place][: gutter - 1].strip() for place in inside)
        if len(exact) < _LEAST or left < _LEAST or not both:
            continue
        others = Counter(start for place in rows for start in starts[place] if start < gutter)
        if others and others.most_common(1)[0][1] > 2 * len(exact):
            continue
        end = min(end, max(exact) + 1)
        first = max([first, *(place + 1 for place in range(first, min(inside)) if not lines[place])])
        weight = float(sum(len(lines[place]) - gutter for place in inside if place < end))
        if best is None or weight > best[0]:
            best = weight, gutter, first, end
    return best[1:] if best else None


def _is_indented(line: str, starts: set[int], gutter: int) -> bool:
    """Whether the right column's words begin at the gutter or a little behind it."""
    start = min((start for start in starts if gutter <= start <= gutter + _INDENT), default=0)
    return start > 0 and not line[gutter:start].strip()


def _first(line: str) -> int:
    """Where a line's first word begins."""
    return len(line) - len(line.lstrip())


def _clear(line: str, gutter: int) -> bool:
    """Whether no word crosses the gutter."""
    return not line[gutter - 1 : gutter].strip()


def _read(lines: list[str], gutter: int, lengths: list[int] | None) -> list[str]:
    """The lines of a table, row by row, left before right; lines of one length are one row, where tables are filled up."""
    rows = [_Row(line[: gutter - 1].rstrip(), line[gutter:].rstrip()) for line in lines]
    made: list[str] = []
    block: list[str] = []
    held: list[str] = []
    narrow, wide = (0, 0) if lengths else (edge([row.left for row in rows], _COLUMN, 2), edge([row.right for row in rows], _COLUMN, 2))

    def flush() -> None:
        made.extend(unwrapped(block, narrow))
        made.extend(unwrapped(held, wide))
        block.clear()
        held.clear()

    gap = 0
    length: int | None = None
    for at, row in enumerate(rows):
        if lengths is not None:
            if length not in (None, lengths[at]):
                flush()
            length = lengths[at]
        if row.left:
            if lengths is None and block and gap and (_is_done(held) or (gap > _LONG and _begins(rows[at : at + _HEAD], held))):
                flush()
            if lengths is None and not block and held and any(stamps(line) for line in held):
                place = next(at for at in range(len(held) - 1, -1, -1) if stamps(held[at]))
                made.extend(unwrapped(held[:place], wide))
                del held[:place]
            block.append(row.left)
            gap = 0
        elif row.right:
            gap += 1
        if block and not row.left:
            block.append("")
        if row.right or (not row.left and held):
            held.append(row.right)
    flush()
    return made


def _is_done(right: list[str]) -> bool:
    """Whether a row's right column ends with a post's button."""
    last = next((line for line in reversed(right) if line and not line.isspace()), "")
    text = tidy(last.replace(FILL, ""))
    return around(text) == "button" and not _DOWNLOAD.match(text)


def _begins(rows: list[_Row], right: list[str]) -> bool:
    """Whether another row of the table begins: the right column has ended, and begins again with a time that is no file's."""
    if not right or right[-1].strip():
        return False
    return any(stamps(row.right) and not of_file(tidy(row.right.replace(FILL, ""))) for row in rows)
