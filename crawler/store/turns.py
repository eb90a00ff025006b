"""A site's turns, shared by all workers of a job: requests start one delay apart, whoever makes them."""

from __future__ import annotations

from sqlalchemy import Connection, case, insert, update

from crawler.store.schema import now, sites


def reserve(connection: Connection, site: str, delay: float) -> float:
    """Takes the next free turn; returns the seconds until it comes."""
    starts = case((sites.c.next_at > now(), sites.c.next_at), else_=now())
    turn = update(sites).where(sites.c.site == site).values(next_at=starts + delay).returning(sites.c.next_at - delay - now())
    wait = connection.scalar(turn)
    if wait is None:
        connection.execute(insert(sites).values(site=site, next_at=0.0))
        wait = connection.scalar(turn)
    return max(0.0, float(wait or 0.0))


def hold_back(connection: Connection, site: str, seconds: float) -> None:
    """No turn before so many seconds have gone by."""
    later = now() + seconds
    connection.execute(update(sites).where(sites.c.site == site, sites.c.next_at < later).values(next_at=later))
