"""BBCode that a page shows as it was typed: the text becomes elements, as if the forum had read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice

from lxml.etree import _Element as Element

from crawler.jsonvalue import fragment

_TAG = re.compile(r"\[(/?)(quote|b|i|u|url|img|code|color|size|spoiler|list)(?:=[^\]\n]{0,120})?\]", re.IGNORECASE)
"""What tells BBCode from words in brackets, where one of them is opened and closed."""
_PLAIN = frozenset(("br", "p", "div"))
"""Elements that typed text is parted by."""
_LONGEST, _MOST = 100_000, 2_000
"""Letters of a text that is read so, and elements in it."""
_WRITTEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), html)
    for pattern, html in (
        (r"\[img(?:=[^\]\n]{0,120})?\]\s*([^\s\[\]]+)\s*\[/img\]", r'<img src="\1">'),
        (r"\[url\]\s*([^\s\[\]]+)\s*\[/url\]", r'<a href="\1">\1</a>'),
        (r"\[url=(?:&quot;|&#x27;)?([^\]\s]{1,500}?)(?:&quot;|&#x27;)?\]([^\n\[\]]{0,500})\[/url\]", r'<a href="\1">\2</a>'),
        (r"\[quote=(?:&quot;|&#x27;)?([^\]\n]{1,60}?)(?:&quot;|&#x27;)?(?:[;,][^\]\n]{0,120})?\]", r"<blockquote><cite>\1</cite>"),
        (r"\[quote\]", "<blockquote>"),
        (r"\[/quote\]", "</blockquote>"),
        (r"\[code(?:=[^\]\n]{0,40})?\]", "<pre>"),
        (r"\[/code\]", "</pre>"),
        (r"\[\*\]", "<br>"),
        (
            r"\[/?(?:url|b|u|i|s|del|size|color|font|align|center|left|right|list|indent|sub|sup|highlight|spoiler|collapse|email|h\d?)(?:=[^\]\n]{0,120})?\]",
            "",
        ),
    )
)


def as_elements(element: Element) -> Element | None:
    """An element with the same words whose BBCode is markup; None where its text has none, or holds markup of its own."""
    inside = list(islice(element.iterdescendants("*"), _MOST))
    if len(inside) == _MOST or any(node.tag not in _PLAIN for node in inside):
        return None
    text = _typed(element)
    if len(text) > _LONGEST or "[/" not in text or not _is_paired(text):
        return None
    html = escape(text)
    for pattern, written in _WRITTEN:
        html = pattern.sub(written, html)
    return fragment(html.replace("\n", "<br>"))


def _is_paired(text: str) -> bool:
    """Whether one of the tags in a text is opened and closed behind that."""
    opened: set[str] = set()
    for tag in _TAG.finditer(text):
        if not tag[1]:
            opened.add(tag[2].lower())
        elif tag[2].lower() in opened:
            return True
    return False


def _typed(element: Element) -> str:
    """The text of an element, with its line breaks."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for node in element:
        yield "\n"
        if node.tag != "br":
            yield from _pieces(node)
            yield "\n"
        yield node.tail or ""
