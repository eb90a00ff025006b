"""The number of a post as boards write it."""

from __future__ import annotations

from crawler.text import number

_NAMED = {"楼主": 1, "樓主": 1, "GF": 1, "沙发": 2, "沙發": 2, "板凳": 3, "地板": 4, "地下室": 5, "下水道": 6}
"""What Chinese boards call the first floors."""


def floor(words: str) -> int | None:
    """The floor that a label says; None without any.

    >>> floor("#1,208"), floor("12楼"), floor("沙发"), floor("Permalink")
    (1208, 12, 2, None)
    """
    return _NAMED.get(words.strip("# ")) or number(words)
