"""Which address gave which picture: what makes a crawl that was killed go on without asking for a picture twice."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import cast, get_args

from crawler.items import FileError, ImageFile

PATIENCE = 30
"""Seconds that another process's write is waited for."""
FORGOTTEN_AFTER = 86_400
"""Seconds after which an address that gave no picture is asked again."""

_SCHEMA = """
create table if not exists pictures (
    store text, address text, path text, sha256 text, bytes integer, mime text, width integer, height integer, error text, at real,
    primary key (store, address)
) without rowid
"""


class Downloads:
    """The list of downloads of one ``store``: a SQLite file beside its pictures.

    Addresses come as their identity (:func:`crawler.urls.identity`).  Raises ``sqlite3.Error`` where the disk fails.
    """

    def __init__(self, path: Path, store: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.store = store
        self.connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        self.connection.execute("pragma journal_mode = wal")
        self.connection.execute(_SCHEMA)

    def find(self, address: str) -> ImageFile | FileError | None:
        """The picture that an address gave, or why it gave none; None when it is to be asked."""
        columns = "path, sha256, bytes, mime, width, height, error, at"
        query = f"select {columns} from pictures where store = ? and address = ?"  # noqa: S608  (the columns above)
        row = self.connection.execute(query, (self.store, address)).fetchone()
        if row is None:
            return None
        *file, error, at = row
        if error is None:
            return ImageFile(*file)
        return cast("FileError", error) if error in get_args(FileError) and time.time() - at < FORGOTTEN_AFTER else None

    def keep(self, address: str, found: ImageFile | FileError) -> None:
        """Writes down, for good, what an address gave."""
        values: tuple[str | int | None, ...]
        if isinstance(found, ImageFile):
            values = (found.path, found.sha256, found.bytes, found.mime, found.width, found.height, None)
        else:
            values = (None, None, None, None, None, None, found)
        row = (self.store, address, *values, time.time())
        self.connection.execute("insert or replace into pictures values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()
