"""How likely lines are the anchors of posts: what stands between them, whether they run on, what comes again around them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from crawler.engines.text.line import Line
from crawler.engines.text.moments import POSTED, order_of
from crawler.engines.text.stamps import Stamp

NEAR = 6
"""Lines before and behind an anchor that are compared with those of the others."""


_RUNS, _NUMBERED = 0.8, 1.6
"""Share of numbers that go on from one to the next where they number posts, and how much more is thought of times beside them."""


_SEVERAL, _CHANCE = 4, 0.5
"""Steps from which on it tells whether times run on, and the share of them that do where times are in no order."""

_LONG = 8
"""Times from which on those in no order are hardly posts'."""


@dataclass(slots=True)
class Anchors:
    """Lines that each belong to one post."""

    at: list[int]
    timed: bool
    named: bool = False
    """The lines are names, or words that stand at every post."""
    score: float = 0.0


def _support(lines: list[Line], at: list[int]) -> list[Counter[str]]:
    """What stands at each distance around anchors, the nearest first: the lines' keys, counted."""
    table = []
    for step in range(1, NEAR + 1):
        for off in (-step, step):
            table.append(Counter(lines[a + off].key for a in at if 0 <= a + off < len(lines)))
    return table


def score(lines: list[Line], anchors: Anchors, own: dict[int, Stamp], seen: Counter[str]) -> float:
    """How likely the lines are anchors; ``seen`` says how often each line's words stand on the page."""
    at = anchors.at
    count = len(at)
    if not count:
        return 0.0
    bodies = sum(1 for a, b in pairwise(at) if _says(lines, a, b, seen)) + 1
    alike = sum(1 for keys in _support(lines, at) if keys and (top := keys.most_common(1)[0])[1] >= max(2, 0.6 * count) and top[0] != "\0")
    mono = (1.0 if anchors.named else _floors_run(lines, at)) if not anchors.timed else _times_grow(lines, at, own)
    label = 0.0
    for a in at:
        line = lines[a]
        if anchors.timed:
            before = line.text[: own[a].start].strip() or (lines[a - 1].text if a else "")
            label += bool(POSTED.search(before))
        near = range(max(0, a - 3), min(len(lines), a + 4))
        label += 0.5 * any(lines[other].floor or (not anchors.timed and other in own) for other in near if other != a)
    clocked = sum(a in own and ":" in own[a].text for a in at) / count
    wordy = sum(1 for a in at if len(lines[a].text) > 60) / count
    time = 1.05 + 0.15 * clocked if anchors.timed else 1.0
    if anchors.timed and count > 2 and runs_on(lines, at):
        time *= _NUMBERED
    if anchors.timed and count >= _LONG and mono < _CHANCE:
        time *= _CHANCE
    return bodies * (0.3 + mono) * (1 + min(alike, 6) / 4) * (1 + label / count) * (1 - 0.5 * wordy) * time


def _says(lines: list[Line], start: int, end: int, seen: Counter[str]) -> bool:
    """Whether a line that stands nowhere else is between two anchors: names, ranks and labels come again."""
    return any(
        not line.kind and not line.bare and not line.number and not line.picture and not line.stamps and seen[line.text] == 1
        for line in lines[start + 1 : end]
    )


def runs_on(lines: list[Line], at: list[int]) -> bool:
    """Whether each line has a post's number, and most of these go on from one to the next; the first post can say it in other words."""
    return all(lines[a].floor for a in (at[1:] if len(at) > _SEVERAL else at)) and _floors_run(lines, at) > _RUNS


def _floors_run(lines: list[Line], at: list[int]) -> float:
    numbers = [floor.number for a in at if (floor := lines[a].floor)]
    steps = [b - a for a, b in pairwise(numbers)]
    if not steps:
        return 1.0 if numbers == [1] else 0.3
    return max(sum(1 for step in steps if 1 <= step <= 3), sum(1 for step in steps if -3 <= step <= -1)) / len(steps)


def _times_grow(lines: list[Line], at: list[int], own: dict[int, Stamp]) -> float:
    """The share of times that are not before the one above (or not behind, where all go down)."""
    order = [order_of(own[a]) for a in at if a in own]
    pairs = [(a[: len(b)], b[: len(a)]) for a, b in pairwise(order) if a and b]
    if not pairs:
        return 0.6
    grows, falls = sum(a <= b for a, b in pairs), sum(a >= b for a, b in pairs)
    same = sum(a == b for a, b in pairs) / len(pairs)
    steady = max(grows, falls) / len(pairs)
    if len(pairs) >= _SEVERAL:
        steady = max(0.0, (steady - _CHANCE) / (1 - _CHANCE))
    return steady - (0.4 * same if same > 0.5 and len(pairs) > 1 else 0)
