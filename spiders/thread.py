"""Single threads, whole."""

from __future__ import annotations

from spiders.forum import ForumSpider


class ThreadSpider(ForumSpider):
    """``scrapy crawl thread -a url=ADDRESS``: reads all pages of the given threads."""

    name = "thread"
    follows_boards = False
