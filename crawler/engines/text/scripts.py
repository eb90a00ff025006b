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
_BLOCK, _MOST = 8, 0.75
"""Lines in which a script shows what it is, and the share of them that look like code."""
_GAP = 4
"""Lines of a script that look like words, side by side."""
_OF_PAGE = re.compile(r"\b(?:document|window)\.[a-z]|\$\(['\"#]|\.(?:innerHTML|href|src|style)\b|addEventListener")
_EDGE = frozenset(("page", "foot", "button"))


def unscripted(lines: list[Line]) -> list[Line]:
    """The lines without scripts: above the first time or number, and behind what ends the page; data of scripts anywhere.

    Code below the last time that speaks of the page's elements is the page's, too, where scripts stand above the posts, or where
    nothing else follows.
    """
    code = [_is_code(line) for line in lines]
    if not any(code):
        return lines
    told = [at for at, line in enumerate(lines) if (line.stamps or line.floor) and not code[at]]
    first, last = (told[0], told[-1]) if told else (len(lines), len(lines))
    ends = next((at for at in range(last + 1, len(lines)) if lines[at].kind in _EDGE), len(lines))
    scripted = any(code[:first])
    script = next((at for at in range(last + 1, len(lines)) if code[at] and _is_own(lines, code, at)), len(lines))
    rest = _filled(code[script:])
    if scripted or all(rest):
        ends = min(ends, script)
        code[script:] = rest
    return [
        line
        for at, line in enumerate(lines)
        if not (code[at] and (at < first or at >= ends or len(line.text) > _LONG or _is_left(line, scripted=scripted)))
    ]


def _is_own(lines: list[Line], code: list[bool], at: int) -> bool:
    """Whether a script begins at a line that is the page's own: it reads or changes the page's elements."""
    block = code[at : at + _BLOCK]
    return sum(block) >= _MOST * len(block) and any(_OF_PAGE.search(line.text) for line in lines[at : at + _BLOCK])


def _filled(code: list[bool]) -> list[bool]:
    """With the lines that stand between two of a script: parts of its statements."""
    return [here or (any(code[max(0, at - _GAP) : at]) and any(code[at + 1 : at + 1 + _GAP])) for at, here in enumerate(code)]


def _is_left(line: Line, *, scripted: bool) -> bool:
    """Whether a line among the posts is the page's: a rule for a class of its elements, or, where it has scripts, a variable's figure."""
    return not line.gap and ("{" in line.text or scripted) and _LEFT.fullmatch(line.text) is not None


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
