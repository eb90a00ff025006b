"""Which lines between the anchors are what people wrote: what repeats at the same side of every anchor is the forum's.

Before an anchor stands the end of the post above (its buttons) and the beginning of its own (who wrote it); behind it the rest of that
beginning.  What is left between is the body.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from crawler.engines.text.labels import closed, ended, is_value, leading, reached, topped
from crawler.engines.text.line import Line
from crawler.engines.text.moments import POSTED
from crawler.engines.text.repeats import SENTENCE, SHORT, answers, repeated
from crawler.lexicon.around import around, letters

BEFORE = 45
"""Lines above the first anchor that may belong to its post."""
BEHIND = 80
"""Lines below the last anchor that are compared with what stands between the others."""
_TAIL = 10
"""Lines behind an anchor that may still be the post's head."""
_BESIDE = 2
"""Lines behind an anchor in which the post's time can stand."""
_TITLED = 3
"""Lines behind an anchor in which the thread's title can stand again, below its label."""
_GAP = 4
"""Lines that do not repeat among those that do: names, medals, places."""
_VIEWS, _OTHERS = 7, 2
"""Digits of a number of views, and posts that tell what stands at such a place, at least."""
_DIGITS = 4
"""Digits of a page's number."""
_TITLE = re.compile(r"(?:标题|標題|主题|主題|subject|title|betreff|sujet|asunto|тема)\s*[:：]", re.IGNORECASE)
"""The label above the thread's title in a post's head."""
_PARTING = re.compile(r"[|｜·•]")
_FURNITURE = frozenset(("button", "panel", "status", "rank", "page", "foot"))


@dataclass(slots=True)
class Segment:
    """Where the lines of one post are."""

    anchor: int
    head: int
    """The first line above the anchor that is not somebody's words."""
    start: int
    end: int
    """The body."""


class Alignment:
    """The posts of a text, by their anchors."""

    def __init__(self, lines: list[Line], at: list[int], first: int = 0) -> None:
        self.lines = lines
        self.at = at
        self._anchors = frozenset(at)
        self.first = first
        """The first line that can belong to a post."""
        self.subjects = {line.text.lower() for line in lines[: at[0] + 2] if not line.kind}
        """What the page's head says: an answer repeats its title."""
        self.answered = {line.text[length:].strip().lower() for line in lines if (length := answers(line.key))}
        """What answers repeat: the subject of the post that opens the thread."""
        self.starts = self._forward()
        ends = [*at[1:], len(lines)]
        self.regions = [
            (max(first, at[0] - BEFORE), at[0]),
            *zip(self.starts[:-1], at[1:], strict=True),
            (self.starts[-1], min(ends[-1], self.starts[-1] + BEHIND)),
        ]
        self.pillars = repeated(lines, self.regions, max(2, 0.5 * (len(at) + 1)))
        self.heads = topped(lines, self.regions[:-1], [self._back(region) for region in self.regions[:-1]])
        self.tails = self._tails()
        self._made: list[Segment] = []

    def segments(self) -> list[Segment]:
        """The posts in their order; the same each time."""
        if not self._made:
            self._made = self._parted()
        return self._made

    def _parted(self) -> list[Segment]:
        last = self._last_end()
        ends = closed(self.lines, list(zip(self.starts, [*self.heads[1:], last], [*self.at[1:], last], strict=True)), self.pillars)
        ends[-1] = ended(self.lines, self.starts[-1], ends)
        made = [Segment(*place) for place in zip(self.at, self.heads, self.starts, ends, strict=True)]
        for segment, following in zip(made, [*made[1:], None], strict=True):
            self._give_back(segment)
            if following is not None:
                following.head = max(following.head, segment.end)
        return made

    def is_furniture(self, at: int) -> bool:
        """Whether a line is the forum's, by its words or because it comes again at the other posts."""
        line = self.lines[at]
        if (length := answers(line.key)) and line.text[length:].strip().lower() in self.subjects:
            return True
        if at < self.at[0] and line.text.lower() in self.answered:
            return True
        return line.kind in _FURNITURE or line.bare or line.key in self.pillars or (line.floor is not None and line.floor.whole)

    def _forward(self) -> list[int]:
        lines, at = self.lines, self.at
        bounds = list(zip(at, [*at[1:], len(lines)], strict=True))
        common = repeated(lines, [(a + 1, min(a + 1 + _TAIL, end)) for a, end in bounds], max(2, 0.6 * len(at)), heads=True)
        self.common = common
        labels = leading(lines, bounds)
        starts = []
        for a, end in bounds:
            place, taken = a + 1, a + 1
            while place < min(end, a + 40):
                line = lines[place]
                worded = line.kind in _FURNITURE and (line.kind != "button" or a == at[0])
                known = worded or line.key in common or (line.floor is not None and line.floor.whole) or line.rule or line.key in labels
                known = known or (bool(line.stamps) and line.text == lines[a].text) or _echoes(line.text, lines[a].text)
                known = (
                    known
                    or (place - a <= _BESIDE and _dates(line))
                    or (place == a + 1 and _ends_button(lines[a], line.text))
                    or (place - a <= _TITLED and self._titles(place))
                )
                if known or (line.cell and line.row == lines[a].row and place - a < 4 and line.kind):
                    taken = place + 1
                elif after := reached(lines, place, end, labels):
                    place = taken = after
                    continue
                elif not (line.bare or line.number):
                    break
                place += 1
                if line.bare and taken == place - 1:
                    taken = place
            if a + 1 < taken < end and lines[taken - 1].key in labels and is_value(lines, taken, end):
                taken += 1
            if a == at[0] and taken + 1 < end and self._is_count(taken):
                taken += 1
            starts.append(taken)
        return starts

    def _is_count(self, at: int) -> bool:
        """Whether a line below the first anchor is a number of views: a button or a post's number stands below the others."""
        if not self.lines[at].text.isdecimal() or len(self.lines[at].text) > _VIEWS or len(self.at) < _OTHERS:
            return False
        below = [self.lines[a + 1] for a in self.at[1:] if a + 1 < len(self.lines)]
        return all(line.kind in _FURNITURE or (line.floor is not None and line.floor.whole) for line in below)

    def _titles(self, at: int) -> bool:
        """Whether a line is the label of the thread's title, or this title behind it."""
        lines = self.lines
        if match := _TITLE.match(lines[at].text):
            words = lines[at].text[match.end() :] or (lines[at + 1].text if at + 1 < len(lines) else "")
        else:
            words = lines[at].text if _TITLE.fullmatch(lines[at - 1].text) else ""
        return words.strip().lower() in self.subjects

    def _back(self, region: tuple[int, int]) -> int:
        """The first line of what belongs to the forum directly above an anchor; a few short lines may stand among the repeated ones."""
        start, end = region
        top = place = end
        while place > start:
            place -= 1
            line = self.lines[place]
            if line.file:
                break
            if self.is_furniture(place):
                if not line.bare or top - place <= 1:
                    top = place
            elif line.number or self._is_value(place, start):
                continue
            elif not self._leads_up(place, start):
                break
        return self._settle(top, start)

    def _leads_up(self, at: int, start: int) -> bool:
        """Whether a repeated line stands above a line that is not, with a few short ones between at most."""
        for place in range(at, max(start, at - _GAP) - 1, -1):
            line = self.lines[place]
            known = line.kind in ("panel", "rank", "status") and len(line.text) <= SHORT and start > self.regions[0][0]
            if (line.key in self.pillars and not line.bare) or known or (line.kind == "button" and at - place <= 2):
                return place < at
            if not line.bare and not line.number and (len(line.text) > SHORT or line.text[-1] in SENTENCE):
                return False
        return False

    def _settle(self, top: int, start: int) -> int:
        return top

    def _is_value(self, at: int, start: int) -> bool:
        """Whether a line is the figure or word that a label above it announces."""
        above = self.lines[at - 1] if at > start else None
        return (
            above is not None
            and above.kind == "panel"
            and not above.number
            and len(self.lines[at].text) <= 40
            and above.text.endswith((":", "："))
        )

    def _tails(self) -> Counter[str]:
        """The keys of the lines between bodies and the next anchors, counted."""
        tails: Counter[str] = Counter()
        for head, anchor in zip(self.heads[1:], self.at[1:], strict=True):
            tails.update({line.key for line in self.lines[head:anchor] if not line.bare})
        return tails

    def _last_end(self) -> int:
        """Where the last post ends: where the lines come that end the others, or those of the page's end."""
        lines, start = self.lines, self.starts[-1]
        least = max(1, 0.5 * (len(self.at) - 1))
        before = {line.key for line in lines[: self.heads[0]] if len(line.text) > 1 and not line.rule}
        place = start
        while place < len(lines):
            if self._ends(place, least, before):
                follow = place + 1
                while follow < len(lines) and (lines[follow].bare or lines[follow].number):
                    follow += 1
                sure = lines[place].kind == "foot" or (self.tails[lines[place].key] >= least and lines[place].kind is not None)
                if sure or follow >= len(lines) or self._ends(follow, least, before) or lines[follow].key in before:
                    break
            place += 1
        while place > start and lines[place - 1].bare:
            place -= 1
        return _before_pages(lines, start, place)

    def _ends(self, at: int, least: float, before: set[str]) -> bool:
        line = self.lines[at]
        return not line.bare and (
            line.kind in _FURNITURE
            or (bool(self.tails) and self.tails[line.key] >= least)
            or (line.key in before and len(line.text) < 60 and not line.picture)
        )

    def _give_back(self, segment: Segment) -> None:
        """Gives a body that would be empty the button's name beside it that stands at no other post: it is what somebody wrote."""
        if segment.start < segment.end:
            return
        segment.end = max(segment.start, segment.end)
        taken = [at for at in range(segment.anchor + 1, segment.start) if not self.lines[at].bare]
        for at in (segment.start, *taken[-1:]):
            line = self.lines[at] if at < len(self.lines) and at not in self._anchors else None
            if line is not None and line.kind == "button" and line.key not in self.common and line.key not in self.pillars:
                segment.start, segment.end = at, at + 1
                return


def _ends_button(anchor: Line, text: str) -> bool:
    """Whether a line is the rest of a button that begins at the end of an anchor: a screen's edge parted them."""
    begun = _PARTING.split(anchor.text[anchor.stamps[-1].end :] if anchor.stamps else anchor.text)[-1].strip()
    if not begun or len(begun) > SHORT or len(text) > SHORT or around(text):
        return False
    return any(around(f"{begun}{glue}{text}") in _FURNITURE for glue in ("", " "))


def _dates(line: Line) -> bool:
    """Whether a line is the time of a post, with words that say so before it and buttons behind it."""
    if not line.stamps or POSTED.fullmatch(line.text[: line.stamps[0].start].strip()) is None:
        return False
    rest = line.text[line.stamps[-1].end :]
    return not letters(rest) or around(rest) == "button"


def _before_pages(lines: list[Line], start: int, end: int) -> int:
    """Where a body ends below which the numbers of the thread's pages stand, one a line, going on by one, arrows among them."""
    place, numbers = end, list[int]()
    while place > start and (lines[place - 1].bare or (lines[place - 1].text.isdecimal() and len(lines[place - 1].text) <= _DIGITS)):
        place -= 1
        numbers += [int(lines[place].text)] if lines[place].text.isdecimal() else []
    runs = len(numbers) > 1 and all(above == below - 1 for below, above in pairwise(numbers))
    return place if runs and place > start else end


def _echoes(text: str, anchor: str) -> bool:
    """Whether a line is the name before an anchor's time, again."""
    rest = anchor[len(text) :] if 1 < len(text) <= SHORT and anchor.startswith(text) else ""
    return bool(rest) and rest[0] in " ,，" and any(map(str.isalpha, text)) and any(map(str.isdecimal, rest))
