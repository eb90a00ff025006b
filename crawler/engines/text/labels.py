"""The lines behind anchors that stand at a steady distance from them: labels of who wrote, between which values vary."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import islice

from crawler.engines.text.line import Line

_REACH = 24
"""Lines behind an anchor that may still be the post's head."""
_UP = 28
"""Lines above an anchor among which a name stands twice."""
_GAP = 4
"""Lines that vary between two that come again."""
_LIKED = 90
"""Characters of a line that names who liked a post."""
_SHORT = 48
"""Characters of a line that may be a value."""
_CRY = 24
"""Letters of a line that may be the name of a reaction, sign and all."""
_LIKES = re.compile(r"\b(?:likes?|liked|thanked) (?:this|it)\W*$", re.IGNORECASE)
_LEAST = 3
"""Posts that tell what is steady."""
_MOST = 0.6
"""Share of the posts that are most of them."""
_USUAL = 0.8
"""Share of the posts that end at one button, from which on the last one does, too."""
_SENTENCE = frozenset(".!?…。！？，,；;")


def leading(lines: list[Line], bounds: list[tuple[int, int]]) -> frozenset[str]:
    """The keys of lines whose distance from the anchor above varies less than that from the anchor below."""
    if len(bounds) < _LEAST:
        return frozenset()
    ahead: dict[str, list[int]] = defaultdict(list)
    behind: dict[str, list[int]] = defaultdict(list)
    once = Counter(line.text for line in lines)
    below: Counter[str] = Counter()
    for a, end in bounds:
        seen: set[str] = set()
        said = False
        for place, line in enumerate(islice(lines, a + 1, min(end, a + 1 + _REACH)), a + 1):
            if (
                line.key not in seen
                and not line.bare
                and (line.stamps or not line.number)
                and not line.code
                and not line.picture
                and len(line.text) < _SHORT
            ):
                seen.add(line.key)
                ahead[line.key].append(place - a)
                below[line.key] += said and line.kind == "button"
                if end != bounds[-1][1]:
                    behind[line.key].append(end - place)
            said = said or _is_unique(line, once)
    return frozenset(
        key
        for key, steps in ahead.items()
        if len(steps) >= max(_LEAST, _MOST * len(bounds))
        and _spread(steps) < _spread(behind[key])
        and key[-1] not in _SENTENCE
        and below[key] < _MOST * len(steps)
    )


def _is_unique(line: Line, once: Counter[str]) -> bool:
    """Whether a line stands nowhere else, and is none of the forum's: a button below such lines stands below what people wrote."""
    return once[line.text] == 1 and not (line.kind or line.number or line.bare or line.stamps or line.floor)


def _spread(steps: list[int]) -> tuple[int, int]:
    """By how much the middle half of the distances differs, and all of them."""
    ordered = sorted(steps)
    return (ordered[3 * len(ordered) // 4] - ordered[len(ordered) // 4], ordered[-1] - ordered[0]) if ordered else (0, 0)


def reached(lines: list[Line], at: int, end: int, labels: frozenset[str]) -> int:
    """The line behind the next label, where only a few short lines stand before it; 0 where there is none."""
    for place in range(at, min(end, at + _GAP + 1)):
        line = lines[place]
        if line.key in labels:
            return place + 1
        if len(line.text) > _SHORT or (line.text[-1] in _SENTENCE and line.kind is None) or line.picture or line.depth or line.code:
            return 0
    return 0


def is_value(lines: list[Line], at: int, end: int) -> bool:
    """Whether a line is what the label above it announces: a member's figure, a day, a place."""
    line, label = lines[at], lines[at - 1]
    if label.kind != "panel" or label.number or at + 1 >= end:
        return False
    return line.number or bool(line.stamps and len(line.text) < _SHORT)


def topped(lines: list[Line], regions: list[tuple[int, int]], heads: list[int]) -> list[int]:
    """The heads' first lines, with names that stand twice above most anchors: a picture's words and the name below it."""
    found = [_doubled(lines, start, anchor) for start, anchor in regions]
    if len(found) < _LEAST or sum(place is not None for place in found) < _MOST * len(found):
        return heads
    return [head if place is None else min(head, place) for head, place in zip(heads, found, strict=True)]


def _doubled(lines: list[Line], start: int, anchor: int) -> int | None:
    """The first of two lines above an anchor that are the same name, as far as lines are short."""
    for place in range(anchor - 1, max(start, anchor - _UP), -1):
        line, above = lines[place], lines[place - 1]
        if len(line.text) > _SHORT or (line.text[-1] in _SENTENCE and line.kind is None) or line.picture:
            return None
        if (
            (line.text == above.text or line.text.startswith(f"{above.text} "))
            and len(above.text) > 1
            and not (line.kind or line.bare or line.number)
        ):
            return place - 1
    return None


def closed(lines: list[Line], bodies: list[tuple[int, int, int]], pillars: set[str]) -> list[int]:
    """Where bodies end: at the first of the buttons below most of them, whoever liked the post may be named behind it.

    A body is its first line, the line behind its last one as far as that is told, and the next post's anchor.
    """
    seen: Counter[str] = Counter()
    below: Counter[str] = Counter()
    for start, _, anchor in bodies:
        said = False
        found: dict[str, bool] = {}
        for line in lines[start:anchor]:
            if line.kind == "button" and line.key in pillars:
                found.setdefault(line.key, said)
            said = said or not (line.kind or line.bare or line.number)
        seen.update(found.keys())
        below.update(key for key, after in found.items() if after)
    buttons = {key for key, count in seen.items() if count >= max(2, 0.5 * len(bodies)) and below[key] >= 0.8 * count}
    return [_closed(lines, start, end, buttons, pillars) if buttons else end for start, end, _ in bodies]


def ended(lines: list[Line], start: int, ends: list[int]) -> int:
    """Where the last body ends: at the button that ends most of the others, if it stands below words of its own."""
    seen = Counter(lines[end].key for end in ends[:-1] if end < len(lines) and lines[end].kind == "button")
    key, count = seen.most_common(1)[0] if seen else ("", 0)
    if not count or count < _USUAL * (len(ends) - 1):
        return ends[-1]
    said = False
    for place in range(start, ends[-1]):
        if said and lines[place].key == key:
            return place
        said = said or not (lines[place].kind or lines[place].bare or lines[place].number)
    return ends[-1]


def _closed(lines: list[Line], start: int, end: int, buttons: set[str], pillars: set[str]) -> int:
    row = next((at for at in range(start + 1, end) if _are_several(lines, at, buttons) and _has_words(lines[start:at])), None)
    if row is not None:
        end = row
        while lines[end - 1].key in pillars and _has_words(lines[start : end - 1]):
            end -= 1
    found = end
    for place in range(end - 1, max(start, end - _REACH), -1):
        line = lines[place]
        if line.key in buttons and line.kind == "button":
            found = place
        elif len(line.text) > _LIKED or _is_said(line) or line.file or line.picture or line.code:
            break
    return found if _has_words(lines[start:found]) else end


def _are_several(lines: list[Line], at: int, buttons: set[str]) -> bool:
    """Whether two or more of the buttons that end bodies stand side by side, in one line or in two: nobody writes so."""
    line, below = lines[at], lines[at + 1 : at + 2]
    if line.key not in buttons or line.kind != "button":
        return False
    return " " in line.text or any(other.key in buttons and other.kind == "button" and other.key != line.key for other in below)


def _has_words(lines: list[Line]) -> bool:
    return any(not (line.kind or line.bare or line.number) for line in lines)


def _is_said(line: Line) -> bool:
    """Whether a line is a sentence, and none that says who liked a post."""
    words = line.text
    return words[-1] in _SENTENCE and line.kind is None and _LIKES.search(words) is None and not (words.isascii() and len(words) < _CRY)
