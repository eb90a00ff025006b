"""A thread's page: its posts, the cursor and what it says about the thread become durable together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, case, delete, false, func, insert, select, true, update

from crawler.forum import PostIds, ThreadPage
from crawler.items import Post
from crawler.store import absent, gone, rereading, verdicts
from crawler.store import posts as post_store
from crawler.store.absent import Counts, Missed
from crawler.store.gone import About
from crawler.store.keys import board_id
from crawler.store.posts import Stored
from crawler.store.prepared import Prepared
from crawler.store.schema import UNLEASED, boards, listings, now, pages, threads
from crawler.store.schema import posts as post_table
from crawler.store.work import Lease

AGING = 4
"""A page of young posts is read again when it has grown older by a quarter."""
MAX_REST = 16 * verdicts.DAY
"""Seconds after which a thread whose rows show no marks of change is read again at the latest."""

FULL = 5
"""Posts on the smallest page that any forum breaks off at."""

Address = Callable[[int], str | None]
"""The address of a page of the thread by its number, where the engine can tell."""


class Read(NamedTuple):
    """What became of a page."""

    stored: Stored | None
    """None where the lease had been lost: somebody else reads the thread, and nothing was stored."""
    next_url: str | None = None
    """Where the reading goes on under the same lease."""
    missed: Missed = Missed()
    """Posts that the page does not show."""


def commit(
    connection: Connection,
    lease: Lease,
    reading: ThreadPage,
    posts: list[Post],
    url: str,
    address: Address,
    full: int | None,
    recheck: float,
    *,
    guest: bool = False,
    engine: str = "",
    ids: PostIds | None = None,
    sweep: float = MAX_REST,
) -> Read:
    """Stores a page.

    ``full`` is the number of posts on a page that another follows; ``recheck`` the seconds for which a post may still be edited; ``ids``
    where the ``engine``'s posts keep their numbers; ``sweep`` the seconds after which all of a thread is read again, at the earliest.
    """
    thread = _hold(connection, lease)
    if thread is None:
        return Read(None)
    known = post_store.known(connection, (raw.post.id for raw in reading.posts))
    before = msgspec.json.decode(thread["about"], type=About) if thread["about"] else None
    renamed = rereading.renamed(before, reading)
    if renamed and reading.page > 1:
        rereading.ask(connection, thread, 1, thread["url"])
    opening = rereading.opening(reading) if renamed else None
    anew = opening.id if opening is not None else None
    values = _about(thread, reading, engine)
    withheld = {raw.post.id for raw in reading.posts if raw.body.withheld}
    stored = post_store.store(connection, lease.key, posts, known, guest=guest, withheld=withheld, anew=anew)
    counts = Counts(*_COUNTS.first(connection, {"thread": lease.key}))
    _look_again(connection, lease, thread["clock"], reading, posts, url, recheck, changed=stored.new + stored.edited > 0)
    reverse = thread["reverse"] or newest_first(reading)
    there = post_store.there(known, posts)
    missed = absent.check(connection, lease, thread, reading, url, ids, there, counts, reverse=reverse, guest=guest)
    rereading.pictures_later(connection, lease, thread, reading.page, url, posts)
    lease.found += missed.new + stored.edited
    if lease.kind == "page":
        connection.execute(update(pages).where(lease.mine).values(UNLEASED | {"tries": 0, "owed": 0, "back": 0}))
        if values:
            _SAVE.run(connection, {"thread": lease.key} | values)
        rereading.walk_back(connection, lease, thread, reading, address, lease.row["owed"] - lease.found, reverse=reverse)
        return Read(stored, None, missed)
    following, moved_on = _move_on(lease, thread, reading, set(known), url, address, full, counts.stored)
    values |= moved_on
    if following is None:
        values["owed"] = 0
        if not missed.waiting:
            values["surplus"] = absent.surplus(thread, reading, counts.alive - missed.deleted)
        if lease.row["page"] < 2:
            last = thread["last_post"] or post_store.youngest(raw.post for raw in reading.posts)
            values["reread_at"] = rereading.when_twice_as_old(thread["clock"], last, sweep)
    _SAVE.run(connection, {"thread": lease.key} | values)
    if following is None:
        rereading.walk_back(connection, lease, thread, reading, address, thread["owed"] - lease.found, reverse=reverse)
    return Read(stored, following, missed)


_HOLD = Prepared(select(threads, now().label("clock")).where(threads.c.key == bindparam("thread")).with_for_update())
_HELD = Prepared(select(pages.c.lease).where(pages.c.lease == bindparam("token")).with_for_update())
_SAVE = Prepared(update(threads).where(threads.c.key == bindparam("thread")))
_COUNTS = Prepared(select(func.count(), func.count().filter(post_table.c.gone.is_(None))).where(post_table.c.thread == bindparam("thread")))
_PAGE = (pages.c.thread == bindparam("of"), pages.c.page == bindparam("number"))
_DONE_WITH, _DUE, _LOOK_AGAIN = Prepared(delete(pages).where(*_PAGE)), Prepared(update(pages).where(*_PAGE)), Prepared(insert(pages))


def _about(thread: Mapping[str, Any], reading: ThreadPage, engine: str) -> dict[str, Any]:
    """What is to be kept of the thread's title and board: they are as its first page has them."""
    about = msgspec.json.encode(About.of(reading, engine)).decode()
    return {"about": about} if about != thread["about"] and (reading.page == 1 or not thread["about"]) else {}


def _hold(connection: Connection, lease: Lease) -> Mapping[str, Any] | None:
    """The thread's row and the ``clock``, locked against other pages of it; None when the lease has gone to somebody else."""
    thread = _HOLD.first(connection, {"thread": lease.key})
    if thread is None or (lease.kind == "thread" and thread.lease != lease.token):
        return None
    if lease.kind == "page" and _HELD.first(connection, {"token": lease.token}) is None:
        return None
    found: dict[str, Any] = thread._asdict()
    return found


def _move_on(
    lease: Lease,
    thread: Mapping[str, Any],
    reading: ThreadPage,
    known: set[str],
    url: str,
    address: Address,
    full: int | None,
    stored: int,
) -> tuple[str | None, dict[str, Any]]:
    """The next page, and what is to be kept of the thread.  ``stored`` counts its stored posts."""
    reverse = lease.row["reverse"] or newest_first(reading)
    page, following = reading.page, _following(lease, reading, reverse, known)
    if not reverse and not known and 1 < page <= lease.page and lease.row["read_at"] is not None:
        following, page = address(page - 1) or str(lease.row["url"]), page - 1  # posts above have gone; new ones may have moved up
    if lease.guess and page <= lease.page and not known:
        page = lease.page + 1  # asked for without a pager, and the page has none either: its posts say that it is another one
    lease.guess = False
    if not following and not (reverse and known) and _more_is_there(lease, reading, page, stored):
        following = address(page + 1)
        lease.guess = following is not None
    values: dict[str, Any] = {"page": page, "reverse": reverse, "tries": 0} | verdicts.NONE
    if reading.thread.title:
        values["title"] = reading.thread.title
    if following:
        values |= {"resume": following, "unfinished": True}
    elif grown := _grown(lease, reading, reverse, stored):
        values |= UNLEASED | {"resume": lease.row["url"], "unfinished": True, "page": 0, "dirty": True, "gap": grown}
    else:
        more = address(page + 1) if full and len(reading.posts) >= full else None
        values |= UNLEASED | {
            "resume": (reading.thread.url or lease.row["url"]) if reverse else more or url,
            "unfinished": False,
            "read_at": thread["clock"],
            "gap": _gap(reading, stored),
            "next_ask": _next_ask(lease, thread["clock"], post_store.youngest(raw.post for raw in reading.posts)),
            "dirty": thread["changes"] != lease.row["changes"],
        }
    lease.page = page
    return following, values


def _more_is_there(lease: Lease, reading: ThreadPage, page: int, stored: int) -> bool:
    """Whether a page without a pager may have lost it: the list counts more posts than were found, and the page is not the last one asked.

    Some forums count comments as replies: then the request for a further page is one too many.
    """
    counted: int | None = lease.row["replies"]
    if counted is None or reading.next_url or page <= lease.page or len(reading.posts) < FULL:
        return False
    return counted + 1 > stored


def _gap(reading: ThreadPage, stored: int) -> int | None:
    """How many floors up to the page's last one have no stored post; less than none where stored posts have gone.  None without floors."""
    floors = [raw.post.floor for raw in reading.posts if raw.post.floor is not None]
    return max(floors) - stored if floors else None


def _grown(lease: Lease, reading: ThreadPage, reverse: bool, stored: int) -> int | None:
    """The gap of a thread that has got posts above the page where reading went on: a moderator has merged another one into it.

    It is read again from its beginning then.  None where it has not.
    """
    if reverse or lease.row["gap"] is None or lease.row["page"] < 2:
        return None
    gap = _gap(reading, stored)
    return gap if gap is not None and gap > lease.row["gap"] else None


def _next_ask(lease: Lease, clock: float, written: float | None) -> float | None:
    """When a thread is read again although nothing says that it changed: None where its rows would say so, or the job reads it anyway."""
    if lease.row["board"] is None or any(lease.row[mark] is not None for mark in ("last_post", "replies", "last_id")):
        return None
    rest = verdicts.DAY if written is None else min(max((clock - written) / AGING, verdicts.DAY / 24), MAX_REST)
    return clock + rest


def _following(lease: Lease, reading: ThreadPage, reverse: bool, known: set[str]) -> str | None:
    """The next page, unless the pager leads in circles or, in a thread with its latest posts first, what follows was read before."""
    ids = {raw.post.id for raw in reading.posts}
    fresh = not ids <= lease.seen
    lease.seen |= ids
    caught_up = reverse and not lease.row["unfinished"] and any(d.post.floor != 1 and d.post.id in known for d in reading.posts)
    return reading.next_url if fresh and not caught_up else None


def newest_first(reading: ThreadPage) -> bool:
    """Discuz can show a thread's latest posts first; nothing but the floors says so."""
    floors = [raw.post.floor for raw in reading.posts if raw.post.floor is not None and raw.post.floor > 1]
    return len(floors) > 1 and all(floor > following for floor, following in pairwise(floors))


def _look_again(
    connection: Connection, lease: Lease, clock: float, reading: ThreadPage, posts: list[Post], url: str, recheck: float, *, changed: bool
) -> None:
    """Young posts may still be edited: their page is due in the next round when it brought something, else when it has aged."""
    here = {"of": lease.key, "number": reading.page}
    written = post_store.youngest(posts)
    if lease.kind == "page" and lease.row["page"] != reading.page:
        connection.execute(delete(pages).where(lease.mine))
    if written is None or clock - written > recheck:
        _DONE_WITH.run(connection, here)
        return
    due = clock if changed else clock + max(0.0, clock - written) / AGING
    if _DUE.run(connection, here | {"url": url, "due": due}) == 0:
        _LOOK_AGAIN.run(connection, {"thread": lease.key, "page": reading.page, "site": lease.row["site"], "url": url, "due": due})


def adopt(connection: Connection, lease: Lease, reading: ThreadPage, host: str, seconds: float, run: str) -> dict[str, Any] | None:
    """An address of the job, or what looked like a board's, turns out to be a thread: the lease on it becomes one on the thread."""
    if connection.execute(select(listings.c.lease).where(lease.mine).with_for_update()).first() is None:
        return None
    connection.execute(delete(listings).where(lease.mine))
    connection.execute(delete(boards).where(boards.c.key == lease.key))
    key, url = f"{host}/{reading.thread.id}", reading.thread.url or lease.url
    seed = lease.row["url"] if board_id(lease) is None else None
    held = {"seed": seed, "lease": lease.token, "lease_run": run, "lease_until": now() + seconds, "dirty": True}
    if connection.execute(update(threads).where(threads.c.key == key).values(held)).rowcount == 0:
        connection.execute(insert(threads).values(key=key, site=host, url=url, resume=url, **held))
    return dict(connection.execute(select(threads).where(threads.c.key == key)).mappings().one())


def remember(connection: Connection, key: str, host: str, url: str) -> None:
    """A thread that another one's address led to."""
    if connection.execute(select(threads.c.key).where(threads.c.key == key)).first() is None:
        connection.execute(insert(threads).values(key=key, site=host, url=url, resume=url))


def unreadable(connection: Connection, lease: Lease, reason: str) -> int:
    """A verdict about a thread.  It needs two looks; that a thread has gone also holds when its list does not show it any more.

    Where the site itself says that it is missing, and said so a day ago, its posts have gone; returns how many.  A page that is read again
    for edits says nothing yet: its thread is asked itself.
    """
    if lease.kind == "page":
        connection.execute(delete(pages).where(pages.c.thread == lease.key, pages.c.page == lease.row["page"], pages.c.lease.is_(None)))
        asked = (threads.c.key == lease.key, threads.c.reason.is_(None))
        connection.execute(update(threads).where(*asked).values(dirty=True, changes=threads.c.changes + 1))
        return 0
    unchanged = case((threads.c.changes == lease.row["changes"], false()), else_=true())
    here = (threads.c.key == lease.key, threads.c.lease.is_(None))
    looks = 2 if verdicts.vanished(lease.row) and reason in verdicts.GONE else 1
    values = verdicts.again(lease.row, reason, looks) | {"dirty": unchanged, "tries": 0}
    if connection.execute(update(threads).where(*here).values(values)).rowcount == 0:
        return 0
    connection.execute(delete(pages).where(pages.c.thread == lease.key))
    since = lease.row["reason_since"] if reason == lease.row["reason"] == "missing" and lease.denied else None
    if since is None or since > connection.execute(select(now())).scalar_one() - verdicts.DAY:
        return 0
    return gone.of_thread(connection, lease.key)
