"""The connection: one function's changes are one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DataError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool

from crawler.store.errors import StoreError, ValueRefusedError, sentence
from crawler.store.prepared import driven
from crawler.store.schema import migrate
from crawler.store.stalls import Stalls

T = TypeVar("T")

PATIENCE = 10
"""Seconds that a lock of another program is waited for."""
HURRY = 5
"""Seconds for which a server that has gone away is waited for when the run is to end."""
_ATTEMPTS = 3
_LOST = ("40001", "40P01", "23505", "55P03", "25P03")
"""PostgreSQL's codes for transactions that lost against another one (also: it stored the same thread first, kept a lock for long, or ours
was ended because we were silent) and may be tried again."""
_AWAY = (None, "57P01", "57P02", "57P03")
"""Its codes for a server that is stopping or starting; without a code nobody was there to answer."""

logger = logging.getLogger(__name__)


class Database:
    """A job's tables: a file of its own in SQLite, a schema of its own in PostgreSQL.  Used by one thread."""

    def __init__(self, url: str, job: str, folder: Path, patience: float = 60) -> None:
        self.url = url or f"sqlite:///{folder / 'store.sqlite'}"
        self.name = "the store" if url else f"{folder / 'store.sqlite'}"
        self.shared = not self.url.startswith("sqlite")
        """Whether several workers can use it."""
        self.patience = patience
        """Seconds for which a server that has gone away, or does not answer, is waited for."""
        self.stalls: Stalls | None = None
        self._file: Connection | None = None
        """The connection to a file, which is kept: to open one for each transaction costs more than the transaction."""
        try:
            self.engine = _postgresql(self.url, f"boardfeed_{job.lower().replace('-', '_')}") if self.shared else _sqlite(self.url)
            if self.shared:
                self.stalls = Stalls(self.engine)
            else:
                self._file = self.engine.connect()
            self.write(migrate)
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise StoreError(sentence(self.name, error)) from error

    def write(self, change: Callable[[Connection], T]) -> T:
        """Runs ``change`` in one transaction and commits; again where it lost against another, or the server went away for a short time.

        Raises :class:`StoreError`; :class:`ValueRefusedError` where the database cannot hold a value.
        """
        began, attempt = monotonic(), 0
        while True:
            try:
                return self._once(change)
            except (DataError, OverflowError, UnicodeEncodeError) as error:
                raise ValueRefusedError(sentence(self.name, error)) from error
            except SQLAlchemyError as error:
                attempt += 1
                away = _is_away(error) and self.stalls is not None and self.stalls.connected
                if not (monotonic() - began < self.patience if away else attempt < _ATTEMPTS and _may_pass(error)):
                    raise StoreError(sentence(self.name, error)) from error
                if away and attempt == 1:
                    logger.warning("%s; waiting up to %d seconds for it", sentence(self.name, error), self.patience)
                sleep(0.2 * min(attempt, 5))

    def _once(self, change: Callable[[Connection], T]) -> T:
        if self._file is not None:
            with self._file.begin():
                return change(self._file)
        with self.stalls.guard(self.patience) if self.stalls else nullcontext(), self.engine.begin() as connection:
            return change(connection)

    def sync(self) -> None:
        """What was written until now survives a power failure."""
        if self._file is not None:
            driven(self._file, "pragma wal_checkpoint", lambda driver: driver.execute("pragma wal_checkpoint"))

    def hurry(self) -> None:
        """The run is to end: a server that does not answer is not waited for any more."""
        self.patience = min(self.patience, HURRY)
        if self.stalls:
            self.stalls.patience = self.patience

    def close(self) -> None:
        """Lets go of the connection."""
        if self._file is not None:
            self._file.close()
        self.engine.dispose()
        if self.stalls:
            self.stalls.close()


def _may_pass(error: SQLAlchemyError) -> bool:
    return isinstance(error, DBAPIError) and (error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _LOST)


def _is_away(error: SQLAlchemyError) -> bool:
    """Whether the server is not there, by a connection that broke or could not be made."""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in _AWAY


def _sqlite(url: str) -> Engine:
    path = Path(url.removeprefix("sqlite:///"))
    path.touch(mode=0o600)
    path.chmod(0o600)  # addresses in it may hold what others must not know
    engine = create_engine(url, poolclass=StaticPool, connect_args={"timeout": PATIENCE, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        # a power failure may take back the last pages, never half a transaction: they come again; what goes into the feed is synced
        connection.execute("pragma wal_autocheckpoint = 10000")  # 40 MB: what is changed again and again is written back once

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        driven(connection, "begin immediate", lambda driver: driver.execute("begin immediate"))

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
