"""The thin shell that makes a Scrapy pipeline of a pure function."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Self

from crawler.raw_post import RawPost

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector


class Pipeline:
    """A pipeline that counts in the crawl's stats.

    Without a crawler (``Pipeline()``) it works the same and counts nothing: that is how saved pages are read.
    """

    def __init__(self, stats: StatsCollector | None = None) -> None:
        self._increase = stats.inc_value if stats is not None else None  # looked up once: Scrapy 2.19 looks long for it

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats)

    def count(self, name: str, times: int = 1) -> None:
        """Adds to one of the crawl's stats."""
        if self._increase is not None:
            self._increase(name, times)


class Step(Pipeline, ABC):
    """Does something to a raw post, and counts what it did under its prefix."""

    prefix: ClassVar[str]

    @abstractmethod
    def step(self, raw: RawPost) -> Counter[str]:
        """What the pipeline does to a raw post; returns what to count."""

    def process_item(self, raw: RawPost) -> RawPost:
        for name, times in self.step(raw).items():
            self.count(f"{self.prefix}/{name}", times)
        return raw
