"""The watchdog: work that is held and that nobody is doing any more."""

from __future__ import annotations

from collections.abc import Container, Iterable

from crawler.store.work import Lease


class Watch:
    """Finds leases without a request under way, whatever became of the request."""

    def __init__(self) -> None:
        self.suspects: set[Lease] = set()

    def look(self, held: Iterable[Lease], under_way: Container[Lease]) -> set[Lease]:
        """Leases that were idle at this look and the one before: between two steps of its way a request can be nowhere for a moment."""
        idle = {lease for lease in held if lease not in under_way}
        lost, self.suspects = idle & self.suspects, idle
        return lost
