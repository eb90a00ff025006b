"""Names of boards in the store: ``site/board/number``, or the address where no page has said a number yet."""

from __future__ import annotations

from crawler.store.work import Lease
from crawler.urls import site


def board_id(lease: Lease) -> str | None:
    """The number of the board that a list belongs to; None for an address whose page has not said one yet, or has none."""
    _, named, number = lease.key.rpartition("/board/")
    return number if named and not lease.key.startswith(("http://", "https://")) else None


def site_of(key: str, url: str) -> str:
    """The site of a board by its key; the host of its address where no page has named it yet."""
    host, named, _ = key.rpartition("/board/")
    return host if named and not key.startswith(("http://", "https://")) else site(url)
