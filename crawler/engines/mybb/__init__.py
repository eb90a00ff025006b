"""MyBB 1.6 and 1.8.

Posts are found by the ids that every theme keeps: ``post_N`` around a post, ``pid_N`` around its body.  MyBB prints dates month first
unless a site chose otherwise; the dates of a page tell, as soon as one of them has a number above twelve.
"""

from __future__ import annotations

from crawler.engines.mybb import addresses
from crawler.engines.mybb.board import board_rows, thread_rows
from crawler.engines.mybb.parts import board_of, read_pager, zone_of
from crawler.engines.mybb.plain import VIEW
from crawler.engines.mybb.thread import found_posts, read_thread
from crawler.forum import BoardPage, Engine, Notice, Reading, Target
from crawler.markup.notices import reason, says_empty
from crawler.markup.plain import read_plain
from crawler.page import Page
from crawler.select import Either, Select, text_of

_HIDDEN = "ancestor::*[@id='quick_login' or contains(translate(@style,' ',''),'display:none')]"
"""The box of the login in every page's head, whose cells look like those of a message."""
_MESSAGE = Either("//div[contains(@class,'error')]//ul | //div[@class='error']", f"//td[@class='trow1'][not({_HIDDEN})]")
_PASSWORD = Select("//input[@name='pwverify']")


class Mybb(Engine):
    """MyBB boards and threads."""

    name = "mybb"
    rank = 23
    fingerprints = (b"my_post_key", b"MyBB")

    def detect(self, page: Page) -> bool:
        if b"my_post_key" not in page.body[:12_000] and b"MyBB" not in page.body[-6000:]:
            return False
        marks = (b"my_post_key", b'class="post_body', b'id="tid_', b'class="trow1', b'class="tborder', b'id="fullversion"')
        return any(mark in page.body for mark in marks)

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        posts = found_posts(page)
        if posts:
            return read_thread(self, page, posts)
        if b'id="fullversion"' in page.body and (archived := read_plain(self, page, VIEW, zone_of(page))):
            return archived
        threads = thread_rows(page)
        boards = board_rows(page, {row.id for row in threads})
        if threads or boards:
            current, pages, next_url = read_pager(page, "board")
            return BoardPage(board_of(page), boards, threads, current, pages, next_url)
        if _PASSWORD(page.tree):
            return Notice("password", page.title)
        at = self.target(page.url)
        if at and at.kind == "board" and page.status < 400 and any(says_empty(text_of(box)) for box in _MESSAGE(page.tree)):
            return BoardPage(board_of(page))
        box = _MESSAGE.first(page.tree)
        if box is not None and (words := text_of(box)):
            return Notice(reason(words, page.status), words[:200])
        return Notice("empty", page.title)


ENGINE = Mybb()
