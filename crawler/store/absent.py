"""Posts that a page should show and does not: missed in two readings, an hour apart, they have gone.

A page shows a stretch of its thread.  A post is missed where posts before it and behind it are shown and it is not, or where it stood
behind the last one of a page that none follows.  What may have another cause is not missed: a wrong word that a post has gone is worse
than a missing one.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, exists, func, not_, select, update

from crawler.forum import PostIds, ThreadPage
from crawler.items import Post
from crawler.store import gone, rereading
from crawler.store.order import in_order, places
from crawler.store.posts import Known, written
from crawler.store.prepared import Prepared, one_of
from crawler.store.rereading import HOUR
from crawler.store.schema import pages, posts, threads
from crawler.store.work import Lease


class Missed(NamedTuple):
    """What a reading says of posts that it does not show."""

    new: int = 0
    """Posts that are missed for the first time."""
    waiting: int = 0
    """Posts of this page that are to be looked for once more."""
    gone: int = 0
    """Posts that have gone: :attr:`deleted` ones, and some that were in other threads."""
    deleted: int = 0


class Counts(NamedTuple):
    """Posts of a thread in the store."""

    stored: int
    alive: int
    """Those that have not gone."""


def check(
    connection: Connection,
    lease: Lease,
    thread: Any,
    reading: ThreadPage,
    url: str,
    ids: PostIds | None,
    there: Mapping[str, Known],
    counts: Counts,
    *,
    reverse: bool,
    guest: bool,
) -> Missed:
    """Which posts of its thread a stored page misses, and which it brought from other threads.

    ``thread`` is the thread's row, with the ``clock``; ``there`` are the page's posts as they are stored; ``counts`` those of the thread.
    Nothing is said where the software is not known to keep its posts' numbers, where the page was read by
    its shape, and where it may show less because of who we are.
    """
    shown = stretch(reading, reverse=reverse, edge=lease.edge_of(reading.page))
    _follow(lease, reading, shown)
    if ids is None or shown is None or any(raw.made_id or raw.post.confidence is not None for raw in reading.posts):
        return Missed()
    moved = gone.moved(connection, lease.key, thread["site"], shown.posts) if ids == "site" else 0
    fewer = _fewer(thread, reading, counts.alive) if shown.ends else None
    alone = counts.stored == sum(raw.post.id in there for raw in reading.posts)
    missed = _look(connection, thread, reading, shown, there, alone=alone, fewer=fewer, believed=not guest)
    if lease.kind == "page" and not missed.waiting:
        _looked_in_vain(connection, lease, thread["clock"])
    if missed.waiting:
        rereading.ask(connection, thread, reading.page, url, thread["clock"] + HOUR)
    return missed._replace(gone=missed.deleted + moved)


def _looked_in_vain(connection: Connection, lease: Lease, clock: float) -> None:
    """Posts that were to be looked for once more, and stand on another page by now: all of the thread is read again."""
    others = exists().where(pages.c.thread == lease.key, pages.c.due <= clock, pages.c.page != lease.row["page"])
    late = (posts.c.thread == lease.key, posts.c.gone.is_(None), posts.c.absent_at <= clock - HOUR)
    if not connection.scalar(select(others)) and connection.execute(update(posts).where(*late).values(absent_at=None)).rowcount:
        rereading.from_the_beginning(connection, threads.c.key == lease.key)


def _follow(lease: Lease, reading: ThreadPage, shown: Stretch | None) -> None:
    """Remembers where the page ends that the next one goes on from."""
    edge = shown.posts[0 if shown.reverse else -1].id if shown and shown.posts else None
    lease.edge = (reading.page, edge)


def _fewer(thread: Any, reading: ThreadPage, alive: int) -> int | None:
    """How many posts fewer the site counts in a thread than it did when it was last read to its end; None where it does not count."""
    counted = surplus(thread, reading, alive)
    return None if counted is None else max(0, (thread["surplus"] or 0) - counted)


def surplus(thread: Any, reading: ThreadPage, alive: int) -> int | None:
    """How many posts (and comments, which some forums count in) a site counts beyond those that are stored and have not gone."""
    replies = thread["replies"] if reading.thread.replies is None else reading.thread.replies
    return None if replies is None else int(replies) + 1 - alive


@dataclass(slots=True)
class Stretch:
    """What a page shows of a thread, earliest post first."""

    posts: list[Post]
    begins: bool
    """Whether no post of the thread stands before it."""
    ends: bool
    """Whether none stands behind it."""
    edge: str | None
    """The post that stands next to it on the page read before, if that was its neighbour: before its first post, or behind its last."""
    reverse: bool


def stretch(reading: ThreadPage, *, reverse: bool, edge: str | None) -> Stretch | None:
    """The page in the order of the thread; None where floors show that it is in another order.

    Latest posts first: the opening post stands on top all the same, and belongs to no stretch.
    """
    shown = [raw.post for raw in reading.posts]
    last = reading.next_url is None and reading.page >= (reading.pages or reading.page)
    if reverse:
        shown = [post for post in shown if post.floor != 1][::-1]
    if all(post.floor is not None for post in shown):
        steady = in_order([post.id for post in shown], {post.id: float(post.floor or 0) for post in shown})
        if steady is None:
            return None
        shown = [post for post in shown if post.id in steady]
    begins, ends = (last, reading.page == 1) if reverse else (reading.page == 1, last)
    return Stretch(shown, begins, ends, edge, reverse)


def _look(
    connection: Connection,
    thread: Any,
    reading: ThreadPage,
    shown: Stretch,
    there: Mapping[str, Known],
    *,
    alone: bool,
    fewer: int | None,
    believed: bool,
) -> Missed:
    """Notes where the shown posts stand, and looks for those that are not shown.

    ``alone``: whether the thread has no other stored posts.  ``fewer``: how many posts fewer the site counts than it did; None where it
    does not count.  ``believed``: whether the page shows all that it would show to anybody.
    """
    key = thread["key"]
    ranks = {post.id: rank for post in shown.posts if post.id in there and (rank := there[post.id].rank) is not None}
    if not shown.begins and not shown.reverse:  # some software repeats the opening post on every page
        first = _FIRST.value(connection, {"of": key})
        shown.posts = [post for post in shown.posts if ranks.get(post.id) != first or first is None]
        ranks = {post: rank for post, rank in ranks.items() if rank != first}
    steady = in_order([post.id for post in shown.posts], ranks)
    _note(connection, key, shown, there, ranks if steady is not None else {}, steady or [], alone=alone)
    if not steady or not believed or alone:
        return Missed()
    shown_ids = {raw.post.id for raw in reading.posts}
    return _missed(connection, thread, shown, shown_ids, [(ranks[post], post) for post in steady], fewer)


_FIRST = Prepared(select(func.min(posts.c.rank)).where(posts.c.thread == bindparam("of")))
_NOTE = Prepared(
    update(posts)
    .where(posts.c.id == bindparam("key"))
    .values(rank=bindparam("new_rank"), url=bindparam("new_url"), floor=bindparam("new_floor"), absent_at=None)
)


def _note(
    connection: Connection,
    key: str,
    shown: Stretch,
    there: Mapping[str, Known],
    ranks: dict[str, float],
    steady: Sequence[str],
    *,
    alone: bool,
) -> None:
    """Writes down places and addresses, of those posts only of which the store says something else."""
    stored = [post for post in shown.posts if post.id in there]
    ids = [post.id for post in stored]
    kept = {post: ranks[post] for post in steady}
    new = {}
    if len(kept) < len(ids):
        around = (None, None) if alone else _around(connection, key, shown, ids, kept)
        new = places([post for post in ids if post in kept or post not in ranks], kept, *around)
    values = []
    for post in stored:
        known = there[post.id]
        rank = new.get(post.id, known.rank)
        if (rank, post.url, post.floor, None) != (known.rank, known.url, known.floor, known.absent_at):
            values.append({"key": post.id, "new_rank": rank, "new_url": post.url, "new_floor": post.floor})
    _NOTE.each(connection, values)


_OTHERS = (posts.c.thread == bindparam("of"), posts.c.rank.is_not(None), not_(one_of(posts.c.id, "ids")))
_RANK = Prepared(select(posts.c.rank).where(posts.c.id == bindparam("edge"), *_OTHERS))
_LOWEST, _HIGHEST = (select(extreme(posts.c.rank)).where(*_OTHERS) for extreme in (func.min, func.max))
_LOWEST_OF_ALL, _HIGHEST_OF_ALL = Prepared(_LOWEST), Prepared(_HIGHEST)
_LOWEST_ABOVE = Prepared(_LOWEST.where(posts.c.rank > bindparam("rank")))
_HIGHEST_BELOW = Prepared(_HIGHEST.where(posts.c.rank < bindparam("rank")))


def _around(connection: Connection, key: str, shown: Stretch, ids: list[str], kept: dict[str, float]) -> tuple[float | None, float | None]:
    """The ranks of the thread next to those of a page."""
    others = {"of": key, "ids": ids}

    def below(rank: float) -> float | None:
        found: float | None = _HIGHEST_BELOW.value(connection, others | {"rank": rank})
        return found

    def above(rank: float) -> float | None:
        found: float | None = _LOWEST_ABOVE.value(connection, others | {"rank": rank})
        return found

    if kept:
        return below(min(kept.values())), above(max(kept.values()))
    edge = _RANK.value(connection, others | {"edge": shown.edge}) if shown.edge else None
    if edge is not None:
        return (below(edge), edge) if shown.reverse else (edge, above(edge))
    if shown.begins or (shown.reverse and not shown.ends):
        return None, _LOWEST_OF_ALL.value(connection, others)
    return _HIGHEST_OF_ALL.value(connection, others), None


_BEHIND = select(posts.c.id, posts.c.rank, posts.c.written, posts.c.absent_at).where(
    posts.c.thread == bindparam("of"), posts.c.gone.is_(None), not_(one_of(posts.c.id, "ids")), posts.c.rank > bindparam("low")
)
_BEHIND_ALL = Prepared(_BEHIND.order_by(posts.c.rank).limit(bindparam("most")))
_BETWEEN = Prepared(_BEHIND.where(posts.c.rank < bindparam("high")).order_by(posts.c.rank).limit(bindparam("most")))


def _missed(
    connection: Connection, thread: Any, shown: Stretch, there: set[str], steady: list[tuple[float, str]], fewer: int | None
) -> Missed:
    clock = thread["clock"]
    others = {"of": thread["key"], "ids": list(there), "low": steady[0][0], "most": len(there) + 1}
    behind_too = shown.ends and fewer != 0
    rows = _BEHIND_ALL.all(connection, others) if behind_too else _BETWEEN.all(connection, others | {"high": steady[-1][0]})
    times = {post.id: written(post) for post in shown.posts}
    found = [row for row in rows if _fits(row, steady, times)]
    if len(found) > len(there):
        return Missed()  # more than a page ever showed: its order is another one than it was
    inside = [row for row in found if row.rank < steady[-1][0]]
    if len(found) - len(inside) > (len(steady) // 2 if fewer is None else fewer):
        found = inside  # more than the site counts less: the page may end early
    lost = [row.id for row in found if row.absent_at is not None and row.absent_at <= clock - HOUR]
    new = [row.id for row in found if row.absent_at is None]
    if new:
        connection.execute(update(posts).where(posts.c.id.in_(new)).values(absent_at=clock))
    return Missed(len(new), len(found) - len(lost), deleted=gone.leave(connection, lost, "deleted"))


def _fits(row: Any, steady: list[tuple[float, str]], times: dict[str, float | None]) -> bool:
    """Whether the time of a post is one between those of its neighbours, as far as both are known."""
    place = bisect(steady, (row.rank, ""))
    before = times[steady[place - 1][1]]
    behind = times[steady[place][1]] if place < len(steady) else None
    when = row.written
    return when is None or ((before is None or before <= when + gone.MINUTE) and (behind is None or when <= behind + gone.MINUTE))
