"""Posts: what is new, what was edited, and the feed lines of both."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from crawler.content import former_hash
from crawler.items import Post, encode
from crawler.store.prepared import Prepared, one_of
from crawler.store.schema import posts, records


class Known(NamedTuple):
    """What the store holds of a post."""

    content_hash: str
    revision: int
    amount: int | None = None
    """See :func:`amount`; None in posts of older stores."""
    locked: bool = False
    """Whether a part of it could not be read."""
    gone: str | None = None
    """Why it is not there any more."""
    images: int | None = None
    """Pictures that it shows; None in posts of older stores."""
    pictures: int | None = None
    """Those of them that the feed has; None in posts of older stores."""
    rank: float | None = None
    """Its place among the thread's posts; None until it is known."""
    url: str | None = None
    floor: int | None = None
    absent_at: float | None = None
    """When it was first missed; None where it is there."""


_KNOWN = Prepared(select(posts.c.id, *(posts.c[name] for name in Known._fields)).where(one_of(posts.c.id, "ids")))
_INSERT = Prepared(insert(posts))
_WAIT = Prepared(insert(records))


class Stored(NamedTuple):
    """What a page brought."""

    new: int
    edited: int
    known: int
    """Posts that were there before, edited or not."""
    bytes: int
    """Feed lines waiting to be published because of it."""
    restored: int = 0
    """Edited ones that had gone and are there again."""
    kept: int = 0
    """Posts of which a fuller revision is kept: a login was lost, and the page shows less of them."""


def known(connection: Connection, ids: Iterable[str]) -> dict[str, Known]:
    """Those of the given posts that are stored."""
    return {row.id: Known(*row[1:]) for row in _KNOWN.all(connection, {"ids": list(ids)})}


def there(known: Mapping[str, Known], stored: Iterable[Post]) -> dict[str, Known]:
    """What the store holds of a page's posts after it was stored: those it had, and the others of ``stored``, which have no place yet."""
    new = {post.id: Known(post.content_hash, post.revision, url=post.url, floor=post.floor) for post in stored if post.id not in known}
    return {**known, **new}


def store(
    connection: Connection,
    thread: str,
    given: list[Post],
    before: Mapping[str, Known] | None = None,
    *,
    guest: bool = False,
    withheld: Container[str] = (),
    anew: str | None = None,
) -> Stored:
    """Stores a page's posts; the caller's transaction holds the thread's row, so that no two pages of a thread do this at once.

    ``before``: those of them that are stored, where the caller has asked.  ``guest``: the page was made for a guest although we came with a
    login; what it shows less of is no edit.  ``withheld``: ids of posts whose pictures guests may not see.  ``anew``: the id of a post
    whose thread has another title or board now, which is an edit of it.
    """
    if before is None:
        before = known(connection, (post.id for post in given))
    fresh = {post.id: post for post in given if post.id not in before}
    other = {post.id: post for post in given if post.id in before and (post.id == anew or _differs(post, before[post.id]))}
    edited = {key: post for key, post in other.items() if not _emptier(post, before[key], guest=guest or key in withheld)}
    for post in edited.values():
        post.revision = before[post.id].revision + 1
    _INSERT.each(connection, ({"id": post.id, "thread": thread, **columns(post)} for post in fresh.values()))
    if edited:
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns(next(iter(edited.values())))}
        values = [{"key": post.id, **{f"new_{name}": value for name, value in columns(post).items()}} for post in edited.values()]
        connection.execute(update(posts).where(posts.c.id == bindparam("key")).values(new), values)
    same = [post for post in given if post.id in before and post.id not in other and before[post.id].content_hash != post.content_hash]
    for post in same:  # stored by version 5
        adopted = {"content_hash": post.content_hash, "images": len(post.images), "pictures": pictures(post)}
        connection.execute(update(posts).where(posts.c.id == post.id).values(adopted))
    size = put(connection, [*fresh.values(), *edited.values()])
    restored = sum(before[key].gone is not None for key in edited)
    return Stored(len(fresh), len(edited), len(given) - len(fresh), size, restored, len(other) - len(edited))


def put(connection: Connection, given: Iterable[Post]) -> int:
    """Lets lines wait for their file; returns their bytes."""
    lines = [(post, encode(post) + b"\n") for post in given]
    _WAIT.each(connection, ({"post": post.id, "revision": post.revision, "line": line, "bytes": len(line)} for post, line in lines))
    return sum(len(line) for _, line in lines)


def columns(post: Post) -> dict[str, Any]:
    """What the store keeps of a post besides its id and thread."""
    return {
        "content_hash": post.content_hash,
        "revision": post.revision,
        "amount": amount(post),
        "locked": post.locked is not None,
        "number": post.post_id,
        "url": post.url,
        "floor": post.floor,
        "written": written(post),
        "images": len(post.images),
        "pictures": pictures(post),
        "gone": post.gone.reason if post.gone else None,
    }


def pictures(post: Post) -> int:
    """How many pictures of a post were downloaded."""
    return sum(image.file is not None for image in post.images)


def written(post: Post) -> float | None:
    """When a post was written, in seconds since 1970; None where no page says so to the minute."""
    exact = post.created_precision in ("second", "minute")
    return datetime.fromisoformat(post.created_at).timestamp() if exact and post.created_at else None


def _differs(post: Post, before: Known) -> bool:
    more = before.pictures is not None and pictures(post) > before.pictures
    return before.gone is not None or more or before.content_hash not in (post.content_hash, former_hash(post))


def amount(post: Post) -> int:
    """How much a post holds: its characters, and a hundred for each picture, file and remark.  What is locked counts nothing."""
    return len(post.text) + 100 * (len(post.images) + len(post.attachments) + len(post.comments))


def _emptier(post: Post, before: Known, *, guest: bool) -> bool:
    """Whether a page shows less of a post because of who we are: it says so, or it was made for a guest."""
    newly_locked = post.locked is not None and not before.locked
    less = before.amount is None or amount(post) < before.amount or len(post.images) < (before.images or 0)
    return before.gone is None and (guest or newly_locked) and less


def youngest(given: Iterable[Post]) -> float | None:
    """When the last of the posts was written; None where none says."""
    return max((datetime.fromisoformat(post.created_at).timestamp() for post in given if post.created_at), default=None)
