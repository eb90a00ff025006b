"""What the log leaves out, and how it is written for machines."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

_TALKATIVE = ("addons", "core.engine", "extensions.feedexport", "extensions.logstats", "middleware", "utils.log")
"""Loggers of Scrapy 2.19 that say how they are set up, and once a minute what the progress says."""
_PASSWORD = re.compile(r"(://[^\s/:@'\"]*):[^\s/@'\"]+@")


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


def quiet() -> None:
    """Leaves out Scrapy's own INFO lines about versions, settings and components (60 of them); warnings and our lines stay."""
    for name in _TALKATIVE:  # no levels: Scrapy resets them when it begins
        logging.getLogger(f"scrapy.{name}").addFilter(lambda record: record.levelno > logging.INFO)
    logging.getLogger("scrapy.crawler").addFilter(lambda record: not str(record.msg).startswith("Overridden settings"))


class Line(logging.LogRecord):
    """A line of the log, the passwords in addresses (of proxies, of databases) replaced by ``***``."""

    def getMessage(self) -> str:  # noqa: N802  (logging's own name)
        return _PASSWORD.sub(r"\1:***@", super().getMessage())


class JsonLine(Line):
    """A line of the log as a JSON object: time, level, logger, message and, after an exception, its traceback."""

    def getMessage(self) -> str:  # noqa: N802
        line = {
            "time": datetime.fromtimestamp(self.created, UTC).isoformat(timespec="milliseconds"),
            "level": self.levelname.lower(),
            "logger": self.name,
            "message": super().getMessage(),
        }
        if self.exc_info:
            line["traceback"] = logging.Formatter().formatException(self.exc_info)
            self.exc_info = None  # else it would follow in lines of its own
        return json.dumps(line, ensure_ascii=False)


def closing(line: str, status: int, *, as_json: bool) -> None:
    """The last line on standard error: a sentence for a person, or an object for a machine."""
    told = json.dumps({"event": "closed", "status": status, "message": line}, ensure_ascii=False) if as_json else f"boardfeed: {line}"
    sys.stderr.write(f"{told}\n")


def hush() -> None:
    """Leaves out what the spider says in one line anyway: Scrapy logs a robots.txt that cannot be fetched with its whole traceback."""
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
