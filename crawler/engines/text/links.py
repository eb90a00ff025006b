"""Numbers that text browsers print before links, and the list of the links' addresses below the page."""

from __future__ import annotations

import re

_MARK = re.compile(r"\[(\d{1,4})\](?=\S)")
_BETWEEN = re.compile(r"(?<=\d)\[\d{1,4}\](?=\d)")
"""A link's number between two others: those of a thread's pages."""
_ADDRESS = re.compile(r"\s*\[?(\d{1,4})[.\]]:?\s+[a-z][a-z0-9+.-]{1,15}:\S*\s*", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(?:(?:visible |hidden )?links|references|(?:sichtbare |versteckte )?verweise|références|liens(?: visibles| cachés)?"
    r"|referencias|enlaces|riferimenti|collegamenti|ссылки|ссылки на источники|参考|链接|連結)\s*:?\s*",
    re.IGNORECASE,
)
"""What stands above the addresses (Lynx, ELinks and w3m, in their languages)."""
_MANY, _FEW = 6, 2
"""Numbers in a text that are no accident; addresses of a list, at least."""


def unlisted(text: str) -> tuple[str, bool]:
    """A text without the list of its links' addresses at its end; whether it prints numbers before links.

    What somebody lists has no numbers among the words above it.
    """
    marks = _MARK.findall(text)
    if "1" not in marks:
        return text, False
    rows = text.rstrip().split("\n")
    top, numbers = len(rows), list[str]()
    for at in range(len(rows) - 1, -1, -1):
        if match := _ADDRESS.fullmatch(rows[at]):
            top = at
            numbers.append(match[1])
        elif rows[at].strip() and not (numbers and _LABEL.fullmatch(rows[at])):
            break
    known = frozenset(marks)
    if len(numbers) < _FEW or numbers[-1] != "1" or sum(number in known for number in numbers) < len(numbers) / 2:
        return text, len(marks) >= _MANY and "2" in marks
    while top and (not rows[top - 1].strip() or _LABEL.fullmatch(rows[top - 1])):
        top -= 1
    return "\n".join(rows[:top]), True


def unnumbered(line: str) -> str:
    """A line without the numbers of its links."""
    return _MARK.sub("", _BETWEEN.sub(" ", line))
