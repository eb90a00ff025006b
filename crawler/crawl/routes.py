"""What a page that came proves of its address: a route leads to threads, to lists, to further pages of either, or to nothing."""

from __future__ import annotations

from crawler.crawl.learnt import NOTHING
from crawler.crawl.tally import Scope
from crawler.engines.generic.addresses import says_thread
from crawler.engines.generic.routes import ROUTE, Leads, route_of
from crawler.forum import BoardPage, Engine, Notice, Reading, ThreadPage

_SURE = 0.7
"""How sure a reading must be of a post that stands alone."""
_WAITING = 1000
"""Further pages that are waited for, at most."""
_DENIES = ("not_a_forum", "login")
"""What a page says that has nothing for us at its address.  Anything else is the site's state, or a thread that others may read: what is
missing in a bad hour may be there in the next."""


class Routes:
    """What the pages of a crawl prove, each by what came before it."""

    def __init__(self) -> None:
        self._shown: dict[str, frozenset[str]] = {}
        """By the address at which pages said that they go on: what they showed."""
        self._said: set[tuple[str, str]] = set()
        """What pages without anything said, by their routes: one answer at many addresses is the site's state."""

    def proven(self, asked: str, engine: Engine | None, reading: Reading, scope: Scope) -> dict[str, str]:
        """What a page teaches of the addresses like the one that was ``asked`` for; empty for pages of known software."""
        if engine is not None and engine.name != "generic":
            return {}
        route = route_of(asked)
        leads: Leads | None = _leads(reading, further=scope == "rest")
        if isinstance(reading, Notice) and reading.reason == "not_a_forum" and self._is_known(route, reading.text):
            leads = None
        before, shown = self._shown.pop(asked, None), _ids(reading)
        if before and shown and 2 * len(before & shown) > len(shown):
            leads = "same"
        if not isinstance(reading, Notice) and reading.next_url and len(self._shown) < _WAITING:
            self._shown[reading.next_url] = shown
        return {ROUTE + route: leads} if leads else {}

    def _is_known(self, route: str, text: str) -> bool:
        """Whether another page of a route gave the same answer; noted from now on."""
        if known := (route, text) in self._said:
            return known
        if len(self._said) < _WAITING:
            self._said.add((route, text))
        return False


def _ids(reading: Reading) -> frozenset[str]:
    if isinstance(reading, ThreadPage):
        return frozenset(made.post.post_id for made in reading.posts)
    return frozenset(row.id for row in reading.threads) if isinstance(reading, BoardPage) else frozenset()


def _leads(reading: Reading, *, further: bool) -> Leads | None:
    if isinstance(reading, ThreadPage):
        sure = len(reading.posts) > 1 or all((made.post.confidence or 0) >= _SURE for made in reading.posts)
        return ("thread page" if further else "thread") if sure else None
    if isinstance(reading, BoardPage):
        return ("list page" if further else "list") if reading.threads else "boards" if reading.boards else None
    return NOTHING if reading.reason in _DENIES else None


def is_list(asked: str, reading: BoardPage) -> bool:
    """Whether what was asked for as a thread of unknown software is a list: no word of its address says thread, nor do its rows' routes.

    A page that shows threads at addresses like its own is a thread with some others beside it.
    """
    rows = {route_of(row.url) for row in reading.threads}
    return bool(rows) and not says_thread(asked) and route_of(asked) not in rows
