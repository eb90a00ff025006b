"""What the pages of a site teach about its others: where posts have bodies, names and times, where threads are, what leads in dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

AGREED, MOST_AGREED = 2, 20
"""Pages that must agree before what they teach is used, and those that are counted: a site that changed is learned anew."""
_PROVEN = frozenset(("order",))
"""What one page proves: it has a date that would have no month in the other order."""
_TOLD = {
    "body": "posts have their bodies in {}",
    "name": "names stand in {}",
    "time": "times stand in {}",
    "thread": "threads are at {}",
    "alt": "pictures are called {!r}, whatever they show",
    "order": "the {} leads in dates",
}


class Fact(NamedTuple):
    """One thing that pages of a site taught."""

    value: str
    """A kind of element, tag and class (``div.post-body``), or of address (``/wisp/0``); a text."""
    pages: int
    """How many pages taught it, less those that taught something else."""

    def after(self, taught: str) -> Fact:
        """The same after one more page; where as many pages say otherwise, it is dropped for what they say."""
        if taught == self.value:
            return Fact(taught, min(MOST_AGREED, self.pages + 1))
        return self._replace(pages=self.pages - 1) if self.pages > 1 else Fact(taught, 1)


def is_used(what: str, fact: Fact) -> bool:
    """Whether enough pages taught something."""
    return what in _PROVEN or fact.pages >= AGREED


def told(facts: Mapping[str, Fact]) -> str:
    """What is known of a site, in words."""
    parts = []
    for what, fact in sorted(facts.items()):
        used = "" if is_used(what, fact) else "; used when one more page agrees"
        parts.append(f"{_TOLD.get(what, what).format(fact.value)}, by {fact.pages} pages{used}")
    return "; ".join(parts)
