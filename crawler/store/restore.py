"""A store that was lost, or is an older copy: what the feed holds is read back, so that no line is published twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from crawler import load
from crawler.items import Post
from crawler.store import manifest
from crawler.store.database import Database
from crawler.store.errors import StoreError
from crawler.store.gone import About
from crawler.store.manifest import Entry
from crawler.store.posts import columns, known, pictures, written
from crawler.store.schema import files, now, posts, records, state, threads

_CHUNK = 1000
_decoder = msgspec.json.Decoder(Post)


def read_back(database: Database, folder: Path) -> int:
    """Gives the store the posts of published files that it does not know; returns how many lines were read.

    Raises :class:`StoreError` where such a file is not what its manifest says.
    """
    names = database.write(lambda connection: set(connection.scalars(select(files.c.name))))
    lost = [entry for entry in manifest.there(folder) if entry.file not in names]
    for entry in lost:
        manifest.check(folder, entry, content=True)
        for chunk in _posts(folder / entry.file):
            database.write(lambda connection, chunk=chunk: _take(connection, chunk))  # type: ignore[misc]  # (bound now, not later)
        database.write(lambda connection, entry=entry: _enter(connection, entry))  # type: ignore[misc]
    if lost:
        database.write(lambda connection: connection.execute(update(state).values(incomplete=True)))
    return sum(entry.lines for entry in lost)


def complete(database: Database, folder: Path) -> int:
    """Gives posts that were read back, or stored by version 5, their places and addresses; returns how many lines of the feed were read.

    What stands in no file of the feed any more gets them when it is seen again.
    """
    if not database.write(lambda connection: connection.scalar(select(state.c.incomplete))):
        return 0
    count = 0
    for entry in manifest.there(folder):
        if not (folder / entry.file).is_file():
            continue
        for chunk in _posts(folder / entry.file):
            database.write(lambda connection, chunk=chunk, count=count: _place(connection, chunk, count))  # type: ignore[misc]
            count += len(chunk)
    database.write(lambda connection: connection.execute(update(state).values(incomplete=False)))
    return count


def _place(connection: Connection, given: list[Post], before: int) -> None:
    """What the lines say of their posts, later ones last; the order in which posts came is theirs in the thread, as far as is known."""
    seen = [
        {"key": post.id, "new_url": post.url, "new_floor": post.floor, "new_written": written(post)}
        | {"new_images": len(post.images), "new_pictures": pictures(post)}
        for post in given
    ]
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("url", "floor", "written", "images", "pictures")}
    connection.execute(update(posts).where(posts.c.id == bindparam("key")).values(new), seen)
    ranks = [{"key": post.id, "new_rank": float(before + place)} for place, post in enumerate(given, 1)]
    connection.execute(
        update(posts).where(posts.c.id == bindparam("key"), posts.c.rank.is_(None)).values(rank=bindparam("new_rank")), ranks
    )
    about = [
        {"thread": post.id.rpartition("/")[0], "new_about": msgspec.json.encode(About.of(post, post.engine)).decode()} for post in given
    ]
    connection.execute(update(threads).where(threads.c.key == bindparam("thread")).values(about=bindparam("new_about")), about)


def _posts(path: Path) -> Iterator[list[Post]]:
    """A file's posts, some at a time."""
    lines = load.lines(path)
    try:
        while chunk := [_decoder.decode(line) for line in islice(lines, _CHUNK)]:
            yield chunk
    except msgspec.DecodeError as error:
        raise StoreError(f"{path} cannot be read back ({error})") from None


def _take(connection: Connection, given: list[Post]) -> None:
    """The latest revision of each post is what is known of it; lines that wait with what is published already are not published again."""
    latest = {post.id: post for post in sorted(given, key=lambda post: post.revision)}
    before = known(connection, latest)
    fresh = [post for key, post in latest.items() if key not in before]
    newer = [post for key, post in latest.items() if key in before and post.revision > before[key].revision]
    if fresh:
        connection.execute(insert(posts), [{"id": post.id, "thread": post.id.rpartition("/")[0], **columns(post)} for post in fresh])
    if newer:
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns(newer[0])}
        values = [{"key": post.id, **{f"new_{name}": value for name, value in columns(post).items()}} for post in newer]
        connection.execute(update(posts).where(posts.c.id == bindparam("key")).values(new), values)
    waiting = delete(records).where(records.c.post == bindparam("key"), records.c.revision <= bindparam("latest"), records.c.file.is_(None))
    connection.execute(waiting, [{"key": post.id, "latest": post.revision} for post in latest.values()])


def _enter(connection: Connection, entry: Entry) -> None:
    values = {"name": entry.file, "run": "read back", "lines": entry.lines, "bytes": entry.bytes, "sha256": entry.sha256}
    connection.execute(insert(files).values(values | {"published": now()}))
