"""Who wrote the posts, and when: from the place at the anchors that says it at most of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

from crawler.engines.text.affixes import without_affixes
from crawler.engines.text.alignment import Segment
from crawler.engines.text.heading import REPLY, SITE, clean, trail
from crawler.engines.text.line import Line
from crawler.engines.text.names import name_in
from crawler.engines.text.profiles import Profiles
from crawler.engines.text.screen import columns
from crawler.engines.text.slots import INITIAL, NAMES, Slot, find
from crawler.engines.text.stamps import Stamp
from crawler.lexicon.around import letters

_TWICE = 0.6
"""Share of the posts whose head names the author in two places, where all posts are one person's."""
_SURE, _BESIDE = 0.81, 0.6
"""How sure a place must be, anywhere and beside a time or in a link to a member."""
_ABOVE, _OUTSIDE = 2, 0.5
"""Lines above a head that may still be its own, and how much less is thought of places further up, which are in the post above."""
_LABELLED, _USUAL, _SEVERAL = 0.8, 0.6, 3
"""How much less is thought of values below labels, the share of the posts that is most of them, and how many posts tell it."""
_FITS = 0.2
"""How much more is thought of names that are one where members' figures are, and two where these are two."""
_RANKED = 0.95
"""How much is thought of places with words that stand at several members' posts: of two equal ones the other names the author."""
_BELOW = 2
"""Lines below a name in which what its member is called stands."""
_MOVED = 0.5
"""How much less is thought of places all of whose names stand above them."""
_APART, _BRIEF = 2, 12
"""Lines between two that say the thread's title, at least: names stand twice, too, side by side; and columns of a title."""
_PRIORS = {
    "people": 0.4,
    "before": 0.35,
    "by": 0.35,
    "by^": 0.3,
    "there": 0.6,
    "label": 0.2,
    "ranked": 0.15,
    "twice": 0.15,
    "ruled": 0.3,
    "timed": 0.1,
    "anchor": 0.1,
    "above": 0.05,
    "below": 0.05,
    "behind": -0.15,
    "top": -0.3,
}
"""What kinds of places are more likely to name the author than others, where the names themselves do not tell."""
_TELLING = frozenset(("before", "by", "by^", "people", "twice", "there"))
"""Places that say by themselves what they are."""
_CITED = re.compile(
    r"(?:^|[\s:：@])(?P<name>[^\s:：@|][^:：@|]{0,38}?)\s*(?:\bwrote\b|\bsaid\b|\bschrieb\b|a écrit|escribió"
    r"|ha scritto|写道|寫道|说|发表于|發表於|回复了|回覆了|написал|\bposted\b|\breplied\b|さん)"
    r"|(?:\bby|from|@|楼主|作者|回复|引用)\s*[:：]?\s*(?P<after>[^\s:：,，][^:：,，\n]{0,38})",
    re.IGNORECASE,
)
_CITES = re.compile(
    r"wrote|said|schrieb|écrit|escribi|scritto|写道|寫道|说|发表于|發表於|написал|posted|replied|さん|by|from|@|楼主|作者|回复|引用",
    re.IGNORECASE,
)
"""A cheap first question for the names that lines cite."""


def authors(lines: list[Line], segments: list[Segment], stamps: dict[int, Stamp]) -> list[str | None]:
    """The posts' authors; None where no place says it.  Names that stand outside of a head are taken out of the body above."""
    profiles = Profiles(lines, segments, stamps)
    slots = find(lines, segments, stamps, profiles.ranks)
    cited = _cited(lines)
    others = _titles(lines, segments)
    places: dict[tuple[int, str], set[int]] = defaultdict(set)
    for slot in slots:
        for at, name in slot.names.items():
            places[at, name].add(slot.lines[at])
    lettered = next((slot for slot in slots if slot.kind == INITIAL), Slot(INITIAL, {}, {}))
    initials = lettered.names
    moved = {id(slot): _name_above(slot, lettered) for slot in slots}
    slots = _distinct(slots, len(segments))
    for slot in slots:
        slot.score = _score(slot, places, segments, cited, others)
        if slot.score > 0:
            slot.score *= profiles.agree(slot.names) * _agree(slot.names, initials) * (1 - _MOVED * moved[id(slot)])
            slot.score += _FITS * profiles.tells(slot.names)
            slot.score *= 1.0 if profiles.ranks.isdisjoint(slot.names.values()) else _RANKED
        if slot.score > _BESIDE:
            slot.score *= 1 - _LABELLED * _labelled(lines, slot)
    ranked = sorted((slot for slot in slots if slot.score > 0), key=lambda slot: -slot.score)
    best = next((slot for slot in ranked if not _empties(lines, segments, slot)), None)
    if best is None or best.score < (_BESIDE if best.kind in _TELLING else _SURE):
        return [None] * len(segments)
    names: list[str | None] = [best.names.get(at) for at in range(len(segments))]
    for other in sorted(ranked[ranked.index(best) + 1 :], key=lambda slot: slot.kind not in _TELLING):
        both = [at for at in best.names if at in other.names]
        agree = bool(both) and all(best.names[at] == other.names[at] for at in both)
        if agree and not _empties(lines, segments, other):
            for at, name in other.names.items():
                names[at] = names[at] or name
                best.lines.setdefault(at, other.lines[at])
    _move_heads(segments, best)
    for at, name in initials.items():
        if len(initials) > 1 or names.count(names[at]) < 2:
            names[at] = name
    names = [_beside(lines, best.lines.get(at), name) for at, name in enumerate(names)]
    names = without_affixes([_above_rank(lines, best.lines.get(at), name, profiles.ranks) for at, name in enumerate(names)])
    told = {name for name in names if name} | cited.keys()
    return [_unglued(name, told) if name else None for name in names]


def _name_above(slot: Slot, initials: Slot) -> float:
    """Moves a place's names to those below their first letters, where these stand right above: what it holds there is a rank.

    Returns the share of its names that were moved.
    """
    ranks = [at for at, place in initials.lines.items() if at in slot.lines and 0 < slot.lines[at] - place <= _BELOW]
    for at in ranks:
        slot.names[at], slot.lines[at] = initials.names[at], initials.lines[at]
    return len(ranks) / len(slot.names)


def _agree(names: Mapping[int, str], initials: Mapping[int, str]) -> float:
    """The share of the names that are those below their first letters, of the posts that have such letters."""
    both = [at for at in names if at in initials]
    return sum(names[at] == initials[at] for at in both) / len(both) if len(both) > 1 else 1.0


def _above_rank(lines: list[Line], at: int | None, name: str | None, ranks: frozenset[str]) -> str | None:
    """The name in the line above what several members are called, where something like a name stands there."""
    above = lines[at - 1] if at and name in ranks else None
    found = name_in(above.text) if above is not None and not above.kind and not above.picture else None
    return found if found and found not in ranks else name


def _beside(lines: list[Line], at: int | None, name: str | None) -> str | None:
    """A name without the words behind it, where the line below says it without them: those of a picture, or a country's."""
    below = lines[at + 1].text if at is not None and at + 1 < len(lines) else ""
    return below if name and len(below) > 1 and name.startswith(f"{below} ") else name


def _unglued(name: str, told: Collection[str]) -> str:
    """A name without its first letter before or behind it, which stands in place of a picture."""
    if name[:1] == name[1:2] and name[1:] in told:
        return name[1:]
    return name[:-1] if name[-1] == name[0].upper() and name[:-1] in told else name


def _distinct(slots: list[Slot], posts: int) -> list[Slot]:
    """The places that name somebody at half of the posts; of those that hold the same lines the one that is the likeliest by its kind."""
    several = sorted((slot for slot in slots if 2 * len(slot.names) >= posts), key=lambda slot: _PRIORS.get(slot.kind, 0.0))
    return list({(tuple(slot.names.items()), tuple(slot.lines.values())): slot for slot in several}.values())


def _empties(lines: list[Line], segments: list[Segment], slot: Slot) -> bool:
    """Whether many bodies would have nothing left without the place's line."""
    emptied = 0
    for at, place in slot.lines.items():
        of = next(
            (segment for segment in (segments[at], segments[at - 1] if at else segments[at]) if segment.start <= place < segment.end), None
        )
        if of is not None and all(line.bare for other, line in enumerate(lines[of.start : of.end], of.start) if other != place):
            emptied += 1
    return emptied >= max(1, 0.3 * len(segments))


def _move_heads(segments: list[Segment], slot: Slot) -> None:
    for at, line in slot.lines.items():
        segment = segments[at]
        if line < segment.head:
            segment.head = line
            if at and segments[at - 1].end > line:
                segments[at - 1].end = line
        elif segment.start <= line < segment.end and line - segment.start < 2:
            segment.start = line + 1


def _cited(lines: list[Line]) -> Counter[str]:
    """The names that lines cite: in the heads of quotations, after "by" and "@"."""
    found: Counter[str] = Counter()
    for line in lines:
        if (line.kind is None or line.stamps) and not line.bare and len(line.text) < 120:
            found.update(_cited_in(line.text))
    return found


@lru_cache(maxsize=1 << 12)
def _cited_in(text: str) -> tuple[str, ...]:
    """The names that a line cites, each whole and by its first and its last word."""
    if not _CITES.search(text):
        return ()
    names = ((match["name"] or match["after"] or "").strip() for match in _CITED.finditer(text))
    return tuple(words for name in names for words in (name, *name.split()[:1], *name.split()[-1:]))


def _titles(lines: list[Line], segments: list[Segment]) -> frozenset[str]:
    """What heads of pages say and no author is called: the parts of the first line and of breadcrumbs, subjects."""
    found: set[str] = set()
    for at, line in enumerate(lines[: segments[0].anchor]):
        found.update(crumbs if (crumbs := trail(line.text)) and len(crumbs) > 2 else ())
        if at == 0 and len(parts := SITE.split(line.text)) > 1:
            found.update(parts)
    found.update(clean(line.text) for line in lines if REPLY.match(line.text))
    head = lines[: segments[0].anchor]
    first: dict[str, int] = {}
    for at, line in enumerate(head):
        if at - first.setdefault(line.text, at) > _APART and columns(line.text) > _BRIEF:
            found.add(line.text)
    return frozenset(found)


def _labelled(lines: list[Line], slot: Slot) -> float:
    """The share of a place's names that are values: directly below a label that comes again, with another label two lines away."""
    if slot.kind in _TELLING or len(slot.lines) < _SEVERAL or len(set(slot.names.values())) < 2:
        return 0.0
    if (above := _label(lines, slot, -1)) < _USUAL:
        return 0.0
    share = min(above, max(_label(lines, slot, -3), _label(lines, slot, 1)))
    return share if share >= _USUAL else 0.0


def _label(lines: list[Line], slot: Slot, off: int) -> float:
    """The share of a place's names at a distance from which the same words stand, which are no button and announce no author."""
    near = [lines[place + off] for place in slot.lines.values() if 0 <= place + off < len(lines)]
    keys = Counter(line.key for line in near if line.kind in (None, "panel", "page"))
    key, count = keys.most_common(1)[0] if keys else ("", 0)
    return count / len(slot.lines) if letters(key) and not NAMES.search(key[-12:]) else 0.0


def _score(
    slot: Slot, places: dict[tuple[int, str], set[int]], segments: list[Segment], cited: Counter[str], others: frozenset[str]
) -> float:
    """How likely a place names the authors; ``places`` are the lines in which a name stands at a post."""
    names, count = Counter(slot.names.values()), len(segments)
    covers = len(slot.names) / count
    if not others.isdisjoint(names):
        return 0.0
    differ = (len(names) - 1) / max(1, len(slot.names) - 1)
    agree = sum(len(places[named]) > 1 for named in slot.names.items()) / len(slot.names)
    if len(names) == 1 and count > 3 and agree < _TWICE:
        return 0.0
    named = sum(1 for name in names if cited[name]) / len(names)
    outside = sum(line < segments[at].head - _ABOVE for at, line in slot.lines.items()) / len(slot.lines)
    return covers * covers * (0.4 - _OUTSIDE * outside + differ + 0.6 * agree + 0.8 * named + _PRIORS.get(slot.kind, 0.0))
