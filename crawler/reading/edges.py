"""Lines that a job names as the site's: taken out where they stand at the edge of a post, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection

from crawler.blocks import Block, Body
from crawler.forum import ThreadPage

_LINES = ("paragraph", "heading")


def drop(reading: ThreadPage, lines: Collection[str]) -> None:
    """Takes the lines out of all posts of a page.  A post that is nothing else keeps them: then somebody wrote them."""
    for made in reading.posts:
        _trim(made.body, lines)


def _trim(body: Body, lines: Collection[str]) -> None:
    def goes(block: Block) -> bool:
        return block.type in _LINES and block.text in lines

    first, last = 0, len(body.blocks)
    while first < last and goes(body.blocks[first]):
        first += 1
    while last > first and goes(body.blocks[last - 1]):
        last -= 1
    if first < last:
        body.blocks = body.blocks[first:last]
