"""Which hosts are a crawl's own, and under which name the feed has them."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from crawler.urls import site


class Sites:
    """The sites of a crawl: those of its addresses with their subdomains, and those that its addresses moved to.

    A site is a host with its port; ``www.`` in front and the choice between http and https make no other site.
    """

    def __init__(self, urls: Iterable[str]) -> None:
        self.own = {_bare(site(url)) for url in urls}
        self.public = not any(_private(url) for url in urls)
        self.used: set[str] = set()
        """Names under which posts are stored already."""
        self.names: dict[str, str] = {}
        """Hosts that are a second address of a site, and the site's name."""

    def here(self, url: str) -> bool:
        """Whether an address is on one of the sites."""
        asked = _bare(site(url))
        return asked in self.own or any(asked.endswith(f".{own}") for own in self.own)

    def name(self, host: str) -> str:
        """The site that a host belongs to."""
        return self.names.get(host, host)

    def may_move(self, url: str) -> bool:
        """Whether a site can have moved there: a public site never moves to a private address."""
        return url.startswith(("http://", "https://")) and not (self.public and _private(url))

    def move(self, old: str, new: str) -> None:
        """An address of the crawl leads to another host.  A site keeps the name under which its posts are stored already."""
        self.own.add(_bare(new))
        name = self.name(old) if self.name(old) in self.used else self.name(new)
        self.names |= {host: name for host in (old, new) if host != name}


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
