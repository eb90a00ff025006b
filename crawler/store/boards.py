"""A page of a board's list: which threads are new or changed, which have vanished, and how far down the list must be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, delete, insert, select, true, update

from crawler.forum import BoardPage, BoardRow, ThreadPage, ThreadRow
from crawler.store.schema import UNLEASED, boards, listings, now, threads
from crawler.store.work import Lease, put_off
from crawler.urls import site

_LONG_AGO = 0.0


class Listed:
    """What a list page brought."""

    def __init__(self) -> None:
        self.new = self.changed = self.vanished = 0
        self.next_url: str | None = None


def commit(
    connection: Connection, lease: Lease, reading: BoardPage, host: str, wanted: Callable[[ThreadRow], bool], goes_on: bool
) -> Listed | None:
    """Stores a list page; None when the lease had been lost.

    ``wanted`` leaves out threads that are too old for the job; ``goes_on`` says whether the job's own limits allow the next page.
    """
    if connection.execute(select(listings.c.lease).where(lease.mine).with_for_update()).first() is None:
        return None
    board = _board(connection, lease, reading, host)
    listed = Listed()
    for row in reading.boards:
        _discover(connection, row, host, board["seed"])
    rows = {f"{host}/{row.id}": row for row in sorted(reading.threads, key=lambda row: row.moved, reverse=True)}
    _see(connection, {key: row for key, row in rows.items() if wanted(row)}, host, board["key"], listed)
    times = [when for row in rows.values() if not row.sticky and not row.moved and (when := moment(row.last_post_at)) is not None]
    until = lease.row["until"]
    if lease.row["page"] == 0:
        until = board["newest"]
        newest = max([*times, board["newest"] or _LONG_AGO])
        connection.execute(update(boards).where(boards.c.key == board["key"]).values(newest=newest, reason=None))
    unsorted = board["unsorted"] or not latest_first(times)
    if unsorted and not board["unsorted"]:
        connection.execute(update(boards).where(boards.c.key == board["key"]).values(unsorted=True))
    if unsorted:
        until = None
    else:
        listed.vanished = _miss(connection, board["key"], rows, times, top=lease.row["page"] == 0)
    advances = reading.page > lease.row["page"] or listed.new > 0
    if reading.next_url and goes_on and advances and not _caught_up(times, until, listed):
        listed.next_url = reading.next_url
        connection.execute(
            update(listings)
            .where(lease.mine)
            .values(UNLEASED | {"url": reading.next_url, "page": max(reading.page, lease.row["page"] + 1), "until": until, "tries": 0})
        )
    else:
        connection.execute(delete(listings).where(lease.mine))
    return listed


def moment(written: str | None) -> float | None:
    """A time as an engine gives it, in seconds since 1970."""
    return datetime.fromisoformat(written).timestamp() if written else None


def latest_first(times: list[float]) -> bool:
    """Whether a list is sorted by last post; one row in ten may stand out of order (relative times are rough)."""
    ascents = sum(after > before for before, after in pairwise(times))
    return ascents <= max(1, len(times) // 10)


def _caught_up(times: list[float], until: float | None, listed: Listed) -> bool:
    """Whether the list has been read down to where the reading before began; where it shows no times, to a page without news."""
    if until is None:
        return False
    if not times:
        return not (listed.new or listed.changed)
    return times[-1] < until and all(when <= until for when in times[-2:])  # two, as one row may stand out of order


def _board(connection: Connection, lease: Lease, reading: BoardPage, host: str) -> Any:
    """The board of a list.  An address of the job was stored under itself until its page said which board it is."""
    key = f"{host}/board/{reading.board.id}" if reading.board.id else lease.key
    if key != lease.key:
        placeholder = connection.execute(select(boards).where(boards.c.key == lease.key)).mappings().one()
        values = {"url": placeholder["url"], "seed": placeholder["seed"], "name": reading.board.name}
        connection.execute(delete(boards).where(boards.c.key == lease.key))
        if connection.execute(update(boards).where(boards.c.key == key).values(values)).rowcount == 0:
            connection.execute(insert(boards).values(key=key, **values))
        connection.execute(delete(listings).where(listings.c.board == key, listings.c.page == 0))
        connection.execute(update(listings).where(lease.mine).values(board=key))
    return connection.execute(select(boards).where(boards.c.key == key).with_for_update()).mappings().one()


def _discover(connection: Connection, row: BoardRow, host: str, seed: str) -> None:
    key = f"{host}/board/{row.id}"
    if connection.execute(select(boards.c.key).where(boards.c.key == key)).first() is None:
        connection.execute(insert(boards).values(key=key, url=row.url, name=row.name, seed=seed))
        connection.execute(insert(listings).values(board=key, site=site(row.url), url=row.url, page=0))


def _see(connection: Connection, rows: dict[str, ThreadRow], host: str, board: str, listed: Listed) -> None:
    """Threads that are new, or whose last reply or number of replies is another, are dirty from now on."""
    known = {
        row["key"]: row
        for row in connection.execute(select(threads).where(threads.c.key.in_(list(rows))).order_by(threads.c.key)).mappings()
    }
    for key, row in sorted(rows.items()):
        own = not row.sticky and not row.moved
        seen = {"last_post": moment(row.last_post_at), "replies": row.replies}
        before = known.get(key)
        if before is None:
            listed.new += 1
            place = {"board": board if own else None, "title": row.title}
            connection.execute(insert(threads).values(key=key, site=host, url=row.url, resume=row.url, **seen, **place))
            continue
        values: dict[str, Any] = {"board": board} if own and before["board"] != board else {}
        if not row.moved and any(value is not None and value != before[name] for name, value in seen.items()):
            listed.changed += 1
            values |= seen | {"dirty": True, "changes": threads.c.changes + 1, "tries": 0, "round": 0}
        if values:
            connection.execute(update(threads).where(threads.c.key == key).values(values))


def _miss(connection: Connection, board: str, rows: Iterable[str], times: list[float], *, top: bool) -> int:
    """Threads that stood between (or, at the top of a list, above) the rows and do not any more: read once to see what became of them."""
    if len(times) < 2:
        return 0
    gone = (
        threads.c.board == board,
        true() if top else threads.c.last_post < max(times),
        threads.c.last_post > min(times),
        threads.c.reason.is_(None),
        threads.c.key.not_in(list(rows)),
    )
    return connection.execute(update(threads).where(*gone).values(dirty=True, changes=threads.c.changes + 1, board=None)).rowcount


def adopt(connection: Connection, lease: Lease, reading: ThreadPage, host: str, seconds: float, run: str) -> dict[str, Any] | None:
    """An address of the job turns out to be a thread: the lease on the address becomes one on the thread."""
    if connection.execute(select(listings.c.lease).where(lease.mine).with_for_update()).first() is None:
        return None
    connection.execute(delete(listings).where(lease.mine))
    connection.execute(delete(boards).where(boards.c.key == lease.key))
    key, url = f"{host}/{reading.thread.id}", reading.thread.url or lease.url
    held = {"seed": lease.row["url"], "lease": lease.token, "lease_run": run, "lease_until": now() + seconds, "dirty": True}
    if connection.execute(update(threads).where(threads.c.key == key).values(held)).rowcount == 0:
        connection.execute(insert(threads).values(key=key, site=host, url=url, resume=url, **held))
    return dict(connection.execute(select(threads).where(threads.c.key == key)).mappings().one())


def remember(connection: Connection, key: str, host: str, url: str) -> None:
    """A thread that another one's address led to."""
    if connection.execute(select(threads.c.key).where(threads.c.key == key)).first() is None:
        connection.execute(insert(threads).values(key=key, site=host, url=url, resume=url))


def unreadable(connection: Connection, lease: Lease, reason: str) -> None:
    """A list that cannot be read is tried again from the top in the next round; one that stopped in the middle goes on there."""
    if lease.row["page"] == 0:
        connection.execute(delete(listings).where(lease.mine))
        connection.execute(update(boards).where(boards.c.key == lease.key).values(reason=reason))
    else:
        put_off(connection, lease, reason)
