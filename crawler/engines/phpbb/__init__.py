"""phpBB 3.0–3.3: prosilver, subsilver2 and what is made from them; phpBB 2.0.

Every page that a guest without cookies sees has ``sid=…`` in all its links; it is taken out everywhere.  phpBB pages count items
(``start=10``), and posts carry no number: a floor is the place in the thread, known from the pager.
"""

from __future__ import annotations

from crawler.engines.phpbb import addresses
from crawler.engines.phpbb.board import read_notice, thread_rows
from crawler.engines.phpbb.old import found_old_posts, read_old_board, read_old_thread
from crawler.engines.phpbb.parts import address, board_of, read_pager, zone_of
from crawler.engines.phpbb.plain import VIEW
from crawler.engines.phpbb.thread import found_posts, read_thread
from crawler.forum import BoardPage, Engine, Notice, Reading, Target
from crawler.markup.lists import board_rows
from crawler.markup.plain import read_plain
from crawler.page import Page
from crawler.select import Select

_BOARDS = Select("//a[contains(@class,'forumtitle') or contains(@class,'forumlink') or contains(@class,'subforum')]")
_HEAD_BYTES = 20_000
"""A page of phpBB names itself, or links to a board, within so many bytes; all engines are asked, so only these are searched."""


class Phpbb(Engine):
    """phpBB boards and topics."""

    name = "phpbb"
    rank = 20
    fingerprints = (b"phpbb", b"phpBB", b"viewtopic", b"viewforum")

    def detect(self, page: Page) -> bool:
        head = page.body[:_HEAD_BYTES]
        if b'id="phpbb' in head or b"phpBB style name" in head:
            return True
        body = page.body
        if b"viewtopic.php" not in body and b"viewforum.php" not in body:
            return False
        old = b'class="postdetails"' in body and b'class="postbody"' in body
        return old or b"postprofile" in body or b'class="topictitle"' in body or (b'class="tablebg"' in body and b"wrapcentre" in body)

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        if posts := found_posts(page):
            return read_thread(self, page, posts)
        if old := found_old_posts(page):
            return read_old_thread(self, page, old)
        if "view=print" in page.url and (printed := read_plain(self, page, VIEW, zone_of(page), address)):
            return printed
        if b"postdetails" in page.body and (board := read_old_board(self, page)):
            return board
        threads, boards = thread_rows(page), board_rows(self, page, _BOARDS(page.tree), address)
        if not threads and not boards and (notice := read_notice(page)):
            return notice
        if threads or boards or b"section-viewforum" in page.body or b"section-index" in page.body:
            pager = read_pager(page, "board")
            return BoardPage(board_of(self, page), boards, threads, pager.page, pager.pages, pager.next_url)
        return Notice("empty", page.title)


ENGINE = Phpbb()
