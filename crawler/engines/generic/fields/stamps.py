"""The time that an element of a page holds: the exact one of an attribute, or the printed one; a member's or an edit's is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.etree import _Element as Element

from crawler.dates import When
from crawler.dates.spot import LONGEST, date_in, is_noted, is_relative
from crawler.engines.generic.fields.people import Kind, blank
from crawler.engines.generic.shape.outline import Outline
from crawler.lexicon.around import lists
from crawler.lexicon.phrases import any_of, word_of
from crawler.select import text_of
from crawler.text import tidy

_MOMENTS = ("datetime", "data-datetime", "data-time", "data-timestamp", "data-utime", "title", "content")
_AT = re.compile(r"unix|time|date|epoch|created|stamp|^data-ts$")
_ZONED = re.compile(r"\d:\d\d.*(?:[Zz]|[+-]\d\d:?\d\d)\s*$")
_SHORTEST = 9
"""Letters of a whole time at least."""
_JOINED = re.compile(
    rf"{any_of('member')}|[-_]edit\b|\bmodified\b|powered by"
    r"|^\W*since\b|\bsince\W*(?:$|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
"""What stands at a time of a member (joined, last seen) or of an edit, and with the number of a software's release."""
_BETWEEN = re.compile(r"\s*[·•|｜,，]\s*(?=\d)")
"""What stands between how long ago something was and another figure: ``3 hours ago · 54 clicks``."""
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp]\.?[Mm]\.?)?$")
"""The time of a day in an element of its own, beside the day's."""
_CLOCK_BEHIND = re.compile(r"[,\s]*(?:(?:at|um|à|alle|les|klo?|o|в|kl\.)\s+)?(\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp]\.?[Mm]\.?)?)(?![\d:])")
_DAY_BEHIND = re.compile(rf"[,\s]*(?:{word_of('on')}\s+)?([^\[\]()|·•<>]{{6,40}})", re.IGNORECASE)
"""The day behind the time of the day: ``<a>9:49 AM</a> on March 4, 2021``."""
_YEAR, _TIME = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)"), re.compile(r"\d:\d\d")
_ENDS = re.compile(r"(?:(?:19|20)\d\d年?|\d日?|\d\s?[AaPp]\.?[Mm]\.?)$")
_INLINE, _HOLDS = (
    ("b", "strong", "span", "i", "em", "font", "small"),
    ("span", "div", "p", "td", "li", "small", "em", "font", "b", "strong"),
)
_PIECES = 4
"""Elements that hold the pieces of one time, at most."""
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
LAST = "last post"
"""What is said of a thread's last post, in the first of its words in ``lexicon/around.tsv``."""
_LABEL = 60
"""Letters of words that say what a time is."""


def time_in(node: Element, text: str | None) -> tuple[Kind, str] | None:
    """The kind of a place, and the time in it: the exact one of an attribute, or the printed one."""
    classes, text = node.get("class"), _with_ordinal(node, text)
    if any(_is_of_member(words) for words in (text, classes, *_labels(node, text)) if words and len(words) < _LABEL):
        return None
    for name, value in _moments(node):
        if is_noted(value) and not (name == "title" and is_relative(value) and _printed(node, text)):
            clock = _clock_beside(node) if name == "title" and ":" not in value else ""
            return Kind(str(node.tag), blank(classes), name), f"{value} {clock}".rstrip()
    shown = _printed(node, text)
    if shown and ":" not in shown and (clock := _clock_beside(node)):
        shown = f"{shown} {clock}"
    elif shown and _CLOCK.fullmatch(shown) and (day := _DAY_BEHIND.match(node.tail or "")) and date_in(day[1]) == 0:
        shown = f"{tidy(day[1])} {shown}"
    shown = _in_pieces(node, shown) if shown else None
    return (Kind(str(node.tag), blank(classes), None), shown) if shown else None


@lru_cache(maxsize=4096)
def _is_of_member(words: str) -> bool:
    """Whether words beside a time say that it is none of a post."""
    return _JOINED.search(words) is not None


def told(outline: Outline, at: int) -> tuple[Kind, str] | None:
    """The same for an element of an outline, asked once."""
    if at not in outline.told:
        node = outline.nodes[at]
        outline.told[at] = time_in(node, outline.stamps.get(at) or node.text)
    return outline.told[at]


def is_last(node: Element) -> bool:
    """Whether the words before a time say that it is the one of a thread's last post."""
    return any(LAST in lists(tidy(words)) for words in _labels(node, None) if words and len(words) < _LABEL)


def _moments(node: Element) -> Iterator[tuple[str, str]]:
    """The attributes of an element that may hold its time, the most exact first: seconds, ISO with its zone, other ISO, what is shown."""
    if not node.keys() or node.tag == "img":
        return
    told = {name: value for name in _MOMENTS if (value := node.get(name))}
    exact = told.get("datetime", "")
    if not _ZONED.search(exact):
        others = ((name, value) for name, value in node.items() if name.startswith("data-") and name not in told and _AT.search(name))
        yield from ((name, value) for name, value in others if value.isdecimal())
    yield from told.items()
    for name, value in node.items():
        if name.startswith("data-") and name not in told and len(value) > _SHORTEST:
            yield name, value.split("\n", 1)[0]


def _with_ordinal(node: Element, text: str | None) -> str | None:
    """A time with what follows its raised ending: ``Mar 2<sup>nd</sup>, 2024``."""
    inside = len(node) > 0 and text is not None and (node.text or "").strip().endswith(text.strip())
    raised = node[0] if inside else node.getnext()
    if text and raised is not None and raised.tag == "sup" and (raised.text or "").strip() in _ORDINALS:
        return f"{text.strip()}{raised.tail or ''}"
    return text


def _clock_beside(node: Element) -> str:
    """The time of the day that follows a day: in the next element, the only one inside, or behind (``<b>Today</b> at 07:45``); or empty."""
    if (match := _CLOCK_BEHIND.match(node.tail or "")) is not None:
        return match[1]
    beside = node[0] if len(node) == 1 and not (node[0].tail or "").strip() else node.getnext()
    clock = tidy(beside.text or "") if beside is not None else ""
    return clock if _CLOCK.match(clock) else ""


def as_shown(when: When, node: Element, stamp: str | None) -> When:
    """A time noted for machines in seconds, with what a reader sees of it."""
    if not (when.raw or "").isdecimal():
        return when
    return when._replace(raw=_printed(node, node.get("title")) or _printed(node, stamp or node.text) or when.raw)


def _in_pieces(node: Element, shown: str) -> str:
    """The time whose pieces stand in elements side by side (``<b>9:43pm</b> on <b>Dec 9</b>, <b>2023</b>``); else as shown."""
    around = node.getparent()
    if around is None or len(around) < 2 or node.tag not in _INLINE or around.tag not in _HOLDS or len(around) > _PIECES:
        return shown
    whole = text_of(around)
    if len(whole) > LONGEST or (start := date_in(whole)) is None:
        return shown
    said = tidy(whole[start:].replace("\u200e", ""))
    lacks = [part for part in (_YEAR, _TIME) if not part.search(shown)]
    more = shown in said and any(len(part.findall(said)) == 1 for part in lacks) and _JOINED.search(whole) is None
    return said if more and _ENDS.search(said) and all(len(part.findall(said)) <= 1 for part in (_YEAR, _TIME)) else shown


def _labels(node: Element, text: str | None) -> Iterator[str | None]:
    """The words right before a time, and the class of the element around it: they may say that a person joined then.

    An element before it that tells a time itself is none of its labels.
    """
    before, around = node.getprevious(), node.getparent()
    yield node.text
    if text and node.text != text:
        yield from (child.text for child in node if child.tail and text.strip() in child.tail)
    if around is not None:
        yield around.get("class")
        yield around.text
    if before is not None:
        tail = before.tail if before.tail and not before.tail.isspace() else None
        yield tail or (before.text if before.text and date_in(before.text) is None and not _YEAR.search(before.text) else None)


def _printed(node: Element, text: str | None) -> str | None:
    """The time in a text; None where it is a member's or an edit's."""
    if not text or _JOINED.search(text):
        return None
    shown = tidy(text[date_in(text, (node.getroottree().getroot().get("lang") or "").lower()) or 0 :].replace("\u200e", "").rstrip(":："))
    first = _BETWEEN.split(shown, maxsplit=1)[0]
    return first if first != shown and is_relative(first) else shown


def time_of(node: Element) -> str | None:
    """The time that an element holds, the exact one before the printed one."""
    found = time_in(node, text_of(node))
    return found[1] if found else None
