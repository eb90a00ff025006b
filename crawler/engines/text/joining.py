"""Texts with each node on a line of its own: links and bold words part sentences; such lines are told by how they end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce

from crawler.engines.text.line import Line
from crawler.engines.text.screen import columns

_LEAST = 12
"""Lines of a text that tell whether it has empty ones; columns of a line that may be half a sentence."""
_FEW = 0.125
"""Share of lines that have an empty one above them or stand further right."""
_PARTS, _PRINTED = 5, 140
"""Lines, and characters, of what forums print at posts and files."""
_COLONS = frozenset(":：")
_LABEL = 14
"""Columns of a label."""
_LABELLED = re.compile(r"[\w\s、/&-]+[:：]")
_CITES = re.compile(
    r"(?:wrote|said|says|schrieb|écrit|escribió|scritto|quote|zitat|citation|写道|寫道|说道|说|引用|написал\w*|цитата)\W*$", re.IGNORECASE
)
"""How the line above a quotation ends."""
_LISTED = re.compile(r"\(?（?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[.)、）．]|[-*•·]")
"""How the points of a list begin."""
_ENDS = frozenset("。！？…!?.~～”」』）)】]》>;；")
_STOPS = frozenset("。！？")
_GOES_ON = frozenset("，、,")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


def is_parted(lines: Sequence[Line]) -> bool:
    """Whether a text has hardly any empty lines or indented ones, which only code has in such texts, and no cells."""
    if len(lines) <= _LEAST or any(line.cell for line in lines):
        return False
    return sum(bool(line.gap or line.indent) for line in lines[1:]) <= _FEW * len(lines)


def united(lines: list[Line], is_whole: Callable[[str], bool], is_note: Callable[[str], bool]) -> list[Line]:
    """The lines of a body, those in one that together are what forums print at posts and files: a link to a member parts them.

    ``is_whole`` knows such a text by both of its ends, ``is_note`` by its beginning: then none of the lines may be one alone.
    """
    made: list[Line] = []
    for line in lines:
        made.append(line)
        best = 0
        for count in range(2, min(_PARTS, len(made)) + 1):
            parts = made[-count:]
            if not _may_be_parts(parts):
                break
            text = reduce(_glued, (part.text for part in parts))
            if is_whole(text) or (not best and is_note(text) and not any(is_note(part.text) for part in parts)):
                best = count
        if best:
            parts = made[-best:]
            text = reduce(_glued, (part.text for part in parts))
            stamps = [stamp for part in parts for stamp in part.stamps]
            made[-best:] = [replace(parts[0], text=text, raw=text, stamps=stamps, kind="button", number=False, bare=False)]
    return made


def _may_be_parts(lines: list[Line]) -> bool:
    if any(line.picture or line.rule or line.code or line.depth for line in lines) or any(line.file for line in lines[1:]):
        return False
    return sum(len(line.text) for line in lines) <= _PRINTED


def _glued(above: str, below: str) -> str:
    return above + (" " if above[-1].isascii() and below[0].isascii() else "") + below


def joined(lines: list[Line], people: frozenset[str] = frozenset()) -> list[Line]:
    """The lines of a body, those in one that a tag has parted; ``people`` wrote the page: their names before colons are no labels."""
    words = [line for line in lines if _is_said(line)]
    open_ = sum(line.text[-1] not in _ENDS for line in words)
    styled = 3 * open_ <= len(words) + 1 and any(line.text[-1] in _STOPS for line in words)
    made: list[Line] = []
    last = ""
    for at, line in enumerate(lines):
        pictured = any(other.picture or other.file for other in lines[max(0, at - 2) : at + 2])
        if (
            made
            and last
            and _is_said(line)
            and _is_said(made[-1])
            and (_goes_on(last, line.text, styled=styled and not pictured) or (not pictured and _is_labelled(lines, at, people)))
        ):
            made[-1].text = _glued(made[-1].text, line.text)
            made[-1].raw = _glued(made[-1].raw, line.raw)
        else:
            made.append(line)
        last = line.text
    return made


def _is_said(line: Line) -> bool:
    """Whether a line is words; one that stands further right is code."""
    shown = line.kind or line.picture or line.rule or line.code or line.file or line.stamps or line.depth
    return not (shown or line.bare or line.number or line.indent)


def _is_labelled(lines: list[Line], at: int, people: frozenset[str]) -> bool:
    """Whether a line stands behind a label of a few words in heavier type; below the heading of a list are several without full stops."""
    label, line = lines[at - 1].text, lines[at].text
    if (
        not _LABELLED.fullmatch(label)
        or lines[at].indent
        or _CITES.search(label)
        or label.rstrip(" :：") in people
        or columns(label) > _LABEL
        or _LISTED.match(line)
        or line[-1] in _COLONS
    ):
        return False
    below = lines[at + 1].text if at + 1 < len(lines) and _is_said(lines[at + 1]) else ""
    return line[-1] in _ENDS or not below or below[-1] in _STOPS or below[-1] in _COLONS or bool(_ADDRESS.fullmatch(below))


def _goes_on(line: str, following: str, *, styled: bool) -> bool:
    """Whether a line is the beginning of a sentence that goes on in the next; ``styled``: the others of the body end with full stops."""
    if line[-1] in _GOES_ON:
        return True
    if _ADDRESS.fullmatch(following) or (_ADDRESS.fullmatch(line) and following[0] not in "0123456789" and not following[0].isupper()):
        return line[-1] not in _ENDS or bool(_ADDRESS.fullmatch(line))
    if following[0].islower() and following[0].isascii():
        return line[-1].isalnum() and line[-1].isascii() and " " in line
    return (
        styled
        and not line[-1].isascii()
        and line[-1] not in _ENDS
        and columns(line) >= _LEAST
        and (following[-1] in _STOPS or line[-1] in "：:")
    )
