"""What the pages of a site teach about its others: where posts have bodies, names and times, what leads in dates, where addresses lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from crawler.engines.generic.routes import ROUTE

AGREED, MOST_AGREED = 2, 20
"""Pages that must agree before what they teach is used, and those that are counted: a site that changed is learned anew."""
NOTHING: Final = "nothing"
"""What a route leads to whose pages gave nothing."""
_DENIED = 3
"""Different pages that must have given nothing before their route is not followed."""
_STALE = timedelta(days=7)
"""After so long without a new proof a route that led to nothing is asked again."""
_PROVEN = frozenset(("order",))
"""What one page proves: it has a date that would have no month in the other order."""
_TOLD = {
    "body": "posts have their bodies in {}",
    "name": "names stand in {}",
    "time": "times stand in {}",
    "alt": "pictures are called {!r}, whatever they show",
    "order": "the {} leads in dates",
}
_LEADS = {
    "thread": "threads are at {}",
    "thread page": "further pages of threads at {}",
    "list": "lists of threads at {}",
    "list page": "further pages of lists at {}",
    "boards": "lists of boards at {}",
    "same": "no further pages at {}",
    NOTHING: "nothing is at {}",
}
_SHOWN = 12
"""Routes of a kind that are told."""


class Fact(NamedTuple):
    """One thing that pages of a site taught."""

    value: str
    """A kind of element, tag and class (``div.post-body``); a text; what a route leads to."""
    pages: int
    """How many pages taught it, less those that taught something else."""
    day: str = ""
    """The day on which a page last taught it (``2026-11-30``, UTC); empty where that was not kept."""

    def after(self, taught: str) -> Fact:
        """The same after one more page; where as many pages say otherwise, it is dropped for what they say."""
        if taught == self.value:
            return Fact(taught, min(MOST_AGREED, self.pages + 1), today())
        return self._replace(pages=self.pages - 1) if self.pages > 1 else Fact(taught, 1, today())


def today() -> str:
    """The day, in UTC."""
    return datetime.now(UTC).date().isoformat()


def is_used(what: str, fact: Fact) -> bool:
    """Whether enough pages taught something, and lately enough where it keeps us from looking."""
    if fact.value == NOTHING and what.startswith(ROUTE):
        return fact.pages >= _DENIED and bool(fact.day) and date.fromisoformat(today()) - date.fromisoformat(fact.day) < _STALE
    return what in _PROVEN or fact.pages >= AGREED


def told(facts: Mapping[str, Fact]) -> str:
    """What is known of a site, in words."""
    parts = []
    for what, fact in sorted(facts.items()):
        if not what.startswith(ROUTE):
            used = "" if is_used(what, fact) else "; used when one more page agrees"
            parts.append(f"{_TOLD.get(what, what).format(fact.value)}, by {fact.pages} pages{_last(fact)}{used}")
    return "; ".join([*parts, *_routes(facts)])


def _routes(facts: Mapping[str, Fact]) -> Iterator[str]:
    """Where the addresses lead that enough pages have proven."""
    used = {what.removeprefix(ROUTE): fact for what, fact in sorted(facts.items()) if what.startswith(ROUTE) and is_used(what, fact)}
    for leads, words in _LEADS.items():
        found = [f"{route} ({fact.pages} pages{_last(fact)})" for route, fact in used.items() if fact.value == leads]
        if found:
            yield words.format(", ".join(found[:_SHOWN])) + (f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")


def _last(fact: Fact) -> str:
    return f", last on {fact.day}" if fact.day else ""
