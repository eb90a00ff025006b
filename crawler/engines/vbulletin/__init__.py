"""vBulletin 3 and 4, with or without vBSEO's addresses; vBulletin 5 is another software (``vbulletin5``).

Both versions number what belongs to a post: ``post_message_N`` is its body, ``postcountN`` its label, ``a[@name='postN']`` stands by its
date.  '3' and '4' below name who showed a rule.
"""

from __future__ import annotations

from crawler.engines.vbulletin import addresses
from crawler.engines.vbulletin.board import beside, message_words, old_thread_row, read_board, thread_row
from crawler.engines.vbulletin.machine import read_plain_thread
from crawler.engines.vbulletin.parts import Marks, address
from crawler.engines.vbulletin.thread import clock_of, read_thread
from crawler.forum import Engine, Notice, Reading, Target
from crawler.markup.lists import board_rows
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.select import Select, text_of

_OLD_ROWS = Select("//*[starts-with(@id,'td_threadtitle_')]")
_ROWS = Select("//li[starts-with(@id,'thread_')]")
_BOARDS = Select(
    "//*[contains(@class,'alt1Active')]//a | //h2[contains(@class,'forumtitle')]/a | //h2//*[@class='forumtitle']/a"
    " | //li[starts-with(@class,'subforum')]//a | //td[starts-with(@id,'f')][number(substring(@id,2))>0]//a"
)
_MESSAGE = Select("//td[contains(@class,'panelsurround')] | //div[contains(@class,'standard_error')] | //div[@class='panel']")
_PASSWORD = Select("//input[@name='newforumpwd']")


class VBulletin(Engine):
    """vBulletin 3 and 4 boards and threads."""

    name = "vbulletin"
    root = "script"
    rank = 30
    generators = ("vbulletin 3", "vbulletin 4")
    fingerprints = (b"vBulletin", b"posttop", b"clientscript", b"vb_meta_bburl", b"post_message_")

    def detect(self, page: Page) -> bool:
        marks = (b'id="post_message_', b"clientscript/vbulletin", b"vb_meta_bburl", b'class="posttop"')
        return any(mark in page.body for mark in marks)

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        marks = Marks(page)
        numbered = marks.numbered.items()
        bodies = {key.removeprefix("post_message_"): element for key, element in numbered if key.startswith("post_message_")}
        if bodies:
            return read_thread(self, page, marks, bodies)
        if plain := read_plain_thread(self, page):
            return plain
        cells, items = _OLD_ROWS(page.tree), _ROWS(page.tree)
        clock = clock_of(page, (*(text_of(following) for cell in cells for following in beside(cell)), *map(text_of, items)))
        rows = [row for cell in cells if (row := old_thread_row(page, clock, cell))]
        rows += [row for element in items if (row := thread_row(page, clock, element))]
        boards = board_rows(self, page, _BOARDS(page.tree), address)
        if _PASSWORD(page.tree):
            return Notice("password", text_of(_MESSAGE.first(page.tree))[:200])
        if rows or boards:
            return read_board(self, page, marks, rows, boards)
        words = next((words for element in _MESSAGE(page.tree) if (words := message_words(element))), "")
        if words or page.status >= 400:
            return Notice(reason(words, page.status), words[:200])
        at = self.target(page.url)
        if at and at.kind == "board" and b"newthread.php" in page.body:
            return read_board(self, page, marks, [], [])
        return Notice("empty", page.title)


ENGINE = VBulletin()
