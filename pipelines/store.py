"""Last of the pipelines: posts of a job go into the store, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from crawler.items import Post
from crawler.raw_post import RawPost

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.store.frontier import StoreFrontier


class StorePipeline:
    """Tells the job which posts have come through, and which were refused on the way."""

    def __init__(self, frontier: StoreFrontier) -> None:
        self.frontier = frontier

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        pipeline = cls(crawler.spider.frontier)  # type: ignore[union-attr]
        crawler.signals.connect(pipeline.refused, signal=signals.item_dropped)
        crawler.signals.connect(pipeline.broken, signal=signals.item_error)
        return pipeline

    def process_item(self, post: Post) -> Post:
        self.frontier.committer.through(post, kept=True)
        return post

    def refused(self, item: RawPost, **_: Any) -> None:
        """A pipeline dropped the post (and counted why); its page is stored without it."""
        self.frontier.committer.through(item.post, kept=False)

    def broken(self, item: RawPost, **_: Any) -> None:
        """A pipeline failed on the post: a bug, counted; its page is not stored."""
        self.frontier.count("failures/parse")
        self.frontier.committer.through(item.post, kept=False, broken=True)
