"""Names that a line near a post gives in words: ``asked by NAME``, ``by NAME, March 3``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.engines.generic.fields.people import as_name
from crawler.lexicon.phrases import any_of
from crawler.select import text_of

_LONGEST = 90
"""Letters of such a line, at most."""
_BYLINE = re.compile(
    rf"(?:{any_of('by', 'from')}\s+|{any_of('asker')}\s*[:：]\s*)"
    rf"(?P<name>[^\s,·|•():：][^,·|•():：]{{0,40}}?)"
    rf"(?:\s+[^\s:：]{{1,12}}\s*[:：].*|\s*[,·|•(–—-].*|\s+{any_of('on')}\s.*|\s+\d.*)?",
    re.IGNORECASE,
)


_LABELLED = re.compile(rf"{any_of('asker')}\s*[:：]\s*(?P<name>[^:：]{{1,30}})")


def bylined(nodes: Iterable[Element]) -> str | None:
    """The name in the first element that is such a line; None without one."""
    for node in nodes:
        words = text_of(node)
        if 3 < len(words) <= _LONGEST and (found := _BYLINE.fullmatch(words)) and (name := as_name(found["name"])):
            return name
    return None


def labelled(nodes: Iterable[Element]) -> str | None:
    """The name in the first element that is a label of who asked or answered, and a name behind it; None without one."""
    for node in nodes:
        if (found := _LABELLED.fullmatch(text_of(node))) and (name := as_name(found["name"])):
            return name
    return None
