"""Whether posts are a talk, though no word of the page says so: people who are named right before the time of the day when they wrote."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.engines.generic.fields.beside import beside
from crawler.engines.generic.fields.people import as_name
from crawler.engines.generic.fields.stamps import told
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body
from crawler.engines.generic.shape.vocabulary import names_person
from crawler.select import text_of

_CLOCK = re.compile(r"(?<![\d.])\d{1,2}\s?[:.h時时點点시]\s?\d\d(?!\d|\.\d)|\d{10}")
"""A time of the day, and no day with points: in a list of articles stand days only."""
_NUMBER = re.compile(r"(?:No\.?|Nr\.?|N[º°]|№|>>)\s?\d{2,}", re.IGNORECASE)
_NEAR = 20
"""Elements before a body among which its number is, and beside one among which its writer's name is."""
_BOLD = ("b", "strong")
_ENDS, _WORDS = ":：", 3
"""What ends a label; words of a name at most."""
_TWO, _LEAST, _SAMPLE = 2, 3, 8
"""Posts that make a talk on a forum, and on any page; those that are asked."""


def is_talk(outline: Outline, boxes: list[PostBox], *, forum: bool = False) -> bool:
    """Whether each of several posts names who wrote it at what time, and these are several people, or all nameless, by numbers.

    The name stands right before the time; on a page that says ``forum`` it may be the first bold word above the body, and two posts do.
    """
    sample = boxes[:_SAMPLE]
    if (
        len(sample) < (_TWO if forum else _LEAST)
        or not all(_has_clock(outline, box) for box in sample)
        or _is_record(outline.nodes[sample[0].body])
    ):
        return False
    names = [beside(outline, box) for box in sample]
    if forum and not all(names):
        names = [_bold(outline, box) for box in sample]
    if any(name == text_of(outline.nodes[box.body]) for name, box in zip(names, sample, strict=True)):
        return False
    return (all(names) and len(set(names)) > 1) or (len(set(names)) == 1 and all(_is_numbered(outline, box) for box in sample))


def by_speakers(outline: Outline, boxes: list[PostBox]) -> int:
    """How many people are named beside several posts that all show a time of the day; 0 where one of them names nobody."""
    people = set()
    for box in boxes:
        near = (*range(box.start, box.body)[-_NEAR:], *range(outline.end(box.body) + 1, box.end + 1)[:_NEAR])
        names = (text_of(node) for node in map(outline.nodes.__getitem__, near) if names_person(node))
        name = next(filter(None, names), None)
        if name is None or not _has_clock(outline, box):
            return 0
        people.add(name)
    return len(people)


def _bold(outline: Outline, box: PostBox) -> str | None:
    """The first bold words above a body that may be a name: no label, and not the subject."""
    nodes = (outline.nodes[at] for at in range(box.start, box.body))
    texts = (text_of(node) for node in nodes if node.tag in _BOLD)
    words = next((text for text in texts if text and text[-1] not in _ENDS and not outline.is_subject(text)), "")
    return as_name(words) if len(words.split()) <= _WORDS else None


def _is_record(body: Element) -> bool:
    """Whether a body is a cell of a table of records, whose head names the columns: who did what and when."""
    cell = body if body.tag == "td" else None
    row = cell.getparent() if cell is not None else None
    table = next(row.iterancestors("table"), None) if row is not None else None
    return table is not None and row is not None and len(row) >= _LEAST and next(table.iter("th"), None) is not None


def _is_numbered(outline: Outline, box: PostBox) -> bool:
    """Whether a post prints its number, as boards do where all are called Anonymous."""
    texts = (outline.nodes[at].text or "" for at in range(max(box.start, box.body - _NEAR), box.body))
    return any(_NUMBER.fullmatch(text.strip()) for text in texts)


def _has_clock(outline: Outline, box: PostBox) -> bool:
    """Whether a post's time is one of the day."""
    times = beside_body(outline, outline.times, box)
    shown = told(outline, times[0]) if times else None
    return shown is not None and _CLOCK.search(shown[1]) is not None
