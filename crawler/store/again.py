"""``--again URL``: a thread or a board is read once more from its beginning."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert, select, update

from crawler.engines import ENGINES
from crawler.forum import Target
from crawler.reading.root import of_address
from crawler.store.errors import UnknownAddressError
from crawler.store.keys import site_of
from crawler.store.schema import boards, listings, threads
from crawler.store.verdicts import NONE
from crawler.urls import site

Name = Callable[[str, str | None], str]
"""The site that is in a folder of a host."""


def read_again(connection: Connection, url: str, name: Name) -> None:
    """Marks what the address names as unread; posts that are stored stay and come again only where they were edited.

    Raises :class:`UnknownAddressError` when the job knows no such thread or board.
    """
    named = _named(url, name)
    keys = [f"{where}/{target.id}" for where, target in named if target.kind == "thread"]
    fresh = {
        "resume": threads.c.url,
        "page": 0,
        "unfinished": True,
        "dirty": True,
        "changes": threads.c.changes + 1,
        "tries": 0,
        "round": 0,
    }
    thread = (threads.c.url == url) | (threads.c.seed == url) | threads.c.key.in_(keys)
    if connection.execute(update(threads).where(thread).values(fresh | NONE)).rowcount:
        return
    lists = [f"{where}/board/{target.id}" for where, target in named if target.kind == "board"]
    known = (boards.c.url == url) | boards.c.key.in_(lists)
    found = connection.execute(select(boards).where(known)).mappings().all()
    if not found:
        raise UnknownAddressError(f"again={url}: the job knows no thread or board at this address")
    for board in found:
        connection.execute(update(boards).where(boards.c.key == board["key"]).values(NONE | {"newest": None}))
        values = {"board": board["key"], "site": site_of(board["key"], board["url"]), "url": board["url"], "page": 0}
        if connection.execute(update(listings).where(listings.c.board == board["key"], listings.c.page == 0).values(round=0)).rowcount == 0:
            connection.execute(insert(listings).values(values))


def _named(url: str, name: Name) -> set[tuple[str, Target]]:
    """What the address may name, by every software that knows its kind, and on which site."""
    found = {(engine, target) for engine in ENGINES.values() if (target := engine.target(url))}
    return {(name(site(url), of_address(engine, url)), target) for engine, target in found}
