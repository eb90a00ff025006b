"""Who is who by their figures: a member's day of joining and counts are the same at each of their posts, and hardly at anybody else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations

from crawler.engines.text.alignment import Segment
from crawler.engines.text.line import Line
from crawler.engines.text.stamps import Stamp

_REACH = 16
"""Lines above an anchor among which its author's figures stand."""
_DIGITS = 3
"""Digits of a figure that two members hardly share."""
_SHARED = 2
"""Such figures that two posts of one author share, at least."""
_OFTEN = 0.5
"""Share of the posts from which on a figure tells nobody apart."""
_LONG = 40
"""Characters of a rank."""
_POSTS = 60
"""Posts that are compared with each other."""


class Profiles:
    """Which posts are one member's by the figures in their heads, and which are not."""

    def __init__(self, lines: list[Line], segments: list[Segment], own: Mapping[int, Stamp]) -> None:
        figures = [self._figures(lines, segment, bottom, own) for segment, bottom in zip(segments, _bottoms(segments), strict=True)]
        seen = Counter(figure for found in figures for figure in found)
        usual = {figure for figure, count in seen.items() if count > max(1, _OFTEN * len(segments))}
        figures = [found - usual for found in figures[:_POSTS]]
        shared = [(a, b, len(figures[a] & figures[b])) for a, b in combinations(range(len(figures)), 2)]
        self.same = [(a, b) for a, b, count in shared if count >= _SHARED]
        """Posts of one member."""
        self.others = frozenset((a, b) for a, b, count in shared if not count and min(len(figures[a]), len(figures[b])) >= _SHARED)
        """Posts of two members."""
        self.ranks = self._ranks(lines, segments)
        """What stands in the heads of several members' posts."""

    def _ranks(self, lines: list[Line], segments: list[Segment]) -> frozenset[str]:
        if not self.others:
            return frozenset()
        found: dict[str, list[int]] = {}
        for at, (segment, bottom) in enumerate(zip(segments[:_POSTS], _bottoms(segments), strict=False)):
            for text in {line.text for line in lines[max(bottom, segment.anchor - _REACH) : segment.start] if _may_rank(line)}:
                found.setdefault(text, []).append(at)
        return frozenset(text for text, posts in found.items() if any(pair in self.others for pair in combinations(posts, 2)))

    def _figures(self, lines: list[Line], segment: Segment, bottom: int, own: Mapping[int, Stamp]) -> set[str]:
        found = set()
        for at in range(max(bottom, segment.anchor - _REACH), segment.start):
            line = lines[at]
            written = at in own and ":" in own[at].text
            member = not written and (line.number or line.kind == "panel" or (line.stamps and at not in own))
            rich = line.stamps or sum(map(str.isdecimal, line.text)) >= _DIGITS
            if member and rich and at != segment.anchor and line.floor is None:
                found.add(line.text)
        return found

    def tells(self, names: Mapping[int, str]) -> bool:
        """Whether the figures say of several posts that they are one member's, and the names say so, too."""
        told = sum(names.get(a) == names.get(b) is not None for a, b in self.same)
        return told > 1 and self.agree(names) == 1.0

    def agree(self, names: Mapping[int, str]) -> float:
        """How well names fit the figures, 0 to 1: one name for posts of one member, two for those of two."""
        told = [(a, b) for a, b in self.same if a in names and b in names]
        one = sum(names[a] == names[b] for a, b in told) / len(told) if told else 1.0
        by: dict[str, list[int]] = {}
        for at, name in sorted(names.items()):
            by.setdefault(name, []).append(at)
        pairs = [pair for posts in by.values() for pair in combinations(posts, 2)]
        two = 1 - sum(pair in self.others for pair in pairs) / len(pairs) if pairs else 1.0
        return one * two


def _may_rank(line: Line) -> bool:
    return line.kind is None and len(line.text) <= _LONG and not (line.number or line.stamps or line.floor or line.picture)


def _bottoms(segments: list[Segment]) -> list[int]:
    """Where the body of the post above begins."""
    return [0, *(segment.start for segment in segments[:-1])]
