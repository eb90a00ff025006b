"""What a line with a time is like: by its words that come again, and by what touches the time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from crawler.engines.text.line import Line
from crawler.engines.text.moments import WEEKDAY
from crawler.engines.text.stamps import Stamp

_ICON = re.compile(r"^\[[^\[\]\s]{1,20}\]")
"""A picture before a time, as text browsers print it: the name of its file."""


def tokens_of(lines: list[Line], own: dict[int, Stamp]) -> Counter[str]:
    """In how many lines with times each word stands."""
    return Counter(word for at in own for word in set(_around(lines[at], own[at])))


def _around(line: Line, stamp: Stamp) -> Iterable[str]:
    return re.findall(r"[^\W\d_]+|[^\w\s]", line.text[: stamp.start] + " " + line.text[stamp.end :])


def class_of(line: Line, stamp: Stamp, tokens: Counter[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a line with a time is like: by its words that come again, and by what touches the time."""
    before, after = _ICON.sub("", WEEKDAY.sub("", line.text[: stamp.start])).strip(), line.text[stamp.end :].strip()
    parts = ["".join(word if tokens[word] > 1 else "*" for word in re.findall(r"[^\W\d_]+|[^\w\s]", part)) for part in (before, after)]
    first = re.search(r"[^\W\d_]+$|[^\w\s]$", before)
    last = re.match(r"[^\W\d_]+|[^\w\s]", after)
    return (re.sub(r"\*+", "*", parts[0]), re.sub(r"\*+", "*", parts[1])), (
        _touching(first[0] if first else "", tokens),
        _touching(last[0] if last else "", tokens),
    )


def _touching(word: str, tokens: Counter[str]) -> str:
    return word if not word or not word.isalnum() or tokens[word] > 1 else "*"
