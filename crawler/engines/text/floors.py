"""The posts' numbers as printed, counted from one; where none is, by the page's own count."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from crawler.engines.text.alignment import Segment
from crawler.engines.text.counted import counted
from crawler.engines.text.line import Line

_NEAR = 4
"""Lines around an anchor in which a post's number stands."""
_TENTH = 10
_FLOOR = 4
"""What is printed twice where the first four posts have names and the others are counted from nought: 地板, then 4 (PHPWind 8)."""
_LEAST, _MOST = 3, 0.6
"""Posts whose numbers tell that they run, at least; share of the posts that are most of them."""
NAME = 24
"""Characters of a line that says no more than a name."""
_ORDERED = {"楼主": 1, "樓主": 1, "沙发": 2, "沙發": 2, "板凳": 3, "地板": 4}
"""The first posts' names, where others stand beside them."""
_HEAD = 60
"""Characters of a line in a head in which a word for a number stands among others."""
_FAR, _DIGITS = 8, 6
"""Lines around an anchor in which a number without a sign is looked for, and its digits at most."""
_ALONE = re.compile(r"(?:.*[^\d.,:/-])??(?<![\w.,:/-])(\d{1,5})|(\d{1,5})(?![\w.,:/%-])[^\d]*")
"""A number at either end of what stands beside a time."""


def floors(lines: list[Line], segments: list[Segment], title: str | None = None, *, falling: bool = False) -> list[int | None]:
    """The posts' numbers, 1 for the post that opens the thread; None where the text does not say; ``falling``: the last one comes first."""
    told = [printed(lines, segment) for segment in segments]
    if again := next((at for at, (above, below) in enumerate(pairwise(told), 1) if above == below == _FLOOR), 0):
        told[again:] = [number if number is None else number + 1 for number in told[again:]]
    known = [number for number in told if number is not None]
    if None in told[:_FLOOR] and (named := _named(lines, segments)):
        return named
    if len(known) < _MOST * len(segments) and (running := _running(lines, segments) or _led(lines, segments)):
        return running
    if not known:
        return counted(lines, segments, title, falling=falling)
    if len(known) > 1 and any(not 0 < abs(b - a) < 500 for a, b in pairwise(known)):
        return [number if number is not None and known.count(number) == 1 else None for number in told]
    if _from_zero(told):
        return [1 if number is None and not at else None if number is None else number + 1 for at, number in enumerate(told)]
    if told[0] is None and len(told) > 1 and told[1] == 2:
        told[0] = 1
    return told


def printed(lines: list[Line], segment: Segment) -> int | None:
    """The number in a post's head; before a word for the first post any other, as that word can say only who began the thread."""
    told = [(at, floor) for at in range(segment.head, segment.start) if (floor := lines[at].floor)]
    if not told:
        return None
    beside = sorted((abs(at - segment.anchor), at, floor) for at, floor in told if abs(at - segment.anchor) < _NEAR)
    found = [*((at, floor) for _, at, floor in beside), *((at, floor) for at, floor in told if floor.whole)]
    return next((floor.number for at, floor in found if _is_figure(lines[at]) or floor.number > 1), found[0][1].number if found else None)


def _is_figure(line: Line) -> bool:
    """Whether a line's number is printed in figures."""
    return line.floor is not None and any(map(str.isdecimal, line.text[line.floor.start : line.floor.end]))


def _named(lines: list[Line], segments: list[Segment]) -> list[int | None]:
    """The first posts by the words that number them, beside other words in their heads; empty where these are not in order."""
    told: list[int | None] = []
    for segment in segments:
        words = (word for line in lines[segment.head : segment.start] if len(line.text) < _HEAD for word in line.text.split())
        told.append(next((_ORDERED[word] for word in words if word in _ORDERED), None))
    first = [number for number in told[:_FLOOR] if number]
    if len(first) < 2 or first != [at for at, _ in enumerate(told[:_FLOOR], 1)]:
        return []
    others = (printed(lines, segment) for segment in segments[_FLOOR:])
    return [*first, *(number if number == at else None for at, number in enumerate(others, _FLOOR + 1))]


def _led(lines: list[Line], segments: list[Segment]) -> list[int | None]:
    """Numbers that stand among the buttons above what the posts say, each higher than all above it; empty where there are none.

    A button and a number can also be the post that is answered: its number is one of those above.
    """
    told = []
    for segment in segments:
        place = segment.start
        while place < segment.end and (lines[place].kind == "button" or lines[place].bare) and lines[place].floor is None:
            place += 1
        floor = lines[place].floor if place < segment.end else None
        told.append(floor.number if floor and (floor.whole or lines[place].kind == "button") else None)
    offsets = {number - at for at, number in enumerate(told) if number}
    if len(offsets) != 1 or (offset := offsets.pop()) < 1 or sum(number is not None for number in told) < len(segments) - 1:
        return []
    return [offset + at if number or (offset == 1 and not at) else None for at, number in enumerate(told)]


def _running(lines: list[Line], segments: list[Segment]) -> list[int | None]:
    """Numbers without a sign that go on by one from post to post, in one place at the anchors; empty where there are none."""
    count = len(segments)
    if count < _LEAST:
        return []
    places: dict[str, dict[int, int]] = defaultdict(dict)
    for at, segment in enumerate(segments):
        for place in range(max(segment.head - 1, segment.anchor - _FAR, 0), min(segment.start, segment.anchor + _FAR)):
            line = lines[place]
            if place != segment.anchor:
                if line.text.isdecimal() and len(line.text) < _DIGITS:
                    places[str(place - segment.anchor)].setdefault(at, int(line.text))
                continue
            for side, words in zip(("before", "after"), _beside(line), strict=True):
                if match := _ALONE.fullmatch(words):
                    places[side].setdefault(at, int(match[1] or match[2]))
    for numbers in places.values():
        offsets = Counter(number - at for at, number in numbers.items())
        offset, agreed = offsets.most_common(1)[0]
        if offset >= 0 and agreed >= max(_LEAST, 0.8 * count):
            return [number if (number := numbers.get(at)) is not None and number - at == offset else None for at in range(count)]
    return []


def _beside(line: Line) -> tuple[str, str]:
    """What stands before a line's first time and behind its last one."""
    if not line.stamps:
        return line.text, ""
    return line.text[: line.stamps[0].start].strip(), line.text[line.stamps[-1].end :].strip()


def precedes(lines: list[Line], segments: list[Segment]) -> bool:
    """Whether the first segment is the page's head: the next one is number one, and it says nothing longer than a name."""
    if len(segments) < _LEAST or printed(lines, segments[0]) is not None or printed(lines, segments[1]) != 1:
        return False
    words = [line.text for line in lines[segments[0].start : segments[0].end] if not (line.kind or line.bare or line.number)]
    return all(len(text) < NAME for text in words)


def _from_zero(told: list[int | None]) -> bool:
    """Whether a board calls the first answer number one: then the opening post has none, and pages begin with tens."""
    first, rest = told[0], told[1:]
    if first is None:
        return bool(rest) and rest[0] == 1
    if first == 1 and rest[:1] == [1]:
        return False
    return first >= _TENTH and first % _TENTH == 0 and (not rest or rest[0] == first + 1)
