"""Rounds: one pass over a job's boards.  A run that was interrupted goes on with its round; a long run begins a new one every hour."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, exists, insert, select, update

from crawler.store import rereading, verdicts, work
from crawler.store.keys import site_of
from crawler.store.schema import boards, listings, now, state, threads


def begin(connection: Connection, seeds: Iterable[str], lasts: float, *, fresh: bool = False) -> bool:
    """Opens a round unless one is open and younger than ``lasts`` seconds; True when it did.

    Every board that the ``seeds`` led to is looked at from the top, threads that the job names itself are read on, verdicts that have aged
    are asked about again, and threads that have grown twice as old are read from their beginning.  ``fresh`` is a run's beginning: what an
    earlier run put off is not left for a later one.
    """
    seeds = list(seeds)
    current = connection.execute(select(state, now().label("now")).with_for_update()).mappings().one()
    young = current["open"] and current["now"] - current["started"] < lasts
    if young and _known(connection, seeds) and not (fresh and work.waits_for_a_round(connection)):
        return False
    connection.execute(update(state).values(round=state.c.round + 1, started=now(), open=True))
    for seed in seeds:
        _add_seed(connection, seed)
    _forget(connection, seeds)
    waiting = exists().where(listings.c.board == boards.c.key, listings.c.page == 0)
    for board in (
        connection.execute(select(boards).where(boards.c.seed.in_(seeds), ~waiting, ~verdicts.wait_longer(seeds)).order_by(boards.c.key))
        .mappings()
        .all()
    ):
        connection.execute(insert(listings).values(board=board["key"], site=site_of(board["key"], board["url"]), url=board["url"], page=0))
    connection.execute(update(threads).where(threads.c.seed.in_(seeds)).values(dirty=True, changes=threads.c.changes + 1, tries=0))
    verdicts.due(connection)
    rereading.due(connection)
    return True


def close(connection: Connection) -> None:
    """Everything of the round is done."""
    connection.execute(update(state).values(open=False))


def _forget(connection: Connection, seeds: list[str]) -> None:
    """Boards that the job does not name any more are not read; should one come back, its list is read to the end again."""
    others = select(boards.c.key).where(boards.c.seed.not_in(seeds))
    connection.execute(
        update(boards).where(boards.c.key.in_(select(listings.c.board).where(listings.c.board.in_(others)))).values(newest=None)
    )
    connection.execute(delete(listings).where(listings.c.board.in_(others)))


def _known(connection: Connection, seeds: list[str]) -> bool:
    found = set(connection.scalars(select(boards.c.seed).where(boards.c.seed.in_(seeds))))
    found |= set(connection.scalars(select(threads.c.seed).where(threads.c.seed.in_(seeds))))
    return found >= set(seeds)


def _add_seed(connection: Connection, seed: str) -> None:
    """An address of the job that was never read: what it is shows when it comes."""
    grown = connection.scalar(select(boards.c.key).where(boards.c.url == seed))
    if grown is not None:
        connection.execute(update(boards).where(boards.c.key == grown).values(seed=seed))
    elif not connection.scalar(select(exists().where(threads.c.seed == seed))):
        connection.execute(insert(boards).values(key=seed, url=seed, seed=seed))
