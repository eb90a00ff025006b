"""The name that stands right before a post's time, where nothing else says which words are the name (``NAME · 3 March 2026``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.dates.signs import signs
from crawler.dates.spot import date_in
from crawler.engines.generic.fields.people import as_name
from crawler.engines.generic.fields.stamps import told
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body
from crawler.lexicon.phrases import any_of, word_of
from crawler.select import text_of
from crawler.text import tidy

_LONGEST = 40
"""Letters of a name with what stands around it."""
_WORDS = 4
"""Words of a name at most."""
_TIMES, _SIBLINGS = 2, 3
"""Times of a post, and elements before one, that are looked at."""
_ON = rf"(?:{word_of('on')}\s*){{1,3}}"
_SAID = re.compile(
    rf"^{any_of('by')}\s+"
    rf"|[\s,]*\b(?:(?:has |have )?(?:posted|replied|asked|answered|commented|{any_of('wrote')})(?: this)?(?: {_ON})?|{_ON})\s*:?$"
    rf"|[\s,]+{any_of('sent')}\s*[:：]$"
    r"|\s*(?:[发發]表[于於]|[发發]布[于於]|回[复覆][于於]|写道|說道|说道)\s*[:：]?$",
    re.IGNORECASE,
)
"""What stands around a name to say that something was written."""
_SENT = re.compile(rf"(?<=\w)\s*[|·•,;/–—-]\s*{any_of('sent')}\s*[:：]\s*$", re.IGNORECASE)
"""The label of a time behind a name in the same line: ``Posted by: NAME | Date:``."""
_WROTE = re.compile(rf"[\s,]*(?:posted|replied|asked|answered|commented|{any_of('wrote')})[\s,]*(?:{_ON})?\s*", re.IGNORECASE)
"""The verb alone: the name stands before it."""
_LABEL = re.compile(
    r"(?:posted|last|edited|updated|modified|created|asked|answered|replied|date|time|submitted|published|joined|since|original|re|op|new|today"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?"
    r"|[发發]表|[发發]布|[更最]新|[时時][间間]|日期|编辑)\b.*"
    r"|(?:mo|di|mi|do|fr|sa|so|пн|вт|ср|чт|пт|сб|вс)\.?|mar\."
    r"|(?:reply|antwort|respuesta|réponse|risposta|ответ|回[复覆])\s*(?:#|№|n[°º])?\s*\d*",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"(?:\{{(?:of|at|w\d)\}}|{word_of('on')}|\W)*+", re.IGNORECASE)
"""Nothing but words for on, days of the week and signs before a date, as :mod:`crawler.dates.signs` writes it."""
_COUNTED = re.compile(r"^\s*[(（\[【]\s*\d{1,6}\s*[)）\]】]")
"""The number of answers, in brackets, before a name."""
LIKED = re.compile(rf"{any_of('liked')}(?=\s*[:：]|\s*$)", re.IGNORECASE)
"""What stands before the names of those whom a post pleased."""
_BETWEEN = re.compile(rf"{_ON}|\s*(?:[发發]表)?[于於]", re.IGNORECASE)
"""What may stand between a name and a time."""
_SIGNS = " ·•|–—-,/>»(（[@"
_SENTENCE = frozenset("，。？！；…")
"""Signs that stand in no name."""
_NOT_WORDS = frozenset(("button", "svg", "img", "input", "select", "time", "script", "h1"))


def beside(outline: Outline, box: PostBox) -> str | None:
    """The name right before a post's time; None where there are no words, or words that are none."""
    for at in [at for at in beside_body(outline, outline.times, box) if told(outline, at)][:_TIMES]:
        if (words := next(_before(outline.nodes[at], outline.stamps.get(at)), None)) is not None:
            name = _cleaned(words)
            return None if name and outline.is_subject(name) else name
    return None


def name_before(node: Element, stamp: str | None) -> str | None:
    """The name right before a time; None without one."""
    words = next(_before(node, stamp), None)
    return _cleaned(words) if words else None


def _before(node: Element, stamp: str | None) -> Iterator[str]:
    """The words before a time: in its own text, beside its element, beside the element around that."""
    if stamp and (start := date_in(stamp)) and _WEEKDAY.fullmatch(signs(stamp[:start], "")) is None and not _WROTE.fullmatch(stamp[:start]):
        words = _SENT.sub("", stamp[:start])
        yield "" if _is_label(words) else words
    elif stamp and stamp in (node.tail or "") and stamp not in (node.text or "") and (words := text_of(node)):
        yield words if _in_one(node) else ""
    for element in (node, node.getparent()):
        if element is None:
            return
        before = element.getprevious()
        for _ in range(_SIBLINGS):
            if before is None:
                break
            tail = tidy(before.tail or "")
            tail = tail if any(map(str.isalnum, tail)) and _BETWEEN.fullmatch(tail.strip(_SIGNS)) is None else ""
            if words := tail or _words_of(before):
                yield words if tail or _in_one(before) else ""
            before = before.getprevious()
        around = element.getparent()
        if before is None and around is not None and (words := tidy(around.text or "")):
            yield words


def _is_label(words: str) -> bool:
    """Whether words right before a time end with a colon, as labels do (``Posted: 3 March``), and name nobody."""
    return words.rstrip()[-1:] in (":", "：") and _SAID.search(words) is None


def _words_of(element: Element) -> str:
    """The words of an element that may hold a name; empty for a control, and for signs between a name and a time."""
    words = "" if element.tag in _NOT_WORDS else text_of(element)
    return words if any(map(str.isalnum, words)) else ""


def _in_one(element: Element) -> bool:
    """Whether an element holds one text: of several, one is a rank or a count."""
    return len([text for text in element.itertext() if text.strip()]) == 1


def _cleaned(words: str) -> str | None:
    if len(words) > _LONGEST or not _SENTENCE.isdisjoint(words) or LIKED.match(words):
        return None
    name = as_name(_SAID.sub("", _COUNTED.sub("", words).strip(_SIGNS)).strip(_SIGNS))
    if name is None or _LABEL.fullmatch(name) or _WEEKDAY.fullmatch(signs(name, "")):
        return None
    return name if len(name.split()) <= _WORDS else None
