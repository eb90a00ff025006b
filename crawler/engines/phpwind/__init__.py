"""phpwind: 9.x as it runs, 8.x as its templates print it, and the older table layout (7.x) that some boards still show.

A post is a ``div.J_read_floor`` in 9, a ``div.read_t`` in 8, a table around ``div.tpc_content`` before.  Floors are counted from 0 and the
first four have names, so the label '4楼' is the fifth post.  The opening post's id is 0 (9) or 'tpc' (8 and before); here it is 0.
"""

from __future__ import annotations

from crawler.engines.phpwind import addresses
from crawler.engines.phpwind.board import read_board
from crawler.engines.phpwind.thread import read_thread
from crawler.forum import Engine, Reading, Target
from crawler.page import Page

_MARKS = (b"subject_tpc", b"a_ajax_", b"tpc_content", b"read_tpc")
"""Words of 8's pages and the ones before; 9 shows itself by its name (in the footer too) and its classes."""


class Phpwind(Engine):
    """phpwind boards and threads."""

    name = "phpwind"
    rank = 20
    generators = ("phpwind",)
    fingerprints = (*_MARKS, b"phpwind")

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in (*_MARKS, b"J_read_floor"))

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        return read_thread(self, page) or read_board(page)


ENGINE = Phpwind()
