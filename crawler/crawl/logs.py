"""What the log leaves out."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult


class Formatter(LogFormatter):
    """As Scrapy's own, without a line for every post."""

    def scraped(self, item: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        """Nothing: a log that repeats the feed costs a sixth of the crawl's time."""

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Any) -> LogFormatterResult:
        """The post's id and the reason, whatever the post holds."""
        return {"level": logging.WARNING, "msg": "Refused %(id)s: %(why)s", "args": {"id": _id(item), "why": exception}}

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Any) -> LogFormatterResult:
        """The post's id; the traceback follows."""
        return {"level": logging.ERROR, "msg": "A pipeline failed on %(id)s", "args": {"id": _id(item)}}


def _id(item: Any) -> str:
    return str(getattr(getattr(item, "post", item), "id", "a post"))[:200]


def hush() -> None:
    """Leaves out what the spider says in one line anyway: Scrapy logs a robots.txt that cannot be fetched with its whole traceback."""
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
