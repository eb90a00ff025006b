"""Posts that are not there any more: their last lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from crawler.forum import ThreadPage
from crawler.items import Board, Gone, GoneReason, Post, Thread
from crawler.store.posts import put, written
from crawler.store.prepared import Prepared, one_of
from crawler.store.schema import now, posts, threads

MINUTE = 60.0
_CHUNK = 500


class About(msgspec.Struct, omit_defaults=True):
    """What a thread's page says of the thread and its board, as far as the line of a post that has gone repeats it."""

    engine: str
    board: Board
    url: str | None = None
    title: str | None = None

    @classmethod
    def of(cls, reading: ThreadPage | Post, engine: str) -> About:
        """As a page or a line has it."""
        return cls(engine, reading.board, reading.thread.url, reading.thread.title)


def leave(connection: Connection, ids: Iterable[str], reason: GoneReason, to: Mapping[str, str] | None = None) -> int:
    """Writes the last lines of stored posts; ``to`` are the ids under which they go on.  Returns how many lines."""
    ids, to, count = list(ids), to or {}, 0
    if not ids:
        return 0
    seen = datetime.fromtimestamp(connection.scalar(select(now())) or 0, UTC).isoformat(timespec="seconds")
    columns = (posts.c.id, posts.c.number, posts.c.url, posts.c.floor, posts.c.revision, threads.c.key, threads.c.site)
    shared = (threads.c.about, threads.c.url.label("thread_url"), threads.c.title)
    for start in range(0, len(ids), _CHUNK):
        chosen = posts.c.id.in_(ids[start : start + _CHUNK])
        query = select(*columns, *shared).join(threads, threads.c.key == posts.c.thread).where(chosen)
        lines = [_line(row, Gone(reason, seen, to.get(row["id"])), seen) for row in connection.execute(query).mappings()]
        count += len(lines)
        if lines:
            values = {"revision": posts.c.revision + 1, "gone": reason, "absent_at": None}
            connection.execute(update(posts).where(chosen).values(values))
            put(connection, lines)
    return count


def _line(row: Any, gone: Gone, seen: str) -> Post:
    about = msgspec.json.decode(row["about"], type=About) if row["about"] else About("unknown", Board(), row["thread_url"], row["title"])
    thread = row["key"].removeprefix(f"{row['site']}/")
    return Post(
        id=row["id"],
        site=row["site"],
        engine=about.engine,
        url=row["url"] or about.url or row["thread_url"],
        board=about.board,
        thread=Thread(thread, about.url, about.title),
        post_id=row["number"],
        floor=row["floor"],
        revision=row["revision"] + 1,
        fetched_at=seen,
        gone=gone,
    )


_ELSEWHERE = Prepared(
    select(posts.c.id, posts.c.number, posts.c.written)
    .join(threads, threads.c.key == posts.c.thread)
    .where(
        one_of(posts.c.number, "numbers"),
        posts.c.thread != bindparam("thread"),
        threads.c.site == bindparam("site"),
        posts.c.gone.is_(None) | (posts.c.gone == "deleted") | (posts.c.gone == "thread_deleted"),
    )
)


def moved(connection: Connection, key: str, site: str, shown: Iterable[Post]) -> int:
    """Posts that stood in other threads of the site under the same numbers: they go on in this one.  Returns how many.

    Only for software that numbers posts across threads; that both were written in the same minute is asked for besides.
    """
    here = {post.post_id: post for post in shown}
    found = _ELSEWHERE.all(connection, {"numbers": list(here), "thread": key, "site": site})
    to = {row.id: here[row.number].id for row in found if _same_time(row.written, written(here[row.number]))}
    return leave(connection, to, "moved", to)


def _same_time(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) < MINUTE


def of_thread(connection: Connection, key: str) -> int:
    """A thread that is not there any more: every post of it.  Should it come back, it is read from its beginning."""
    there = (posts.c.thread == key, posts.c.gone.is_(None))
    alive = connection.scalars(select(posts.c.id).where(*there).order_by(posts.c.rank, posts.c.id)).all()
    connection.execute(update(threads).where(threads.c.key == key).values(resume=threads.c.url, page=0, unfinished=True))
    return leave(connection, alive, "thread_deleted")
