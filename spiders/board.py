"""Boards: an index, a category or a board, with all threads in it."""

from __future__ import annotations

from spiders.forum import ForumSpider


class BoardSpider(ForumSpider):
    """``scrapy crawl board -a url=ADDRESS``: reads lists, sub-boards and every thread they name."""

    name = "board"
