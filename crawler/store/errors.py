"""What can go wrong between a job and its disk or database, as one sentence for a person."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from crawler.crawl.extras import missing


class StoreError(Exception):
    """The store or the feed cannot be used; the message is one sentence that says why."""


class UnknownAddressError(StoreError):
    """An address that is to be read again, and that the job does not know."""


class ValueRefusedError(StoreError):
    """A value of a page that the database cannot hold: the page's fault, not the store's."""


class JobHeldError(Exception):
    """Another run of the job is at work."""


_SENTENCES = (
    ("no space left", "the disk is full"),
    ("disk is full", "the disk is full"),
    ("could not extend file", "the database server's disk is full"),
    ("disk quota", "the disk quota is used up"),
    ("file too large", "the disk is full or a file may not grow further"),
    ("database is locked", "another program keeps the database locked"),
    ("lock timeout", "another program keeps the database locked"),
    ("malformed", "the database is damaged; put a backup in its place, or move it away to begin anew"),
    ("not a database", "the database is damaged or no database; put a backup in its place, or move it away to begin anew"),
    ("readonly database", "the database cannot be written (read-only file or directory)"),
    ("read-only", "the directory is read-only"),
    ("permission denied", "permission is denied"),
    ("unable to open database file", "the database file cannot be opened (read-only or missing directory)"),
    ("disk i/o error", "the disk is full or broken"),
    ("password authentication", "the database server refuses the user or password in STORE_URL"),
    ("fatal:  database", "the database in STORE_URL does not exist"),
    ("fatal:  role", "the user in STORE_URL does not exist"),
    ("connection refused", "the database server does not answer"),
    ("could not connect", "the database server does not answer"),
    ("connection to server", "the database server does not answer"),
    ("connection failed", "the database server does not answer"),
    ("server closed the connection", "the database server went away"),
    ("terminating connection", "the database server went away"),
)


def sentence(what: str, error: BaseException) -> str:
    """One line about an error of the disk or the database; ``what`` names the file or server."""
    if isinstance(error, NoSuchModuleError | ModuleNotFoundError):
        return f"{what}: {missing('STORE_URL=postgresql+psycopg://…', 'postgres')}"
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    words = str(getattr(cause, "strerror", None) or cause)
    known = next((text for sign, text in _SENTENCES if sign in str(cause).lower()), None)
    return f"{what}: {known or ' '.join(words.split()) or type(cause).__name__}"
