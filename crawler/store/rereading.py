"""What of a thread is read again although its end shows nothing new: single pages, or all of it.

A list that counts fewer posts, or more without a new last one (a comment, a post put back), speaks of an earlier page: pages are read
backwards until what it counts is found.  A new title or board shows on the first page.  All of a thread is read again when it has grown
twice as old.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, false, insert, select, update

from crawler.forum import ThreadPage
from crawler.items import Post
from crawler.store.gone import About
from crawler.store.posts import youngest
from crawler.store.schema import now, pages, threads
from crawler.store.work import Lease

WALK_BACK = 10
"""Pages that are read backwards at most."""
AT_ONCE = 0.0
HOUR = 3600.0
PASSING = ("network", "http", "storage")
"""Reasons for which a picture did not come that may not last."""


def ask(connection: Connection, thread: Any, page: int, url: str, due: float = AT_ONCE, owed: int = 0, back: int = 0) -> None:
    """A page of a thread is to be read again at ``due`` at the latest; ``owed``, ``back``: see the columns."""
    here = (pages.c.thread == thread["key"], pages.c.page == page)
    known = connection.execute(select(pages.c.due, pages.c.owed, pages.c.back).where(*here)).first()
    if known is None:
        values = {"thread": thread["key"], "page": page, "site": thread["site"], "url": url}
        connection.execute(insert(pages).values(values | {"due": due, "owed": owed, "back": back}))
    elif due < known.due or owed > known.owed:
        values = {"due": min(due, known.due), "owed": max(owed, known.owed), "back": max(back, known.back)}
        connection.execute(update(pages).where(*here).values(values))


def walk_back(
    connection: Connection,
    lease: Lease,
    thread: Any,
    reading: ThreadPage,
    address: Callable[[int], str | None],
    owed: int,
    *,
    reverse: bool,
) -> None:
    """Asks for the page before the one at hand, where something is still to be found."""
    back = lease.row["back"] - 1 if lease.kind == "page" else WALK_BACK
    page = reading.page + 1 if reverse else reading.page - 1
    if owed <= 0 or back <= 0 or page < 1 or (reverse and reading.next_url is None):
        return
    url = thread["url"] if page == 1 else address(page)
    if url:
        ask(connection, thread, page, url, AT_ONCE, owed, back)
    elif reading.page <= WALK_BACK:
        from_the_beginning(connection, threads.c.key == thread["key"])


def pictures_later(connection: Connection, lease: Lease, thread: Any, page: int, url: str, posts: list[Post]) -> None:
    """Asks for a page again of which pictures did not come: after an hour, then ever more rarely."""
    if not any(image.file_error in PASSING for post in posts for image in post.images):
        return
    clock = thread["clock"]
    age = clock - (youngest(posts) or clock)
    rest = HOUR if lease.kind == "thread" else min(max(age / 4, 24 * HOUR), 16 * 24 * HOUR)
    ask(connection, thread, page, url, clock + rest)


def of_row(before: Any, marks: dict[str, Any]) -> int:
    """How many posts (or comments) are to be found on pages before the last one, by what a list says of a thread now and said before."""
    replies, was = marks["replies"], before["replies"]
    if replies is None or was is None or replies == was:
        return 0
    same_end = marks["last_post"] is not None and marks["last_post"] == before["last_post"] and marks["last_id"] == before["last_id"]
    return max(0, was - replies) or int(same_end)


def renamed(about: About | None, reading: ThreadPage) -> bool:
    """Whether a thread has another title or stands in another board than its first page last said."""
    if about is None:
        return False
    pairs = ((about.title, reading.thread.title), (about.board.id, reading.board.id))
    return any(before and after and before != after for before, after in pairs)


def opening(reading: ThreadPage) -> Post | None:
    """The opening post, where the page shows it."""
    first = reading.posts[0].post if reading.page == 1 and reading.posts else None
    return first if first is not None and first.floor in (1, None) else None


def when_twice_as_old(clock: float, written: float | None, least: float) -> float:
    """When a thread is read again from its beginning; ``least`` is the shortest time until then, in seconds."""
    return clock + (least if written is None else max(least, clock - written))


def due(connection: Connection) -> int:
    """Threads that are to be read again from their beginning; returns how many."""
    return from_the_beginning(connection, threads.c.reread_at <= now(), threads.c.dirty == false(), threads.c.reason.is_(None))


def from_the_beginning(connection: Connection, *chosen: Any) -> int:
    """Threads are read again, all of them."""
    values = {"resume": threads.c.url, "page": 0, "unfinished": True, "dirty": True, "changes": threads.c.changes + 1, "tries": 0}
    return connection.execute(update(threads).where(*chosen).values(values | {"reread_at": None})).rowcount
