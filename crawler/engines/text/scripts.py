"""Scripts and style sheets that a text maker left among the words: their lines above the first post and below the last one go."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.engines.text.line import Line

_CODE = re.compile(
    r"(?:var|let|const) [\w$, ]+=|(?:async )?function\b[^\n]{0,80}\(|(?:if|for|while|switch) ?\(.*[{;)]$|else ?(?:if ?\(|\{)|try ?\{|[{}]"
    r"|\}? ?catch ?\(|(?:return|throw|break|case)\b.*[;:]$|//(?: |\w+\()|/\*|\*/|<!--|-->|@(?:media|keyframes|import|font-face|charset)\b"
    r"|\$[.(]|\(?function ?\(|[\w$]+(?:\.[\w$]+)+(?: ?\+?= ?\S|\(.*[;{,]$)|[\w$]+\([^()]*\);|[.#]?[\w-][\w\s.#:>,()-]*\{.*\}?$"
)
"""How lines of scripts and style sheets begin."""
_LEFT = re.compile(r"[.#][\w-]+\s?\{[\w-]+\s?:[^{}\n]{1,60}\}|var \w+ = (?:\d+|parseInt\('\d+'\));")
"""The shortest rules and statements, which pages leave among posts."""
_ENDS = (";", "{", "}", "});", "*/")
_LONG, _DENSE = 240, 0.12
"""Characters of a line that may hold a page's data, and the share of them that are the signs of such data."""
_SIGNS = re.compile(r"[{}\[\]\":;=\\<>]")
_EDGE = frozenset(("page", "foot", "button"))


def unscripted(lines: list[Line]) -> list[Line]:
    """The lines without scripts: above the first time or number, and behind what ends the page; data of scripts anywhere."""
    code = [_is_code(line) for line in lines]
    if not any(code):
        return lines
    told = [at for at, line in enumerate(lines) if (line.stamps or line.floor) and not code[at]]
    first, last = (told[0], told[-1]) if told else (len(lines), len(lines))
    ends = next((at for at in range(last + 1, len(lines)) if lines[at].kind in _EDGE), len(lines))
    return [
        line for at, line in enumerate(lines) if not (code[at] and (at < first or at > ends or len(line.text) > _LONG or _is_left(line)))
    ]


def _is_left(line: Line) -> bool:
    """Whether a line among the posts is a page's own: a rule for one class of its elements, or a figure for a variable."""
    return _LEFT.fullmatch(line.text) is not None and not line.gap


def _is_code(line: Line) -> bool:
    """Whether a line is one of a script or a style sheet, or its data."""
    text = line.text
    if line.code or line.picture or line.rule or line.kind or line.file:
        return False
    if len(text) > _LONG:
        return len(_SIGNS.findall(text)) > _DENSE * len(text)
    return _begins_code(text) or (text.endswith(_ENDS) and not text.startswith(("http", "&")) and text.isascii())


@lru_cache(maxsize=1 << 13)
def _begins_code(text: str) -> bool:
    return _CODE.match(text) is not None
