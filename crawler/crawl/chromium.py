"""Where this machine has a Chromium."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def program() -> str | None:
    """The system's own Chromium, which its owner keeps up to date; None where there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def found() -> bool:
    """Whether there is one: the system's, or what ``playwright install chromium`` has put in its place."""
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return program() is not None or any(folder.glob("chromium*"))
