"""Texts with each node on a line of its own: links and bold words part sentences; such lines are told by how they end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.engines.text.line import Line
from crawler.engines.text.screen import columns

_LEAST = 12
"""Lines of a text that tell whether it has empty ones; columns of a line that may be half a sentence."""
_ENDS = frozenset("。！？…!?.~～”」』）)】]》>;；")
_STOPS = frozenset("。！？")
_GOES_ON = frozenset("，、,")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


def is_parted(lines: Sequence[Line]) -> bool:
    """Whether a text has neither empty lines nor indented ones, nor cells."""
    return len(lines) > _LEAST and not any(line.gap or line.indent or line.cell for line in lines[1:])


def joined(lines: list[Line]) -> list[Line]:
    """The lines of a body, those in one that a tag has parted."""
    words = [line for line in lines if _is_said(line)]
    open_ = sum(line.text[-1] not in _ENDS for line in words)
    styled = 3 * open_ <= len(words) + 1 and any(line.text[-1] in _STOPS for line in words)
    made: list[Line] = []
    last = ""
    for at, line in enumerate(lines):
        pictured = any(other.picture or other.file for other in lines[max(0, at - 2) : at + 2])
        if made and last and _is_said(line) and _is_said(made[-1]) and _goes_on(last, line.text, styled=styled and not pictured):
            glue = " " if last[-1].isascii() and line.text[0].isascii() else ""
            made[-1].text += glue + line.text
            made[-1].raw += glue + line.raw
        else:
            made.append(line)
        last = line.text
    return made


def _is_said(line: Line) -> bool:
    return not (line.kind or line.bare or line.number or line.picture or line.rule or line.code or line.file or line.stamps or line.depth)


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
