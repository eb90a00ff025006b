"""What a site's posts have always shown, kept from run to run: a site that shows it no more has changed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from crawler.crawl.changed import lacking
from crawler.store.schema import habits


def compare(connection: Connection, seen: Mapping[str, Mapping[str, int]]) -> dict[str, list[str]]:
    """The fields that the sites of a run lack against before.  What a site shows that has not changed is added to what is known of it."""
    changed = {}
    for site, now in seen.items():
        known = connection.execute(select(habits.c.field, habits.c.posts).where(habits.c.site == site))
        before = {row.field: row.posts for row in known}
        if lost := lacking(now, before):
            changed[site] = lost
        else:
            _add(connection, site, now, before)
    return changed


def _add(connection: Connection, site: str, now: Mapping[str, int], before: Mapping[str, int]) -> None:
    for field, posts in now.items():
        if field in before:
            more = habits.c.posts + posts
            connection.execute(update(habits).where(habits.c.site == site, habits.c.field == field).values(posts=more))
        else:
            connection.execute(insert(habits).values(site=site, field=field, posts=posts))
