"""Verdicts: why something cannot be read, as an observation with a date that is made again.

A look that may have met an ill site decides nothing: the next round looks again.  From the second one on it waits 1, 4, 16 … days, sooner
where a list shows the thread again or, for what the visitor may not see, where the job's cookies are others.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, false, select, update

from crawler.store.schema import boards, now, state, threads

DAY = 86400.0
MAX_DAYS = 64
FORBIDDEN = ("permission", "login", "password")
"""Reasons that lie in who asks."""
GONE = ("missing", "moved")
NONE: dict[str, Any] = {"reason": None, "reason_since": None, "asked_at": None, "asked": 0, "next_ask": None}
"""Column values of what can be read."""


def wait(asked: int) -> float:
    """The seconds until the next question, after so many equal answers in a row."""
    return 0.0 if asked < 2 else min(4.0 ** (asked - 2), MAX_DAYS) * DAY


def again(row: Any, reason: str, least: int = 1) -> dict[str, Any]:
    """Column values for an answer: ``row`` is how the thread or board stood before.  ``least`` is how many looks it counts for."""
    same = row["reason"] == reason
    asked = max(least, row["asked"] + 1 if same else 1)
    since = row["reason_since"] if same and row["reason_since"] is not None else now()
    return {"reason": reason, "reason_since": since, "asked_at": now(), "asked": asked, "next_ask": now() + wait(asked)}


def vanished(row: Any) -> bool:
    """Whether a thread that was read before stands in no list any more."""
    return row["board"] is None and row["read_at"] is not None


def doubtful(row: Any, reason: str) -> bool:
    """Whether the first look at a thread contradicts what is known of it: its list shows it, or it was read before."""
    if row["asked"] or reason == "moved":
        return False
    return row["board"] is not None if reason == "missing" else row["read_at"] is not None


def due(connection: Connection) -> int:
    """Threads whose verdict has aged, or whose rows show no changes, are asked again; returns how many."""
    aged = (threads.c.next_ask <= now(), threads.c.dirty == false())
    return connection.execute(update(threads).where(*aged).values(dirty=True, changes=threads.c.changes + 1, tries=0)).rowcount


def other_cookies(connection: Connection, digest: str) -> bool:
    """Another visitor asks again for everything that the one before was not shown; True when it is another one."""
    if connection.scalar(select(state.c.cookies)) == digest:
        return False
    connection.execute(update(state).values(cookies=digest))
    for table in (threads, boards):
        connection.execute(update(table).where(table.c.reason.in_(FORBIDDEN)).values(asked=1, next_ask=now()))
    return True


def wait_longer(seeds: Collection[str]) -> Any:
    """Selects boards that are not looked at in this round: a guest was not shown them several times, and they are not named by the job."""
    lasting = boards.c.reason.in_((*FORBIDDEN, *GONE))
    return lasting & (boards.c.asked > 1) & (boards.c.next_ask > now()) & boards.c.url.not_in(list(seeds))
