"""How long a site asks to wait."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.http import Response


def wait_asked(response: Response) -> float | None:
    """The seconds that an answer asks to wait (``Retry-After``, as a number or a date); None when it does not."""
    asked = (response.headers.get("Retry-After") or b"").decode("ascii", "ignore").strip()
    if asked.isdecimal():
        return float(asked[:9])
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds()) if asked else None
    except (ValueError, TypeError):
        return None
