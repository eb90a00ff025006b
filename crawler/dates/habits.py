"""What a text is read with, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import NamedTuple

from crawler.dates import eras
from crawler.items import Precision


class Habits(NamedTuple):
    """How a page writes times."""

    now: datetime
    """When it was fetched."""
    zone: tzinfo
    language: str
    """As ``lang`` has it, in lower case; empty where unknown."""
    day_leads: Callable[[], bool]
    """Whether 03-04-2024 begins with the day; asked only where it matters."""
    year_leads: Callable[[], bool]
    """Whether 25.08.04 begins with the year; the same."""


class Moment(NamedTuple):
    """What a text says."""

    time: datetime
    precision: Precision
    own_zone: bool = False
    """Whether the text itself says the zone."""
    era: str = eras.COMMON
