"""A page of a board's list: what it shows of threads and sub-boards, and how far down the list must be read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from crawler.forum import BoardPage, BoardRow, ThreadRow
from crawler.store import seeds, verdicts
from crawler.store.doubts import ILL, lasting, stand_below
from crawler.store.keys import board_id, site_of
from crawler.store.rows import Listed, miss, moment, see
from crawler.store.schema import UNLEASED, boards, listings, now, threads
from crawler.store.work import MAX_TRIES, Lease, put_off

TOLERANCE = 900.0
"""Seconds by which a forum's clock may be ahead of ours; a later time in a list is an error and ignored."""
_LONG_AGO = 0.0


def commit(
    connection: Connection,
    lease: Lease,
    reading: BoardPage,
    host: str,
    wanted: Callable[[ThreadRow], bool],
    goes_on: bool,
    engine: str | None = None,
    sweep: float | None = None,
) -> Listed | None:
    """Stores a list page; None when the lease had been lost.

    ``wanted`` leaves out threads that are too old for the job; ``goes_on`` says whether the job's own limits allow the next page; ``sweep``
    is after how many seconds the list is read to its end once more (None: never).
    """
    if connection.execute(select(listings.c.lease).where(lease.mine).with_for_update()).first() is None:
        return None
    board = _board(connection, lease, reading, host)
    latest = connection.execute(select(now())).scalar_one() + TOLERANCE
    listed = Listed()
    for row in reading.boards:
        _discover(connection, row, host, board["seed"])
    rows = {f"{host}/{row.id}": row for row in sorted(reading.threads, key=lambda row: row.moved, reverse=True)}
    see(connection, {key: row for key, row in rows.items() if wanted(row)}, host, board["key"], listed, latest)
    times = [when for row in rows.values() if not row.sticky and not row.moved and (when := moment(row.last_post_at, latest)) is not None]
    until, newest = lease.row["until"], lease.row["newest"]
    longer, read = False, {}
    if lease.row["page"] == 0:
        until, newest = _known_down_to(connection, board), max([*times, board["newest"] or _LONG_AGO])
        pages = reading.pages or (2 if reading.next_url else 1)
        longer = until is not None and board["pages"] is not None and pages > board["pages"]
        until = _LONG_AGO if longer else until
        read = {"read_at": now(), "engine": engine, "pages": pages}
        if sweep is not None and until is not None and board["swept_at"] is not None and board["swept_at"] < latest - TOLERANCE - sweep:
            until, listed.swept = None, True
            read["swept_at"] = now()
        read |= {} if board["reason"] in ILL else verdicts.NONE
    unsorted = board["unsorted"] or not latest_first(times)
    if unsorted and not board["unsorted"]:
        connection.execute(update(boards).where(boards.c.key == board["key"]).values(unsorted=True))
    if unsorted:
        until = None
    else:
        top = lease.row["page"] == 0
        listed.vanished = miss(connection, board["key"], rows, times, above=None if top else lease.row["edge"] or max(times, default=None))
    from_front = lease.row["page"] == 1 and reading.page == 1 and reading.next_url not in (lease.row["url"], board["url"])
    advances = reading.page > lease.row["page"] or listed.new > 0 or from_front  # whose list begins with the rows of the front page
    caught_up = not longer and _caught_up(times, until, listed)
    if not reading.next_url and not caught_up and until and not lasting(connection, board) and stand_below(connection, board, rows, times):
        listed.cut = True
        return listed
    if read:
        connection.execute(update(boards).where(boards.c.key == board["key"]).values(read))
    if reading.next_url and goes_on and advances and not caught_up:
        listed.next_url = reading.next_url
        values = {"url": reading.next_url, "page": max(reading.page, lease.row["page"] + 1), "until": until, "newest": newest, "tries": 0}
        values["edge"] = min(times, default=lease.row["edge"])
        connection.execute(update(listings).where(lease.mine).values(UNLEASED | values))
    else:
        connection.execute(delete(listings).where(lease.mine))
        _walked(connection, board, newest)
        if until is None:
            connection.execute(update(boards).where(boards.c.key == board["key"]).values(swept_at=now()))
    return listed


def _known_down_to(connection: Connection, board: Any) -> float | None:
    """Where a new walk may end: a walk that was interrupted goes on below where it began, and before it all was read."""
    begun = connection.scalar(select(func.max(listings.c.newest)).where(listings.c.board == board["key"], listings.c.page > 0))
    newest: float | None = board["newest"]
    return newest if begun is None else max(begun, newest or _LONG_AGO)


def _walked(connection: Connection, board: Any, newest: float | None) -> None:
    """A walk is over.  The last one of a board settles up to when all is known."""
    connection.execute(update(boards).where(boards.c.key == board["key"], boards.c.reason.in_(ILL)).values(verdicts.NONE))
    if newest is None:
        return
    others = (listings.c.board == board["key"], listings.c.page > 0)
    handed = case((listings.c.newest > newest, listings.c.newest), else_=newest)
    if connection.execute(update(listings).where(*others).values(newest=handed)).rowcount == 0:
        connection.execute(update(boards).where(boards.c.key == board["key"]).values(newest=newest))


def latest_first(times: list[float]) -> bool:
    """Whether a list is sorted by last post; one row in ten may stand out of order (relative times are rough)."""
    ascents = sum(after > before for before, after in pairwise(times))
    return ascents <= max(1, len(times) // 10)


def _caught_up(times: list[float], until: float | None, listed: Listed) -> bool:
    """Whether the list has been read down to where the reading before began; where it shows no times, or has grown longer than news
    tell, to a page without news.
    """
    if until is None:
        return False
    if not times or until == _LONG_AGO:
        return not (listed.new or listed.changed)
    return times[-1] < until and all(when <= until for when in times[-2:])  # two, as one row may stand out of order


def is_index(connection: Connection, lease: Lease) -> bool:
    """Whether a list was read before, and its page was an index or a category: it had no number and no threads of its own."""
    read = select(boards.c.read_at).where(boards.c.key == lease.key)
    listed = select(threads.c.key).where(threads.c.board == lease.key).limit(1)
    return board_id(lease) is None and connection.scalar(read) is not None and connection.scalar(listed) is None


def _board(connection: Connection, lease: Lease, reading: BoardPage, host: str) -> Any:
    """The board of a list.  An address of the job was stored under itself until its page said which board it is."""
    key = lease.key
    if board_id(lease) is None and reading.board.id:
        key = f"{host}/board/{reading.board.id}"
    if key != lease.key:
        placeholder = connection.execute(select(boards).where(boards.c.key == lease.key)).mappings().one()
        connection.execute(delete(boards).where(boards.c.key == lease.key))
        if connection.execute(update(boards).where(boards.c.key == key).values(seed=placeholder["seed"])).rowcount == 0:
            values = {"url": placeholder["url"], "seed": placeholder["seed"], "name": reading.board.name}
            connection.execute(insert(boards).values(key=key, **values))
        connection.execute(delete(listings).where(listings.c.board == key, listings.c.page == 0))
        connection.execute(update(listings).where(lease.mine).values(board=key, site=host))
    return connection.execute(select(boards).where(boards.c.key == key).with_for_update()).mappings().one()


def adopt(connection: Connection, lease: Lease, row: BoardRow, host: str) -> None:
    """What looked like a thread turns out to be a board: its list is read in its turn."""
    seed = seeds.begun(connection, "thread", lease.key) or row.url
    connection.execute(delete(threads).where(lease.mine, threads.c.read_at.is_(None)))
    _discover(connection, row, host, seed)


def _discover(connection: Connection, row: BoardRow, host: str, seed: str) -> None:
    key = f"{host}/board/{row.id}"
    if connection.execute(select(boards.c.key).where(boards.c.key == key)).first() is None:
        connection.execute(insert(boards).values(key=key, url=row.url, name=row.name, seed=seed))
        connection.execute(insert(listings).values(board=key, site=site_of(key, row.url), url=row.url, page=0))


def unreadable(connection: Connection, lease: Lease, reason: str, *, final: bool) -> bool:
    """A list that cannot be read.  Where that is ``final`` for this round it is begun anew in the next one, else it goes on where it is.

    True where that is the first look at a list that was read before: it may be an error.

    A walk that fails at the same page round after round is begun anew too.
    """
    before = connection.execute(select(boards).where(boards.c.key == lease.key)).mappings().first()
    if before is not None and (lease.row["page"] == 0 or reason in ILL):
        connection.execute(update(boards).where(boards.c.key == lease.key).values(verdicts.again(before, reason)))
    begin_anew = lease.row["tries"] > MAX_TRIES and lease.row["page"] > 0
    if (final and lease.row["page"] == 0) or begin_anew:
        connection.execute(delete(listings).where(lease.mine))
    else:
        put_off(connection, lease, reason)
    return before is not None and before["read_at"] is not None and not before["asked"]
