"""What link aggregators (reddit, Lobsters, Lemmy, Hacker News) call a submission: a title, mostly a link, sometimes words."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.body.walker import Rules, Walker, read
from crawler.items import Image
from crawler.urls import path

_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|avif)$", re.IGNORECASE)


def submission(written: Body, title: str | None, link: str) -> Body:
    """The opening post: its link stands before what was written; where nothing was, the title is all that its author said."""
    walker = Walker(Rules(), "")
    if title and not any(block.lines() for block in written.blocks):
        walker.add(Block("heading", title))
    if _PICTURE.search(path(link)):
        walker.image(Image(0, link))
    elif link:
        walker.add(Block("media", url=link))
    walker.take(written)
    return walker.body


def remark(element: Element, rules: Rules, base_url: str) -> Body:
    """What was written below a submission.  Who only quotes cites the page that the submission leads to: that is said, not quoted."""
    body = read(element, rules, base_url)
    if not body.quotes or any(block.lines() for block in body.blocks):
        return body
    return read(element, Rules(rules.classes, {tag: handler for tag, handler in rules.tags.items() if tag != "blockquote"}), base_url)
