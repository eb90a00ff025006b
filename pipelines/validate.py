"""Last of the cleaning pipelines: a raw post becomes the post that the feed carries, or is refused with a reason."""

from __future__ import annotations

from scrapy.exceptions import DropItem

from crawler.blocks import Block
from crawler.content import content_hash
from crawler.items import Post
from crawler.raw_post import RawPost
from pipelines.base import Pipeline

MAX_TEXT = 2_000_000
"""Characters; a longer post is no post."""


class Refused(DropItem):
    """A raw post that cannot be trusted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def finish(raw: RawPost) -> Post:
    """The finished post.  Raises :class:`Refused` when it breaks the feed's contract."""
    post, body = raw.post, raw.body
    post.text = "\n".join(line for block in body.blocks for line in block.lines())
    post.blocks = [block.record() for block in body.blocks]
    post.locked = post.locked or "；".join(dict.fromkeys(body.locked)) or None
    post.images, post.quotes, post.attachments = body.images, body.quotes, body.attachments
    post.reply_to = post.reply_to or _quoted(post)
    _check(post, body.blocks)
    post.content_hash = content_hash(post, {block.index: block.name for block in body.blocks if block.index is not None and block.name})
    return post


def _quoted(post: Post) -> str | None:
    """The post that is answered, where no other says so: the only one that is quoted by its number."""
    named = {quote.post_id for quote in post.quotes if quote.post_id and quote.post_id != post.post_id}
    return named.pop() if len(named) == 1 else None


def _check(post: Post, blocks: list[Block]) -> None:
    if not post.post_id or not post.thread.id:
        raise Refused("no id")
    if len(post.text) > MAX_TEXT:
        raise Refused("too long")
    if "\ufffd" in post.text or "\ufffd" in (post.thread.title or ""):
        raise Refused("undecodable")
    named = [index for block in blocks if block.type == "image" and (index := block.index) is not None]
    if named != list(range(len(post.images))):
        raise Refused("image order")
    if any((image.caption is None and image.credit is None) != (image.caption_from is None) for image in post.images):
        raise Refused("caption without evidence")


class ValidatePipeline(Pipeline):
    """Finishes raw posts; counts what it refuses by reason."""

    def process_item(self, raw: RawPost) -> Post:
        try:
            post = finish(raw)
        except Refused as refused:
            self.count(f"refused/{refused.reason}")
            raise
        self.count("posts")
        if post.locked:
            self.count("posts/locked")
        return post
