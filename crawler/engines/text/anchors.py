"""The anchors of a text's posts: lines of one class, with a time or a post's number, that come again with other lines between."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain

from crawler.engines.text.classes import class_of, tokens_of
from crawler.engines.text.growth import apart, once
from crawler.engines.text.heads import names_alone
from crawler.engines.text.line import Line
from crawler.engines.text.moments import in_order, is_posted, own_stamp, without_quotations
from crawler.engines.text.scores import NEAR, Anchors, runs_on, score
from crawler.engines.text.stamps import Stamp

_UNTIMED = ("floor", "floors", "words", "ruled")
_AGO, _FEW = ("ago", "named"), 0.2
"""Forms of times that need no clock; share of the days that are few."""
_BELOW = 0.5
"""How much less is thought of anchors below the page's foot, where others stand above it."""
_PRIORS = {"words": 0.35, "ruled": 0.4}
"""How much less is thought of anchors that are neither times nor numbers."""


def find(lines: list[Line]) -> tuple[list[Anchors], dict[int, Stamp]]:
    """The sets of lines that may be anchors, the best first; and the times that may be posts' own."""
    own = {at: stamp for at in range(len(lines)) if lines[at].stamps and not lines[at].depth and (stamp := own_stamp(lines, at))}
    own = without_quotations(lines, own)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    tokens = tokens_of(lines, own)
    for at, stamp in own.items():
        fine, coarse = class_of(lines[at], stamp, tokens)
        form = stamp.form + ("-clock" if ":" in stamp.text else "-day")
        for name in ((form, *fine), (form, *coarse), (stamp.form, *fine), (stamp.form, *coarse), (stamp.form, coarse[0]), ("any",)):
            groups[name].append(at)
    for at, line in enumerate(lines):
        if line.floor and not line.depth:
            form = line.key if line.floor.whole else "among"
            groups["floor", form].append(at)
            groups["floors",].append(at)
        if line.kind in ("note", "status") and not line.depth:
            groups["words", line.key].append(at)
    if own:
        groups["any",] = _clocked(groups["any",], own)
    if alone := names_alone(lines):
        groups["ruled",] = alone
    distinct = {tuple(at): name[0] for name, at in reversed(groups.items())}
    sets = {tuple(once(lines, apart(lines, list(at)), own)): kind for at, kind in distinct.items()}
    found = []
    near: dict[int, frozenset[str]] = {}
    for members, kind in sets.items():
        if kind in _PRIORS and len(members) < 2:
            continue
        ordered = list(members) if kind in _UNTIMED else in_order(list(members), own)
        prior = _PRIORS.get(kind, 1.0) * len(ordered) / len(members)
        found.append(Anchors(_alike(lines, ordered, own, near), kind not in _UNTIMED, kind in _PRIORS, prior))
    seen = Counter(line.text for line in lines)
    foot = next((at for at, line in enumerate(lines) if line.kind == "foot" and seen[line.text] == 1 and own and at > min(own)), len(lines))
    for one in found:
        one.score *= score(lines, one, own, seen) * (_BELOW if one.at and one.at[0] > foot else 1.0)
    return sorted(found, key=lambda one: -one.score), own


def _clocked(at: list[int], own: dict[int, Stamp]) -> list[int]:
    """Without the days that have no clock, where nearly all others have one; what was so long ago has none anywhere."""
    bare = [a for a in at if ":" not in own[a].text and own[a].form not in _AGO]
    return [a for a in at if a not in bare] if 0 < len(bare) <= _FEW * len(at) else at


def _alike(lines: list[Line], at: list[int], own: dict[int, Stamp], known: dict[int, frozenset[str]]) -> list[int]:
    """Without those whose neighbours are nothing like the others': times in the page's head and foot, quotations.

    ``known`` keeps each line's neighbours for the next call.
    """
    if len(at) < 3 or runs_on(lines, at):
        return at
    for a in at:
        if a not in known:
            known[a] = frozenset(line.key for line in (*lines[max(0, a - NEAR) : a], *lines[a + 1 : a + NEAR + 1]) if not line.bare)
    near = [known[a] for a in at]
    seen = Counter(chain.from_iterable(near))
    usual = {key for key, count in seen.items() if count >= max(2, 0.6 * len(at))}
    if len(usual) < 2:
        return at
    scores = [len(keys & usual) for keys in near]
    typical = sorted(scores)[len(scores) // 2]
    return [a for a, score in zip(at, scores, strict=True) if score > 0.4 * typical or (a == at[0] and is_posted(lines, a, own))]
