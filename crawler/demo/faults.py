"""Faults on purpose: which request goes wrong, and how."""

from __future__ import annotations

from collections import Counter
from typing import Literal, get_args

from crawler.demo.texts import dice

Fault = Literal["error", "busy", "too many", "cut", "loop", "slow"]
"""500; 503 and 429, both with Retry-After: 1; connection closed in mid-body; a redirect to itself; an answer half a second late."""
SLOW = 0.5
IN_A_ROW = 2
"""An address fails at most twice running, so who tries three times gets everything."""


class Faults:
    """Decides by seed, address and attempt, so the order in which requests arrive changes nothing."""

    def __init__(self, rate: float = 0.0, seed: int = 1) -> None:
        self.rate = rate
        self.seed = seed
        self._attempts: Counter[str] = Counter()
        self._running: Counter[str] = Counter()

    def next(self, target: str) -> Fault | None:
        """What goes wrong with the next request for ``target``."""
        if not self.rate:
            return None
        self._attempts[target] += 1
        rng = dice(self.seed, target, self._attempts[target])
        if self._running[target] == IN_A_ROW or rng.random() >= self.rate:
            del self._running[target]
            return None
        self._running[target] += 1
        return rng.choice(get_args(Fault))
