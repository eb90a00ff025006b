"""Posts whose first line says who wrote them and when, and stands in one element with their words: ``NAME (3 March 2026, 10:15)``."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates.signs import signs
from crawler.dates.spot import date_in
from crawler.engines.generic.fields.letters import Head
from crawler.engines.generic.fields.people import as_name
from crawler.lexicon.around import is_row_of_buttons
from crawler.lexicon.phrases import any_of
from crawler.text import tidy

_LONGEST = 80
"""Letters of such a line."""
_TEXTS = 2
"""Texts of an element among which it is: the name may be marked."""
_FLOOR = re.compile(r"^\s*(?:#\s?\d+|\d+\s*(?:[楼樓#.:：]|F\b))\s*")
"""The number of a post before its writer's name."""
_NOT_TIME = re.compile(r"\{[^}]*\}|\b[ap]m\b|[\d\W_年月日时時分秒]+", re.IGNORECASE)
"""What a time is made of, as :mod:`crawler.dates.signs` writes it."""
_LABEL = re.compile(rf"^{any_of('sent')}\s*[:：]\s*", re.IGNORECASE)
_BEFORE = re.compile(rf"\s+{any_of('sent')}\s*[:：]\s*$", re.IGNORECASE)
"""The same between a name and a time."""
_PLACE = re.compile(r"\s*[|｜·,，]?\s*(?:第\s*\d+\s*[楼樓]|\d+\s*[楼樓]|[楼樓]主|#\d+)$")
"""What stands before and behind a time in a line that says nothing else."""
_SIGNS = " ,(（[·•|–—-:："


def is_headed(element: Element) -> bool:
    """Whether an element begins with such a line."""
    texts = list(islice((text for text in element.itertext() if text.strip()), _TEXTS))
    first = tidy(texts[0]) if texts else ""
    return _head(first) is not None or (len(texts) == _TEXTS and _head(f"{first} {tidy(texts[1])}") is not None)


def take_head(body: Body) -> Head | None:
    """Takes such a line away; None (and nothing changed) where a body has none, or nothing else."""
    if len(body.blocks) < _TEXTS or body.blocks[0].type not in ("paragraph", "heading"):
        return None
    head = _head(body.blocks[0].text)
    if head:
        del body.blocks[0]
    return head


def take_time(body: Body, language: str) -> str | None:
    """Takes the first line away where it is nothing but a time; None (and nothing changed) otherwise."""
    first = next((at for at, block in enumerate(body.blocks[:_TEXTS]) if block.type != "image"), 0)
    line = body.blocks[first].text if len(body.blocks) > first + 1 else ""
    line = _PLACE.sub("", _LABEL.sub("", line)) if len(line) <= _LONGEST else ""
    if not line or len(line) > _LONGEST or date_in(line, language) != 0 or _NOT_TIME.sub("", signs(line, language)):
        return None
    del body.blocks[first]
    while len(body.blocks) > first + 1 and is_row_of_buttons(body.blocks[first].text):
        del body.blocks[first]
    return line


def _head(line: str) -> Head | None:
    """Who and when, where a line says nothing else."""
    start = date_in(line) if len(line) <= _LONGEST else None
    name = as_name(_FLOOR.sub("", _BEFORE.sub("", line[:start])).strip(_SIGNS)) if start else None
    time = line[start:].rstrip(")）]:： ") if start else ""
    return Head(name, time) if name and len(name.split()) < 4 and not any(sign in time for sign in "?!？！。") else None
