"""Which hosts are a crawl's own, and under which names the feed has the forums on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from crawler.crawl.learnt import NOTHING, Fact, is_used, today
from crawler.dates.calendar import SiteZone
from crawler.urls import site

FOR_GOOD = frozenset((301, 308))
"""Redirects that say that an address is not used any more."""
MOST_FACTS = 200
"""Things that a site teaches, at most."""
_PROOFS = 5000
"""Addresses of which is remembered that they have proven their route."""


class Sites:
    """The sites of a crawl: those of its addresses with their subdomains, and those that its addresses moved to.

    A host goes with its port; ``www.`` in front and the choice between http and https make no other one.
    """

    def __init__(self, urls: Iterable[str]) -> None:
        self.own = {_bare(site(url)) for url in urls}
        self.public = not any(_private(url) for url in urls)
        self.used: set[str] = set()
        """Sites (a host, and the folder of the forum on it) whose posts were read already."""
        self.names: dict[str, str] = {}
        """Hosts that are a second address of another one, and folders to which a forum has moved on its host.  A host that stands for
        itself was stored before folders belonged to a site's name: its posts keep their names."""

        self.zones: dict[str, SiteZone] = {}
        """By host: the zone of its times, so that one forum does not come with two."""

        self._proofs: set[tuple[str, str]] = set()
        """Addresses, and what they led to."""
        self.learnt: dict[str, dict[str, Fact]] = {}
        """By host: what its pages taught about its others, where the software is not known."""

    def here(self, url: str) -> bool:
        """Whether an address is on one of the sites."""
        asked = _bare(site(url))
        return asked in self.own or any(asked.endswith(f".{own}") for own in self.own)

    def name(self, host: str, folder: str | None = None, before: str | None = None) -> str:
        """The site that is in a folder of a host.  None: nobody said in which, then it is the one that is known there.

        ``before``: the folder of an address of the crawl that has led here for good.
        """
        known = self.names.get(host, host)
        if self.names.get(known) == known:
            return known
        whole = f"{known}{folder or ''}"
        if before not in (None, folder) and f"{known}{before}" in self.used and whole not in self.used:
            self.names[whole] = f"{known}{before}"
        if folder is not None and whole in self.names:
            return self.names[whole]
        there = [site for site in self.used if self._on(known, site)]
        if whole not in there and len(there) == 1 and (folder is None or known != host):
            return there[0]
        return whole

    def zone(self, url: str) -> SiteZone | None:
        """The zone of a host's times; None where nothing is known of it."""
        return self.zones.get(_bare(site(url)))

    def learn_zone(self, url: str, taught: SiteZone | None) -> None:
        """Keeps what a page teaches of its host's zone; a guess gives way to what a later page names."""
        known = self.zone(url)
        if taught and (known is None or (taught.known and not known.known)):
            self.zones[_bare(site(url))] = taught

    def known(self, url: str) -> dict[str, str]:
        """What the pages of a host agreed on."""
        return {what: fact.value for what, fact in self.learnt.get(_bare(site(url)), {}).items() if is_used(what, fact)}

    def learn(self, url: str, taught: Mapping[str, str]) -> None:
        """Keeps what a page teaches of its host."""
        facts = self.learnt.setdefault(_bare(site(url)), {}) if taught else {}
        for what, value in taught.items():
            if what in facts:
                facts[what] = facts[what].after(value)
            else:
                self._make_room(facts)
                facts[what] = Fact(value, 1, today())

    def learn_routes(self, url: str, proven: Mapping[str, str]) -> None:
        """Keeps what the page at an address proves of the addresses like it; a page that is read again proves nothing more."""
        fresh = {what: leads for what, leads in proven.items() if (url, leads) not in self._proofs}
        if len(self._proofs) >= _PROOFS:
            self._proofs.clear()
        self._proofs.update((url, leads) for leads in fresh.values())
        self.learn(url, fresh)

    def _make_room(self, facts: dict[str, Fact]) -> None:
        """A site that makes endless routes teaches so many things and no more: what the fewest pages taught gives way."""
        if len(facts) >= MOST_FACTS:
            del facts[min(facts, key=lambda what: facts[what].pages)]

    def forget_nothing(self) -> None:
        """Somebody else asks now: what led to nothing is asked again."""
        for facts in self.learnt.values():
            for what in [what for what, fact in facts.items() if fact.value == NOTHING]:
                del facts[what]

    def remember(
        self,
        used: Iterable[str],
        names: dict[str, str],
        zones: dict[str, SiteZone] | None = None,
        learnt: dict[str, dict[str, Fact]] | None = None,
    ) -> None:
        """What earlier runs learned: names under which posts are stored, second addresses, zones of hosts, what their pages taught."""
        self.zones |= zones or {}
        self.learnt |= learnt or {}
        self.used |= set(used)
        self.names |= names
        self.own |= {_bare(name.partition("/")[0]) for name in (*names, *names.values())}

    def may_move(self, url: str) -> bool:
        """Whether a site can have moved there: a public site never moves to a private address."""
        return url.startswith(("http://", "https://")) and not (self.public and _private(url))

    def move(self, old: str, new: str) -> None:
        """An address of the crawl leads to another host.  A site keeps the name under which its posts were read already."""
        self.own.add(_bare(new))
        before, after = (self.names.get(host, host) for host in (old, new))
        name = before if any(self._on(before, site) for site in self.used) else after
        self.names |= {host: name for host in (old, new) if host != name}

    def _on(self, host: str, site: str) -> bool:
        return site == host or site.startswith(f"{host}/")


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
