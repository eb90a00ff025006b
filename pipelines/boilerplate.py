"""What is left of a forum's furniture inside a body goes line by line, by the lexicon."""

from __future__ import annotations

from collections import Counter

from crawler.blocks import Body
from crawler.lexicon import Entry, classify
from crawler.raw_post import RawPost
from pipelines.base import Step


def clean(body: Body) -> Counter[str]:
    """Takes furniture lines out of a body and counts them by kind.

    A button's name standing alone is still a person's word when it is all they wrote, or stands in the middle of their text.
    """
    removed: Counter[str] = Counter()
    found = [classify(block.text) if block.type in ("paragraph", "heading") else None for block in body.blocks]
    if not any(found):
        return removed
    keep = [entry is None or entry.where != "any" for entry in found]
    if body.loose and len(found) > 1:
        _cut_page_end(found, keep)
        keep = [kept and entry is None for kept, entry in zip(keep, found, strict=True)]
    elif any(entry is None and block.lines() for entry, block in zip(found, body.blocks, strict=True)):
        _trim(found, keep, range(len(found)))
        _trim(found, keep, range(len(found) - 1, -1, -1))
    removed.update(entry.kind if entry else "page end" for entry, kept in zip(found, keep, strict=True) if not kept)
    body.blocks = [block for block, kept in zip(body.blocks, keep, strict=True) if kept]
    body.cut(len(body.blocks))
    return removed


def _trim(found: list[Entry | None], keep: list[bool], order: range) -> None:
    for at in order:
        if not keep[at]:
            continue
        entry = found[at]
        if entry is None:
            return
        keep[at] = entry.where not in ("any", "edge")
        if keep[at]:
            return


def _cut_page_end(found: list[Entry | None], keep: list[bool]) -> None:
    """Two buttons in a row end a post where no markup does; what follows is the page's end."""
    for at in range(1, len(found) - 1):
        if found[at] and found[at + 1]:
            keep[at:] = [False] * (len(keep) - at)
            return


class BoilerplatePipeline(Step):
    """First of the pipelines: the words of the forum go, the words of people stay."""

    prefix = "boilerplate"

    def step(self, raw: RawPost) -> Counter[str]:
        return clean(raw.body)
