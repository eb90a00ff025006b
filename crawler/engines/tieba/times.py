"""Times as Tieba's later views print them, among other words: today's as a clock alone."""

from __future__ import annotations

import re

from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA
from crawler.page import Page

_CLOCK = re.compile(r"^\d{1,2}:\d\d$")
_TIME = re.compile(
    r"(?:(?:(?:19|20)\d\d-)?\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d\d(?::\d\d)?)?|[今昨前]天\s*\d{1,2}:\d\d|\d+\s*(?:秒|分钟|小时|天)前|刚刚|\d{1,2}:\d\d)"
)


def moment(page: Page, line: str) -> When:
    """The time in a line; a clock alone is today's."""
    found = _TIME.search(line)
    if found is None:
        return NEVER
    shown, now = found[0], page.fetched_at.astimezone(CHINA)
    raw = shown
    if _CLOCK.match(shown):
        shown = f"{now:%Y-%m-%d} {shown}"
    when = parse(shown, page.calendar, CHINA)
    return when._replace(raw=raw)
