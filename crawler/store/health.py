"""Whether a site is well: many answers in a row that give nothing are the site's illness, not its threads' end.

After some verdicts in a row threads that could be read lately are asked.  Where one of them can be read the verdicts hold; where none can,
nothing that the site said since its last good answer is believed, and it is left alone until the next run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.store.work import Lease

MAX_IN_A_ROW = 5
"""After so many failures with nothing between them the site is left alone until the next run; after so many verdicts it is in doubt."""
CONTROLS = 3
"""Threads that are asked when a site is in doubt."""
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
