"""Saved pages, the whole way: the same engines and the same pipelines as in a crawl, in the order that the settings give."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.utils.misc import load_object

from crawler import settings
from crawler.archive.saved import unpack
from crawler.forum import BoardPage, Notice, Reading, ThreadPage, ThreadRow
from crawler.items import Post
from crawler.page import Page
from crawler.reading import read


def extract(body: bytes, url: str | None = None, engine: str | None = None) -> list[Post]:
    """The posts on a saved page, as the feed would carry them; none where the page is no thread or cannot be read."""
    reading = reading_of(body, url, engine)
    return posts(reading) if isinstance(reading, ThreadPage) else []


def threads(body: bytes, url: str | None = None, engine: str | None = None) -> list[ThreadRow]:
    """The threads that a saved board page lists."""
    reading = reading_of(body, url, engine)
    return reading.threads if isinstance(reading, BoardPage) else []


def reading_of(body: bytes, url: str | None = None, engine: str | None = None, fetched_at: datetime | None = None) -> Reading:
    """What a saved page is: a thread, a board, or a :class:`~crawler.forum.Notice` that says why there is nothing."""
    saved = unpack(body, url)
    return read(Page(saved.body, saved.url, fetched_at=saved.saved_at or fetched_at), engine)


def posts(page: ThreadPage) -> list[Post]:
    """A thread page's posts, through the pipelines; what they refuse is left out."""
    finished = []
    for item in page.posts:
        piped: Any = item
        try:
            for pipeline in pipelines():
                piped = pipeline.process_item(piped)
        except DropItem:
            continue
        finished.append(piped)
    return finished


def why_nothing(reading: Reading) -> str:
    """One sentence for a person who expected posts."""
    if isinstance(reading, Notice):
        return f"{reading.reason}: {reading.text}" if reading.text else reading.reason
    if isinstance(reading, BoardPage):
        return f"a board page with {len(reading.threads)} threads and {len(reading.boards)} boards, not a thread"
    return "a thread page without posts"


@cache
def pipelines() -> list[Any]:
    """One of each pipeline that a post goes through, in order."""
    classes = [load_object(path) for path, _ in sorted(settings.CLEANING.items(), key=lambda entry: entry[1])]
    return [cls() for cls in classes]
