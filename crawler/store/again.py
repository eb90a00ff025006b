"""``--again URL``: a thread or a board is read once more from its beginning."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from crawler.engines import ENGINES
from crawler.store.errors import StoreError
from crawler.store.schema import boards, listings, threads
from crawler.store.verdicts import NONE
from crawler.urls import site


def read_again(connection: Connection, url: str) -> None:
    """Marks what the address names as unread; posts that are stored stay and come again only where they were edited.

    Raises :class:`StoreError` when the job knows no such thread or board.
    """
    host = site(url)
    named = {target for engine in ENGINES.values() if (target := engine.target(url))}
    keys = [f"{host}/{target.id}" for target in named if target.kind == "thread"]
    thread = (threads.c.url == url) | threads.c.key.in_(keys)
    fresh = {
        "resume": threads.c.url,
        "page": 0,
        "unfinished": True,
        "dirty": True,
        "changes": threads.c.changes + 1,
        "tries": 0,
        "round": 0,
    }
    if connection.execute(update(threads).where(thread).values(fresh | NONE)).rowcount:
        return
    lists = [f"{host}/board/{target.id}" for target in named if target.kind == "board"]
    found = connection.execute(select(boards).where((boards.c.url == url) | boards.c.key.in_(lists))).mappings().all()
    if not found:
        raise StoreError(f"the job knows no thread or board at {url}")
    for board in found:
        connection.execute(update(boards).where(boards.c.key == board["key"]).values(NONE | {"newest": None}))
        values = {"board": board["key"], "site": site(board["url"]), "url": board["url"], "page": 0}
        if connection.execute(update(listings).where(listings.c.board == board["key"], listings.c.page == 0).values(round=0)).rowcount == 0:
            connection.execute(insert(listings).values(values))
