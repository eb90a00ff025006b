"""What a job has learnt of its sites: their hosts, the zone of their times, and how many posts a page of theirs holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from crawler.crawl.learnt import Fact
from crawler.dates import zones
from crawler.dates.calendar import SiteZone
from crawler.store.schema import learnt, sites, threads

_GUESS = "?"


class History(NamedTuple):
    """Threads that a site gave and denied when they were asked for the first time, in all runs so far."""

    given: int = 0
    denied: int = 0


class Known(NamedTuple):
    """What is known at a run's beginning."""

    used: set[str]
    """Names under which threads are stored."""
    aliases: dict[str, str]
    """Hosts that are a second address of a site, and the site's name."""
    page_sizes: dict[str, int]
    """Posts on a page that another follows."""
    zones: dict[str, SiteZone]
    """The zones of hosts' times: what one run has guessed, the next one does not guess otherwise."""
    learnt: dict[str, dict[str, Fact]]
    """By host of unknown software: what its pages taught about its others."""
    usual: dict[str, History]
    """How many threads a site has given and denied."""


def known(connection: Connection) -> Known:
    """Reads it all."""
    found = connection.execute(select(sites)).all()
    return Known(
        set(connection.scalars(select(threads.c.site).distinct())),
        {row.site: row.name for row in found if row.name is not None},
        {row.site: row.page_size for row in found if row.page_size is not None},
        {row.site: zone for row in found if row.zone is not None and (zone := _zone(row.zone)) is not None},
        _learnt(connection),
        {row.site: History(row.given, row.denied) for row in found},
    )


def keep(connection: Connection, names: Mapping[str, str]) -> None:
    """Remembers second hosts."""
    for host, name in names.items():
        _set(connection, host, name=name)


def keep_zones(connection: Connection, found: Mapping[str, SiteZone]) -> None:
    """Remembers the zones of hosts."""
    for host, (zone, is_known) in found.items():
        _set(connection, host, zone=("" if is_known else _GUESS) + zones.written(zone))


def keep_learnt(connection: Connection, found: Mapping[str, Mapping[str, Fact]], before: Mapping[str, Mapping[str, Fact]]) -> None:
    """Remembers what the pages of hosts taught, and forgets what is known no more; ``before``: as it was remembered last."""
    for host, facts in found.items():
        kept = before.get(host, {})
        changed = {what: fact for what, fact in facts.items() if kept.get(what) != fact}
        gone = [*changed, *(what for what in kept if what not in facts)]
        if gone:
            connection.execute(delete(learnt).where(learnt.c.site == host, learnt.c.what.in_(gone)))
        if changed:
            rows = [{"site": host, "what": what} | fact._asdict() for what, fact in changed.items()]
            connection.execute(insert(learnt), rows)


def _learnt(connection: Connection) -> dict[str, dict[str, Fact]]:
    found: dict[str, dict[str, Fact]] = {}
    for row in connection.execute(select(learnt)):
        found.setdefault(row.site, {})[row.what] = Fact(row.value, row.pages, row.day)
    return found


def _zone(text: str) -> SiteZone | None:
    zone = zones.named(text.removeprefix(_GUESS))
    return None if zone is None else SiteZone(zone, known=not text.startswith(_GUESS))


def keep_page_size(connection: Connection, site: str, posts: int) -> None:
    """Remembers a page's size."""
    _set(connection, site, page_size=posts)


def count(connection: Connection, site: str, given: int, denied: int) -> None:
    """Adds to what a site gave and denied."""
    _set(connection, site, given=sites.c.given + given, denied=sites.c.denied + denied)


def _set(connection: Connection, site: str, **values: Any) -> None:
    here = update(sites).where(sites.c.site == site).values(values)
    if connection.execute(here).rowcount == 0:
        connection.execute(insert(sites).values(site=site))
        connection.execute(here)
