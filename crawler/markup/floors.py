"""The number of a post as boards write it."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from crawler.text import number

_NAMED = {"楼主": 1, "樓主": 1, "GF": 1, "沙发": 2, "沙發": 2, "板凳": 3, "地板": 4, "地下室": 5, "下水道": 6}
"""What Chinese boards call the first floors."""
_STRAY = 0.15
"""Share of the posts of a page that may be older than the one above: imported ones, and those of threads that were merged."""


def floor(words: str) -> int | None:
    """The floor that a label says; None without any.

    >>> floor("#1,208"), floor("12楼"), floor("沙发"), floor("Permalink")
    (1208, 12, 2, None)
    """
    return _NAMED.get(words.strip("# ")) or number(words)


def by_time(times: list[str | None]) -> bool:
    """Whether posts stand one after the other as they were written, by their times in their order; one that is out of place tells nothing.

    A reader, or the owner of a site, may choose the newest first, or an order by names: then a place is no number.
    """
    known = [datetime.fromisoformat(time) for time in times if time]
    back = sum(later < earlier for earlier, later in pairwise(known))
    return back <= _STRAY * len(known)
