"""The anchors of a text's posts: lines of one class, with a time or a post's number, that come again with other lines between."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from crawler.engines.text.line import Line
from crawler.engines.text.lines import key_of
from crawler.engines.text.heads import names_alone
from crawler.engines.text.moments import POSTED, in_order, is_posted, order_of, own_stamp, without_quotations
from crawler.engines.text.stamps import Stamp
from crawler.lexicon.around import around, letters

NEAR = 6
"""Lines before and behind an anchor that are compared with those of the others."""
_UNTIMED = ("floor", "floors", "words", "ruled")
_PRIORS = {"words": 0.35, "ruled": 0.4}
"""How much less is thought of anchors that are neither times nor numbers."""
_SENTENCE = frozenset(".!?…。！？")


@dataclass(slots=True)
class Anchors:
    """Lines that each belong to one post."""

    at: list[int]
    timed: bool
    named: bool = False
    """The lines are names, or words that stand at every post."""
    score: float = 0.0


def find(lines: list[Line]) -> tuple[list[Anchors], dict[int, Stamp]]:
    """The sets of lines that may be anchors, the best first; and the times that may be posts' own."""
    own = {at: stamp for at in range(len(lines)) if lines[at].stamps and not lines[at].depth and (stamp := own_stamp(lines, at))}
    own = without_quotations(lines, own)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    tokens = _tokens(lines, own)
    for at, stamp in own.items():
        fine, coarse = _class(lines[at], stamp, tokens)
        form = stamp.form + ("" if ":" in stamp.text else "-day")
        for name in ((form, *fine), (form, *coarse), (stamp.form, *fine), (stamp.form, *coarse), (stamp.form, coarse[0]), ("any",)):
            groups[name].append(at)
    for at, line in enumerate(lines):
        if line.floor and not line.depth:
            form = line.key if line.floor.whole else "among"
            groups["floor", form].append(at)
            groups["floors",].append(at)
        if line.kind in ("note", "status") and not line.depth:
            groups["words", line.key].append(at)
    if alone := names_alone(lines):
        groups["ruled",] = alone
    sets = {tuple(_apart(lines, at)): name[0] for name, at in reversed(groups.items())}
    found = [
        Anchors(
            _alike(lines, list(at) if name in _UNTIMED else in_order(list(at), own), own),
            name not in _UNTIMED,
            name in _PRIORS,
            _PRIORS.get(name, 1.0),
        )
        for at, name in sets.items()
        if name not in _PRIORS or len(at) > 1
    ]
    for one in found:
        one.score *= _score(lines, one, own)
    return sorted(found, key=lambda one: -one.score), own


def _tokens(lines: list[Line], own: dict[int, Stamp]) -> Counter[str]:
    """In how many lines with times each word stands."""
    return Counter(word for at in own for word in set(_around(lines[at], own[at])))


def _around(line: Line, stamp: Stamp) -> Iterable[str]:
    return re.findall(r"[^\W\d_]+|[^\w\s]", line.text[: stamp.start] + " " + line.text[stamp.end :])


def _class(line: Line, stamp: Stamp, tokens: Counter[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a line with a time is like: by its words that come again, and by what touches the time."""
    before, after = line.text[: stamp.start].strip(), line.text[stamp.end :].strip()
    parts = ["".join(word if tokens[word] > 1 else "*" for word in re.findall(r"[^\W\d_]+|[^\w\s]", part)) for part in (before, after)]
    first = re.search(r"[^\W\d_]+$|[^\w\s]$", before)
    last = re.match(r"[^\W\d_]+|[^\w\s]", after)
    return (re.sub(r"\*+", "*", parts[0]), re.sub(r"\*+", "*", parts[1])), (
        _touching(first[0] if first else "", tokens),
        _touching(last[0] if last else "", tokens),
    )


def _touching(word: str, tokens: Counter[str]) -> str:
    return word if not word or not word.isalnum() or tokens[word] > 1 else "*"


def _apart(lines: list[Line], at: list[int]) -> list[int]:
    """Without the lines that follow another with nothing between: a time printed twice."""
    kept: list[int] = []
    for place in at:
        if not kept or any(not lines[between].bare for between in range(kept[-1] + 1, place)):
            kept.append(place)
    return kept


def _alike(lines: list[Line], at: list[int], own: dict[int, Stamp]) -> list[int]:
    """Without those whose neighbours are nothing like the others': times in the page's head and foot, quotations."""
    if len(at) < 3:
        return at
    near = [{line.key for line in lines[max(0, a - NEAR) : a] + lines[a + 1 : a + NEAR + 1] if not line.bare} for a in at]
    seen = Counter(key for keys in near for key in keys)
    usual = {key for key, count in seen.items() if count >= max(2, 0.6 * len(at))}
    if len(usual) < 2:
        return at
    scores = [len(keys & usual) for keys in near]
    typical = sorted(scores)[len(scores) // 2]
    return [a for a, score in zip(at, scores, strict=True) if score > 0.4 * typical or (a == at[0] and is_posted(lines, a, own))]


def grown(lines: list[Line], anchors: Anchors, own: dict[int, Stamp]) -> list[int]:
    """The anchors, with those lines of other classes that stand where they stand: behind the same line, among the same others."""
    at = anchors.at
    if len(at) < 2:
        return at
    above = Counter(_sign(lines[a - 1]) for a in at if a)
    near = [_signs(lines, a) for a in at]
    seen = Counter(sign for signs in near for sign in signs)
    usual = {sign for sign, count in seen.items() if count >= max(2, 0.6 * len(at))}
    if len(usual) < 2:
        return at
    typical = sorted(len(signs & usual) for signs in near)[len(at) // 2]
    others = own if anchors.timed else [place for place, line in enumerate(lines) if line.floor and not line.depth]
    taken = set(at)
    forms = {lines[a].key for a in at if letters(lines[a].key)}
    tokens = _tokens(lines, own)
    touch = {coarse for a in at if a in own and any(coarse := _class(lines[a], own[a], tokens)[1])} - {("*", ""), ("", "*"), ("*", "*")}
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
                anchors.timed
                and _class(lines[place], own[place], tokens)[1] in touch
                and len(_signs(lines, place) & usual) >= 0.4 * typical
                and not taken.intersection(range(place - 3, place))
            )
        )
    ]
    return _apart(lines, sorted([*at, *more])) if more else at


def parted(lines: list[Line], at: list[int], own: dict[int, Stamp]) -> list[tuple[int, str]]:
    """The words behind the times of anchors that are the beginnings of what the posts say, by the anchors' places."""
    found = []
    rests = [(a, lines[a].text[own[a].end :].strip(" |·•:：-–—")) for a in at if a in own]
    seen = Counter(key_of(rest, []) for _, rest in rests)
    for a, rest in rests:
        if (
            len(letters(rest)) >= 4
            and seen[key_of(rest, [])] < max(2, 0.4 * len(at))
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


def support(lines: list[Line], at: list[int]) -> list[Counter[str]]:
    """What stands at each distance around anchors, the nearest first: the lines' keys, counted."""
    table = []
    for step in range(1, NEAR + 1):
        for off in (-step, step):
            table.append(Counter(lines[a + off].key for a in at if 0 <= a + off < len(lines)))
    return table


def _score(lines: list[Line], anchors: Anchors, own: dict[int, Stamp]) -> float:
    at = anchors.at
    count = len(at)
    if not count:
        return 0.0
    bodies = sum(1 for a, b in pairwise(at) if _says(lines, a, b)) + 1
    alike = sum(1 for keys in support(lines, at) if keys and (top := keys.most_common(1)[0])[1] >= max(2, 0.6 * count) and top[0] != "\0")
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
    return bodies * (0.3 + mono) * (1 + min(alike, 6) / 4) * (1 + label / count) * (1 - 0.5 * wordy) * ((1.05 + 0.15 * clocked) if anchors.timed else 1.0)


def _says(lines: list[Line], start: int, end: int) -> bool:
    return any(not line.kind and not line.bare and not line.number and not line.picture for line in lines[start + 1 : end])


def _floors_run(lines: list[Line], at: list[int]) -> float:
    numbers = [floor.number for a in at if (floor := lines[a].floor)]
    steps = [b - a for a, b in pairwise(numbers)]
    if not steps:
        return 1.0 if numbers == [1] else 0.3
    return max(sum(1 for step in steps if 1 <= step <= 3), sum(1 for step in steps if -3 <= step <= -1)) / len(steps)


def _times_grow(lines: list[Line], at: list[int], own: dict[int, Stamp]) -> float:
    """The share of times that are not before the one above (or not behind, where all go down)."""
    order = [order_of(own[a]) for a in at if a in own]
    pairs = [(a, b) for a, b in pairwise(order) if a and b and len(a) == len(b)]
    if not pairs:
        return 0.6
    grows, falls = sum(a <= b for a, b in pairs), sum(a >= b for a, b in pairs)
    same = sum(a == b for a, b in pairs) / len(pairs)
    return max(grows, falls) / len(pairs) - (0.4 * same if same > 0.5 and len(pairs) > 1 else 0)
