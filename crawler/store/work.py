"""Leases: who works on what, for how long, and what happens to work that keeps failing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, case, delete, exists, not_, or_, select, true, update

from crawler.store import verdicts
from crawler.store.prepared import Prepared, one_of
from crawler.store.schema import UNLEASED, boards, listings, now, pages, state, threads

Kind = Literal["listing", "page", "thread"]

MAX_TRIES = 5
"""Leases without a result after which a thread is given up until its board shows it changed."""
TABLES: dict[Kind, Table] = {"listing": listings, "page": pages, "thread": threads}


@dataclass(slots=True, eq=False)
class Lease:
    """One piece of work and the right to store its result."""

    kind: Kind
    token: str
    row: Mapping[str, Any]
    """The work as it stood when it was leased."""
    url: str
    """The address to fetch next."""
    seen: set[str] = field(default_factory=set)
    """Ids of the posts that came by under this lease: a pager that gives only these leads in circles."""
    page: int = 0
    """The last page of a thread that was read."""
    guess: bool = False
    """Whether the address is one that no page has linked to."""
    counted: bool = False
    """Whether it is among the threads that the site gave in this run."""
    pages: int = 0
    """Pages of a thread that were read under this lease."""
    whole: bool = False
    """Whether the page at hand was asked for with whole bodies."""
    edge: tuple[int, str | None] = (0, None)
    """The thread's page that was read last, and the post on it that stands next to the following page."""
    found: int = 0
    """Posts that came or went before the thread's end, in what was read under this lease."""
    late: bool = False
    """Whether the page at hand was put off until others had taught what the site's pages are like."""
    denied: bool = False
    """Whether the site itself said that the thread is not there."""

    def edge_of(self, page: int) -> str | None:
        """The post next to a page on the one before it; None where that was not read under this lease."""
        return self.edge[1] if self.edge[0] == page - 1 else None

    @property
    def key(self) -> str:
        """The thread, or the board of a list."""
        return str(self.row["board" if self.kind == "listing" else "thread" if self.kind == "page" else "key"])

    @property
    def mine(self) -> ColumnElement[bool]:
        """Selects the row while the lease holds."""
        return TABLES[self.kind].c.lease == self.token


def was_read(connection: Connection, lease: Lease) -> bool:
    """Whether a thread or a board could be read before."""
    table = boards if lease.kind == "listing" else threads
    return connection.scalar(select(table.c.read_at).where(table.c.key == lease.key)) is not None


def free(table: Table) -> ColumnElement[bool]:
    """Selects what nobody holds."""
    return or_(table.c.lease_until.is_(None), table.c.lease_until < now())


def _ready(table: Table) -> ColumnElement[bool]:
    """What may be leased: free, not put off to a later round, and due."""
    current = select(state.c.round).scalar_subquery()
    return and_(free(table), table.c.round <= current, _wanted(table))


def _wanted(table: Table) -> ColumnElement[bool]:
    if table is threads:
        return and_(threads.c.dirty == true(), threads.c.tries < MAX_TRIES)
    if table is pages:
        return and_(pages.c.due <= select(state.c.started).scalar_subquery(), pages.c.tries < MAX_TRIES)
    return true()


_ORDER: tuple[tuple[Kind, ColumnElement[bool], tuple[Any, ...]], ...] = (
    ("listing", listings.c.page == 0, (listings.c.tries, listings.c.id)),
    ("page", true(), (pages.c.tries, pages.c.due)),
    ("thread", true(), (threads.c.tries, threads.c.last_post.desc().nulls_last(), threads.c.key)),
    ("listing", listings.c.page > 0, (listings.c.tries, listings.c.id.desc())),
)
"""News first: the boards' first pages, pages that may have been edited, the threads last written in; old list pages when those are done."""


def _next(kind: Kind, condition: ColumnElement[bool], order: tuple[Any, ...]) -> Prepared:
    """Selects the key of the most urgent work of a kind, of sites that are not ``full``."""
    table = TABLES[kind]
    ready = and_(_ready(table), condition, not_(one_of(table.c.site, "full")))
    return Prepared(select(*table.primary_key.columns).where(ready).order_by(*order).limit(1).with_for_update(skip_locked=True))


_NEXT = tuple((kind, _next(kind, condition, order)) for kind, condition, order in _ORDER)
_LEASE = {
    kind: Prepared(
        update(table)
        .where(*(column == bindparam(f"of_{column.name}") for column in table.primary_key.columns))
        .values(lease=bindparam("token"), lease_run=bindparam("run"), lease_until=now() + bindparam("seconds"), tries=table.c.tries + 1)
        .returning(*table.c)
    )
    for kind, table in TABLES.items()
}


def take(
    connection: Connection, run: str, seconds: float, full: Iterable[str] = (), kinds: Iterable[Kind] = ("listing", "page", "thread")
) -> Lease | None:
    """Leases the most urgent work of sites that are not ``full``; None when there is none at the moment."""
    given = {"full": list(full)}
    for kind, query in _NEXT:
        if kind in kinds and (found := query.first(connection, given)) is not None:
            return _lease(connection, kind, found, run, seconds)
    return None


def take_control(connection: Connection, run: str, seconds: float, site: str, without: Iterable[str]) -> Lease | None:
    """Leases a thread by which to tell whether a site is well: one that could be read lately, or else the one that would come last."""
    here = and_(threads.c.site == site, threads.c.key.not_in(list(without)), free(threads))
    read = and_(here, threads.c.reason.is_(None), threads.c.read_at.is_not(None))
    for condition, order in ((read, threads.c.read_at.desc()), (and_(here, _ready(threads)), threads.c.last_post.asc().nulls_first())):
        query = select(threads.c.key).where(condition).order_by(order, threads.c.key).limit(1)
        found = connection.execute(query.with_for_update(skip_locked=True)).first()
        if found is not None:
            return _lease(connection, "thread", found, run, seconds)
    return None


def _lease(connection: Connection, kind: Kind, key: Iterable[Any], run: str, seconds: float) -> Lease:
    token = uuid4().hex
    named = {f"of_{column.name}": value for column, value in zip(TABLES[kind].primary_key.columns, key, strict=True)}
    mapping = _LEASE[kind].first(connection, {"token": token, "run": run, "seconds": seconds} | named)._asdict()
    lease = Lease(kind, token, mapping, mapping["resume" if kind == "thread" else "url"])
    if kind == "thread":
        lease.page = mapping["page"]
    return lease


def renew(connection: Connection, run: str, seconds: float) -> None:
    """The heartbeat of all leases of a run."""
    for table in TABLES.values():
        connection.execute(update(table).where(table.c.lease_run == run, table.c.lease_until > now()).values(lease_until=now() + seconds))


def release_all(connection: Connection, run: str | None = None) -> None:
    """Gives back what a run holds; without ``run`` whatever anybody holds, for a store that one process has to itself."""
    for table in TABLES.values():
        held = table.c.lease.is_not(None) if run is None else table.c.lease_run == run
        connection.execute(update(table).where(held).values(UNLEASED | {"tries": _one_less(table)}))


def _one_less(table: Table) -> ColumnElement[int]:
    return case((table.c.tries > 0, table.c.tries - 1), else_=0)


def later(connection: Connection, lease: Lease) -> None:
    """The work waits for the next round, and the try does not count."""
    table = TABLES[lease.kind]
    connection.execute(update(table).where(lease.mine).values(UNLEASED | {"round": _following_round(), "tries": _one_less(table)}))


def put_off(connection: Connection, lease: Lease, reason: str) -> bool:
    """After a failure: the work waits for the next round.  True when it failed too often and is given up."""
    table = TABLES[lease.kind]
    tries = connection.scalar(select(table.c.tries).where(lease.mine)) or 0
    given_up = lease.kind != "listing" and tries >= MAX_TRIES
    if given_up:
        give_up(connection, lease, reason)
    else:
        connection.execute(update(table).where(lease.mine).values(UNLEASED | {"round": _following_round()}))
    return given_up


def give_up(connection: Connection, lease: Lease, reason: str) -> None:
    """The work failed round after round: it stays known, with the reason, and comes back as after two equal verdicts."""
    if lease.kind == "thread":
        values = verdicts.again(lease.row, reason, least=2) | {"dirty": False, "tries": 0}
        connection.execute(update(threads).where(lease.mine).values(UNLEASED | values))
        connection.execute(delete(pages).where(pages.c.thread == lease.key))
    else:
        connection.execute(delete(TABLES[lease.kind]).where(lease.mine))


def give_up_dead(connection: Connection) -> int:
    """Gives up threads whose readers died time and again; returns how many."""
    connection.execute(delete(pages).where(free(pages), pages.c.tries >= MAX_TRIES))
    dead = and_(free(threads), threads.c.dirty == true(), threads.c.tries >= MAX_TRIES)
    values = verdicts.again(verdicts.NONE, "crash", least=2) | {"dirty": False, "tries": 0}
    return connection.execute(update(threads).where(dead).values(UNLEASED | values)).rowcount


def _following_round() -> Any:
    return select(state.c.round + 1).scalar_subquery()


def waits_for_a_round(connection: Connection) -> bool:
    """Whether something was put off to a round that has not begun."""
    current = select(state.c.round).scalar_subquery()
    waiting = [exists().where(table.c.round > current, _wanted(table)) for table in TABLES.values()]
    return bool(connection.scalar(select(or_(*waiting))))


def restore_tries(connection: Connection, failed: Iterable[Lease]) -> None:
    """Failures that were not the work's own do not count against it."""
    for lease in failed:
        table = TABLES[lease.kind]
        same = [column == lease.row[column.name] for column in table.primary_key.columns]
        connection.execute(update(table).where(*same, free(table)).values(tries=_one_less(table)))


def open_work(
    connection: Connection, kinds: Iterable[Kind] = ("listing", "page", "thread"), without: Iterable[str] = ()
) -> tuple[bool, bool]:
    """Whether something of sites that are not ``without`` can be leased now, and whether somebody holds a lease.

    One statement: nothing slips between the two.
    """
    kinds, without = list(kinds), list(without)
    ready = or_(*(exists().where(_ready(TABLES[kind]), TABLES[kind].c.site.not_in(without)) for kind in kinds))
    held = or_(*(exists().where(not_(free(table))) for table in TABLES.values()))
    row = connection.execute(select(ready, held)).one()
    return bool(row[0]), bool(row[1])
