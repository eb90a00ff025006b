"""Which elements of a page are the posts: repeated bodies, each with a time or a name beside it.

The bodies are found first.  A post is then the largest element that holds one body and no other, with what stands between it and its
neighbour.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from lxml.etree import _Element as Element

from crawler.engines.generic.fields.stamps import told
from crawler.engines.generic.shape.judging import ALONE, MOST_TOLD, PostGroup, judge, judge_boxes, told_apart, weigh
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import beside_body, common, place_bodies, place_posts
from crawler.engines.generic.shape.strays import above_signatures, strays
from crawler.engines.generic.shape.vocabulary import WORDS, bodily, keys_of
from crawler.markup.notices import says_none
from crawler.select import text_of

_ALIKE = 0.85
"""Share of the best score from which on the innermost group is preferred."""
_LEAST = 25
"""Weight of the words that a group has to hold together."""
_FEW = 1000.0
"""Score below which a page holds so few words that a body alone among short ones may yet win."""


def find(outline: Outline) -> PostGroup | None:
    """The most convincing group of bodies; None where nothing qualifies."""
    judged: list[PostGroup] = []
    best = 0.0
    for several, most, key in sorted(_candidates(outline), reverse=True):
        if most * MOST_TOLD * (1.0 if several or best < _FEW else ALONE) < _ALIKE * best:
            continue
        members = _outermost(outline, outline.groups[key])
        if len(members) == 1 and not several:
            members = _among_short(outline, key, members[0])
        if len(members) == 1 and says_none(text_of(outline.nodes[members[0]])):
            continue
        weight = weigh(outline, key, members)
        if weight * MOST_TOLD < _ALIKE * best:
            continue
        if (len(members) > 1 or (members and not several)) and told_apart(outline, members):
            judged.append(judge(outline, key, members, weight, _ALIKE * best))
            best = max(best, judged[-1].score)
    if not judged:
        return None
    top = max(judged, key=lambda one: one.score)
    top = next((one for one in judged if _holds_lines(outline, one, top)), top)
    alike = [one for one in judged if one.score >= _ALIKE * top.score and len(one.bodies) == len(top.bodies) and _inside(outline, one, top)]
    chosen = max(alike, key=lambda one: one.bodies[0])
    chosen = next((one for one in judged if _holds_lines(outline, one, chosen)), chosen)
    if len(chosen.bodies) > 1:
        chosen.bodies = _with_short(outline, chosen)
    if rest := _paragraphs(outline, chosen.bodies):
        chosen.boxes = [replace(box, rest=tuple(rest[box.body])) for box in place_posts(outline, list(rest))]
        chosen.bodies = list(rest)
        chosen.timed = 1.0
        return chosen
    if written := above_signatures(outline, chosen.bodies):
        chosen.bodies, chosen.key, chosen.anchored = written, outline.keys(written[0])[0], True
    chosen.boxes = place_posts(outline, chosen.bodies)
    if chosen.timed < 1 and len(chosen.boxes) > 1:
        judge_boxes(outline, chosen)  # every byline may stand below its text
    if out := strays(outline, chosen.boxes):
        chosen.bodies = [at for at in chosen.bodies if at not in out]
        chosen.boxes = place_posts(outline, chosen.bodies)
    return chosen


def _holds_lines(outline: Outline, outer: PostGroup, lines: PostGroup) -> bool:
    """Whether bodies without a time hold those of another group, some of them several: these are the lines of posts."""
    if not lines.key.startswith(f"{outer.key}>") or not 1 < len(outer.bodies) <= len(lines.bodies):
        return False
    if {outline.parent(at) for at in lines.bodies} != set(outer.bodies):
        return False
    if any(outline.any_within(outline.times, at, outline.end(at)) for at in outer.bodies):
        return False
    return len(outer.bodies) < len(lines.bodies) or any(_goes_on(outline, at) for at in lines.bodies)


def _goes_on(outline: Outline, at: int) -> bool:
    """Whether an element alike, with words and neither time nor name, follows right behind a line."""
    node = outline.nodes[at].getnext()
    after = outline.index.get(node) if node is not None and node.tag == outline.nodes[at].tag and not node.get("class") else None
    if after is None or not outline.nets[after]:
        return False
    end = outline.end(after)
    return not outline.any_within(outline.times, after, end) and not any(map(outline.is_name, range(after, end + 1)))


def _paragraphs(outline: Outline, bodies: list[int]) -> dict[int, list[int]]:
    """The further paragraphs by the first one of each post, where several stand bare beside one name and time; empty where none do."""
    if not all(outline.nodes[at].tag == "p" for at in bodies):
        return {}
    own: dict[int, list[int]] = defaultdict(list)
    for at in bodies:
        own[outline.parent(at)].append(at)
    if not 1 < len(own) < len(bodies):
        return {}
    dated = all(outline.any_within(outline.times, holder, paragraphs[0]) for holder, paragraphs in own.items())
    if not dated:
        return {}
    return {
        first: [outline.index[one] for one in outline.nodes[first].itersiblings("p") if one in outline.index] for first, *_ in own.values()
    }


def _candidates(outline: Outline) -> list[tuple[bool, float, str]]:
    """The groups with words enough: whether it has several members, its weight at most, its name; one of those with the same members."""
    groups: dict[tuple[int, ...], str] = {}
    for key, found in outline.groups.items():
        same = tuple(found)
        if same not in groups or (bodily(key) and not bodily(groups[same])):
            groups[same] = key
    candidates = []
    nets = outline.nets
    for positions, key in groups.items():
        total = sum(nets[at] for at in positions)
        if total >= _LEAST and (len(positions) > 1 or (bodily(key) and (">" not in key or key.endswith(">dd")))):
            candidates.append((len(positions) > 1, total * (1.25 if bodily(key) else 1.0), key))
    return candidates


def _among_short(outline: Outline, key: str, body: int) -> list[int]:
    """A body that is the only one with words enough, and those that are alike and stand in the page as it does."""
    alike = outline.alike(key, outline.nodes[0])
    return _outermost(outline, [at for at in alike if at == body or (_stand_alike(outline, at, body) and not outline.in_furniture(at))])


def _stand_alike(outline: Outline, at: int, body: int) -> bool:
    """Whether the elements around two bodies are alike up to the one that holds both."""
    one, other = outline.nodes[at], outline.nodes[body]
    while one is not other:
        above, beside = one.getparent(), other.getparent()
        if above is None or beside is None or not set(keys_of(one)) & set(keys_of(other)):
            return False
        one, other = above, beside
    return True


def _with_short(outline: Outline, found: PostGroup) -> list[int]:
    """The bodies, and those that are alike and have little text: of posts of their own, not of the same posts once more."""
    holder = _holder(outline, found.bodies)
    lists = {holder, *(outline.parent(box.whole) for box in place_bodies(outline, found.bodies))}
    held = {_post_of(outline, lists, at): _steps(outline, lists, at) for at in found.bodies}
    first: dict[int, int] = {}
    for at in found.bodies:
        first.setdefault(_post_of(outline, lists, at), at)
    others: dict[int, list[int]] = defaultdict(list)
    for at in outline.alike(found.key, outline.nodes[holder]):
        post = _post_of(outline, lists, at)
        if post in held and ">" not in found.key:
            post = _beside(outline, at, first[post])
        if post and post not in held and (outline.nets[at] or not outline.in_furniture(at)):
            others[post].append(at)
    if ">" in found.key and _alternate(sorted(held), sorted(others)):
        return found.bodies
    headers = {at for at in others if _is_dated(outline, at)}
    if 2 * len(headers) > len(held) and not any(_is_dated(outline, at) for at in held):
        others = {at: own for at, own in others.items() if at not in headers}  # called like the bodies: names in rows with the times
    known = set(held.values())
    apart = [at for own in others.values() for at in own if len(own) == 1 or _steps(outline, lists, at) in known]
    bodies = _outermost(outline, sorted({*apart, *found.bodies}))
    return bodies if ">" in found.key or found.timed < 1 else _with_nested(outline, found.key, bodies, outline.nodes[holder])


def _with_nested(outline: Outline, key: str, bodies: list[int], within: Element) -> list[int]:
    """The bodies, and those of short answers inside of other posts: they stand in elements alike, each with a time of its own."""
    every = _outermost(outline, sorted({*bodies, *outline.alike(key, within)}))
    others = set(every) - set(bodies)
    if not others:
        return bodies
    around = {_around(outline, at) for at in bodies}
    placed = place_bodies(outline, every)
    if not all(beside_body(outline, outline.times, box) for box in placed if box.body not in others):
        return bodies  # the others are in rows with these bodies' times
    boxes = [box for box in placed if box.body in others and _around(outline, box.body) in around]
    nested = (box.body for box in boxes if beside_body(outline, outline.times, box))
    return sorted({*bodies, *(at for at in nested if not outline.in_furniture(at))})


def _around(outline: Outline, at: int) -> tuple[tuple[str, ...], ...]:
    """What the elements around a body are like."""
    above = outline.parent(at)
    return tuple(WORDS[str(node.tag), node.get("class")].keys for node in (outline.nodes[above], outline.nodes[outline.parent(above)]))


def _alternate(posts: list[int], others: list[int]) -> bool:
    """Whether an element without many words stands before each post, or after each: its header or its footer, in a row of its own."""
    if len(posts) != len(others):
        return False
    order = sorted((*posts, *others))
    return order[::2] in (posts, others)


def _post_of(outline: Outline, lists: set[int], at: int) -> int:
    """The part of a list of posts in which a body lies."""
    while (above := outline.parent(at)) not in lists and above:
        at = above
    return at


def _beside(outline: Outline, at: int, body: int) -> int:
    """The post of a short body that stands beside another one's in a list of which only that one has words enough; 0 where it does not."""
    if at == body or not _stand_alike(outline, at, body):
        return 0
    shared = common(outline, *sorted((at, body)))
    post, other = (_post_of(outline, {shared}, one) for one in (at, body))
    return post if post != at and _is_dated(outline, post) and _is_dated(outline, other) else 0


def _is_dated(outline: Outline, at: int) -> bool:
    """Whether an element holds a time that is no member's and no edit's."""
    return any(told(outline, one) for one in outline.within(outline.times, at, outline.end(at)))


def _steps(outline: Outline, lists: set[int], at: int) -> tuple[int, ...]:
    """Which child of which child of its part of the list a body is."""
    steps = []
    while (above := outline.parent(at)) not in lists and above:
        steps.append(outline.nodes[above].index(outline.nodes[at]))
        at = above
    return tuple(steps)


def _holder(outline: Outline, bodies: list[int]) -> int:
    """The innermost element that holds all bodies: short ones stand there, too."""
    at = bodies[-1]
    while at > bodies[0]:
        at = outline.parent(at)
    return outline.parent(at) if at == bodies[0] else at


def _outermost(outline: Outline, positions: list[int]) -> list[int]:
    """Of elements in order, those that stand in no other of them."""
    members: list[int] = []
    last = -1
    for at in positions:
        if at > last:
            members.append(at)
            last = outline.end(at)
    return members


def _inside(outline: Outline, inner: PostGroup, outer: PostGroup) -> bool:
    """Whether each body of one group lies in (or is) a body of the other."""
    return all(outside <= inside <= outline.end(outside) for inside, outside in zip(inner.bodies, outer.bodies, strict=True))
