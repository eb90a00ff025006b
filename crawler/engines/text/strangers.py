"""Times among posts that are none of a post's own: heads of quotations, remarks below a post."""

from __future__ import annotations

from crawler.engines.text.alignment import Segment
from crawler.engines.text.floors import printed
from crawler.engines.text.line import Line
from crawler.engines.text.moments import POSTED, order_of
from crawler.engines.text.stamps import Stamp
from crawler.lexicon.around import letters

_LEAST = 4
"""Posts whose numbers tell that they go on by one."""
_SHORT = 0.5
"""Share of the usual head from which on a segment's is one, though no number is in it: a post that stays on top has none."""
_NEAR = 8
"""Lines below a post's time in which a quotation can begin."""


def without(lines: list[Line], segments: list[Segment], own: dict[int, Stamp]) -> list[int]:
    """The anchors that are posts'; empty where all are."""
    numbers = [printed(lines, segment) for segment in segments]
    counted = sum(number is not None for number in numbers) >= _LEAST
    usual = sorted(segment.anchor - segment.head for segment in segments)[len(segments) // 2]
    kept = [segments[0].anchor]
    for at, segment in enumerate(segments[1:], 1):
        between = counted and at + 1 < len(segments) and _goes_on(numbers[at - 1], numbers[at], numbers[at + 1])
        between = between and segment.anchor - segment.head < _SHORT * usual
        if not between and not _quotes(lines, kept[-1], segment.anchor, own):
            kept.append(segment.anchor)
    return kept if len(kept) < len(segments) else []


def _goes_on(above: int | None, number: int | None, below: int | None) -> bool:
    """Whether the next post's number is the next one though a segment without a number stands between."""
    return number is None and above is not None and below is not None and abs(below - above) == 1


def _quotes(lines: list[Line], above: int, at: int, own: dict[int, Stamp]) -> bool:
    """Whether a line is the head of a quotation: a name and an earlier time, with none of the post's words above it."""
    if at - above > _NEAR or above not in own or at not in own:
        return False
    before, earlier, later = lines[at].text[: own[at].start], order_of(own[at]), order_of(own[above])
    if earlier is None or later is None or not earlier < later[: len(earlier)] or not letters(POSTED.sub("", before)):
        return False
    own_words = POSTED.sub("", lines[above].text[: own[above].start])
    return not letters(own_words) and all(line.kind or line.bare or line.number for line in lines[above + 1 : at])
