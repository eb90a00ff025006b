"""Author, time, number and id of a post that is known only by its place on the page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from itertools import pairwise
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.dates import NEVER, When, parse, stamp
from crawler.engines.generic.outline import Outline
from crawler.engines.generic.printed import date_in
from crawler.engines.generic.records import Record, zone
from crawler.engines.generic.vocabulary import PROFILE
from crawler.forum import CHINA
from crawler.items import Author
from crawler.page import Page
from crawler.select import text_of
from crawler.text import tidy

_MOMENTS = ("datetime", "data-datetime", "data-time", "data-timestamp", "data-utime", "title", "content")
_JOINED = re.compile(r"join|regist|member since|注册|註冊|加入|last seen|dabei seit|inscrit|since|edited|最后编辑|编辑", re.IGNORECASE)
_BY = re.compile(r"^(?:by|von|par|por|от|作者)\s*[:：]?\s+", re.IGNORECASE)
_WHOLE = re.compile(r"(?:19|20)\d\d|\d[-/.]\d{1,2}[-/.]\d|\d\s*\w{1,7}\s*(?:ago|前)|day|[昨今前][天日]|刚|月|\d{10}", re.IGNORECASE)
"""A time that names its day; clocks alone do not, nor do a bare ``5d``."""
_NO_NAME = re.compile(r"^[\d\W]*$")
_ID_ATTRIBUTES = frozenset(
    ("id", "data-post-id", "data-id", "data-pid", "data-comment-id", "data-answerid", "data-content", "data-postid", "name")
)
_ID = re.compile(r"\d+(?=\D*$)|(?<![0-9a-z])[0-9a-z]{6,}$", re.IGNORECASE)
_SAMPLE = 4
"""Posts looked at to learn where a page keeps its times, names and ids."""
_AROUND = 40
"""Elements around a body among which a name is looked for."""
_PLACES = 8
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")


class Kind(NamedTuple):
    """A kind of element in which posts keep a time or a name."""

    tag: str
    classes: str | None
    exact: bool
    """It carries the exact time, or leads to the person."""


class Fields:
    """Reads times and names the same way in all posts: from where most of the first ones have them."""

    def __init__(self, page: Page, outline: Outline | None, records: list[Record]) -> None:
        self.page = page
        self.zone: tzinfo = CHINA if _is_chinese(page) else UTC
        self._offsets: dict[Kind, int] = {}
        if outline is not None:
            self.outline = outline
            self._times = _best([self._times_of(record) for record in records[:_SAMPLE]])
            self._names = _best([self._names_of(record) for record in records[:_SAMPLE]])

    def when(self, record: Record) -> When:
        """When a post was written."""
        for kind in self._times[:2]:
            for node in self._of(kind, record):
                if (found := _time(node, node.text)) and (when := self.time(found[1])).iso:
                    return when
        for kind, shown in self._times_of(record):
            if kind in self._times and (when := self.time(shown)).iso:
                return when
        return NEVER

    def _of(self, kind: Kind, record: Record) -> Iterator[Element]:
        """The elements of a kind near a body, first where it stood last time."""
        nodes, places = self.outline.nodes, _around(self.outline, record)
        at = self._offsets.get(kind, -1)
        if 0 <= at < len(places) and _is(nodes[places[at]], kind):
            yield nodes[places[at]]
        for number, place in enumerate(places):
            if number != at and _is(nodes[place], kind):
                self._offsets[kind] = number
                yield nodes[place]

    def time(self, shown: str | None) -> When:
        """A time as printed or as Unix seconds."""
        if not shown or not _WHOLE.search(shown[:40]):
            return NEVER
        if shown[10:11] == "T" or shown[-1] == "Z":
            with suppress(ValueError):
                moment = datetime.fromisoformat(shown)
                if moment.tzinfo:
                    return When(moment.replace(microsecond=0).isoformat(), shown, "second")
        if shown.isdecimal() and len(shown) in (10, 13):
            return When(stamp(int(shown[:10]), UTC), shown, "second")
        return parse(shown[:40], self.page.fetched_at, self.zone)

    def author(self, record: Record) -> Author | None:
        """Who wrote a post."""
        if not self._names:
            return None
        for kind in self._names[:2]:
            for node in self._of(kind, record):
                if (found := _name(node)) and found[0] == kind:
                    name, _, uid = found[1].partition("\0")
                    return Author(name, uid or None)
        for kind, shown in self._names_of(record):
            if kind in self._names:
                name, _, uid = shown.partition("\0")
                return Author(name, uid or None)
        return None

    def _times_of(self, record: Record) -> list[tuple[Kind, str]]:
        outline = self.outline
        places = zone(outline, outline.times, record)[:_PLACES]
        return [found for at in places if (found := _time(outline.nodes[at], outline.stamps.get(at) or outline.nodes[at].text))]

    def _names_of(self, record: Record) -> list[tuple[Kind, str]]:
        outline = self.outline
        nodes = [outline.nodes[at] for at in _around(outline, record) if outline.is_name(at)]
        return [found for node in nodes[:_PLACES] if (found := _name(node))]


def _best(places: list[list[tuple[Kind, str]]]) -> list[Kind]:
    """Kinds of places, the most telling first: in most posts, not the same everywhere."""
    seen: dict[Kind, list[str]] = defaultdict(list)
    for own in places:
        for kind, shown in dict(reversed(own)).items():
            seen[kind].append(shown)
    order = {kind: number for number, kind in enumerate(dict.fromkeys(kind for own in places for kind, _ in own))}

    def telling(kind: Kind) -> float:
        shown = seen[kind]
        same = len(shown) > 2 and len(set(shown)) == 1
        return len(shown) / len(places) + 0.6 * kind.exact - same - 0.01 * order[kind]

    return sorted(seen, key=telling, reverse=True)


def _around(outline: Outline, record: Record) -> list[int]:
    """The elements near a body, before it and after it."""
    before, after = range(record.start, record.body), range(outline.end(record.body) + 1, record.end + 1)
    if len(before) > 2 * _AROUND:
        return [*before[:_AROUND], *before[-_AROUND:]]
    return [*before, *after[:_AROUND]]


def _is_moment(value: str) -> bool:
    return len(value) < 60 and (date_in(value) is not None or (value.isdecimal() and len(value) in (10, 13)))


def _blank(classes: str | None) -> str | None:
    return re.sub(r"\d+", "0", classes) if classes and not classes.isalpha() else classes


def _is(node: Element, kind: Kind) -> bool:
    return node.tag == kind.tag and _blank(node.get("class")) == kind.classes


def _time(node: Element, text: str | None) -> tuple[Kind, str] | None:
    """The kind of a place, and the time in it: the exact one of an attribute, or the printed one."""
    classes = node.get("class")
    text = text or ""
    if _JOINED.search(text) or (classes and _JOINED.search(classes)):
        return None
    exact = next((value for name in _MOMENTS if (value := node.get(name)) and _is_moment(value)), None)
    shown = tidy(exact or text[date_in(text) or 0 :])
    return (Kind(str(node.tag), _blank(classes), exact is not None), shown) if shown else None


def _name(node: Element) -> tuple[Kind, str] | None:
    """The kind of a place, and name and number of the person, as one string."""
    name = name_of(node)
    if name is None:
        return None
    href = node.get("href") or ""
    profile = PROFILE.search(href)
    uid = re.findall(r"\d+", profile[0] + href[profile.end() :].split("#")[0][:40]) if profile else []
    return Kind(str(node.tag), _blank(node.get("class")), profile is not None), f"{name}\0{uid[-1] if uid else ''}"


def name_of(node: Element) -> str | None:
    """A person's name from the element that seems to hold one."""
    name = text_of(node)
    if len(name) > 60 or "avatar" in (node.get("class") or ""):
        return None
    name = _BY.sub("", name).strip(" :：,|·•-")
    return name if 0 < len(name) <= 50 and not _NO_NAME.match(name) and date_in(name) is None else None


def floors(outline: Outline, records: list[Record]) -> list[int | None]:
    """The numbers a reader sees at the posts; none where the numbers do not count on from post to post (ids, votes)."""
    places = [zone(outline, outline.numbered, record) for record in records]
    found = [outline.floors[own[0]] if own else None for own in places]
    known = [number for number in found if number is not None]
    steps = {later - number for number, later in pairwise(known)}
    return found if steps <= {1, 2, 3} and (len(known) > 1 or known == [1]) else [None] * len(records)


def post_ids(outline: Outline, records: list[Record]) -> list[str | None]:
    """The forum's own post ids, from the attribute that numbers most of the posts, each differently."""
    for kind in _kinds_of_ids(outline, records[-_SAMPLE:]):
        found = [next((value for name, value in _numbered(outline, record) if name == kind), None) for record in records]
        known = [value for value in found if value]
        if len(set(known)) == len(known) and len(known) * 2 >= len(records):
            return found
    return [None] * len(records)


def _kinds_of_ids(outline: Outline, records: list[Record]) -> list[str]:
    tables: dict[str, dict[int, str]] = defaultdict(dict)
    for number, record in enumerate(records):
        for kind, value in _numbered(outline, record):
            tables[kind].setdefault(number, value)
    sound = [kind for kind, table in tables.items() if len(set(table.values())) == len(table) and len(table) * 2 >= len(records)]
    return sorted(sound, key=lambda kind: -len(tables[kind]))[:4]


def _numbered(outline: Outline, record: Record) -> Iterator[tuple[str, str]]:
    whole = outline.nodes[record.whole]
    node: Element | None = outline.nodes[record.body]
    places = []
    while node is not None:
        places.append(node)
        node = node.getparent() if node is not whole else None
    for element in places:
        for name, value in element.attrib.items():
            if name in _ID_ATTRIBUTES and len(value) < 80 and (match := _ID.search(value)):
                yield f"{name}:{value[: match.start()]}", match[0]
    for position in zone(outline, outline.anchors, record)[:8]:
        attributes = outline.nodes[position].attrib
        named = attributes.get("name") or attributes.get("id")
        if named and (match := _ID.search(named)):
            yield f"a:{named[: match.start()]}", match[0]
        fragment = (attributes.get("href") or "").partition("#")[2]
        if fragment and (match := re.search(r"\d+$", fragment)):
            yield f"#{fragment[: match.start()]}", match[0]


def _is_chinese(page: Page) -> bool:
    """Whether a page is written in Chinese, by every fiftieth character: ideographs, and no kana among them."""
    sample = page.text[:: max(1, len(page.text) // 4000)]
    ideographs = len(_IDEOGRAPH.findall(sample))
    return ideographs > 40 and len(_KANA.findall(sample)) < 0.1 * ideographs
