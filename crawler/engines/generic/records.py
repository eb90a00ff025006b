"""Which elements of a page are the posts: repeated bodies, each with a time or a name beside it.

The bodies are found first.  A post is then the largest element that holds one body and no other, with what stands between it and its
neighbour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from crawler.engines.generic.outline import Outline
from crawler.engines.generic.vocabulary import bodily, is_profile

_CAP = 4000
"""Weight above which one body counts no more: one long text is not many posts."""
_ALIKE = 0.85
"""Share of the best score from which on the innermost group is preferred."""
_ALONE = 0.4
"""The factor of a body that stands alone."""
_FULL = 1.75**2
"""The factor of a group whose bodies all have a time and a name beside them."""
_SAMPLE = 5
"""Posts of a group that are looked at to judge it."""
_NEAR = 30
"""Elements before and after a body among which a name is looked for."""
_SHARED = -1
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NO_LETTER = re.compile(r"[\W\d_]+")
_LEAST = 30
"""Weight of the words that a group has to hold together."""


@dataclass(slots=True)
class Record:
    """A post's place: positions in the outline."""

    body: int
    whole: int
    """The element that holds this body and no other."""
    start: int
    """From here on things belong to this post (a header may stand before ``whole``)."""
    end: int


@dataclass(slots=True)
class Records:
    """The posts of a page by their shape."""

    key: str
    records: list[Record] = field(default_factory=list)
    score: float = 0.0
    timed: float = 0.0
    """The share of posts with a time beside the body."""
    named: float = 0.0
    """The share of posts with a name beside the body."""


def find(outline: Outline) -> Records | None:
    """The most convincing group of bodies; None where nothing qualifies."""
    groups: dict[tuple[int, ...], str] = {}
    for key, found in outline.groups.items():
        same = tuple(found)
        if same not in groups or (bodily(key) and not bodily(groups[same])):
            groups[same] = key
    candidates = []
    for positions, key in groups.items():
        total = sum(min(outline.nets[at], _CAP) for at in positions)
        if total >= _LEAST and (len(positions) > 1 or (bodily(key) and ">" not in key)):
            candidates.append((len(positions) > 1, total * (1.25 if bodily(key) else 1.0), key))
    judged: list[Records] = []
    best = 0.0
    for several, most, key in sorted(candidates, reverse=True):
        if most * _FULL * (1.0 if several else _ALONE) < _ALIKE * best:
            continue
        members = _outermost(outline, outline.groups[key])
        if len(members) <= 2 and bodily(key):
            members = _outermost(outline, _all(outline, key, outline.nodes[0])) or members
        if len(members) > 1 or not several:
            judged.append(judge(outline, key, members, _ALIKE * best))
            best = max(best, judged[-1].score)
    if not judged:
        return None
    top = max(judged, key=lambda one: one.score)
    alike = [
        one for one in judged if one.score >= _ALIKE * top.score and len(one.records) == len(top.records) and _inside(outline, one, top)
    ]
    chosen = max(alike, key=lambda one: one.records[0].body)
    if len(chosen.records) > 1:
        members = _outermost(outline, _all(outline, chosen.key, _holder(outline, chosen)))
        if len(members) > len(chosen.records):
            chosen.records = place(outline, members)
    return chosen


def _all(outline: Outline, key: str, within: Element) -> list[int]:
    """The elements of a group that are no furniture, short ones too."""
    return [at for at in outline.alike(key, within) if outline.nets[at] or not outline.in_furniture(at)]


def _holder(outline: Outline, found: Records) -> Element:
    """The innermost element that holds all posts: short ones stand there, too."""
    first, last = outline.nodes[found.records[0].body], outline.nodes[found.records[-1].body]
    above = set(first.iterancestors())
    return next((node for node in last.iterancestors() if node in above), outline.nodes[0])


def _outermost(outline: Outline, positions: list[int]) -> list[int]:
    """Of elements in order, those that stand in no other of them."""
    members: list[int] = []
    last = -1
    for at in positions:
        if at > last:
            members.append(at)
            last = outline.end(at)
    return members


def _inside(outline: Outline, inner: Records, outer: Records) -> bool:
    """Whether each body of one group lies in (or is) a body of the other."""
    return all(
        outside.body <= inside.body <= outline.end(outside.body) for inside, outside in zip(inner.records, outer.records, strict=True)
    )


def judge(outline: Outline, key: str, members: list[int], least: float = 0.0) -> Records:
    """How convincing a group is; looked at no further where it cannot reach ``least``."""
    found = Records(key, place(outline, members))
    sample = found.records[:: max(1, len(members) // _SAMPLE)][:_SAMPLE]
    count = len(sample)
    total = sum(min(outline.nets[at], _CAP) for at in members)
    links = sum(outline.links[at] for at in members)
    words = max(1, sum(outline.sizes[at] for at in members))
    weight = total * (0.5 + 0.5 * min(1.0, total / words)) * (1 - min(0.8, links / words))
    if bodily(key):
        weight *= 1.25
    if key.endswith((">p", ">span", ">font")):
        weight *= 0.6
    if len(members) == 1:
        weight *= _ALONE
    found.timed = sum(bool(zone(outline, outline.times, record)) for record in sample) / count
    if weight * (0.75 + found.timed) ** 2 < least:
        return found
    dated = sum(outline.any_within(outline.times, record.body, outline.end(record.body)) for record in sample) / count
    busy = sum(outline.any_within(outline.controls, record.body, outline.end(record.body)) for record in sample) / count
    weight *= (1 - 0.5 * max(0.0, dated - 0.3) / 0.7) * (1 - 0.4 * busy)
    if weight * (0.75 + found.timed) ** 2 < least:
        return found
    found.named = sum(named(outline, record) for record in sample) / count
    if count > 1 and len({_letters(outline.nodes[record.body]) for record in sample}) <= count // 2:
        weight *= 0.2
    found.score = weight * (0.15 + found.timed + 0.6 * found.named) ** 2
    return found


def _letters(node: Element) -> str:
    """The first words of an element without its numbers: the same in all members of a group of labels."""
    start = ""
    for text in node.itertext():
        start += _NO_LETTER.sub("", text[:40])
        if len(start) > 12:
            break
    return start[:16]


def titled(outline: Outline, records: list[Record]) -> float:
    """The share of posts under a heading that links to a page of its own, as in lists of articles; a thread's posts link to one page."""
    paths = set()
    for record in records:
        for at in zone(outline, outline.anchors, record):
            node = outline.nodes[at]
            href = node.get("href") or "#"
            if "#" not in href and not is_profile(href) and _is_title(node, node.getparent()):
                paths.add(href.split("?", 1)[0])
                break
    return len(paths) / len(records)


def _is_title(link: Element, parent: Element | None) -> bool:
    above = parent if parent is not None else link
    return str(above.tag) in _HEADINGS or "title" in (link.get("class") or above.get("class") or "").lower()


def zone(outline: Outline, positions: list[int], record: Record) -> list[int]:
    """The sorted positions that belong to a post and do not stand in its body."""
    return outline.within(positions, record.start, record.body - 1) + outline.within(positions, outline.end(record.body) + 1, record.end)


def named(outline: Outline, record: Record) -> bool:
    """Whether a person's name stands near a body."""
    before, after = range(record.start, record.body), range(outline.end(record.body) + 1, record.end + 1)
    if len(before) > 2 * _NEAR:
        return any(map(outline.is_name, (*before[:_NEAR], *before[-_NEAR:])))
    return any(map(outline.is_name, before)) or any(map(outline.is_name, after[:_NEAR]))


def place(outline: Outline, members: list[int]) -> list[Record]:
    """The elements and stretches of the page that belong to each body: what holds one body and no other."""
    wholes = _wholes(outline, members) if len(members) > 1 else [_lonely(outline, members[0])]
    records: list[Record] = []
    for at, whole in zip(members, wholes, strict=True):
        start = records[-1].end + 1 if records else _first_start(outline, whole)
        records.append(Record(at, whole, min(start, whole), outline.end(whole)))
    return records


def _wholes(outline: Outline, members: list[int]) -> list[int]:
    owners: dict[Element, int] = {}
    for number, at in enumerate(members):
        node: Element | None = outline.nodes[at]
        while node is not None:
            owner = owners.get(node, number)
            if owner == _SHARED:
                break
            owners[node] = number if owner == number else _SHARED
            node = node.getparent()
    wholes = []
    for number, at in enumerate(members):
        node = outline.nodes[at]
        parent = node.getparent()
        while parent is not None and owners[parent] == number:
            node, parent = parent, parent.getparent()
        wholes.append(outline.index[node])
    return wholes


def _lonely(outline: Outline, body: int) -> int:
    """The surroundings of a single body: as far up as nothing else much is written there."""
    whole = body
    limit = outline.sizes[body] * 1.5 + 200
    while whole in outline.parents and outline.sizes[outline.parents[whole]] <= limit:
        whole = outline.parents[whole]
    return whole


def _first_start(outline: Outline, whole: int) -> int:
    """The first post has no neighbour before it: its header may be the element right before it."""
    before = previous(outline, whole)
    return before if before is not None and outline.sizes[before] < 400 else whole


def previous(outline: Outline, at: int) -> int | None:
    """The sibling right before an element."""
    node = outline.nodes[at].getprevious() if at else None
    while node is not None and node not in outline.index:
        node = node.getprevious()
    return outline.index[node] if node is not None else None


def opening(outline: Outline, first: Record) -> Record | None:
    """The post that opens a thread in a form of its own, before its replies: questions, linked articles, new-style forums."""
    heading = max((at for at in outline.headings if at < first.start), default=0)
    at = first.whole
    while at:
        choice: int | None = None
        sibling = previous(outline, at)
        while sibling is not None:
            if _wordy(outline, sibling) and (choice is None or outline.nets[sibling] > outline.nets[choice]):
                choice = sibling
            sibling = previous(outline, sibling)
        if choice is not None and choice < first.start:
            end = outline.end(choice)
            made = Record(_tightest(outline, choice), choice, choice, end)
            return made if end > heading and _is_post(outline, made) else None
        above = outline.nodes[at].getparent()
        at = outline.index.get(above, 0) if above is not None else 0
    return None


def _is_post(outline: Outline, record: Record) -> bool:
    return bool(zone(outline, outline.times, record)) or named(outline, record)


def _wordy(outline: Outline, at: int) -> bool:
    return outline.nets[at] >= max(60, outline.sizes[at] // 2)


def _tightest(outline: Outline, at: int) -> int:
    """The innermost element that still holds nearly all of the words."""
    for child in outline.nodes[at]:
        inner = outline.index.get(child)
        if inner is not None and child.tag != "p" and outline.nets[inner] >= 0.85 * outline.nets[at]:
            return _tightest(outline, inner)
    return at
