"""What an address names, by the patterns of an engine's table."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Literal

from crawler.forum import Engine, Target
from crawler.urls import path, query


@dataclass(slots=True, frozen=True)
class Address:
    """The addresses of one kind of page.

    ``path`` is searched for in the address's path.  Its groups say what is named: ``id`` (without one: ``name``), ``page`` or ``item``.
    Where parameters name it, ``key`` is the parameter with the id (``number`` says that an id is a number), and the path has no group.
    """

    kind: Literal["index", "board", "thread"]
    path: str
    key: str = ""
    number: bool = True
    name: str = ""


class Addresses(Engine):
    """Engines whose addresses patterns tell."""

    addresses: ClassVar[tuple[Address, ...]] = ()
    """The first that fits says what an address names."""
    page_key: ClassVar[str] = "page"
    """The parameter with a page's number."""
    first_page: ClassVar[int] = 1
    """The number of the first page in addresses: 0 or 1."""
    item_key: ClassVar[str] = ""
    """The parameter with the number of items before a page, where software counts those."""
    counts_items: ClassVar[bool] = False
    """Whether addresses count items, not pages."""
    harmless: ClassVar[Collection[str]] = ()
    """Parameters that change nothing.  Any other than these asks for another order, a subset, an action: a trap."""
    traps: ClassVar[Collection[str]] = ()
    """Where named, these parameters are the traps, and all others change nothing."""

    def target(self, url: str) -> Target | None:
        where, asked = self.parts(url)
        if not self.traps and asked.keys() - {self.page_key, self.item_key, *self.harmless, *(one.key for one in self.addresses)}:
            return None
        if any(name in self.traps for name in asked):
            return None
        shown, skipped = asked.get(self.page_key, ""), asked.get(self.item_key, "")
        for one in self.addresses:
            match = re.search(one.path, where)
            if match is None or (one.key and one.key not in asked):
                continue
            if not self.traps and any(other.key in asked for other in self.addresses if other.key and other.key != one.key):
                continue
            said = match.groupdict()
            ident = asked[one.key] if one.key else said.get("id") or one.name
            if one.key and one.number and not ident.isdecimal():
                return None
            shown, skipped = said.get("page") or shown, said.get("item") or skipped
            if (shown and not shown.isdecimal()) or (skipped and not skipped.isdecimal()):
                return None
            if skipped:
                return Target.at(one.kind, ident, int(skipped[:9]))
            return Target(one.kind, ident, max(int(shown[:9]) + 1 - self.first_page, 1) if shown else 1)
        return None

    def parts(self, url: str) -> tuple[str, dict[str, str]]:
        """The path that the patterns are asked about, and the parameters, of an address."""
        bare = url.partition("#")[0]
        return path(bare), query(bare)
