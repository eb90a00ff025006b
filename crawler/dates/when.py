"""What a reader of dates gives: a point in time as the feed carries it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from crawler.items import Inferred, Precision

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nobody posted before; what says an earlier time is an empty field (1970) or another calendar's year."""
_EARLIEST_ANYWHERE = EARLIEST - timedelta(hours=14)
_TOMORROW, _YEAR = timedelta(days=2), timedelta(days=366)


class When(NamedTuple):
    """A point in time as the feed carries it."""

    iso: str | None
    """ISO 8601 with offset; None when unreadable."""
    raw: str | None
    """As shown."""
    precision: Precision | None
    inferred: tuple[Inferred, ...] = ()
    """What the page does not say outright: ``timezone``, or ``created_at`` for a date of a calendar that is a day off at times."""

    def shown_in(self, zone: tzinfo | None) -> When:
        """The same moment by the clock of a zone; as it is where that is not known."""
        return self._replace(iso=datetime.fromisoformat(self.iso).astimezone(zone).isoformat()) if self.iso and zone else self


NEVER = When(None, None, None)


def plausible(moment: datetime, now: datetime, *, exact: bool = False) -> bool:
    """Whether somebody can have posted then: from 1990 to tomorrow, wherever that is.

    An ``exact`` time, with its own zone, is the server's clock against ours: it may be a year ahead.
    """
    try:
        return _EARLIEST_ANYWHERE <= moment <= now + (_YEAR if exact else _TOMORROW)
    except OverflowError:
        return False


def stamp(seconds: float, zone: tzinfo) -> str | None:
    """ISO 8601 from Unix seconds; None before 1990 and outside of what a calendar holds."""
    try:
        moment = datetime.fromtimestamp(seconds, zone)
        return moment.isoformat(timespec="seconds") if moment >= EARLIEST else None
    except (ValueError, OverflowError, OSError):
        return None
