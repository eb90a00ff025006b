"""Author and time of a post that is known only by its place on the page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from lxml.etree import _Element as Element

from crawler.dates import NEVER, When
from crawler.engines.generic.fields.beside import LIKED, beside
from crawler.engines.generic.fields.byline import bylined, labelled
from crawler.engines.generic.fields.people import (
    Kind,
    Person,
    akin,
    as_name,
    blank,
    is_kind,
    is_letter,
    member_by,
    name_of,
    named_by,
    pictured,
)
from crawler.engines.generic.fields.printed import floor_in
from crawler.engines.generic.fields.stamps import LAST, as_shown, is_last, told
from crawler.engines.generic.shape.outline import HEADINGS, Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body
from crawler.engines.generic.shape.vocabulary import is_profile, names_person
from crawler.items import Author
from crawler.lexicon.around import lists
from crawler.lexicon.phrases import any_of
from crawler.page import Page
from crawler.select import text_of
from crawler.text import tidy

_SAMPLE = 3
"""Posts looked at to learn where a page keeps its times and names."""
_SHORT = 20
"""Letters from which on words that stand in the page's title are the thread's."""
_AROUND = 40
"""Elements around a body among which a name is looked for."""
_STEPS = 3
"""Elements around a writer's link that may hold a guest's name."""
_BOLD = ("b", "strong")
_MARKED = ("a", *_BOLD)
_REPLY = re.compile(rf"^{any_of('re')}\s*[:：]\s*", re.IGNORECASE)
_LABELLED = re.compile(r"^\w+\s*[:：]")
"""``Subject: Re: kettles``."""
_CLOCK = re.compile(r"\d:\d\d")
_NEAR = 8
"""Elements between the only post's name and its time, at most."""
_PLACES = 8
"""Times or names of a post that are looked at, at most."""


class Fields:
    """Reads times and names the same way in all posts: from where most of the first ones have them."""

    def __init__(self, page: Page, outline: Outline, boxes: list[PostBox], *, any_link: bool = True, apart: bool = False) -> None:
        """``any_link``: a link or a bold word may be a name.  ``apart``: the posts are unlike others, and a heading is none of its own."""
        self.page = page
        self.outline = outline
        self._boxes = boxes
        self._rows = not any_link
        self._is_name = self._leads_to_person if apart else outline.is_name
        any_link = any_link and not apart
        sample = boxes[:_SAMPLE]
        self._times = _best(self._times_of(sample))
        self._offsets: dict[Kind, int] = {}
        self._holders: list[Kind] = []
        self._beside = self._panels = self._linked = False
        named = self._names_in(sample)
        self._names = _best(named)
        if any_link and self._names and not any(map(self.author, sample)):
            self._names = []
        if any_link and self._names and (others := self._others_in_bold(sample)):
            self._names = others
        if any_link and not (self._names and all(named)) and _differ([beside(outline, box) for box in sample]):
            self._beside, self._names = True, []
        dated = len(boxes) > 1 or bool(self._times)
        marked = any(kind.classes or kind.attribute for kind in self._names)
        self._linked = any_link and not marked and _are_members([self._only_member(box) for box in sample])
        if any_link and dated and not self._names and not self._beside:
            self._names = _best([self._unmarked(box) for box in sample], least=0.5, differ=True)
        self._panels = any_link and not self._names and not self._beside and _differ([self._in_panel(box) for box in sample])

    def when(self, box: PostBox) -> When:
        """When a post was written."""
        return next(self.times(box), NEVER)

    def times(self, box: PostBox) -> Iterator[When]:
        """The times that belong to a post, the one in which it was written first."""
        outline = self.outline
        places = beside_body(outline, outline.times, box)[:_PLACES]
        places.sort(key=lambda at: (not self._is_clocked(at, box), at < box.whole, at > box.body))
        seen: set[Element] = set()
        for kind in (*self._times, None):
            for at in places:
                node = outline.nodes[at]
                found = self._told(at) if kind is None or is_kind(node, kind) else None
                if found and seen.isdisjoint((node, node.getparent())) and (found[0] == kind if kind else found[0] not in self._times):
                    when = self.page.calendar.noted(found[1])
                    if when.iso:
                        seen.add(node)
                        yield as_shown(when, node, outline.stamps.get(at))

    def _told(self, at: int) -> tuple[Kind, str] | None:
        """The time in an element; in no post that of a thread's last one."""
        return told(self.outline, at) if self._rows or not is_last(self.outline.nodes[at]) else None

    def _is_clocked(self, at: int, box: PostBox) -> bool:
        """Whether a time above a body has a clock: the dates of a member's panel, when somebody joined, have none."""
        return at < box.body and (found := self._told(at)) is not None and _CLOCK.search(found[1]) is not None

    def _of(self, kind: Kind, box: PostBox) -> Iterator[Element]:
        """The elements of a kind near a body, first where it stood last time."""
        nodes = self.outline.nodes
        likely = box.whole + self._offsets.get(kind, 0)
        known = box.start <= likely < box.body and is_kind(nodes[likely], kind) and not self._is_other(likely, box)
        if known:
            yield nodes[likely]
        for at in _around(self.outline, box):
            if not (known and at == likely) and is_kind(nodes[at], kind) and not _hidden(nodes[at]) and not self._is_other(at, box):
                self._offsets[kind] = at - box.whole
                yield nodes[at]

    def author(self, box: PostBox) -> Author | None:
        """Who wrote a post."""
        if self._linked and (only := self._only_member(box)):
            return Author(*only)
        if self._beside:
            name = labelled(self.outline.nodes[at] for at in _around(self.outline, box)) or beside(self.outline, box)
            return Author(name) if name else None
        if self._panels:
            name = self._in_panel(box)
            return Author(name) if name else None
        letter = None
        for person in self._named(box):
            titled = self._is_title(person.name) or (_LABELLED.search(person.name) and self.outline.is_subject(person.name))
            if titled or (person.name.isdecimal() and person.id in self._called_else):
                continue
            if not (is_letter(person.name) or self.outline.is_subject(person.name)):
                return Author(*person)
            letter = letter or Author(*person)
        called = self._called(box)
        if called and called.name.isdecimal():
            return called
        guest = self._guest(box)
        return Author(guest) if guest else letter or called or self._pictured(box) or self._said(box)

    def _in_panel(self, box: PostBox) -> str | None:
        """The first words of a post's first part, where that is short and the time and the body stand in another one."""
        outline = self.outline
        panel = next((outline.index[part] for part in outline.nodes[box.whole] if part in outline.index), box.body)
        end = outline.end(panel)
        if end >= box.body or outline.any_within(outline.times, panel, end) or not beside_body(outline, outline.times, box):
            return None
        words = next((text for text in outline.nodes[panel].itertext() if text.strip()), "")
        name = as_name(tidy(words)) if len(words) <= _SHORT else None
        return None if name is None or outline.is_subject(name) else name

    def _called(self, box: PostBox) -> Author | None:
        """Who leads to a member's page where others do, and is called like a button: no other member is."""
        member = self._member(box)
        if member and member.name.isdecimal() and member.id in self._called_else:
            return None
        return Author(*member) if member and {one.id for one in self._members if one.name == member.name} == {member.id} else None

    @cached_property
    def _members(self) -> list[Person]:
        """Who is linked in each post where most posts link to their writers, whatever these are called."""
        return [member for box in self._boxes if (member := self._member(box))]

    @cached_property
    def _called_else(self) -> set[str | None]:
        """The numbers of those whom links on the page call by more than a figure: figures are what they have of something."""
        return {member.id for member in self._members if not member.name.isdecimal()}

    def _member(self, box: PostBox) -> Person | None:
        """Who is linked where most posts link to their writers; who is called by a number, behind pictures and buttons, too."""
        kind = next((kind for kind in self._names[:1] if kind.attribute == "href"), None)
        linked = [member_by(node) for node in islice(self._of(kind, box), _PLACES)] if kind else []
        return next((one for at, one in enumerate(linked) if one and (not at or one.name.isdecimal())), None)

    def _only_member(self, box: PostBox) -> Person | None:
        """The one member to whose page links near a body lead, whatever they are called; None without one, or with others."""
        nodes = (self.outline.nodes[at] for at in _around(self.outline, box) if self.outline.nodes[at].tag == "a")
        linked = {member for node in nodes if is_profile(node.get("href") or "") and (member := member_by(node))}
        return linked.pop() if len(linked) == 1 else None

    def _is_title(self, name: str) -> bool:
        """Whether a name is the thread's title, or a large part of it."""
        title = self.page.title
        return (len(name) > _SHORT and name in title) or (title.startswith(name) and self.outline.is_subject(name))

    def _said(self, box: PostBox) -> Author | None:
        """Who is named in words only."""
        name = bylined(self.outline.nodes[at] for at in _around(self.outline, box))
        return Author(name) if name else None

    def _named(self, box: PostBox) -> Iterator[Person]:
        """The persons named near a body, where most posts name theirs first."""
        for kind in self._names[:2]:
            for node in self._of(kind, box):
                if (found := named_by(node)) and found[0].attribute == kind.attribute and self._is_told(node, kind):
                    self._note_holder(node)
                    yield found[1]
        for kind, person in self._names_of(box) if self._names else ():
            if kind in self._names or any(akin(kind, known) for known in self._names):
                yield person

    def _is_told(self, node: Element, kind: Kind) -> bool:
        """Whether an element is like others in more than being one: cells without a class, of which one stands behind a label, are not."""
        return bool(kind.classes or kind.attribute) or kind.tag in _MARKED or self.outline.is_name(self.outline.index[node])

    def _pictured(self, box: PostBox) -> Author | None:
        """Who is named at their picture only, as members who left are."""
        nodes = (self.outline.nodes[at] for at in _around(self.outline, box) if self._names and self.outline.is_name(at))
        return next((Author(name) for node in islice(nodes, _PLACES) if (name := pictured(node))), None)

    def _note_holder(self, node: Element) -> None:
        """What holds a person's link holds the bare name of a guest."""
        if self._holders or node.tag != "a":
            return
        above = node.getparent()
        for _ in range(_STEPS):
            if above is None:
                return
            alone = len(above) == 1 and not (above.text or "").strip() and not (node.tail or "").strip()
            if above.get("class") or above.tag in HEADINGS or alone:
                self._holders.append(Kind(str(above.tag), blank(above.get("class")), None))
            above = above.getparent()

    def _guest(self, box: PostBox) -> str | None:
        """The first words where other posts have the link to their writer."""
        nodes = [self.outline.nodes[at] for at in _around(self.outline, box)] if self._holders else []
        for holder in self._holders:
            for node in nodes:
                if _may_hold(node, holder) and not _hidden(node):
                    first = next((words for text in node.itertext() if (words := tidy(text)) and floor_in(words) is None), "")
                    if first.endswith((":", "：")):
                        continue
                    name = name_of(node) if not len(node) else as_name(first)
                    return None if name and self._is_title(name) else name
        return None

    def _times_of(self, sample: list[PostBox]) -> list[list[tuple[Kind, str]]]:
        """The times of some posts; those above the bodies where all posts have one there: below are the times of files and edits."""
        outline = self.outline
        places = [beside_body(outline, outline.times, box)[:_PLACES] for box in sample]
        found = [[(at, shown) for at in own if (shown := self._told(at))] for own in places]
        above = [[shown for at, shown in own if at < box.body] for box, own in zip(sample, found, strict=True)]
        return above if all(above) else [[shown for _, shown in own] for own in found]

    def _names_in(self, sample: list[PostBox]) -> list[list[tuple[Kind, Person]]]:
        """The names at some posts; those above the bodies where all of several posts have one there: below are who commented."""
        above = [self._names_of(box, above=True) for box in sample]
        return above if len(sample) > 1 and all(above) else [self._names_of(box) for box in sample]

    def _names_of(self, box: PostBox, *, above: bool = False) -> list[tuple[Kind, Person]]:
        outline = self.outline
        around = (at for at in _around(outline, box) if not above or at < box.body)
        nodes = (outline.nodes[at] for at in around if self._is_name(at) and not self._is_other(at, box))
        return [found for node in islice(nodes, _PLACES) if not _hidden(node) and not self._is_subject(node) and (found := named_by(node))]

    def _is_other(self, at: int, box: PostBox) -> bool:
        """Whether a name is another's: whom the post pleased, who wrote last, or, behind a time below the body, who edited it."""
        outline, node = self.outline, self.outline.nodes[at]
        before, above = node.getprevious(), node.getparent()
        label = before.tail if before is not None else above.text if above is not None else ""
        label = (label or "").strip(" ·•|-–—:：\n\t")
        if label and (LIKED.fullmatch(label) or (not self._rows and LAST in lists(label))):
            return True
        times = outline.within(outline.times, outline.end(box.body) + 1, at - 1)[-1:] if at > box.body else []
        return bool(times) and told(outline, times[0]) is None

    def _leads_to_person(self, at: int) -> bool:
        """Whether an element is a link to a person, or called after one: above a text of another form stand headings of all kinds."""
        return names_person(self.outline.nodes[at])

    def _is_subject(self, node: Element) -> bool:
        """Whether a heading repeats the thread's title: each post of some forums has its subject above it."""
        above = node.getparent()
        if node.tag not in HEADINGS and (above is None or above.tag not in HEADINGS):
            return False
        words = text_of(node)
        subject = _REPLY.sub("", words)
        return subject != words or (len(subject) > 1 and subject in self.page.title)

    def _others_in_bold(self, sample: list[PostBox]) -> list[Kind]:
        """Where the names of several posts are links or bold words, because what is called a name says the same in all of them: a rank."""
        called = {(author.name, author.id) for box in sample if (author := self.author(box))}
        if len(sample) < _SAMPLE or len(called) != 1 or next(iter(called))[1] is not None:
            return []
        bold = [self._unmarked(box) for box in sample]
        best = _best(bold, least=1 - 1 / len(sample), differ=True)[:1]
        told = [next((person.name for kind, person in own if kind in best), None) for own in bold]
        return best if all(told) and len(set(told)) > 1 else []

    def _unmarked(self, box: PostBox) -> list[tuple[Kind, Person]]:
        """The links and the bold words before a body: where nothing is called after a person, a name is one of them.

        Before the only post of a page the menu stands, too; a name is not far from its time.
        """
        outline, start = self.outline, box.start
        if len(self._boxes) == 1:
            start = max([start, *(at - _NEAR for at in beside_body(outline, outline.times, box)[:1])])
        nodes = (outline.nodes[at] for at in range(start, box.body))
        marked = (node for node in nodes if node.tag in _MARKED and (node.tag == "a" or not len(node)))
        likely = (node for node in marked if not (self._is_subject(node) or self.outline.is_subject(text_of(node))))
        return [found for node in islice(likely, _PLACES) if (found := named_by(node))]


def _best(
    places: list[list[tuple[Kind, str]]] | list[list[tuple[Kind, Person]]], least: float = 0.0, *, differ: bool = False
) -> list[Kind]:
    """Kinds of places, the most telling first: in most posts (in more than a share of them), not the same everywhere.

    With ``differ`` what is the same in all of several posts is left out: nothing says that it is a name.
    """
    seen: dict[Kind, list[object]] = defaultdict(list)
    for own in places:
        for kind, shown in dict(reversed(own)).items():
            seen[kind].append(shown)
    order = {kind: number for number, kind in enumerate(dict.fromkeys(kind for own in places for kind, _ in own))}

    def telling(kind: Kind) -> float:
        shown = seen[kind]
        same = min(1.0, 0.5 * (len(shown) - 1)) if len(set(shown)) == 1 else 0.0
        share = len(shown) / len(places)
        return share + 0.6 * share * (kind.attribute is not None) - same - 0.01 * order[kind]

    kinds = [kind for kind in seen if len(seen[kind]) > least * len(places) and not _is_label(seen[kind])]
    if differ:
        kinds = [kind for kind in kinds if len(seen[kind]) < _SAMPLE or len(set(seen[kind])) > 1]
    return sorted(kinds, key=telling, reverse=True)


def _is_label(shown: list[object]) -> bool:
    """Whether a place names several members, by their ids, with one and the same word."""
    people = [one for one in shown if isinstance(one, Person)]
    return len({one.name for one in people}) == 1 and len({one.id for one in people}) > 1


def _are_members(linked: list[Person | None]) -> bool:
    """Whether each post links to one member, and no two are called the same, as buttons are; a single one has a number for a name."""
    people = {one for one in linked if one}
    if not all(linked) or (len(people) == 1 and not any(one.name.isdecimal() for one in people)):
        return False
    return len({one.name for one in people}) == len({one.id or one.name for one in people}) == len(people)


def _differ(names: list[str | None]) -> bool:
    """Whether each post has a name, and not all of several the same: that would be a label."""
    return bool(names) and all(names) and (len(names) < _SAMPLE or len(set(names)) > 1)


def _hidden(node: Element) -> bool:
    """Whether an element, or the one around it, is not shown."""
    above = node.getparent()
    return any("display:none" in (one.get("style") or "").replace(" ", "") for one in (node, above) if one is not None)


def _may_hold(node: Element, holder: Kind) -> bool:
    """Whether an element is of a kind, or called so and something more (``guest``), and no link in it leads to a member."""
    if node.tag != holder.tag or any(not _is_number(link) for link in node.iter("a")):
        return False
    return is_kind(node, holder) or (holder.classes is not None and {*holder.classes.split()} < {*(blank(node.get("class")) or "").split()})


def _is_number(link: Element) -> bool:
    """Whether a link is the number of a post."""
    words = text_of(link)
    return words != "" and floor_in(words) is not None


def _around(outline: Outline, box: PostBox) -> list[int]:
    """The elements near a body, before it and after it."""
    before, after = range(box.start, box.body), range(outline.end(box.body) + 1, box.end + 1)
    if len(before) > 2 * _AROUND:
        return [*before[:_AROUND], *before[-_AROUND:], *after[:_AROUND]]
    return [*before, *after[:_AROUND]]
