"""Which lines come again at the same side of posts, and prove by it that they are the forum's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache

from crawler.engines.text.line import Line

SHORT = 30
"""Characters up to which lines that differ in a number only are the same words of a forum, where few posts prove it."""
_EVERY, _MANY = 0.8, 4
"""Share of the posts at which even a sentence is the forum's, where there are more than so many."""
SENTENCE = frozenset(".!?…。！？，,；;”」~")
_REPLY = re.compile(
    r"(?:(?:post )?subject\s*:\s*|title\s*:\s*|主题\s*[:：]\s*|标题\s*[:：]\s*)?(?:re|aw|sv|vs|antw|回复|回覆|答复)\s*[:：]"
)
"""The subject of an answer."""


def repeated(lines: list[Line], regions: list[tuple[int, int]], least: float, *, heads: bool = False) -> set[str]:
    """The keys of lines that stand in enough of the regions."""
    seen: Counter[str] = Counter()
    texts: dict[str, set[str]] = defaultdict(set)
    first: set[str] = set()
    for start, end in regions:
        own = {}
        for line in lines[start:end]:
            if not line.code and len(line.text) < 160:
                own[line.key] = line.text
        seen.update(own.keys())
        first = first or set(own)
        for key, text in own.items():
            texts[key].add(text)
    if heads:
        first = {key for key in first if seen[key] == len(regions) > 3}
    return {key for key, count in seen.items() if count >= least and _proves(key, count, texts[key], len(regions), key in first)}


def _proves(key: str, count: int, texts: set[str], regions: int, opens: bool) -> bool:
    """Whether a line that comes again is the forum's: sentences are so only where they come again at every post, word for word."""
    if not any(map(str.isalpha, key)):
        return "\1" in key or regions > 3 or key in ("—", "\1")
    if answers(key):
        return True
    if len(key) <= SHORT and (key[-1] not in SENTENCE or (count >= _EVERY * regions > _MANY)):
        return True
    return "\1" in key or (opens and count >= regions - 1 and (len(texts) == 1 or regions > 5))


@lru_cache(maxsize=1 << 13)
def answers(key: str) -> int:
    """How long the words are that say that a line is the subject of an answer; 0 for other lines."""
    match = _REPLY.match(key)
    return match.end() if match else 0
