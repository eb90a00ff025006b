"""The connection: one function's changes are one transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool

from crawler.store.errors import StoreError, ValueRefusedError, sentence
from crawler.store.schema import migrate

T = TypeVar("T")

PATIENCE = 10
"""Seconds that a lock of another program is waited for."""
_ATTEMPTS = 3
_PASSING = ("40001", "40P01", "23505", "55P03", "25P03")
"""PostgreSQL's codes for transactions that lost against another one (also: it stored the same thread first, kept a lock for long, or ours
was ended because we were silent) and may be tried again."""


class Database:
    """A job's tables: a file of its own in SQLite, a schema of its own in PostgreSQL.  Used by one thread."""

    def __init__(self, url: str, job: str, folder: Path) -> None:
        self.url = url or f"sqlite:///{folder / 'store.sqlite'}"
        self.name = "the store" if url else f"{folder / 'store.sqlite'}"
        self.shared = not self.url.startswith("sqlite")
        """Whether several workers can use it."""
        try:
            self.engine = _postgresql(self.url, f"boardfeed_{job.lower().replace('-', '_')}") if self.shared else _sqlite(self.url)
            self.write(migrate)
        except (SQLAlchemyError, ImportError) as error:
            raise StoreError(sentence(self.name, error)) from error

    def write(self, change: Callable[[Connection], T]) -> T:
        """Runs ``change`` in one transaction and commits; again where it lost against another or the connection broke.

        Raises :class:`StoreError`; :class:`ValueRefusedError` where the database cannot hold a value.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.engine.begin() as connection:
                    return change(connection)
            except (DataError, OverflowError, UnicodeEncodeError) as error:
                raise ValueRefusedError(sentence(self.name, error)) from error
            except SQLAlchemyError as error:
                if attempt == _ATTEMPTS or not _may_pass(error):
                    raise StoreError(sentence(self.name, error)) from error
                sleep(0.2 * attempt)
        raise AssertionError

    def close(self) -> None:
        """Lets go of the connection."""
        self.engine.dispose()


def _may_pass(error: SQLAlchemyError) -> bool:
    return isinstance(error, DBAPIError) and (error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _PASSING)


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, poolclass=StaticPool, connect_args={"timeout": PATIENCE, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")  # published lines must not come back after a power failure

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("begin immediate")

    return engine


def _postgresql(url: str, schema: str) -> Engine:
    bare = create_engine(url, poolclass=NullPool)
    with bare.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": schema})
        connection.execute(text(f'create schema if not exists "{schema}"'))
    patience = f"-clock_timeout={PATIENCE}s -cidle_in_transaction_session_timeout={PATIENCE // 2}s"  # who is cut off keeps no lock
    return create_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": f"-csearch_path={schema} {patience}", "connect_timeout": PATIENCE},
    )
