"""Which of a job's addresses led to a board or a thread."""

from __future__ import annotations

from sqlalchemy import Connection, select

from crawler.store.schema import boards, threads
from crawler.store.work import Kind


def begun(connection: Connection, kind: Kind, key: str) -> str:
    """The address through which a board (``listing``) or a thread was found; empty where nobody knows."""
    if kind != "listing":
        thread = connection.execute(select(threads.c.seed, threads.c.board).where(threads.c.key == key)).first()
        if thread is None or thread.seed:
            return str(thread.seed) if thread else ""
        key = str(thread.board)
    return str(connection.scalar(select(boards.c.seed).where(boards.c.key == key)) or "")
