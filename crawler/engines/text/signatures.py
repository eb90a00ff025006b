"""Signatures at the ends of bodies: lines that come again with one author and with nobody else, or that stand under a rule."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from crawler.engines.text.alignment import Segment
from crawler.engines.text.line import Line

_MOST = 6
"""Lines of a signature."""
_LEAST, _USUAL = 3, 0.6
"""Posts that tell in which row bodies stand, and the share of them that is most."""
_DRAWN = re.compile(r"_{8,}|-{2}|—{3,}|-{8,}")
"""Rules that forums print as letters above signatures."""


_SIGNED = re.compile(r"\s*(?:[|｜]|—{1,2}|--)\s*\S|\s*(?:的)?签名")
"""What stands behind the author's own name at the beginning of a signature."""


_CALLED = re.compile(
    r"签名档|簽名檔|(?:个性|個性|我的)(?:签名|簽名)|^\W*(?:签名|簽名|sig)\W*[:：]|\bsignature\b|\bsignatur\b|\bfirma\b\s*:|подпись",
    re.IGNORECASE,
)
"""Words by which a last line calls itself a signature, where nobody talks of signatures."""
_OWNED = re.compile(r"\s*的?(?:个性)?(?:签名|簽名)|['’]s signature\b", re.IGNORECASE)
"""What stands behind the author's own name in a signature that says what it is."""
_SEVERAL = 2
"""People whose posts end in such a line, at least: what one person says last is theirs."""
_NEAR = 5
"""Lines at a body's end among which a signature that names its author begins."""
_SHORT = 60
"""Characters of such a line."""


def drop_signatures(lines: list[Line], segments: list[Segment], names: list[str | None], title: str | None = None) -> None:
    """Ends the bodies above their signatures.

    One post of an author proves nothing: it keeps its last line, but where that says what it is.
    """
    _drop_called(lines, segments, names, title or "")
    _drop_rows(lines, segments)
    _drop_below(lines, segments)
    ruled = [place for segment in segments if (place := _rule(lines, segment)) is not None]
    for segment in segments:
        place = _rule(lines, segment)
        if place is not None and (len(ruled) > 1 or _DRAWN.fullmatch(lines[place].raw.strip())):
            segment.end = place
    _drop_repeated(lines, segments, names)
    for segment, name in zip(segments, names, strict=True):
        if not name:
            continue
        for place in range(segment.end - 1, max(segment.start, segment.end - _NEAR), -1):
            text = " ".join(line.text for line in lines[place : segment.end])
            parted = lines[place].cell and lines[place].text == name
            called = _OWNED.search(lines[place].text) if len(lines[place].text) <= _SHORT else None
            named = called is not None and lines[place].text[: called.start()].endswith(name)
            if parted or named or (text.startswith(name) and _SIGNED.match(text[len(name) :])):
                segment.end = place
                break


def _drop_rows(lines: list[Line], segments: list[Segment]) -> None:
    """Takes away rows of a table below the bodies', where most posts of the page have their whole body in the row of their time.

    Page-to-Markdown tools write a post as a table: the row below the body's holds the signature.
    """
    bodies = [[line for line in lines[segment.start : segment.end] if not line.bare] for segment in segments]
    told = [body for body in bodies if body]
    within = [
        all(line.cell and line.row == lines[segment.anchor].row for line in body) for segment, body in zip(segments, bodies, strict=True)
    ]
    if len(told) < _LEAST or sum(within) < _USUAL * len(told):
        return
    for segment, alone in zip(segments, within, strict=True):
        row = lines[segment.anchor].row
        below = next((at for at in range(segment.start, segment.end) if lines[at].row != row and not lines[at].bare), segment.end)
        rest = lines[below : segment.end]
        if not alone and segment.start < below and len(rest) <= _MOST and all(line.cell and lines[below].row == line.row for line in rest):
            segment.end = below


def _drop_below(lines: list[Line], segments: list[Segment]) -> None:
    """Takes away what stands below a line that is ruled off, where most bodies of the page are ruled off at their end."""
    ends = [_ruled(lines, segment) for segment in segments]
    closed = sum(end == segment.end for end, segment in zip(ends, segments, strict=True))
    if len(segments) < _LEAST or closed < _USUAL * len(segments):
        return
    for segment, end in zip(segments, ends, strict=True):
        if end is not None and segment.end - end <= _MOST:
            segment.end = end


def _ruled(lines: list[Line], segment: Segment) -> int | None:
    """The line behind the last one of a body that has a rule below it."""
    if segment.start < segment.end < len(lines) and lines[segment.end].rule:
        return segment.end
    below = range(segment.end, segment.start, -1)
    return next((place for place in below if lines[place - 1].level or (place < segment.end and lines[place].rule)), None)


def _drop_called(lines: list[Line], segments: list[Segment], names: list[str | None], title: str) -> None:
    """Takes away last lines that call themselves signatures, where posts of several people end so and nobody talks of signatures."""
    last = {at: name for segment, name in zip(segments, names, strict=True) if (at := _called(lines, segment)) is not None}
    others = (lines[at].text for segment in segments for at in range(segment.start, segment.end) if at not in last)
    if len(set(last.values())) < _SEVERAL or _CALLED.search(title) or any(_CALLED.search(text) for text in others):
        return
    for segment in segments:
        at = _last(lines, segment)
        if at in last and len(lines[at].text) <= _SHORT and any(not line.bare for line in lines[segment.start : at]):
            segment.end = at


def _called(lines: list[Line], segment: Segment) -> int | None:
    """The last line of a body where it calls itself a signature."""
    at = _last(lines, segment)
    return at if at is not None and _CALLED.search(lines[at].text) else None


def _last(lines: list[Line], segment: Segment) -> int | None:
    """The last line of a body that is no sign and no button."""
    for at in range(segment.end - 1, segment.start, -1):
        if not lines[at].bare and not lines[at].kind:
            return at
    return None


def _rule(lines: list[Line], segment: Segment) -> int | None:
    """The last rule of a body, with words above it and a few below."""
    for place in range(segment.end - 1, max(segment.start, segment.end - _MOST - 1), -1):
        if lines[place].rule:
            above = any(not line.bare for line in lines[segment.start : place])
            return place if above and place < segment.end - 1 else None
    return None


def _drop_repeated(lines: list[Line], segments: list[Segment], names: list[str | None]) -> None:
    """Takes away the last lines that all posts of an author have who has several; posts of nobody known do not count."""
    by: dict[str, set[str]] = defaultdict(set)
    posts: dict[str, Counter[str]] = defaultdict(Counter)
    for segment, name in zip(segments, names, strict=True):
        for line in lines[segment.start : segment.end]:
            by[line.text].add(name or "")
        for text in {line.text for line in lines[max(segment.start, segment.end - _MOST) : segment.end]}:
            posts[name or ""][text] += 1
    for segment, name in zip(segments, names, strict=True):
        while name and segment.end - segment.start > 1:
            text = lines[segment.end - 1].text
            if lines[segment.end - 1].bare or (posts[name][text] > 1 and by[text] == {name}):
                segment.end -= 1
            else:
                break
