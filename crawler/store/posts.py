"""Posts: what is new, what was edited, and the feed lines of both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from crawler.items import Post, encode
from crawler.store.schema import posts, records


class Stored(NamedTuple):
    """What a page brought."""

    new: int
    edited: int
    known: int
    """Posts that were there before, edited or not."""
    bytes: int
    """Feed lines waiting to be published because of it."""


def known(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Content hash and revision of those of the given posts that are stored."""
    found = connection.execute(select(posts.c.id, posts.c.content_hash, posts.c.revision).where(posts.c.id.in_(list(ids))))
    return {row.id: (row.content_hash, row.revision) for row in found}


def store(connection: Connection, thread: str, given: list[Post]) -> Stored:
    """Stores a page's posts; the caller's transaction holds the thread's row, so that no two pages of a thread do this at once."""
    before = known(connection, (post.id for post in given))
    fresh = {post.id: post for post in given if post.id not in before}
    edited = {post.id: post for post in given if post.id in before and before[post.id][0] != post.content_hash}
    for post in edited.values():
        post.revision = before[post.id][1] + 1
    if fresh:
        connection.execute(
            insert(posts),
            [{"id": post.id, "thread": thread, "content_hash": post.content_hash, "revision": post.revision} for post in fresh.values()],
        )
    if edited:
        connection.execute(
            update(posts).where(posts.c.id == bindparam("key")).values(content_hash=bindparam("hash"), revision=bindparam("number")),
            [{"key": post.id, "hash": post.content_hash, "number": post.revision} for post in edited.values()],
        )
    lines = [(post, encode(post) + b"\n") for post in [*fresh.values(), *edited.values()]]
    if lines:
        connection.execute(
            insert(records),
            [{"post": post.id, "revision": post.revision, "line": line, "bytes": len(line)} for post, line in lines],
        )
    return Stored(len(fresh), len(edited), len(before), sum(len(line) for _, line in lines))


def youngest(given: Iterable[Post]) -> float | None:
    """When the last of the posts was written; None where none says."""
    return max((datetime.fromisoformat(post.created_at).timestamp() for post in given if post.created_at), default=None)
