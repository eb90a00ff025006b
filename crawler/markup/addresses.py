"""What an address names, by the patterns of an engine's table."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import ClassVar, Literal

from crawler.forum import Engine, Target
from crawler.page import Page
from crawler.urls import absolute, path, query


@dataclass(slots=True, frozen=True)
class Address:
    """The addresses of one kind of page.

    ``path`` is searched for in the address's path; its groups say what is named: ``id``, ``page`` or ``item`` (the number of items before
    the page).  Where a parameter names it, ``key`` is that parameter, and ``number`` says that it is a number.  ``name`` is how the id is
    written, of the groups: ``{board}-{id}``, or a word for a list that has no id.
    """

    kind: Literal["index", "board", "thread"]
    path: str
    key: str = ""
    number: bool = True
    name: str = "{id}"


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
    address_cut: ClassVar[re.Pattern[str] | None] = None
    """What is cut out of every address: the visitor's session, the number of the first page."""

    _patterns: ClassVar[list[tuple[Address, Callable[[str], re.Match[str] | None]]]] = []
    _known: ClassVar[frozenset[str]] = frozenset()
    _trapped: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._patterns = [(one, re.compile(one.path).search) for one in cls.addresses]
        cls._known = frozenset((cls.page_key, cls.item_key, *cls.harmless, *(one.key for one in cls.addresses)))
        cls._trapped = frozenset(cls.traps)

    def target(self, url: str) -> Target | None:
        where, asked = self.parts(url)
        if asked and (not self._trapped.isdisjoint(asked) if self._trapped else not self._known.issuperset(asked)):
            return None
        for one, search in self._patterns:
            match = search(where)
            if match is None or (one.key and one.key not in asked):
                continue
            if one.kind == "index" and not self._known.issuperset(asked):
                return None
            said = match.groupdict("")
            if one.key:
                said["id"] = asked[one.key]
                if one.number and not said["id"].isdecimal():
                    return None
            shown, skipped = said.get("page") or asked.get(self.page_key, ""), said.get("item") or asked.get(self.item_key, "")
            if (shown and not shown.isdecimal()) or (skipped and not skipped.isdecimal()):
                return None
            ident = said.get("id", "") if one.name == "{id}" else one.name.format(**said)
            if skipped:
                return Target.at(one.kind, ident, int(skipped[:9]))
            return Target(one.kind, ident, max(int(shown[:9]) + 1 - self.first_page, 1) if shown else 1)
        return None

    def address(self, page: Page, href: str) -> str:
        """A link's absolute address, without what differs from visitor to visitor."""
        if self.address_cut is None:
            return absolute(page.base_url, href)
        return self.bare_address(absolute(page.base_url, href.replace("&amp;", "&")))

    def bare_address(self, url: str) -> str:
        """The same address for every visitor."""
        return self.address_cut.sub("", url).rstrip("?&;") if self.address_cut and self.address_cut.search(url) else url

    def parts(self, url: str) -> tuple[str, dict[str, str]]:
        """The path that the patterns are asked about, and the parameters, of an address."""
        bare = url.partition("#")[0]
        return path(bare), query(bare)
