"""Posts that end with a line that says in words who wrote them and when: ``Asked by NAME on 3 March 2022``, ``— NAME, 3 March``."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates.spot import date_in
from crawler.engines.generic.fields.people import as_name
from crawler.lexicon.phrases import any_of
from crawler.text import tidy

_LONGEST = 90
"""Letters of such a line, at most."""
_SIGNED = re.compile(
    rf"(?:{any_of('by')}\s+|[-–—~/]{{1,3}}\s*)"
    r"(?P<name>[^\s,·|•()][^,·|•()]{0,40}?)\s*(?:[,·|•(–—]|\s(?:on|at|am|um|le|el|op|den|il)\s)\s*(?P<time>.*\d.*)",
    re.IGNORECASE,
)


class Signature(NamedTuple):
    """Who wrote a post, and when, as its last line says."""

    name: str
    time: str


def ends_signed(element: Element) -> bool:
    """Whether the last words of an element are such a line, and others stand before."""
    texts = [text for text in map(tidy, element.itertext()) if text]
    return len(texts) > 1 and _read(texts[-1]) is not None


def take_signatures(bodies: list[Body]) -> list[Signature] | None:
    """Takes the last line of each of several posts for who wrote it, where all end so; None (and nothing changed) otherwise."""
    found = [_signature(body) for body in bodies]
    if len(found) < 2 or None in found:
        return None
    for body in bodies:
        del body.blocks[-1]
    return [one for one in found if one is not None]


def _signature(body: Body) -> Signature | None:
    last = body.blocks[-1] if len(body.blocks) > 1 else None
    return _read(last.text) if last is not None and last.type == "paragraph" else None


def _read(line: str) -> Signature | None:
    found = _SIGNED.fullmatch(line) if len(line) <= _LONGEST else None
    name = as_name(found["name"]) if found else None
    return Signature(name, found["time"]) if found and name and date_in(found["time"]) is not None else None
