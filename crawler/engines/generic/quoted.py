"""Quotations that no markup tells: a line that says who wrote something, and below it words of an earlier post of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from crawler.blocks import Block, Body
from crawler.dates.spot import date_in
from crawler.engines.generic.fields.people import as_name
from crawler.items import Quote
from crawler.lexicon.phrases import phrases, word_of

_HEAD = re.compile(
    r"(?:(?:quote|reply|re|zitat|citation|cita|引用|回复|回覆)[:：]?\s+)?"
    r"(?:(?:originally )?(?:post|posted|written|quote|quoted) (?:by|from)\s*[:：]?\s*@?(?P<by>\S.{0,39}?)"
    r"(?:\s*\(.{0,40}\)|,? (?:on|at) .{5,40})?\s*[:：]?"
    rf"|@?(?P<name>\S.{{0,39}}?)(?:,? (?:on|am|le|el) .{{5,40}}?)?,?\s*(?:posted|{word_of('wrote')}|[写寫说說])"
    r"(?P<when>,?\s*(?:on |am |le |el )?[^:：]{0,9}\d[\w\s:/,.-]{3,30})?\s*(?:[:：]|[(（]?原[帖文][)）]?)?"
    r"|@(?P<at>\S{1,39}) (?P<dated>\d[\d\s年月日:/.-]{7,24})[:：]?)",
    re.IGNORECASE,
)
"""A line that says whose the words below are."""
_SIGNS = frozenset(
    (" by", " from", "posted", *"@写寫说說", *(max(re.split(r"\W", phrase.lower()), key=len) for phrase in phrases()["wrote"]))
)
"""A cheap first question: one of these stands in each such line."""
_LONGEST = 90
_LEAST = 4
"""Letters of words that are known again."""


def take_quotations(bodies: list[Body], names: Iterable[str | None]) -> None:
    """Makes quotations of the lines, in place; a line with one of the ``names`` right above a quotation says whose that is."""
    earlier: list[str] = []
    known = {name for name in names if name}
    for at, body in enumerate(bodies):
        _name(body, known)
        heads = [place for place, block in enumerate(body.blocks[:-1]) if _speaker(block)] if at else []
        if heads:
            while len(earlier) < at:
                earlier.append(_squashed("".join(block.text for block in bodies[len(earlier)].blocks)))
            for place in reversed(heads):
                _take(body, place, earlier)


def _name(body: Body, known: set[str]) -> None:
    """Gives quotations of nobody to the person who is named in the line above."""
    taken = set()
    for at, (above, block) in enumerate(pairwise(body.blocks)):
        quote = body.quotes[block.index] if block.type == "quote" and block.index is not None else None
        if quote and not quote.author and above.type == "paragraph":
            name = above.text.strip("@ :：↑")
            if name in known or (name := _speaker(above) or "") in known:
                quote.author = name
                taken.add(at)
    if taken:
        body.blocks = [block for at, block in enumerate(body.blocks) if at not in taken]


def _take(body: Body, place: int, earlier: list[str]) -> None:
    """Makes one quotation of a head and of the lines below that an earlier post has, one after the other."""
    lines: list[str] = []
    first = place + 1
    while first < len(body.blocks) - 1 and body.blocks[first].type == "image" and not body.blocks[first].text:
        first += 1  # a small picture that leads to the quoted post
    for block in body.blocks[first:]:
        words = _squashed("".join([*lines, block.text]))
        if (
            block.type != "paragraph"
            or _is_line(block)
            or not any(words in text if len(words) >= _LEAST else words == text for text in earlier)
        ):
            break
        lines.append(block.text)
    if lines:
        body.quotes.append(Quote("\n".join(lines), _speaker(body.blocks[place])))
        pictures = body.blocks[place + 1 : first]
        last = first + len(lines)
        if last < len(body.blocks) and _is_line(body.blocks[last]):
            del body.blocks[last]
        body.blocks[place : first + len(lines)] = [Block("quote", index=len(body.quotes) - 1), *pictures]


def _is_line(block: Block) -> bool:
    """Whether a block is a line of signs, as some boards print it below a quotation."""
    return len(block.text) >= _LEAST and not block.text.strip("-=_—")


def _speaker(block: Block) -> str | None:
    """Who is quoted, where a line is such a head."""
    if block.type != "paragraph" or len(block.text) > _LONGEST:
        return None
    words = block.text.lower()
    if not any(sign in words for sign in _SIGNS):
        return None
    found = _HEAD.fullmatch(block.text)
    if found is None:
        return None
    if (when := found["when"] or found["dated"]) and date_in(when) is None:
        return None  # a sentence in which somebody wrote something with a number in it
    return as_name(found["by"] or found["name"] or found["at"])


def _squashed(text: str) -> str:
    return "".join(filter(str.isalnum, text))
