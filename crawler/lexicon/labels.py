"""Labels and controls that stand where a name could stand, and are nobody's name: data, for unknown software."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _words(*, bracketed: bool) -> frozenset[str]:
    lines = files("crawler.lexicon").joinpath("labels.tsv").read_text(encoding="utf-8").splitlines()
    own = (line.removeprefix("(") for line in lines if line and not line.startswith("#") and line.startswith("(") == bracketed)
    return frozenset(word for line in own for word in line.split("|"))


_SIGNS = "()（）[]【】<> \u3000"


def is_label(name: str) -> bool:
    """Whether a text is one of the words, whatever signs are around it.

    >>> is_label("Join Date"), is_label("[只看该作者]"), is_label("heron"), is_label("admin"), is_label("(admin)")
    (True, True, False, False, True)
    """
    words = name.strip(_SIGNS).lower()
    return words in _words(bracketed=False) or (name[:1] in _SIGNS[:8] and words in _words(bracketed=True))
