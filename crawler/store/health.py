"""Whether a site is well: many answers that give nothing are the site's illness, not its threads' end.

After some verdicts in a row threads that could be read lately are asked.  Where one of them can be read the verdicts hold; where none can,
nothing that the site said since its last good answer is believed, and it is left alone until the next run.  So it is where a larger
share of its threads gives nothing than ever before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.store.sites import History
from crawler.store.work import Lease

MAX_IN_A_ROW = 5
"""After so many failures with nothing between them the site is left alone until the next run; after so many verdicts it is in doubt."""
CONTROLS = 3
"""Threads that are asked when a site is in doubt."""
FEW = 5
"""So many threads without a result say nothing of a site's share of them."""
FAR, LEAST = 4, 0.2
"""A share of threads without a result is far from the usual one when it is so many times larger, and at least this large."""
KNOWN = 20
"""Threads that were asked before, to know what is usual."""
MAX_PATIENCE = 80
"""The number of verdicts in a row that bring doubt doubles with every doubt that was cleared, up to this."""


@dataclass(slots=True)
class Health:
    """How a site has answered since it last gave something."""

    failures: list[Lease] = field(default_factory=list)
    verdicts: list[tuple[Lease, str]] = field(default_factory=list)
    patience: int = MAX_IN_A_ROW
    controls: int = 0
    """Threads still to be asked because the site is in doubt; 0 when it is not."""
    control: Lease | None = None
    """The one that is being asked."""
    asked: set[str] = field(default_factory=set)
    """Threads that were asked in this doubt."""
    gave: bool = False
    """Whether it gave something in this run."""
    ill: str = ""
    """Why the site is left alone; empty while it is not."""
    history: History = field(default_factory=History)
    """What the site gave and denied in earlier runs."""
    given: int = 0
    """Threads of which something came in this run."""
    doubted: int = 0
    """Threads whose verdict contradicts what is known of them."""
    denied: Counter[str] = field(default_factory=Counter)
    """By reason: threads that were asked for the first time in this run and are said to be not there, or not for us."""

    @property
    def strange(self) -> bool:
        """Whether more of its threads give nothing than is usual there (where that is not known: anywhere)."""
        denied = self.denied.total()
        usual = (self.history.denied + 1) / (sum(self.history) + KNOWN)
        return denied >= FEW and denied > max(LEAST, FAR * usual) * (self.given + denied)

    def good(self) -> list[tuple[Lease, str]]:
        """The site gave something: returns the verdicts that hold now."""
        if self.ill:
            return []
        held, self.verdicts = self.verdicts, []
        self.failures.clear()
        if self.controls:
            self.patience = min(2 * self.patience, MAX_PATIENCE)
        self.controls, self.control, self.gave = 0, None, True
        self.asked.clear()
        return held

    def failure(self, lease: Lease, why: str) -> None:
        """No page, or another one than was asked for."""
        self.failures.append(lease)
        if len(self.failures) >= MAX_IN_A_ROW:
            self.ill = self.ill or why
        self._control_gave_nothing(lease, why)

    def verdict(self, lease: Lease, reason: str) -> None:
        """A page that says why there is nothing."""
        self.verdicts.append((lease, reason))
        if lease.kind == "thread" and lease.row.get("reason") is None and lease.row.get("board") is not None:
            self.denied[reason] += 1
            if self.strange and sum(self.history) >= KNOWN:
                self.ill = self.ill or reason
        self._control_gave_nothing(lease, reason)
        if not self.controls and not self.ill and len(self.verdicts) >= self.patience:
            self.controls = CONTROLS
            self.asked = {each.key for each, _ in self.verdicts}

    def ask(self, control: Lease) -> None:
        """A thread is asked to clear the doubt."""
        self.control = control
        self.asked.add(control.key)

    def nobody_to_ask(self) -> None:
        """There is no other thread: the verdicts say nothing about the site, and are taken as what they are."""
        self.controls = 0
        self.patience = MAX_PATIENCE

    def _control_gave_nothing(self, lease: Lease, why: str) -> None:
        if lease is self.control:
            self.control = None
            self.controls -= 1
            if not self.controls:
                self.ill = self.ill or why
