"""The tables, the same for SQLite and PostgreSQL, and how an older store becomes one of today.

Times are seconds since 1970 (UTC).  Three tables hold work to be leased: a page of a board's list (``listings``), a thread (``threads``),
a page that is read again for edits (``pages``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    insert,
    inspect,
    select,
    text,
    true,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from crawler.store.errors import StoreError

metadata = MetaData()
_Id = BigInteger().with_variant(Integer, "sqlite")


class now(FunctionElement[float]):  # noqa: N801  (a function of SQL)
    """The database's clock, so that the machines of a job need not agree on the time."""

    type = Float()
    inherit_cache = True


@compiles(now, "sqlite")
def _now_sqlite(*_: Any, **__: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(now, "postgresql")
def _now_postgresql(*_: Any, **__: Any) -> str:
    return "extract(epoch from clock_timestamp())::float8"


def _lease() -> list[Column[Any]]:
    return [
        Column("lease", Text),  # who works on it: a token that no two leases share
        Column("lease_run", Text),
        Column("lease_until", Float),
        Column("tries", Integer, nullable=False, default=0, server_default=text("0")),  # leases since it last gave something
        Column("round", Integer, nullable=False, default=0, server_default=text("0")),  # not before this round
    ]


def _verdict() -> list[Column[Any]]:
    """Why something cannot be read: what the site said, since when, how often, and when it is asked again (store/verdicts.py)."""
    return [
        Column("reason", Text),
        Column("reason_since", Float),  # when the site first said so
        Column("asked_at", Float),  # when it last said so
        Column("asked", Integer, nullable=False, default=0, server_default=text("0")),  # how often in a row it said so
        Column("next_ask", Float),  # asked again then, whatever the lists show; without a reason: a thread whose rows show no changes
    ]


version = Table("schema_version", metadata, Column("version", Integer, nullable=False))

state = Table(
    "state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round", Integer, nullable=False),
    Column("started", Float, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("job", Text),  # the name of the job, as it is written
    Column("cookies", Text),  # a digest of the cookies of the latest run
    Column(
        "incomplete", Boolean, nullable=False, default=False, server_default=false()
    ),  # posts lack what the feed says (store/restore.py)
)
"""One row: the current round, that is one pass over the job's boards, whoever works on it and however often it is interrupted."""

sites = Table(
    "sites",
    metadata,
    Column("site", Text, primary_key=True),
    Column("next_at", Float, nullable=False, default=0.0),  # when the next request may start, for all workers together
    Column("page_size", Integer),  # posts on a page that another follows
    Column("given", Integer, nullable=False, default=0, server_default=text("0")),  # threads that could be read when first asked
    Column("denied", Integer, nullable=False, default=0, server_default=text("0")),  # threads that the site said could not
    Column("zone", Text),  # the zone of its times, as its pages taught it; with ? in front where that is a guess
    Column("name", Text),  # the host that it is a second address of; itself where folders are no part of its sites' names
)

boards = Table(
    "boards",
    metadata,
    Column("key", Text, primary_key=True),  # site/board/id, or the address where it has no id
    Column("url", Text, nullable=False),
    Column("name", Text),
    Column("seed", Text, nullable=False),  # the address of the job through which it was found
    Column("newest", Float),  # the latest post when the list was last walked to where it was known
    Column("unsorted", Boolean, nullable=False, default=False),  # not by last post: read to its end each round
    Column("read_at", Float),  # when the first page of its list was last read
    Column("engine", Text),  # the software that read it
    Column("pages", Integer),  # how many pages its list had
    Column("swept_at", Float),  # when its list was last read to the end
    *_verdict(),
)

listings = Table(
    "listings",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("board", Text, nullable=False, index=True),
    Column("site", Text, nullable=False),
    Column("url", Text, nullable=False),  # the list page to read next
    Column("page", Integer, nullable=False),  # pages read so far
    Column("newest", Float),  # the latest post at the top of the list when this walk began
    Column("edge", Float),  # the earliest last post on the page before
    Column("until", Float),  # done where threads were last written in before this; null: at the list's end
    *_lease(),
)

threads = Table(
    "threads",
    metadata,
    Column("key", Text, primary_key=True),  # site/id
    Column("site", Text, nullable=False),
    Column("board", Text),  # where it was last listed, in its own place
    Column("seed", Text),  # set when the job names the thread itself
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("last_post", Float),  # as listed
    Column("replies", Integer),  # as listed; may count comments in
    Column("last_id", Text),  # the last post's id in the row's link, as listed
    Column("resume", Text, nullable=False),  # the cursor: where reading goes on
    Column("page", Integer, nullable=False, default=0),  # the last page that was read
    Column("unfinished", Boolean, nullable=False, default=True),  # the cursor stands in the middle
    Column("reverse", Boolean, nullable=False, default=False),  # latest posts first
    Column("dirty", Boolean, nullable=False, default=True),  # something in it is not stored yet
    Column("changes", Integer, nullable=False, default=1),  # how often it was seen changed
    Column("read_at", Float),
    Column("surplus", Integer),  # replies that the site counts beyond the posts that are stored, when it was last read to its end
    Column("listed", Text),  # its title as its own list had it
    Column("owed", Integer, nullable=False, default=0, server_default=text("0")),  # posts to be found before its end (store/rereading.py)
    Column("reread_at", Float),  # when all of it is read again
    Column("about", Text),  # its board and title as JSON, as its own page had them (store/gone.py)
    Column("gap", Integer),  # its last floor less the posts that are stored, when it was last read to its end
    *_verdict(),
    *_lease(),
)
Index(
    "threads_dirty", threads.c.tries, threads.c.last_post.desc(), sqlite_where=threads.c.dirty == true(), postgresql_where=threads.c.dirty
)
Index(
    "threads_next_ask", threads.c.next_ask, sqlite_where=threads.c.next_ask.is_not(None), postgresql_where=threads.c.next_ask.is_not(None)
)
Index(
    "threads_reread",
    threads.c.reread_at,
    sqlite_where=threads.c.reread_at.is_not(None),
    postgresql_where=threads.c.reread_at.is_not(None),
)
Index("threads_listed", threads.c.board, threads.c.last_post)

pages = Table(
    "pages",
    metadata,
    Column("thread", Text, primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("site", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("due", Float, nullable=False, index=True),
    Column("owed", Integer, nullable=False, default=0, server_default=text("0")),  # posts to be found here or on pages before
    Column("back", Integer, nullable=False, default=0, server_default=text("0")),  # pages that may be read backwards from here
    *_lease(),
)
"""Pages with young posts, to be read again."""

posts = Table(
    "posts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("thread", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("locked", Boolean, nullable=False, default=False, server_default=false()),  # a part of the latest revision could not be read
    Column("amount", Integer),  # how much the latest revision holds (store/posts.py); null in posts of older stores
    Column("number", Text),  # the post's own id, the last part of ``id``
    Column("url", Text),  # its permalink, as last seen; null in posts of older stores until they are seen again
    Column("floor", Integer),  # as last seen
    Column("written", Float),  # when it was written; null where no page says so to the minute
    Column("rank", Float),  # its place among the thread's posts (store/order.py)
    Column("images", Integer),  # pictures that the latest revision shows; null in posts of older stores
    Column("pictures", Integer),  # pictures of which the latest revision has the file; null in posts of older stores
    Column("absent_at", Float),  # when a page on which it should stand was first read without it
    Column("gone", Text),  # why it is not there any more; null while it is
)
Index("posts_rank", posts.c.thread, posts.c.rank)
Index("posts_number", posts.c.number)

habits = Table(
    "habits",
    metadata,
    Column("site", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("posts", Integer, nullable=False),  # how many posts had it
)
"""What a site's posts show: a time, an author, a title; ``posts`` counts them all."""

learnt = Table(
    "learnt",
    metadata,
    Column("site", Text, primary_key=True),
    Column("what", Text, primary_key=True),  # body, name, time, a route … (crawler/crawl/learnt.py)
    Column("value", Text, nullable=False),
    Column("pages", Integer, nullable=False),  # how many pages taught it
    Column("day", Text, nullable=False),  # the last day on which one did
)
"""What the pages of hosts of unknown software taught about the others."""

records = Table(
    "records",
    metadata,
    Column("seq", _Id, primary_key=True),
    Column("post", Text, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("line", LargeBinary, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("file", _Id, index=True),
)
"""Feed lines until they are published."""

files = Table(
    "files",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("run", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("bytes", BigInteger),
    Column("sha256", Text),
    Column("published", Float),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("started", Float, nullable=False),
    Column("seen", Float, nullable=False),  # heartbeat
    Column("finished", Float),
    Column("status", Integer),
    Column("line", Text),
)


def _rename(connection: Connection) -> None:
    """Version 1 called a board's list a walk, and the count of a thread's changes its mark."""
    connection.execute(text("ALTER TABLE walks RENAME TO listings"))
    connection.execute(text("ALTER TABLE threads RENAME COLUMN mark TO changes"))


def _verdicts(connection: Connection) -> None:
    """Version 2 had reasons without a date: they are asked about again at once."""
    ages = ("reason_since FLOAT", "asked_at FLOAT", "asked INTEGER NOT NULL DEFAULT 0", "next_ask FLOAT")
    added = {
        "listings": ("newest FLOAT",),
        "boards": ("read_at FLOAT", *ages),
        "threads": ("last_id TEXT", *ages),
        "state": ("job TEXT", "cookies TEXT"),
        "sites": ("name TEXT",),
    }
    for table, columns in added.items():
        for column in columns:
            connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {column}"))
    connection.execute(text("CREATE INDEX threads_next_ask ON threads (next_ask) WHERE next_ask IS NOT NULL"))
    for dated in (boards, threads):
        values = {"reason_since": now(), "asked_at": now(), "asked": 1, "next_ask": now()}
        connection.execute(update(dated).where(dated.c.reason.is_not(None)).values(values))


def _amounts(connection: Connection) -> None:
    """Version 3 knew neither how much a post holds nor what a site shows."""
    connection.execute(text("ALTER TABLE posts ADD COLUMN amount INTEGER"))
    connection.execute(text("ALTER TABLE posts ADD COLUMN locked BOOLEAN NOT NULL DEFAULT FALSE"))
    habits.create(connection, checkfirst=True)


def _folders(connection: Connection) -> None:
    """Version 4 named a site by its host alone.  What it stored below a folder keeps its name: the host stands for itself.

    It did not count what a site gives either, nor a thread's floors and a list's pages.
    """
    for table, column in (("threads", "gap INTEGER"), ("boards", "engine TEXT"), ("boards", "pages INTEGER")):
        connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {column}"))
    for name in ("given", "denied"):
        connection.execute(text(f"ALTER TABLE sites ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0"))
    for host in connection.scalars(select(threads.c.site).where(threads.c.url.like("%://%/%/%")).distinct()).all():
        if connection.execute(update(sites).where(sites.c.site == host, sites.c.name.is_(None)).values(name=host)).rowcount == 0:
            known = connection.scalar(select(sites.c.site).where(sites.c.site == host))
            if known is None:
                connection.execute(insert(sites).values(site=host, next_at=0.0, name=host))


def _places(connection: Connection) -> None:
    """Version 5 did not know where a post stands, nor that it can go."""
    added = {
        "posts": (
            *("number TEXT", "url TEXT", "floor INTEGER", "written FLOAT"),
            *("rank FLOAT", "images INTEGER", "pictures INTEGER", "absent_at FLOAT", "gone TEXT"),
        ),
        "threads": ("surplus INTEGER", "listed TEXT", "owed INTEGER NOT NULL DEFAULT 0", "reread_at FLOAT", "about TEXT"),
        "pages": ("owed INTEGER NOT NULL DEFAULT 0", "back INTEGER NOT NULL DEFAULT 0"),
        "boards": ("swept_at FLOAT",),
        "listings": ("edge FLOAT",),
        "state": ("incomplete BOOLEAN NOT NULL DEFAULT FALSE",),
        "sites": ("zone TEXT",),
    }
    for table, columns in added.items():
        for column in columns:
            connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {column}"))
    connection.execute(text("UPDATE posts SET number = substr(id, length(thread) + 2)"))
    connection.execute(text("UPDATE state SET incomplete = TRUE"))
    connection.execute(text("UPDATE boards SET swept_at = read_at WHERE newest IS NOT NULL"))
    connection.execute(text("CREATE INDEX posts_rank ON posts (thread, rank)"))
    connection.execute(text("CREATE INDEX posts_number ON posts (number)"))
    connection.execute(text("CREATE INDEX threads_reread ON threads (reread_at) WHERE reread_at IS NOT NULL"))


def _shapes(connection: Connection) -> None:
    """Version 6 did not learn where a site's posts have their bodies."""
    connection.execute(text("ALTER TABLE sites ADD COLUMN shape TEXT"))
    connection.execute(text("ALTER TABLE sites ADD COLUMN shape_pages INTEGER NOT NULL DEFAULT 0"))


def _facts(connection: Connection) -> None:
    """Version 7 learned nothing else."""
    columns = "site TEXT NOT NULL, what TEXT NOT NULL, value TEXT NOT NULL, pages INTEGER NOT NULL, PRIMARY KEY (site, what)"
    connection.execute(text(f"CREATE TABLE learnt ({columns})"))
    moved = "SELECT site, 'body', shape, shape_pages FROM sites WHERE shape IS NOT NULL"
    connection.execute(text(f"INSERT INTO learnt (site, what, value, pages) {moved}"))
    for name in ("shape", "shape_pages"):
        connection.execute(text(f"ALTER TABLE sites DROP COLUMN {name}"))


def _routes(connection: Connection) -> None:
    """Version 8 did not keep when a thing was learned, and of addresses only what one kind of them, the threads', is like."""
    connection.execute(text("ALTER TABLE learnt ADD COLUMN day TEXT NOT NULL DEFAULT ''"))
    connection.execute(text("DELETE FROM learnt WHERE what = 'thread'"))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_rename, _verdicts, _amounts, _folders, _places, _shapes, _facts, _routes)
"""Step n makes a store of version n one of version n + 1; each runs in a transaction of its own with the new version number."""


def migrate(connection: Connection) -> None:
    """Makes the tables, or brings those of an older version up to date.  Runs in the caller's transaction; only one does it at a time."""
    latest = len(MIGRATIONS) + 1
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(hashtext(current_schema()))"))
    if not inspect(connection).has_table(version.name):
        metadata.create_all(connection)
        connection.execute(insert(version).values(version=latest))
        connection.execute(insert(state).values(id=1, round=0, started=0.0, open=False))
        return
    found = connection.scalar(select(version.c.version))
    if found is None or found > latest:
        raise StoreError("the store was made by a newer Boardfeed; update this one")
    for number in range(found, latest):
        MIGRATIONS[number - 1](connection)
        connection.execute(update(version).values(version=number + 1))


UNLEASED: dict[str, Any] = {"lease": None, "lease_run": None, "lease_until": None}
"""Column values of work that nobody holds."""
