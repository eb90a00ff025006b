"""Words that stand at the names of several people in one place: ranks and labels that a tool put into the line of the name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from crawler.engines.text.names import name_in

_LEAST = 3
"""Different names that tell it, at least."""
_USUAL = 0.5
"""Share of the different names that have such words."""

_Words = tuple[str, ...]


def without_affixes(names: Sequence[str | None]) -> list[str | None]:
    """The names without the words that begin, or end, most of them; as they are, where few share any.

    What stands behind other names alone is nobody's.

    >>> without_affixes(["ann Old Hand", "bob Old Hand", "cleo Deck Hand", "dora", "Old Hand"])
    ['ann', 'bob', 'cleo', 'dora', None]
    """
    cut = {name: tuple(name.split()) for name in names if name}
    starts = {start[::-1] for start in _shared(words[::-1] for words in set(cut.values()))}
    cut = {name: _cut(words, starts, first=True) for name, words in cut.items()}
    ends = _shared(set(cut.values()))
    heads = {name: _cut(words, ends, first=False) for name, words in cut.items()}
    shortest = min((len(head) for name, head in heads.items() if head != cut[name]), default=0)
    made: dict[str, str | None] = {}
    for name, head in heads.items():
        parted = head if head == cut[name] else head[:shortest]
        known = any(parted == end[: len(parted)] for end in ends)
        made[name] = None if known else name if parted == tuple(name.split()) else name_in(" ".join(parted))
    return [made[name] if name else None for name in names]


def _shared(names: Iterable[_Words]) -> set[_Words]:
    """The ends that names have behind different words, where most names have one; one letter is a surname's."""
    names = list(names)
    before: dict[_Words, set[_Words]] = defaultdict(set)
    for words in names:
        for at in range(1, len(words)):
            before[words[at:]].add(words[:at])
    found = {end for end, heads in before.items() if len(heads) > 1 and len("".join(end)) > 1}
    having = sum(any(words[at:] in found for at in range(1, len(words))) for words in names)
    return found if len(names) >= _LEAST and having >= _USUAL * len(names) else set()


def _cut(words: _Words, shared: set[_Words], *, first: bool) -> _Words:
    """A name without the longest of the shared ends, or beginnings."""
    places = range(len(words) - 1, 0, -1) if first else range(1, len(words))
    for at in places:
        if (words[:at] if first else words[at:]) in shared:
            return words[at:] if first else words[:at]
    return words
