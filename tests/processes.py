"""Real processes for tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.patience import HANG

ROOT = Path(__file__).parents[1]
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")


def scrapy(*args: str, quick: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs ``scrapy`` as a person would, in the checkout; ``quick`` takes the waiting out of crawls."""
    waiting = QUICK if quick and args[0] in ("crawl", "job") else ()
    command = [sys.executable, "-m", "scrapy", *args, *waiting]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HANG, check=False)
