"""Discuz! 7.2 and X2–X3.5: desktop, robot and touch views, rewritten or not, stock or restyled;
X's mobile interface; the archiver, boards and all; X's view for printers.

Rules name the version that showed them where it matters; 'X' is X2–X3.5.

Seen running: X3.5 (releases of 2023 and 2025) and X3.4 (2022) in their desktop, robot and touch views and their archivers.
"""

from __future__ import annotations

from crawler.engines.discuz import addresses, mobile_api
from crawler.engines.discuz.archive import read_archive, read_archived_board
from crawler.engines.discuz.board import is_broken, read_board, read_notice
from crawler.engines.discuz.printed import read_printed
from crawler.engines.discuz.thread import read_thread
from crawler.forum import Engine, Notice, Reading, Target
from crawler.page import Page

_MARKS = (b"discuz_uid", b"postmessage_", b"threadlisttableid", b"comiis_postli", b"pg_viewthread", b"pg_forumdisplay")
"""Words of its scripts and its markup; the last two are classes of X's bodies, which outlive the scripts in a saved page."""


class Discuz(Engine):
    """Discuz! boards and threads."""

    name = "discuz"
    rank = 10
    generators = ("discuz",)
    fingerprints = (*_MARKS, b"Archiver", b"archiver_post", b"Discuz")
    reads_json = True
    post_ids = "site"

    def detect(self, page: Page) -> bool:
        if page.json is not None:
            return mobile_api.is_answer(page)
        return (
            is_broken(page)
            or any(mark in page.body for mark in _MARKS)
            or b"Discuz! Archiver" in page.start
            or b'class="archiver_post"' in page.start
        )

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def page_url(self, thread_url: str, page: int) -> str | None:
        return addresses.page_url(thread_url, page)

    def read(self, page: Page) -> Reading:
        if page.json is not None:
            return mobile_api.read_answer(self, page)
        thread = read_archive(self, page) or read_thread(self, page) or read_printed(self, page)
        return thread or read_notice(page) or read_archived_board(page) or read_board(page) or _nothing(page)


def _nothing(page: Page) -> Notice:
    """A page without posts, rows or a message; the login form of its own page is ``#loginform…``."""
    return Notice("login" if b'id="loginform' in page.body else "empty", page.title)


ENGINE = Discuz()
