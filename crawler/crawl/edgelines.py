"""Lines that recur at the edges of posts by different people: a site's slogan, or an app's.  They are suggested, never taken out.

A person's signature recurs, too, but with one person; what several people write is what the software writes for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from crawler.lexicon import classify
from crawler.raw_post import RawPost

WRITERS = 4
"""People at whose posts a line stands before it is suggested."""
_LONGEST, _LEAST = 120, 6
"""Letters of such a line."""
_MOST = 5000
"""Lines that are remembered; a site can be made to show any number."""


class EdgeLines:
    """Who had which line at the edge of a post."""

    def __init__(self) -> None:
        self.writers: dict[str, set[str]] = {}

    def see(self, posts: Iterable[RawPost]) -> list[str]:
        """Looks at posts; returns the lines that are to be suggested from now on."""
        found = []
        for made in posts:
            name = made.post.author.name if made.post.author else ""
            for line in _edges(made) if name else ():
                if line not in self.writers and len(self.writers) >= _MOST:
                    continue
                writers = self.writers.setdefault(line, set())
                if len(writers) < WRITERS and name not in writers:
                    writers.add(name)
                    if len(writers) == WRITERS:
                        found.append(line)
        return found


def _edges(made: RawPost) -> set[str]:
    """The first and the last line of a post of several: a line alone is what somebody wrote."""
    blocks = made.body.blocks
    if len(blocks) < 2:
        return set()
    lines = {block.text for block in (blocks[0], blocks[-1]) if block.type == "paragraph"}
    return {line for line in lines if _LEAST <= len(line) <= _LONGEST and classify(line) is None}
