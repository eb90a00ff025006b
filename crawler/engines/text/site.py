"""What the pages of one site have in common at their edges: menus, rules, who made the software."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256

from crawler.text import tidy

EDGE = 60
"""Lines at either end of a page that may be its edge."""
_LONGEST = 120
"""Characters of such a line."""
_LEAST, _MOST = 3, 0.6
"""Threads that share a line, at least, and their share of the threads seen, before it is the site's."""
_BOUND = 20_000
"""Lines kept for a site; above it, those seen once are forgotten."""


@dataclass(slots=True)
class Edges:
    """The lines at the edges of a site's pages, in how many threads each stands; one page of a thread tells all."""

    lines: Counter[str] = field(default_factory=Counter)
    threads: set[bytes] = field(default_factory=set)

    def learn(self, text: str, title: str | None) -> None:
        """Takes a page in; ``title`` is its thread's, which is the page's own and nothing of the site's."""
        key = sha256((title or text).encode("utf-8", "replace")).digest()[:8]
        if key in self.threads:
            return
        self.threads.add(key)
        self.lines.update(line for line in edge(text) if not title or title not in line)
        if len(self.lines) > _BOUND:
            self.lines = Counter({line: count for line, count in self.lines.items() if count > 1})

    @property
    def known(self) -> frozenset[str]:
        """The lines that are the site's."""
        least = max(_LEAST, _MOST * len(self.threads))
        return frozenset(line for line, count in self.lines.items() if count >= least)


def edge(text: str) -> set[str]:
    """The lines at either end of a text that are not empty."""
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    return {tidy(line) for line in (*lines[:EDGE], *lines[-EDGE:]) if len(line) <= _LONGEST}
