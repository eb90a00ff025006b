"""Invision Community 4 and 5 (IPS), and IP.Board 3.

IPS numbers its posts ``elComment_N`` and repeats author, time and ids of each in ``data-quotedata``; IP.Board calls them ``post_id_N``.
'3', '4' and '5' below name who showed a rule.
"""

from __future__ import annotations

from crawler.engines.invision import addresses
from crawler.engines.invision.board import board_rows, old_thread_row, read_board, thread_row
from crawler.engines.invision.parts import place_of
from crawler.engines.invision.plain import VIEW
from crawler.engines.invision.thread import read_thread
from crawler.forum import Engine, Notice, Reading, Target
from crawler.markup.notices import reason
from crawler.markup.plain import read_plain
from crawler.page import Page
from crawler.select import Numbered, Select, text_of

_POSTS = Numbered("elComment_", "article")
_OLD_POSTS = Numbered("post_id_", "div")
_ROWS = Select("//*[@data-role='tableRows']/li | //li[@data-rowid]")
_OLD_ROWS = Select("//tr[starts-with(@id,'trow_')]")
_ERROR = Select("id('elErrorMessage') | id('elError') | //*[contains(@class,'ipsError')] | //p[@class='message error']")
_OFFLINE = Select("//div[contains(@class,'cOfflineBox')]")
_OLD_ERROR = Select("//div[contains(@class,'error')] | id('content')//p")
_PASSWORD = Select("//form[contains(@action,'passForm')] | //*[contains(@class,'cForumPassword')] | //input[@name='f_password']")


class Invision(Engine):
    """Invision Community and IP.Board boards and threads."""

    name = "invision"
    rank = 22
    fingerprints = (b"ipsApp", b"ipsApp_front", b"ipboard_body", b"ipb", b"data-ips-hook", b"posttopbar")

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in (b"ipsApp_front", b"ipboard_body", b"ipb.vars[", b"data-ips-hook", b"posttopbar"))

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        posts = _POSTS(page.tree) if b"elComment_" in page.body else []
        if posts or (posts := _OLD_POSTS(page.tree)):
            return read_thread(self, page, posts)
        if b"posttopbar" in page.body and (plain := read_plain(self, page, VIEW)):
            return plain
        rows = [row for element in _ROWS(page.tree) if (row := thread_row(page, element))]
        rows = rows or [row for element in _OLD_ROWS(page.tree) if (row := old_thread_row(page, element))]
        boards = board_rows(page)
        if _PASSWORD(page.tree):
            return Notice("password", page.title)
        if b"cOfflineBox" in page.body:
            return Notice("site_error", text_of(_OFFLINE.first(page.tree))[:200])
        at = place_of(page)
        words = next((text for element in _ERROR(page.tree) if (text := text_of(element))), "")
        if rows or boards or (at and at.kind == "board" and not words and page.status < 400):
            return read_board(self, page, rows, boards)
        if page.status >= 400 and not words:
            words = next((text for element in _OLD_ERROR(page.tree) if (text := text_of(element))), "")
        if words or page.status >= 400:
            return Notice(reason(words, page.status), words[:200])
        return Notice("empty", page.title)


ENGINE = Invision()
