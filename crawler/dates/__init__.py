"""Everything that tells a time: '昨天 12:00', 'vor 3 Tagen', '27/11/2559' -> aware times with a precision.

:func:`parse` is what engines ask.  ``words.tsv`` holds the words of many languages; what a page says of its own habits (language, zone,
order of day and month) is its :class:`Calendar`.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from crawler.dates.calendar import Calendar
from crawler.dates.when import NEVER, When, stamp

__all__ = ["NEVER", "Calendar", "When", "parse", "stamp"]


def parse(raw: str | None, now: datetime | Calendar, zone: tzinfo | None = None, *, day_first: bool = False) -> When:
    """Reads a time as a page shows it.

    ``now`` is the page's calendar, or the time of the fetch where there is no page.  ``zone`` is the site's; None where nobody knows it:
    then the calendar's best guess, and :attr:`When.inferred` says so.  A date without a clock becomes midnight with precision ``day``; so
    do relative times of an hour and more, which say no better.  ``day_first``: the site is known to mean the third of April by 03-04.
    """
    return (now if isinstance(now, Calendar) else Calendar(now)).read(raw, zone, day_first=day_first)
