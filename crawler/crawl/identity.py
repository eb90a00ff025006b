"""Whether the page that came is the page that was asked for: by its address, by its own id, and by what was known before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from typing import Literal

from crawler.engines.generic.routes import route_of
from crawler.forum import BoardPage, Engine, Target, ThreadPage
from crawler.page import Page
from crawler.urls import absolute, path

Identity = Literal["same", "moved", "other"]
"""The page asked for; the page of another thread, to which the address leads; another page, which says nothing about what was asked."""

OFTEN = 3
"""Links by which a page names the thread that it is of, at least; a thread that it only recommends has one or two."""


def of_thread(engine: Engine, asked: str, page: Page, reading: ThreadPage, thread_id: str | None, seen: Set[str] | None = None) -> Identity:
    """What a thread's page is to whom asked for ``thread_id`` (None: for an address that nobody has read before) at ``asked``.

    ``seen``: the posts of the thread's earlier pages, where they are known.  A page with other posts is none of these, whatever number
    it gives itself.
    """
    at = engine.target(asked)
    wanted = thread_id or (at.id if at and at.kind == "thread" else None)
    if reading.thread.id == wanted:
        again = seen is None or 2 * sum(made.post.post_id in seen for made in reading.posts) > len(reading.posts)
        return "other" if (again and _turned_back(at, reading)) or _is_of_another(engine, asked, page, wanted) else "same"
    if wanted is None and page.url == asked:
        return "same"
    return "moved" if _agree(engine, page, reading.thread.id) else "other"


def of_list(engine: Engine, asked: str, page: Page, reading: BoardPage, board_id: str | None, *, index: bool = False) -> Identity:
    """What a list page is to whom asked for ``board_id`` (None: for an address whose page has said none yet) at ``asked``.

    ``index``: the address was read before, and its page was no board's.  An index that is shown at a board's address gives itself away:
    it has no threads, and that board among its boards.
    """
    at, came = engine.target(asked), engine.target(page.url)
    wanted = board_id or (at.id if at and at.kind == "board" else None)
    own = reading.board.id or (came.id if came and came.kind == "board" else None)
    if board_id is None and page.url == asked and own is not None:
        named = re.search(rf"(?<!\w){re.escape(own)}(?!\w)", asked)  # the engine may misread an address, but the page's own number is in it
        if named or (wanted is not None and own.isdecimal() != wanted.isdecimal()):  # Flarum: the address has a name, the page a number
            wanted = own
    if wanted is not None:
        if own != wanted or (not reading.threads and any(row.id == wanted for row in reading.boards)):
            return "other"
        return "other" if _turned_back(at, reading) else "same"
    if page.url != asked and path(page.url) == "/" != path(asked):
        return "other"
    return "other" if own and index else "same"


def _is_of_another(engine: Engine, asked: str, page: Page, wanted: str | None) -> bool:
    """Whether a page that came under a thread's address is another thread's: an engine may have the id from the address alone.

    The canonical link says so; without one, the links, where they name another thread often and this one never.  Of unknown software
    only links like the one ``asked`` for tell: any number may name a member there.
    """
    canonical = engine.target(absolute(page.base_url, page.link("canonical"))) if page.link("canonical") else None
    if canonical is not None and canonical.kind == "thread":
        return canonical.id != wanted
    others: Counter[str] = Counter()
    route = route_of(asked) if engine.name == "generic" else None
    for link in page.tree.iter("a"):
        url = absolute(page.base_url, link.get("href", ""))
        target = engine.target(url) if (route is None or route == route_of(url)) else None
        if target is not None and target.kind == "thread":
            if target.id == wanted:
                return False
            others[target.id] += 1
    return any(times >= OFTEN for times in others.values())


def _turned_back(at: Target | None, reading: ThreadPage | BoardPage) -> bool:
    """Whether an earlier page came than was asked for, and not because the list has grown shorter: then it would be the last one."""
    return at is not None and reading.pages is not None and reading.page < min(at.page, reading.pages) and reading.next_url is not None


def _agree(engine: Engine, page: Page, thread_id: str | None) -> bool:
    """Whether the page's address and its canonical link, where it has one, name the thread that the page says it is."""
    named = [engine.target(url) for url in (page.url, absolute(page.base_url, page.link("canonical"))) if url]
    found = [target.id for target in named if target and target.kind == "thread"]
    return bool(found) and named[0] is not None and all(each == thread_id for each in found)
