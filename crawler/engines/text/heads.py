"""Names that stand alone above what people wrote, where pages print neither times nor numbers: under rules, or further left."""

from __future__ import annotations

from collections import Counter

from crawler.engines.text.line import Line
from crawler.lexicon.around import is_shell

_HEAD = 6
"""Lines below what a page says to readers without scripts in which its title and its first name stand."""
_FAR = 80
"""Lines above the first rule among which the first name stands."""


def names_alone(lines: list[Line]) -> list[int]:
    """The lines of such names; empty where there are none."""
    return _ruled(lines) if any(line.rule for line in lines) else _indented(lines)


def _ruled(lines: list[Line]) -> list[int]:
    """Names that stand alone under a rule, and the one above the first of these rules."""
    found = [at for at in range(1, len(lines) - 1) if lines[at - 1].rule and _may_name(lines[at]) and not lines[at + 1].rule]
    rules = sum(line.rule for line in lines)
    if not found or len(found) < 0.6 * rules - 2:
        return []
    first, level = found[0] - 1, lines[found[0]].level
    names = {lines[at].text for at in found}
    above = [at for at in range(first - 2, max(-1, first - _FAR), -1) if _may_name(lines[at]) and lines[at].level == level]
    opening = next((at for at in above if lines[at].text in names), None)
    if opening is None and above:
        below = [at for at in above if any(is_shell(line.text) for line in lines[max(0, at - _HEAD) : at])]
        opening = (below[-2] if len(below) > 1 and below[-1] + 1 == below[-2] else below[-1]) if below else above[0]
    return [opening, *found] if opening is not None else found


def _indented(lines: list[Line]) -> list[int]:
    """Names that stand further left than the lines below them, all equally far."""
    found = [
        at
        for at, line in enumerate(lines[:-1])
        if line.indent and _may_name(line) and line.indent < lines[at + 1].indent and lines[at + 1].gap
    ]
    if not found:
        return []
    indent, count = Counter(lines[at].indent for at in found).most_common(1)[0]
    return [at for at in found if lines[at].indent == indent] if count > 1 else []


def _may_name(line: Line) -> bool:
    return (
        len(line.text) <= 30
        and not line.kind
        and not line.bare
        and not line.stamps
        and line.text[-1] not in ".。!?！？:：,，、"
        and bool(line.level or line.gap)
    )
