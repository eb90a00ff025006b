"""How long a test waits for what must come: long enough for a busy machine, and for hangs only.  No test asserts how fast something is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

FACTOR = float(os.environ.get("BOARDFEED_TEST_PATIENCE", "1"))
"""Set it higher on a very slow machine; every deadline of the tests grows with it."""
HANG = 300 * FACTOR
"""Seconds after which a process that does not end is taken for one that hangs."""


def wait_for(happened: Callable[[], object]) -> None:
    """Returns when something has happened.  Raises ``AssertionError`` when it does not happen at all."""
    end = time.monotonic() + HANG
    while not happened():
        assert time.monotonic() < end, "this never happened"
        time.sleep(0.02)
