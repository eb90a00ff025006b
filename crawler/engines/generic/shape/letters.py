"""How much is written in each part of a page, outside of links, names, times and what forums print around posts."""

from __future__ import annotations

from itertools import accumulate

from crawler.body.looks import is_hidden
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.vocabulary import WORDS
from crawler.lexicon.around import around

_FURNITURE = 0.4
"""Share of a page's words above which an element is no furniture and no name, whatever it is called."""
_UNWRITTEN = frozenset(
    (
        *("script", "style", "template", "svg", "select", "textarea", "button", "option", "head", "iframe", "object", "noscript"),
        *("form", "a", "nav", "footer", "aside", "time", "label", "h1", "th", "legend", "summary", "dt"),
    )
)
_SIGNS = " \t\r\n\xa0.,;:|/·•()[]{}<>-–—#*+"
_PRINTED = frozenset(("button", "panel", "status", "rank", "note"))
"""Kinds of words that forums print around posts."""


class Letters:
    """The bytes that somebody wrote in each element of a page, by one walk; and which parts are quoted."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        own = [0] * len(outline.nodes)
        self.quotes: list[tuple[int, int]] = []
        """Where quoted passages begin and end, the outermost of them."""
        most = _FURNITURE * outline.sizes[0]
        skipped, quoted = -1, -1
        for at, node in enumerate(outline.nodes):
            if at <= skipped:
                continue
            said = WORDS[str(node.tag), node.get("class")]
            shown = outline.stamps.get(at)
            if said.quote and at > quoted:
                quoted = outline.end(at)
                self.quotes.append((at, quoted))
            if self._is_beside(at, furniture=said.furniture, most=most):
                skipped = outline.end(at)
            elif node.text:
                own[at] += _weight(node.text, shown)
            if node.tail and at:
                own[outline.parent(at)] += _weight(node.tail, shown)
        self._sums = [0, *accumulate(own)]

    def _is_beside(self, at: int, *, furniture: bool, most: float) -> bool:
        outline = self._outline
        node = outline.nodes[at]
        if str(node.tag) in _UNWRITTEN or is_hidden(node.get("style") or ""):
            return True
        return (furniture or outline.is_name(at)) and outline.sizes[at] < most

    def within(self, start: int, end: int) -> int:
        """The bytes written in a stretch of the page, both ends included."""
        return self._sums[end + 1] - self._sums[start]

    def is_quoted(self, at: int) -> bool:
        """Whether an element stands in a quoted passage."""
        return any(start <= at <= end for start, end in self.quotes)


def _weight(text: str, stamp: str | None) -> int:
    """The bytes of a text; 0 for a time, a label, signs, and words that forums print around posts."""
    shown = text.strip()
    words = shown.strip(_SIGNS)
    if not words or shown[-1] in ":：" or (shown == stamp and not is_sentence(shown)) or words.isdecimal() or around(words) in _PRINTED:
        return 0
    return len(words.encode("utf-8", "ignore"))


def is_sentence(text: str) -> bool:
    """Whether a text that begins with a time goes on: ``今天早上有人在量树，…``."""
    return not text.isascii() and any(sign in text for sign in "，。！？")
