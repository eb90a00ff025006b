"""Pages of threads on their way through the pipelines: a page is stored when its last post has come through."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.forum import Engine, ThreadPage
from crawler.items import Post
from crawler.raw_post import RawPost
from crawler.store.work import Lease


@dataclass(slots=True, eq=False)
class Batch:
    """A thread's page and those of its posts that have come through."""

    lease: Lease
    engine: Engine
    reading: ThreadPage
    url: str
    left: int
    """Posts that have not come through yet."""
    posts: list[Post] = field(default_factory=list)
    broken: bool = False
    """A pipeline failed on a post: the page cannot be stored."""

    def in_order(self) -> list[Post]:
        """The posts as the page has them; pipelines may finish them in another order."""
        order = {id(raw.post): place for place, raw in enumerate(self.reading.posts)}
        return sorted(self.posts, key=lambda post: order[id(post)])


class Batches:
    """The pages under way."""

    def __init__(self) -> None:
        self._of_post: dict[int, Batch] = {}

    def add(self, batch: Batch, raws: list[RawPost]) -> None:
        """Waits for the given posts of a page."""
        self._of_post |= {id(raw.post): batch for raw in raws}

    def through(self, post: Post, *, kept: bool, broken: bool = False) -> Batch | None:
        """A post has left the pipelines; returns its page when it was the last one."""
        batch = self._of_post.pop(id(post))
        batch.broken |= broken
        if kept:
            batch.posts.append(post)
        batch.left -= 1
        return None if batch.left else batch

    def leases(self) -> set[Lease]:
        """The leases under which the pages were read."""
        return {batch.lease for batch in self._of_post.values()}
