"""Boards that print a post's time below what was written: their lines in the order of the others, with the time above."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from crawler.engines.text.line import Line
from crawler.engines.text.names import name_in

_LEAST = 4
"""Posts from which on it shows on which side of the time the words stand."""
_MOST = 0.7
"""Share of the posts that are most of them."""
_SOME = 0.3
"""Share of the lines above times that are no names, where they are words: many answers are as short as names."""
_HEAD = 45
"""Lines above the first time that can belong to its post."""
_PARTED = 2
"""Lines above a time in which the name that belongs to it stands, where tags parted them."""
_RANK = 24
"""Characters of a rank behind a name."""
_SIGNS = " ,，|·•-–—"
_LINES = 6
"""Lines between the words and the time below them."""
_BUTTONS = frozenset(("button", "page", "foot"))
_FURNITURE = frozenset(("button", "panel", "status", "rank", "page", "foot"))


class Raised(NamedTuple):
    """Lines in the order of other boards."""

    order: list[int]
    """The lines' old places, in the new order."""
    bodies: dict[int, tuple[int, int]]
    """Where words begin and end, by their time's place, all in the new order: answers to a post can stand below its time."""
    exact: bool
    """No line of a head stands where words begin."""


def raised(lines: list[Line], at: list[int]) -> Raised | None:
    """The lines with times above the words that they stand below; None where they stand above already."""
    signed = len(at) >= _LEAST and _signed(lines, at)
    if len(at) < _LEAST or not (signed or _below(lines, at)):
        return None
    bounds = list(zip([max(0, at[0] - _HEAD), *(place + 1 for place in at)], at, strict=False))
    seen = Counter(key for start, end in bounds for key in {_key(line) for line in lines[start:end]})
    usual = {key for key, count in seen.items() if count >= 0.6 * len(at)}
    lows = [end if signed else _tail(lines, start, end) for start, end in bounds]
    tops = [_top(lines, start, low, usual) for (start, _), low in zip(bounds, lows, strict=True)]
    above = Counter(_key(lines[top - 1]) for top in tops[1:] if top)
    order: list[int] = []
    bodies: dict[int, tuple[int, int]] = {}
    done = 0
    for (start, end), low, found in zip(bounds, lows, tops, strict=True):
        foot, top, last = low, found, end
        sign = _sign(lines, end) if signed else None
        if sign:
            foot, name = sign
            places = range(start, foot) if done else range(foot - 1, -1, -1)
            top = next((place for place in places if _is_named(lines[place], name)), top)
            top = top - 1 if top and not done and lines[top - 1].text == name else top
        elif low < end and not done:
            key = above.most_common(1)[0][0] if above else ""
            top = next((place + 1 for place in range(low - 1, start - 1, -1) if _key(lines[place]) == key), top)
        elif top == foot and above:
            key = above.most_common(1)[0][0]
            top = next((place + 1 for place in range(foot - 1, start - 1, -1) if _key(lines[place]) == key), top)
        if low < end and not lines[end].stamps and end + 1 < len(lines) and lines[end + 1].stamps:
            last = end + 1
        top = foot if top is None else min(top, foot)
        order += [*range(done, top), *range(foot, last + 1), *range(top, foot)]
        body = len(order) - (foot - top)
        named = next((place for place in range(top, foot) if not (sign and _is_named(lines[place], sign[1]))), foot) - top
        bodies[body - (last - end) - 1] = body + named, len(order)
        done = last + 1
    return Raised([*order, *range(done, len(lines))], bodies, exact=not signed)


def _top(lines: list[Line], start: int, end: int, usual: set[str]) -> int | None:
    """The line behind the last one of the head above somebody's words."""
    return next((place + 1 for place in range(end - 1, start - 1, -1) if _is_head(lines[place], usual)), None)


def _signed(lines: list[Line], at: list[int]) -> bool:
    """Whether the names beside the times are those of the heads above the words, not of those below the times."""
    once = Counter(line.text for line in lines)
    above = below = told = 0
    words = [0, 0]
    for before, place, after in zip([max(0, at[0] - _HEAD), *at], at, [*at[1:], min(len(lines), at[-1] + _HEAD)], strict=False):
        if (sign := _sign(lines, place)) is None:
            continue
        foot, name = sign
        told += 1
        head = next((other for other in range(foot - 2, before, -1) if _is_named(lines[other], name)), None)
        above += head is not None
        below += any(_is_named(line, name) for line in lines[place + 1 : min(after, place + _HEAD)])
        words[0] += head is not None and any(_is_said(line, once) for line in lines[head + 1 : foot])
        words[1] += any(_is_said(line, once) for line in lines[place + 1 : place + 3])
    return told >= _MOST * len(at) and above >= _MOST * told and below <= (1 - _MOST) * told and words[0] > words[1]


def _sign(lines: list[Line], at: int) -> tuple[int, str] | None:
    """The name before a time, in its line or in one above, and the first line of what stands there: a post's number can be above."""
    if not lines[at].stamps:
        return None
    floor = lines[at].floor
    words, foot = lines[at].text[floor.end if floor and not floor.start else 0 : lines[at].stamps[0].start], at
    while not words.strip(_SIGNS) and foot and at - foot < _PARTED:
        foot -= 1
        words = "" if lines[foot].kind else lines[foot].text
    name = name_in(words)
    if name is None:
        return None
    while foot and (above := lines[foot - 1].floor) is not None and above.whole:
        foot -= 1
    return foot, name


def _is_named(line: Line, name: str) -> bool:
    """Whether a line is a name, alone or with a number before it or a rank behind it."""
    text = line.text
    return text == name or (
        not line.stamps
        and 0 < len(text) - len(name) <= _RANK
        and (text.startswith(f"{name} ") or (text.endswith(f" {name}") and text[0].isdecimal()))
    )


def _below(lines: list[Line], at: list[int]) -> bool:
    """Whether words stand directly above most times, the first one's too, and buttons directly below, the last one's too."""
    tails = [_tail(lines, start, place) for start, place in zip([0, *at], at, strict=False)]
    above = [lines[tail - 1] for tail in tails if tail]
    below = [lines[place + 1] if place + 1 < len(lines) else None for place in at]
    words = Counter(line.text for line in above)
    again = Counter(line.key for line in below if line)
    written = sum(_is_written(line) and words[line.text] < _LEAST for line in above)
    idle = sum(line is None or line.kind in _FURNITURE or again[line.key] >= 0.5 * len(at) for line in below)
    if written < _MOST * len(at) or idle < _MOST * len(at):
        return False
    after = next((line for line in lines[at[-1] + 1 :] if line.kind != "button" and not line.bare), None)
    sentences = sum(name_in(line.text) is None for line in above)
    return (sentences >= _SOME * len(at) and _led(lines, at)) or (
        sentences >= 0.5 * len(at)
        and (_is_written(above[0]) or tails[0] < at[0] - 1)
        and (
            after is None
            or after.kind in ("page", "foot")
            or sum(tail < place - 1 for tail, place in zip(tails, at, strict=True)) >= _MOST * len(at)
        )
    )


def _led(lines: list[Line], at: list[int]) -> bool:
    """Whether lines of heads that come again between the times stand above the first one, too, and not below the last one.

    What stands directly below a time does not count: it can be a button in either order.
    """
    between: Counter[str] = Counter()
    for start, end in pairwise([max(-2, at[0] - _HEAD - 2), *at]):
        between.update(_led_by(lines[start + 2 : end]))
    least = max(2, _MOST * len(at))
    again = {key for key, count in between.items() if count >= (2 if key[0] == "\0" else least)}
    first, last = _led_by(lines[max(0, at[0] - _HEAD) : at[0]]), _led_by(lines[at[-1] + 2 : at[-1] + _HEAD])
    once = Counter(line.text for line in lines)
    follows = sum(_follows(lines[place + 1 : place + 1 + _LINES], once) for place in at)
    return bool(again & first - last) and follows <= (1 - _MOST) * len(at)


def _follows(below: list[Line], once: Counter[str]) -> bool:
    """Whether words stand below a time before any button or figure does."""
    for line in below:
        if line.kind in _FURNITURE:
            return False
        if _is_said(line, once):
            return True
    return False


def _led_by(lines: list[Line]) -> set[str]:
    """What a head's lines are known by: their keys, and their words where these can be a name or a rank."""
    short = [line for line in lines if not (line.bare or line.number or line.picture) and len(line.text) <= _RANK]
    return {line.key for line in short if line.kind not in _BUTTONS} | {f"\0{line.text}" for line in short if not line.kind}


def _tail(lines: list[Line], start: int, end: int) -> int:
    """The first line of what stands between the words and the time below them: a number, where somebody wrote, with which program."""
    top = end
    while top > start + 1 and lines[top - 1].row == lines[end].row:
        top -= 1
    for place in range(top - 1, max(start, end - _LINES), -1):
        line = lines[place]
        if line.kind == "panel" or (line.floor is not None and line.floor.whole):
            top = place
        elif line.kind or len(line.text) > _RANK:
            break
    numbered = any(line.floor and (line.floor.whole or lines[top].row == line.row) for line in lines[top : end + 1])
    return top if top < end and numbered else end


def _is_said(line: Line, once: Counter[str]) -> bool:
    """Whether a line stands nowhere else and is no name."""
    return _is_written(line) and once[line.text] == 1 and name_in(line.text) is None


def _is_written(line: Line) -> bool:
    return not line.kind and not line.number and not line.bare and not line.stamps


def _is_head(line: Line, usual: set[str]) -> bool:
    return line.kind in _FURNITURE or _key(line) in usual


def _key(line: Line) -> str:
    return "0" if line.number and not line.stamps else line.key
