"""How much is written in each part of a page, outside of links, names, times and what forums print around posts."""

from __future__ import annotations

from itertools import accumulate

from lxml.etree import _Element as Element

from crawler.body.looks import is_hidden
from crawler.dates.spot import date_in
from crawler.engines.generic.fields.people import is_labelled
from crawler.engines.generic.shape.outline import HEADINGS, Outline
from crawler.engines.generic.shape.vocabulary import WORDS, names_person
from crawler.lexicon import classify
from crawler.lexicon.around import around
from crawler.select import text_of

_FURNITURE = 0.4
"""Share of a page's words above which an element is no furniture and no name, whatever it is called."""
_UNWRITTEN = frozenset(
    (
        *("script", "style", "template", "svg", "select", "textarea", "button", "option", "head", "iframe", "object", "noscript"),
        *("a", "nav", "footer", "aside", "time", "label", "h1", "th", "legend", "summary", "dt"),
    )
)
_SIGNS = " \t\r\n\xa0.,;:|/·•()[]{}<>-–—#*+"
_SAID = frozenset(
    ("by", "on", "posted", "posted by", "submitted by", "written by", "wrote", "asked", "answered", "said", "发表于", "發表於", "von")
)
"""What stands around a name and a time."""
_TITLE = 4
"""Letters of a heading that can be the page's title."""
_LONGEST = 60
"""Letters of such words, below."""
_DAY = 28
"""Letters of a time with a small word before it."""
_PARTS, _WEIGHT = 3, 180
"""Elements in such a line, and its weight, at most."""
_PRINTED = frozenset(("button", "panel", "status", "rank", "note", "page"))
"""Kinds of words that forums print around posts."""


class Letters:
    """The bytes that somebody wrote in each element of a page, by one walk, and where people are named."""

    def __init__(self, outline: Outline) -> None:
        own = [0] * len(outline.nodes)
        self.people: list[int] = []
        """Positions of names, outside of quoted passages."""
        most = _FURNITURE * outline.sizes[0]
        skipped, quoted = -1, -1
        for at, (node, tag) in enumerate(zip(outline.nodes, outline.tags, strict=True)):
            said = WORDS[tag, node.get("class")]
            if said.quote and at > quoted:
                quoted = outline.end(at)
            named = at in outline.labelled or ((said.name or tag == "a") and names_person(node))
            if named and at > quoted and not _is_mention(node):
                self.people.append(at)
            if at <= skipped:
                continue
            shown = outline.stamps.get(at)
            if (
                tag in _UNWRITTEN
                or at in outline.forms
                or (outline.sizes[at] <= most and (said.furniture or named or _is_beside(outline, at, tag)))
            ):
                skipped = outline.end(at)
            elif node.text:
                own[at] += _weight(outline, node.text, shown)
            if node.tail and at and (size := _weight(outline, node.tail, shown)):
                above = outline.parent(at)
                own[above] += 0 if tag == "a" and _is_control(outline, above) else size
        self._sums = [0, *accumulate(own)]

    def within(self, start: int, end: int) -> int:
        """The bytes written in a stretch of the page, both ends included."""
        return self._sums[end + 1] - self._sums[start]


def _is_beside(outline: Outline, at: int, tag: str) -> bool:
    """Whether an element is hidden, or a heading that is a name or the page's title."""
    node = outline.nodes[at]
    return (tag in HEADINGS and (outline.is_name(at) or _is_title(outline, node))) or is_hidden(node.get("style") or "")


def _is_title(outline: Outline, node: Element) -> bool:
    """Whether a heading says what the page is called."""
    words = text_of(node)
    return len(words) >= _TITLE and words in outline.title


def _is_control(outline: Outline, at: int) -> bool:
    """Whether a line with a link is the forum's: ``Log in to post comments``."""
    node = outline.nodes[at]
    short = len(node) <= _PARTS and outline.sizes[at] <= _WEIGHT
    return short and len(words := text_of(node)) < _LONGEST and classify(words) is not None


def _is_mention(node: Element) -> bool:
    return (node.text or "").lstrip()[:1] == "@"


def _weight(outline: Outline, text: str, stamp: str | None) -> int:
    """The bytes of a text; 0 for a time, a label, signs, words that forums print around posts, and the subject of a thread."""
    shown = text.strip()
    words = shown.strip(_SIGNS)
    if (
        not words
        or shown[-1] in ":："
        or (len(shown) < _LONGEST and is_labelled(shown))
        or words.lower() in _SAID
        or (shown == stamp and not is_sentence(shown))
        or words.isdecimal()
    ):
        return 0
    if outline.is_subject(words) or (len(words) < _LONGEST and (around(words) in _PRINTED or _is_day(words))):
        return 0
    return len(words.encode("utf-8", "ignore"))


def _is_day(words: str) -> bool:
    """Whether words are a small word and a time that is not the element's first: ``on March 4, 2021`` behind a clock."""
    if len(words) > _DAY or (start := date_in(words)) is None:
        return False
    return words[:start].strip().lower() in ("", *_SAID)


def is_sentence(text: str) -> bool:
    """Whether a text that begins with a time goes on: ``今天早上有人在量树，…``."""
    return not text.isascii() and any(sign in text for sign in "，。！？")
