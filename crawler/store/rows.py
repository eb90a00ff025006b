"""A list's rows beside what is known of their threads: new, changed, shown again, vanished."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Connection, bindparam, case, func, insert, literal, not_, select, update

from crawler.forum import ThreadRow
from crawler.store import rereading
from crawler.store.prepared import Prepared, one_of
from crawler.store.schema import threads


class Listed:
    """What a list page brought."""

    def __init__(self) -> None:
        self.new = self.changed = self.vanished = self.unmarked = 0
        self.next_url: str | None = None
        self.swept = False
        """Whether the list is read to its end because it has not been for long."""
        self.cut = False
        """Whether the list ends above threads that stand in it."""


def moment(written: str | None, latest: float | None = None) -> float | None:
    """A time as an engine gives it, in seconds since 1970; None for one after ``latest``, which nobody can have written."""
    seconds = datetime.fromisoformat(written).timestamp() if written else None
    return None if seconds is not None and latest is not None and seconds > latest else seconds


_KNOWN = Prepared(select(threads).where(one_of(threads.c.key, "keys")).order_by(threads.c.key))
_NEW = Prepared(insert(threads))


def see(connection: Connection, rows: dict[str, ThreadRow], host: str, board: str, listed: Listed, latest: float) -> None:
    """Threads that are new, changed or shown again are dirty from now on.

    What changes is the last reply's time or id, or the number of replies.  A row without any of them says nothing: its thread is read
    again at intervals.
    """
    known = {row.key: row._asdict() for row in _KNOWN.all(connection, {"keys": list(rows)})}
    new: list[dict[str, Any]] = []
    for key, row in sorted(rows.items()):
        own = not row.sticky and not row.moved
        marks = {"last_post": moment(row.last_post_at, latest), "replies": row.replies, "last_id": row.last_post_id}
        listed.unmarked += not row.moved and all(mark is None for mark in marks.values())
        before = known.get(key)
        if before is None:
            listed.new += 1
            place = {"board": board if own else None, "title": row.title, "listed": row.title if own else None}
            new.append({"key": key, "site": host, "url": row.url, "resume": row.url} | marks | place)
            continue
        values: dict[str, Any] = {"board": board} if own and before["board"] != board else {}
        values |= _moved_site(before, row) | ({"listed": row.title} if own and before["listed"] != row.title else {})
        if own and any(before[name] not in (None, value) for name, value in (("board", board), ("listed", row.title))):
            rereading.ask(connection, before, 1, row.url)
        if before["last_id"] is None and row.last_post_id and not row.moved and (before["last_post"] or before["replies"]) is not None:
            values["last_id"] = marks.pop("last_id")  # seen for the first time: no change
        changed = not row.moved and any(mark is not None and mark != before[name] for name, mark in marks.items())
        shown_again = own and before["board"] is None and before["reason"] is not None
        if changed:
            values |= {name: mark for name, mark in marks.items() if mark is not None or name != "last_id"}
        if changed or shown_again:
            listed.changed += 1
            values["owed"] = threads.c.owed + (rereading.of_row(before, marks) if changed else 0)
            values |= {"dirty": True, "changes": threads.c.changes + 1, "tries": 0, "round": 0}
        if values:
            connection.execute(update(threads).where(threads.c.key == key).values(values))
    _NEW.each(connection, new)


def _moved_site(before: Any, row: ThreadRow) -> dict[str, str]:
    """New addresses for a thread whose site answers under another host now."""
    old, new = urlsplit(before["url"]), urlsplit(row.url)
    if (old.scheme, old.netloc) == (new.scheme, new.netloc):
        return {}
    resume = urlsplit(before["resume"])._replace(scheme=new.scheme, netloc=new.netloc)
    return {"url": row.url, "resume": urlunsplit(resume)}


_READABLE = threads.c.reason.is_(None)
_GONE = (
    threads.c.board == bindparam("of"),
    threads.c.last_post < bindparam("above"),
    threads.c.last_post > bindparam("below"),
    not_(one_of(threads.c.key, "keys")),
)
_VANISHED = Prepared(select(func.count()).where(*_GONE, _READABLE))
_MISS = Prepared(
    update(threads)
    .where(*_GONE)
    .values(
        dirty=case((_READABLE, literal(True)), else_=threads.c.dirty),
        board=None,
        changes=case((_READABLE, threads.c.changes + 1), else_=threads.c.changes),
    )
)


def miss(connection: Connection, board: str, rows: Collection[str], times: list[float], *, above: float | None) -> int:
    """Threads that stood among the rows, or between them and ``above``, and do not any more: read once to see what became of them.

    ``above`` is the earliest time of the page before; None at the top of a list.  One whose reason is known is only remembered as not
    listed, so that it is noticed when it is shown again.
    """
    if len(times) < 2:
        return 0
    here = {"of": board, "above": math.inf if above is None else above, "below": min(times), "keys": list(rows)}
    vanished: int = _VANISHED.value(connection, here)
    _MISS.run(connection, here)
    return vanished
