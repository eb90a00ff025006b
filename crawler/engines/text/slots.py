"""Places at posts that hold something like a name: beside the time, at a distance from the anchor, beside lines that come again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from crawler.engines.text.alignment import Segment
from crawler.engines.text.line import Line
from crawler.engines.text.moments import WEEKDAY
from crawler.engines.text.names import name_in, whole
from crawler.engines.text.screen import columns
from crawler.engines.text.stamps import Stamp
from crawler.lexicon.around import around

INITIAL = "initial"
"""The kind of a place below a name's first letter, which stands in place of a picture: not all have it."""
REACH = 14
"""Lines above an anchor among which its author's name is looked for."""
_FAR = 40
"""Lines above an anchor that can belong to its post."""
_NAMED = 48
"""Columns of a line above a head that may name its author: in longer ones somebody is only named."""
_TWICE = 90
"""Characters of a line that may be a name, twice."""
_BESIDE = 2
"""Lines above an anchor that stand beside it: a name and a time there are its own."""
_MARKS, _AWAY = 16, 3
"""Lines by which places in heads are known, and how far away these places are, at most."""
_BY = re.compile(
    r"^(?:[|»•·\W]*)(?:(?:(?:post(?:ed)?|written|submitted|started|asked|answered|created|replied|reply|comment|message)"
    r"(?=\s+(?:this\s+)?(?:by|from|message|von|par|por)\b|\s*[:：])|author|作者|发信人|發信人|发帖人|楼主|樓主|原帖由|由|par|von|por|da|door|av|от|autor|auteur|автор|投稿者|名前|작성자"
    r"|글쓴이|gepostet von|verfasst von|geschrieben von)"
    r"(?:\s+(?:this\s+)?(?:by|message|von|par|por))?\s*[:：]?\s+|by\s+)",
    re.IGNORECASE,
)
NAMES = re.compile(r"(?:\bby|作者|楼主|樓主|发信人|author|autor|auteur|автор|von|par|por|投稿者|名前)\s*[:：]?\s*$", re.IGNORECASE)
_VALUED = re.compile(
    r"(?:country|location|from|来自|來自|所在地|地区|rank|title|occupation|interests|gender|性别|age"
    r"|real name|local time|diagnosis|reason)\s*[:：]?",
    re.IGNORECASE,
)
"""Labels whose value is a word that may be taken for a name."""
_SAID = re.compile(
    r"[\s,，|·•»\-–—:：(（\[]*(?:(?:has |have )?(?:post(?:ed)?|wrote|writes|said|says|replied|asked|answered"
    r"|commented|发表于|發表於|发布于|发表|发布|回复于|回复|写道|說道|说道|schrieb|a écrit|escribió|ha scritto|написал\w*)(?:\s+(?:this"
    r"|on|at))?"
    r"|(?<![^\W_])(?:on|at|am|le|el|um|il|in|w)|(?<!\S)(?:(?:发表|發表|发布)?[时時][间間]|日期|date|time|datum|fecha)(?=\s?[:：])|»|·|•|@|,)?"
    r"[\s:：»|·•,(（\[\-–—]*$",
    re.IGNORECASE,
)

_FOLD, _RATED = (
    re.compile(r"^\s*\[[–—+-]\]\s*"),
    re.compile(r"(?:\s*\[[A-Za-z ]{1,14}\]|\s*-?\d[\d.,]*k?\s?(?:points?|votes?|upvotes?|pts))+\s*$", re.IGNORECASE),
)
"""What folds an answer in a tree, before a name, and what its votes are, behind it."""


@dataclass(slots=True)
class Slot:
    """A place that names somebody at most of the posts."""

    kind: str
    """How the place is known."""
    names: dict[int, str]
    """The name at a post, by the post's place."""
    lines: dict[int, int]
    """Where it stands."""
    score: float = 0.0


class _Slots:
    """The places, as they are found at one post after the other."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Slot] = {}

    def add(self, kind: str, what: str, at: int, line: int, name: str | None) -> None:
        """Notes a name at a post; the first one in a place counts."""
        if name is not None:
            slot = self.found.get((kind, what)) or self.found.setdefault((kind, what), Slot(kind, {}, {}))
            if at not in slot.names:
                slot.names[at], slot.lines[at] = name, line


def find(lines: list[Line], segments: list[Segment], stamps: dict[int, Stamp], ranks: frozenset[str] = frozenset()) -> list[Slot]:
    """The places that hold something like a name; ``ranks`` are lines that stand at several members' posts."""
    slots = _Slots()
    marks = Landmarks(lines, segments, ranks)
    for at, segment in enumerate(segments):
        bottom = max(segments[at - 1].start if at else 0, segment.anchor - _FAR)
        top = max(bottom, segment.head - 3)
        _in_lines(slots, lines, at, segment, top, stamps)
        end = min(segment.start + 1, len(lines))
        first = min(top, max(bottom, segment.anchor - REACH))
        names = [
            (place, name)
            for place in range(end - 1, first - 1, -1)
            if not lines[place].picture and (name := _name(lines, place)) and not (place and _announces(lines[place - 1]))
        ]
        for place, name in names:
            if place == segment.anchor:
                if place not in stamps:
                    slots.add("anchor", "", at, place, name)
            elif place > segment.anchor:
                if place == segment.anchor + 1 and NAMES.search(lines[place - 1].text[-12:]):
                    slots.add("label", "behind", at, place, name)
                if place < segment.end:
                    slots.add("behind", str(place - segment.anchor), at, place, name)
            else:
                _above(slots, lines, at, segment, place, top, bottom, name, stamps, marks.away(place, segment.anchor))
        for place, name in names:
            for mark, off in marks.near(place, at):
                slots.add("mark", f"{mark} {off}", at, place, name)
        for place, name in reversed(names):
            if place >= top and name != lines[place].text and around(lines[place].text.rpartition(" ")[2]) == "status":
                slots.add("there", "", at, place, name)
        for place in range(first, segment.start):
            if place > bottom and _initial(lines[place - 1].text, lines[place].text):
                slots.add(INITIAL, "", at, place, name_in(lines[place].text))
        for place in range(top, segment.start):
            _said_twice(slots, lines, at, place, bottom)
    return [slot for slot in slots.found.values() if slot.names]


def _in_lines(slots: _Slots, lines: list[Line], at: int, segment: Segment, top: int, stamps: dict[int, Stamp]) -> None:
    """The names beside times, and those of links to members."""
    for place in range(segment.anchor, min(segment.start + 1, len(lines))):
        for kind, text in beside(lines[place], stamps.get(place)):
            slots.add(kind, "", at, place, name_in(text))
    for place in range(segment.anchor - 1, top - 1, -1):
        for kind, text in beside(lines[place], stamps.get(place)):
            if kind == "by" or place >= segment.head or (kind == "before" and place >= segment.anchor - _BESIDE):
                slots.add(kind + "^", "", at, place, name_in(text))
    for place in range(top, segment.start):
        for person in lines[place].people if place >= segment.head or columns(lines[place].text) <= _NAMED else ():
            slots.add("people", "", at, place, name_in(person))


def _name(lines: list[Line], at: int) -> str | None:
    """The name that a line may be: the whole of it, where it stands twice."""
    text = lines[at].text
    return name_in(text, twice=text in (lines[at - 1].text if at else "", lines[at + 1].text if at + 1 < len(lines) else ""))


def _initial(letter: str, name: str) -> bool:
    """Whether a line is the first letter of the next one: it stands in place of a member's picture."""
    return len(letter) == 1 < len(name) and letter.isalnum() and name[0].upper() == letter


def _announces(line: Line) -> bool:
    """Whether a line is the label of a member's figure or place alone: what stands below is its value."""
    return line.kind == "panel" and not line.key.count("0") and not line.stamps and _VALUED.fullmatch(line.text) is not None


def _above(
    slots: _Slots,
    lines: list[Line],
    at: int,
    segment: Segment,
    place: int,
    top: int,
    bottom: int,
    name: str,
    stamps: dict[int, Stamp],
    away: tuple[int, ...],
) -> None:
    """A line above the anchor that may be a name, by what it stands beside."""
    if place >= max(bottom, segment.anchor - REACH):
        for how, steps in enumerate(away):
            slots.add("off", f"{how} {steps}", at, place, name)
    if place < top:
        return
    below = next((other for other in lines[place + 1 : segment.anchor + 1] if not other.bare), lines[place])
    if below.kind:
        ranked = below.kind in ("rank", "status")
        slots.add("ranked" if ranked else "above", below.kind if ranked else below.key, at, place, name)
        if ranked and (
            label := next((other for other in lines[place + 1 : segment.anchor] if other.kind not in ("rank", "status", None)), None)
        ):
            slots.add("above", label.key, at, place, name)
    if place + 1 in stamps or (place + 2 in stamps and lines[place + 1].bare):
        slots.add("timed", "", at, place, name)
    if place > bottom and lines[place - 1].kind:
        slots.add("below", lines[place - 1].key, at, place, name)
    if place > bottom and NAMES.search(lines[place - 1].text[-12:]):
        slots.add("label", "", at, place, name)
    if place > bottom and (lines[place - 1].rule or (lines[place - 1].bare and place - 1 > bottom and lines[place - 2].rule)):
        slots.add("ruled", "", at, place, name)
    if place < segment.head:
        slots.add("top", str(place - segment.head), at, place, name)


def _said_twice(slots: _Slots, lines: list[Line], at: int, place: int, bottom: int) -> None:
    """A name that stands twice: as a picture's words, with a status behind."""
    before = lines[place - 1].text if place else ""
    words = lines[place].text
    if len(words) > _TWICE:
        return
    if place > bottom and (before == words or (len(words) > 1 and before.startswith(words + " "))):
        slots.add("twice", "", at, place, name_in(words, twice=before == words))
    elif place > bottom and len(before) > 1 and words.startswith(before + " "):
        slots.add("twice", "", at, place - 1, name_in(before))
    elif (once := whole(words)) != words and " ".join(words.split()[: 2 * len(once.split())]) == f"{once} {once}":
        slots.add("twice", "", at, place, name_in(once))


class Landmarks:
    """The lines that stand in most heads, by which a place is known whatever stands between it and the anchor."""

    def __init__(self, lines: list[Line], segments: list[Segment], ranks: frozenset[str] = frozenset()) -> None:
        self.steps = _steps(lines)
        """The lines' places, where figures that follow figures stand in one: a table's cells can be in one line or in several."""
        idle = [line.kind in ("rank", "status") or line.bare or len(line.text) == 1 for line in lines]
        self.steady = list(accumulate(not one for one in idle))
        """The lines' places, counted without what not everybody has: a rank, a status, a letter in place of a picture."""
        self.rankless = list(accumulate(not (one or line.text in ranks) for one, line in zip(idle, lines, strict=True)))
        """The same, counted without ``ranks``, too."""
        self.at: list[dict[str, int]] = []
        for before, segment in zip([None, *segments[:-1]], segments, strict=True):
            bottom = max(before.start if before else 0, segment.anchor - 40, segment.head - 1)
            self.at.append({_mark(lines, place): place for place in range(bottom, segment.anchor + 1)})
        seen = Counter(mark for marks in self.at for mark in marks)
        usual = [mark for mark, count in seen.most_common(_MARKS) if count >= max(2, 0.6 * len(segments))]
        self.own = [[(mark, at[mark]) for mark in usual if mark in at] for at in self.at]

    def away(self, place: int, anchor: int) -> tuple[int, ...]:
        """How far a line is from an anchor, in each count."""
        return tuple(count[place] - count[anchor] for count in (self.steps, self.steady, self.rankless))

    def near(self, place: int, at: int) -> Iterator[tuple[str, int]]:
        """The landmarks of a post beside a line, and how many lines they are away."""
        for mark, known in self.own[at]:
            if 0 < abs(off := self.steps[place] - self.steps[known]) <= _AWAY:
                yield mark, off


def _steps(lines: list[Line]) -> list[int]:
    """The lines' places, counted without figures and signs that follow others."""
    idle = [line.bare or line.number for line in lines]
    return list(accumulate(not (one and before) for one, before in zip(idle, [False, *idle[:-1]], strict=True)))


def _mark(lines: list[Line], at: int) -> str:
    """What a landmark is known by: its words; figures alone are known by the words behind them too."""
    key = lines[at].key
    return key if not lines[at].number or at + 1 == len(lines) else f"{key}\n{lines[at + 1].key}"


@lru_cache(maxsize=1 << 12)
def _signed(text: str) -> str:
    """What stands behind the words that say who wrote; empty where a line does not begin with such words."""
    match = _BY.match(text)
    return text[match.end() :] if match else ""


def beside(line: Line, stamp: Stamp | None) -> Iterator[tuple[str, str]]:
    """What stands before and behind the time in a line, where it is somebody's name."""
    if stamp is None:
        if line.kind is None and (name := _signed(line.text)):
            yield "by", name
        return
    before, after = WEEKDAY.sub("", line.text[: stamp.start]), line.text[stamp.end :]
    said = _SAID.sub("", _RATED.sub("", _FOLD.sub("", before)))
    by = _BY.match(said + " ")
    if by and said[by.end() :]:
        yield "by", said[by.end() :]
    elif said.strip():
        yield "before", said
    if match := re.match(r"[\s,，|·•\-–—]*(?:by|von|par|por|от|作者|由)\s*[:：]?\s+(.+)", after, re.IGNORECASE):
        yield "by", match[1]
    elif after.strip():
        yield "after", after
