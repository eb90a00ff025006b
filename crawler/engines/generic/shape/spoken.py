"""Heads of posts that are said in words, in one line: ``Posted by NAME on 3 March 1998``, with ``Title: SUBJECT`` above or without it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from lxml.etree import _Element as Element

from crawler.dates.signs import signs
from crawler.dates.spot import date_in
from crawler.engines.generic.fields.people import as_name
from crawler.lexicon.phrases import any_of, word_of

_BY = re.compile(rf"\W*{any_of('by')}(?!\w)", re.IGNORECASE)
_SAID = re.compile(
    rf"\W*{any_of('by')}\s*:?\s+(?P<name>\S.{{0,50}}?)(?:\s*[(<\[][^()<>\[\]]*[)>\]])?[\s,]+(?:{word_of('on')}[\s,]*){{1,2}}(?P<time>.*\d.*?)\s*(?P<end>:?)\s*",
    re.IGNORECASE,
)
_SUBJECT = re.compile(rf"{any_of('subject')}\s*[:：]\s*(?P<value>.*)", re.IGNORECASE)
_OF_TIME = re.compile(
    rf"\{{[^}}]*\}}|\d+(?:st|nd|rd|th)?|\b[ap]\.?m\b\.?|\b[a-z]{{1,4}}t\b|\butc\b|{word_of('on')}|[年月日时時分秒년월일시분초]|[\W_]+",
    re.IGNORECASE,
)
"""What a time is made of, as :mod:`crawler.dates.signs` writes it; small words, zones and ordinals among it."""
_BREAKS = frozenset(("br", "hr", "p", "div", "tr", "td", "li", "table", "h1", "h2", "h3", "h4", "ul", "ol", "form", "blockquote"))
_TEXTS, _LONGEST = 10, 160
"""Texts of such a line, and its letters, at most."""


class Text(Protocol):
    """A piece of text, and where it stands: in an element, or behind it."""

    @property
    def node(self) -> Element: ...
    @property
    def behind(self) -> bool: ...
    @property
    def words(self) -> str: ...


class Spoken(NamedTuple):
    """Who wrote, and when."""

    name: str
    time: str
    before: int
    """Texts of the subject above the line."""
    used: int
    """Texts of the line."""
    subject: str
    whole: bool
    """Its subject stands above it, or a colon behind it says that what was written follows."""


def may_speak(words: str) -> bool:
    """Whether a text may begin such a line."""
    return len(words) <= _LONGEST and _BY.match(words) is not None


def spoken(texts: Sequence[Text], at: int) -> Spoken | None:
    """The head that begins with a text; None where its line says anything else."""
    line = [texts[at]]
    for text in texts[at + 1 : at + _TEXTS]:
        if text.node.tag in _BREAKS:
            break
        line.append(text)
    for used in range(len(line), 0, -1):
        said = _SAID.fullmatch("".join(filter(None, (text.node.tail if text.behind else text.node.text for text in line[:used]))))
        name = as_name(" ".join(said["name"].split())) if said and len(said[0]) <= _LONGEST and _is_time(said["time"].strip()) else None
        if said and name:
            before, subject = _subject(texts, at)
            return Spoken(name, " ".join(said["time"].split()), before, used, subject, before > 0 or bool(said["end"]))
    return None


def _is_time(words: str) -> bool:
    """Whether a text is a time, and nothing else."""
    return date_in(words) == 0 and not _OF_TIME.sub("", signs(words, ""))


def _subject(texts: Sequence[Text], at: int) -> tuple[int, str]:
    """How many texts before a line are its subject with its label, and the subject."""
    for before in (1, 2):
        label = _SUBJECT.fullmatch(texts[at - before].words) if at >= before else None
        if label and bool(label["value"]) == (before == 1):
            return before, label["value"] or texts[at - 1].words
    return 0, ""
