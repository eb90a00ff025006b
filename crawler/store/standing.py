"""How each board of a job stands: when it was last read, what is known of it, what of it cannot be read, why and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import Connection, Select, func, select

from crawler.store.schema import boards, posts, threads


@dataclass(slots=True)
class Standing:
    """One board, or one thread that the job itself names."""

    address: str
    name: str | None = None
    read_at: str | None = None
    """When its first page was last read; None where it never was."""
    threads: int = 0
    posts: int = 0
    reason: str | None = None
    """Why it cannot be read itself."""
    since: str | None = None
    """Since when."""
    unreadable: dict[str, int] = field(default_factory=dict)
    """Its threads that cannot be read, by reason."""

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> Self:
        """As a run's report has it."""
        return cls(**written)

    def record(self) -> dict[str, Any]:
        """For a run's report."""
        return asdict(self)

    def line(self) -> str:
        """For a person."""
        words = [f"{self.threads} threads", f"{self.posts} posts", f"last read {self.read_at or 'never'}"]
        if self.reason:
            words.append(f"not readable: {self.reason} since {self.since or 'an unknown day'}")
        words += [f"{count} threads {reason}" for reason, count in sorted(self.unreadable.items())]
        return f"{self.address}{f' ({self.name})' if self.name else ''}: {', '.join(words)}"


def of_job(connection: Connection, seeds: Iterable[str]) -> list[Standing]:
    """The boards that the job's addresses led to, then the threads that it names itself."""
    seeds = list(seeds)
    counts = _by_board(connection, select(threads.c.board, func.count()).group_by(threads.c.board))
    joined = select(threads.c.board, func.count()).join(posts, posts.c.thread == threads.c.key).group_by(threads.c.board)
    written = _by_board(connection, joined)
    unreadable: dict[str | None, dict[str, int]] = {}
    reasons = select(threads.c.board, threads.c.reason, func.count().label("count")).where(threads.c.reason.is_not(None))
    for row in connection.execute(reasons.group_by(threads.c.board, threads.c.reason)):
        unreadable.setdefault(row.board, {})[row.reason] = row._mapping["count"]
    found = [
        Standing(
            row.url, row.name, _day(row.read_at), counts.get(row.key, 0), written.get(row.key, 0), row.reason, _day(row.reason_since),
            unreadable.get(row.key, {}),
        )
        for row in connection.execute(select(boards).where(boards.c.seed.in_(seeds)).order_by(boards.c.key))
    ]  # fmt: skip
    for row in connection.execute(select(threads).where(threads.c.seed.in_(seeds)).order_by(threads.c.key)):
        number = connection.scalar(select(func.count()).select_from(posts).where(posts.c.thread == row.key)) or 0
        found.append(Standing(row.seed, row.title, _day(row.read_at), 1, number, row.reason, _day(row.reason_since)))
    return found


def _by_board(connection: Connection, query: Select[Any]) -> dict[str | None, int]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _day(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
