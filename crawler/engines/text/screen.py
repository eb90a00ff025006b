"""Lines as a screen of fixed width shows them: how wide they are, and which of them go on in the next."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from crawler.lexicon.around import around

FILL = "\ue005"
"""Stands behind a character that takes two columns, so that places in a line are columns of the screen."""
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001faff]+"
)
_FULL = 3
"""Lines that reach the edge, at least, where an edge is one."""
_LEAST, _WIDEST = 60, 140
"""Columns of a screen."""
_WORDY, _OVER = 5, 3
"""Spaces in a line that is a sentence; columns by which signs reach beyond the edge."""
_WORD = re.compile(r"[!-~]+|\S\ue005?")
_BULLET = re.compile(r"\s*(?:[•●▪◦□■○*+#>»|\[]|-\s|\d{1,3}[.)]\s)")
_POINT, _HANGS = re.compile(r"\s*(?:[•●▪◦□■○*+-]|\d{1,3}[.)])\s"), 4
"""How points of a list begin, and columns by which their other lines stand further right, at most."""
_TAIL = 80
"""Characters of a line's end that say of which kind it is."""
_BRIEF = 24
"""Characters of a button's words."""
_OF_FILE = re.compile(r"\.\w{2,5}\s?[(（][^()（）]*\d\s?[KMG]?i?B[^()（）]*[)）]$|\d\s?上[传傳](?:\s?\[\w+\])*$", re.IGNORECASE)
"""How lines end that say a file's size, or when it came: they end there."""
_TERMINAL = "。！？…!?."
_CLOSING = "，。、；：？！）】》”’"


def columns(text: str) -> int:
    """Columns of a text on a screen: an ideograph takes two."""
    return len(text) if text.isascii() else sum(1 + (ord(char) > 0x2E80) for char in text)


def screen(line: str) -> str:
    """A line with a filler behind each character that takes two columns, without spaces at its end."""
    line = line.rstrip()
    return line if line.isascii() else _WIDE.sub(_filled, line)


def _filled(match: re.Match[str]) -> str:
    return FILL.join(match[0]) + FILL


def edge(lines: list[str], least: int, full: int = _FULL) -> int:
    """The column at which the lines were broken; 0 where they were not."""
    widths = sorted((len(line) for line in lines if line and any(map(str.isalnum, line))), reverse=True)
    if not widths:
        return 0
    widest = widths[len(widths) // 400]
    near = sum(1 for width in widths if widest - 3 <= width <= widest)
    return widest if least <= widest <= _WIDEST and near >= full and widths[0] <= widest + 2 else _by_words(lines, least)


def _by_words(lines: list[str], least: int) -> int:
    """The column at which sentences break off, by the words in the next lines that did not fit any more; 0 where few do."""
    votes: Counter[int] = Counter()
    for line, below in pairwise(lines):
        if least <= len(line) <= _WIDEST and below and (line[-1].isalnum() or line[-1] == ",") and not _BULLET.match(below):
            word = below.split(maxsplit=1)[0] if not below.isspace() else ""
            if word[:1].islower() and word.isascii():
                votes.update(range(len(line), len(line) + len(word) + 1))
    if not votes:
        return 0
    width, count = max(votes.items(), key=lambda vote: (vote[1], vote[0]))
    wider = sum(1 for line in lines if width < len(line) <= 2 * width and line.isascii() and line.count(" ") >= _WORDY)
    return width if count >= _FULL - 1 and wider < count else 0


def unwrapped(lines: list[str], width: int) -> list[str]:
    """The lines with those joined that were broken at a column; two spaces at a line's end are the writer's own break in Markdown."""
    if not width:
        return lines
    made: list[str] = []
    last = ""
    for line in lines:
        if made and last and line and not last.endswith("  ") and _goes_on(last, line, width):
            glue = " " if last[-1].isascii() and line.lstrip()[0].isascii() and last[-1] != FILL else ""
            made[-1] += glue + line.lstrip()
        else:
            made.append(line)
        last = line
    return made


def refilled(text: str) -> str:
    """A Markdown text with those lines joined that its maker broke at a column."""
    lines = text.split("\n")
    return "\n".join(unwrapped(lines, edge([line.rstrip() for line in lines], _LEAST)))


def _is_button(line: str) -> bool:
    """Whether a line's last part is a whole button."""
    last = line.replace(FILL, "").rpartition("|")[2].strip()
    return 0 < len(last) <= _BRIEF and around(last) == "button"


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word did not fit into a line any more; cells parted by tabs are no lines of a screen."""
    if "\t" in line or "\t" in following or _is_button(line) or _OF_FILE.search(line.replace(FILL, "")[-_TAIL:]):
        return False
    if not 0.6 * width <= len(line) <= width + _OVER or _BULLET.match(following) or not any(map(str.isalnum, line)):
        return False
    if line.rstrip(FILL)[-1] in _TERMINAL and not following.lstrip()[:1].islower():
        return False
    indent, after = len(line) - len(line.lstrip()), len(following) - len(following.lstrip())
    if after > indent + _HANGS - (_POINT.match(line) is None) or (after < indent and not _BULLET.match(line) and indent - after > 4):
        return False
    match = _WORD.match(following.lstrip())
    word = match[0] if match else ""
    space = 1 if word.isascii() and FILL not in line[-1] else 0
    return len(line) + space + len(word) > width or (following.lstrip()[0] in _CLOSING and len(line) >= width - 3)
