"""What a set of anchors lacks: lines of other classes that stand where they stand, and beginnings of bodies behind their times."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from crawler.engines.text.classes import class_of, tokens_of
from crawler.engines.text.line import Line
from crawler.engines.text.lines import key_of
from crawler.engines.text.scores import NEAR, Anchors
from crawler.engines.text.stamps import Stamp
from crawler.lexicon.around import around, letters

_TWICE, _PAIRED = 4, 0.4
"""Lines from a time to itself where heads print it twice, and the share of the lines that are then the first of two."""
_NAMED_TWICE, _BRIEF = 16, 48
"""The same, where the name above the first time comes again between the two, and characters of what else can stand there."""
_SENTENCE = frozenset(".!?…。！？")
_ANY_WORDS = frozenset((("*", ""), ("", "*"), ("*", "*")))
"""What touches a time where it is no word that comes again."""


def apart(lines: list[Line], at: list[int]) -> list[int]:
    """Without the lines that follow another with nothing between: a time printed twice."""
    kept: list[int] = []
    for place in at:
        if not kept or any(not lines[between].bare for between in range(kept[-1] + 1, place)):
            kept.append(place)
    return kept


def once(lines: list[Line], at: list[int], own: dict[int, Stamp]) -> list[int]:
    """Without the first of two lines that say the same time, a few lines apart, where most of the lines come so."""
    same = [(a, b) for a, b in pairwise(at) if b - a <= _NAMED_TWICE and a in own and b in own and own[a].text == own[b].text]
    above = Counter(line.text for place in at for line in lines[max(0, place - 2) : place])
    labels = frozenset(text for text, count in above.items() if count > max(2, _PAIRED * len(at)))
    twice = {a for a, b in same if b - a <= _TWICE or _named(lines, a, b, labels)}
    return [place for place in at if place not in twice] if len(twice) >= _PAIRED * len(at) else at


def _named(lines: list[Line], first: int, second: int, labels: frozenset[str]) -> bool:
    """Whether what stands above a time comes again between it and the next one: a name, and no label of times."""
    above = {line.text for line in lines[max(0, first - 2) : first] if not (line.kind or line.number) and len(line.text) > 1} - labels
    between = lines[first + 1 : second]
    if any(len(line.text) > _BRIEF or line.text[-1] in _SENTENCE for line in between):
        return False
    return any(line.text in above for line in between)


def grown(lines: list[Line], anchors: Anchors, own: dict[int, Stamp]) -> list[int]:
    """The anchors, with those lines of other classes that stand where they stand: behind the same line, among the same others."""
    more = _grown(lines, anchors.at, own, timed=anchors.timed)
    return _grown(lines, more, own, timed=anchors.timed) if len(more) > len(anchors.at) else more


def _grown(lines: list[Line], at: list[int], own: dict[int, Stamp], *, timed: bool) -> list[int]:
    if len(at) < 2:
        return at
    above = Counter(_sign(lines[a - 1]) for a in at if a)
    near = [_signs(lines, a) for a in at]
    seen = Counter(sign for signs in near for sign in signs)
    usual = {sign for sign, count in seen.items() if count >= max(2, 0.6 * len(at))}
    if len(usual) < 2:
        return at
    typical = sorted(len(signs & usual) for signs in near)[len(at) // 2]
    others = own if timed else [place for place, line in enumerate(lines) if line.floor and not line.depth]
    taken = set(at)
    forms = {lines[a].key for a in at if letters(lines[a].key)}
    tokens = tokens_of(lines, own)
    touch = {coarse for a in at if a in own and any(coarse := class_of(lines[a], own[a], tokens)[1])} - _ANY_WORDS
    more = [
        place
        for place in others
        if place
        and place not in taken
        and (
            (
                (above[_sign(lines[place - 1])] >= 0.3 * len(at) or lines[place].key in forms)
                and len(_signs(lines, place) & usual) >= 0.7 * typical
            )
            or (
                timed
                and class_of(lines[place], own[place], tokens)[1] in touch
                and len(_signs(lines, place) & usual) >= 0.4 * typical
                and not taken.intersection(range(place - 3, place))
            )
        )
    ]
    return once(lines, apart(lines, sorted([*at, *more])), own) if more else at


def parted(lines: list[Line], at: list[int], own: dict[int, Stamp]) -> list[tuple[int, str]]:
    """The words behind the times of anchors that are the beginnings of what the posts say, by the anchors' places."""
    found = []
    rests = [(a, lines[a].text[own[a].end :].strip(" |·•:：-–—")) for a in at if a in own]
    seen = Counter(key_of(rest, []) for _, rest in rests)
    for a, rest in rests:
        if (
            len(letters(rest)) >= 4
            and seen[key_of(rest, [])] < max(2, (0.8 if rest[-1] in _SENTENCE else 0.4) * len(at))
            and not around(rest)
            and (len(rest) > 24 or rest[-1] in _SENTENCE)
        ):
            found.append((a, rest))
    return found if len(found) >= 0.25 * len(at) or len(at) < 3 else []


def _sign(line: Line) -> str:
    """What a line is among its neighbours, where its number or word does not count."""
    return "\2" if line.floor and line.floor.whole else line.key


def _signs(lines: list[Line], at: int) -> set[str]:
    return {_sign(line) for line in lines[max(0, at - NEAR) : at] + lines[at + 1 : at + 4] if not line.bare}
