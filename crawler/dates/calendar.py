"""What a page's times are read with: the fetch, the language, the zone, the order of day and month; each decided once, when asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import NamedTuple

from crawler.dates import zones
from crawler.dates.eras import HIJRI
from crawler.dates.habits import Habits
from crawler.dates.order import MONTH_LEADS, YEAR_LEADS, language_leads_with_day, likely_order, shown_order, year_leads
from crawler.dates.parse import moment
from crawler.dates.spot import date_in
from crawler.dates.when import NEVER, When, stamp
from crawler.items import Inferred

_MAX_LENGTH = 60
_SHORT = 60
"""Letters of a text that is a time and little else; longer ones are somebody's words."""
_MOST = 400
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")
_WITH_ZONE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z\b|[+-]\d\d:?\d\d(?!\d))")
_HALF_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}(?:\s|$)")
_NUMERIC = re.compile(r"\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d")


class SiteZone(NamedTuple):
    """The zone of all pages of a site: decided once."""

    zone: tzinfo
    known: bool
    """Whether a page named it; a guess otherwise."""


class Calendar:
    """How one page tells times."""

    def __init__(
        self,
        now: datetime,
        language: str = "",
        zone: tzinfo | None = None,
        texts: Callable[[], Iterable[str]] = tuple,
        learned: SiteZone | None = None,
        order: bool | None = None,
    ) -> None:
        self.now = now
        """When the page was fetched."""
        self.language = language.strip().lower().replace("_", "-")
        self.told = zone
        """The site's zone, as an option says it: nobody else is asked then."""
        self.learned = learned
        """What the site's other pages taught."""
        self.order = order
        """Whether the day leads in dates like 03-04-2024, as the site's other pages taught; None where none of them tells."""
        self.shows_order: bool | None = None
        """The same, as this page shows it, once :meth:`order_of` was asked."""
        self._passed: tzinfo | None = None
        self._asked_order = self._guessed_year = False
        self._texts = texts
        self._habits: dict[tuple[tzinfo | None, bool], Habits] = {}

    def read(self, raw: str | None, zone: tzinfo | None = None, *, day_first: bool = False) -> When:
        """A time as the page shows it; ``zone`` is the one that the page or its software names for all times."""
        if not raw:
            return NEVER
        raw = raw.replace("\xa0", " ").strip()
        if len(raw) > _MAX_LENGTH:  # of a line that says who wrote, too, its time
            raw = raw[date_in(raw[: 2 * _MAX_LENGTH], self.language) or 0 :][:_MAX_LENGTH]
        here = self.told or zone
        self._passed = here
        known = here or (UTC if _WITH_ZONE.match(raw) else None)  # what says its own zone needs none of the page's
        habits = self._habits.get((known, day_first))
        if habits is None:
            leads = (lambda: True) if day_first else self._leads
            habits = self._habits[known, day_first] = Habits(self.now, known or self.zone, self.language, leads, self._years_lead)
        self._asked_order = self._guessed_year = False
        found = moment(raw, habits)
        if not found:
            return When(None, raw or None, None)
        inferred: list[Inferred] = ["timezone"] if not found.own_zone and here is None and self.settled is None else []
        if found.era == HIJRI or self._guessed_year or (self._asked_order and self.order_is_guessed):
            inferred.append("created_at")
        return When(found.time.isoformat(), raw, found.precision, tuple(inferred))

    def noted(self, raw: str | None) -> When:
        """A time as noted for machines (Unix seconds, UTC), or as printed; where nobody knows the software, 05/04 names no day."""
        if raw and raw.isdecimal() and len(raw) in (10, 13):
            return When(stamp(int(raw[:10]), UTC), raw, "second")
        return NEVER if raw and _HALF_DATE.match(raw) else self.read(raw)

    def order_of(self, dates: Iterable[str]) -> bool | None:
        """Whether the day leads in dates of the page: one of them tells, or else the site's other pages; None where nothing does."""
        shown = shown_order(dates, self._last)
        if shown is None:
            return self.order
        self.shows_order = shown
        return shown

    @property
    def _last(self) -> date:
        """The last day that a post may be of, whatever the zone."""
        return (self.now + timedelta(days=1)).date()

    @cached_property
    def day_leads(self) -> bool:
        """Whether 03-04-2024 begins with the day: a date of the page tells, the site's other pages, all dates, or its language."""
        likely = likely_order(self._numeric) if self._shown_order is None else self._shown_order
        return language_leads_with_day(self.language) if likely is None else likely

    @property
    def order_is_guessed(self) -> bool:
        """Whether nothing is sure on an English page: much software has the American order until its owner changes it."""
        return self._shown_order is None and self.language in MONTH_LEADS

    @cached_property
    def _shown_order(self) -> bool | None:
        return self.order_of(self._numeric)

    @cached_property
    def _numeric(self) -> list[str]:
        return [text for text in self._short if _NUMERIC.search(text)]

    def _leads(self) -> bool:
        self._asked_order = True
        return self.day_leads

    def _years_lead(self) -> bool:
        self._guessed_year = self.year_leads is None
        return self.year_leads or False

    @cached_property
    def year_leads(self) -> bool | None:
        """Whether 25.08.04 begins with the year: the page's language tells, or its dates; None where nothing does."""
        if self.language in YEAR_LEADS:
            return True
        told = year_leads(self._numeric, self._last, usual=zones.in_chinese(self.language, "".join(self._all)))
        return told if told is not None or self.language in MONTH_LEADS else False

    @cached_property
    def settled(self) -> tzinfo | None:
        """The zone where it is known: told, named by the page, or seen in a time that the page shows twice."""
        if self.told:
            return self.told
        return self.learned.zone if self.learned and self.learned.known else zones.said(self._all)

    @cached_property
    def zone(self) -> tzinfo:
        """The zone where no engine knows a better one; a guess where :attr:`settled` is None."""
        if self.settled:
            return self.settled
        if self.learned:
            return self.learned.zone
        guessed = zones.guess(self.language, "".join(self._all))
        habits = Habits(self.now, guessed, self.language, lambda: self.day_leads, self._years_lead)
        clocks = (text for text in self._short if _CLOCK.search(text))
        shown = (found.time for text in clocks if (found := moment(text, habits)) and found.precision != "day" and not found.own_zone)
        return zones.moved_past(guessed, shown, self.now)

    @property
    def taught(self) -> SiteZone | None:
        """What the page teaches of its site's zone; None where nobody asked for one."""
        if "zone" in self.__dict__:
            return SiteZone(self.zone, known=self.settled is not None)
        return SiteZone(self._passed, known=True) if self._passed else None

    @cached_property
    def _all(self) -> list[str]:
        return [text for text in self._texts() if text and not text.isspace()]

    @cached_property
    def _short(self) -> list[str]:
        """Texts that may be times."""
        return [text for text in self._all if len(text) < _SHORT and any(map(str.isdigit, text))][:_MOST]
