"""What the log leaves out."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter


class Formatter(LogFormatter):
    """As Scrapy's own, without a line for every post."""

    def scraped(self, item: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        """Nothing: a log that repeats the feed costs a sixth of the crawl's time."""


def hush() -> None:
    """Leaves out what the spider says in one line anyway: Scrapy logs a robots.txt that cannot be fetched with its whole traceback."""
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
