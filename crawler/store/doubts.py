"""What a list cannot be, by what its board was before: empty, cut off, or another page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from sqlalchemy import Connection, exists, select

from crawler.forum import BoardPage
from crawler.store import verdicts
from crawler.store.keys import board_id
from crawler.store.schema import boards, now, threads
from crawler.store.work import Lease

ILL = ("empty", "cut_off")
"""Reasons for which a list is not believed to its end."""
LOOKS = 3
"""So often, and for a day at least, a list must look ill before that is how it is."""


def stand_below(connection: Connection, board: Any, rows: Collection[str], times: list[float]) -> bool:
    """Whether threads of a board that could be read stand below all that a list page shows."""
    below = (threads.c.board == board["key"], threads.c.reason.is_(None), threads.c.key.not_in(list(rows)))
    return connection.scalar(select(exists().where(*below, threads.c.last_post < min(times, default=0.0)))) or False


def lasting(connection: Connection, board: Any) -> bool:
    """Whether a list has looked ill for so long that it is no illness."""
    since: float | None = board["reason_since"]
    return board["asked"] >= LOOKS and since is not None and since < (connection.scalar(select(now())) or 0) - verdicts.DAY


def doubt(connection: Connection, lease: Lease, reading: BoardPage, host: str, engine: str) -> Literal["empty", "another_page"] | None:
    """Why a list page cannot be what was asked for, by what its board was before: threads and the software that showed them."""
    key = f"{host}/board/{reading.board.id}" if board_id(lease) is None and reading.board.id else lease.key
    board = connection.execute(select(boards).where(boards.c.key == key)).mappings().first()
    if board is None or lasting(connection, board):
        return None
    known = select(threads.c.key).where(threads.c.board == key, threads.c.reason.is_(None)).limit(1)
    if not reading.threads and not reading.boards and lease.row["page"] > 0:
        return "empty"
    if not reading.threads and connection.scalar(known) is not None:
        return "empty"
    if engine != "generic" or board["engine"] in (None, "generic"):
        return None
    shown = known.where(threads.c.key.in_([f"{host}/{row.id}" for row in reading.threads]))
    return None if connection.scalar(shown) is not None else "another_page"
