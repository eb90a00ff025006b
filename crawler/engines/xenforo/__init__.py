"""XenForo 1 and 2, and VerticalScope's skin of XenForo 2 (``MessageCard``).

Posts are found by their numbered ids: ``js-post-N`` in XenForo 2, ``post-N`` in XenForo 1.  '1', '2' and 'VS' below name who showed a rule.
"""

from __future__ import annotations

import re

from crawler.engines.xenforo import addresses, routes
from crawler.engines.xenforo.board import read_board, thread_row
from crawler.engines.xenforo.thread import read_thread
from crawler.forum import Engine, Notice, Reading, Target
from crawler.markup.lists import board_rows
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.select import Either, Numbered, Select, Value, has, text_of

_POSTS = Numbered("js-post-", "article", "div")
_OLD_POSTS = Select("//li[starts-with(@id,'post-')][@data-author or contains(@class,'message')]")
_ROWS = Either(
    f"//div[contains(@class,'structItem--thread')] | //li[{has('discussionListItem')}]",
    "//article[contains(@class,'js-threadListItem-') or contains(@class,'message--article')]",
    f"//div[{has('california-thread-item')}]",
)
"""The usual rows; a board of articles shown as cards or whole (2); rows of VS that are no ``structItem``."""
_BOARDS = Select("//*[contains(@class,'node-title') or contains(@class,'nodeTitle')]//a[@href] | //a[contains(@class,'subNodeLink')]")
_MESSAGE = Either(
    f"//div[{has('p-body-pageContent')}]//div[{has('blockMessage')}]",
    f"//div[{has('blockMessage')}][not(contains(@class,'blockMessage--important'))] | //label[{has('OverlayCloser')}]"
    f" | //div[{has('errorPanel')}] | //div[{has('messageBody')}]",
)
"""What the page itself says, not the notes above it (2: 'JavaScript is disabled' stands on every page)."""
_TEMPLATE = Value("/html/@data-template")
_MARK = re.compile(rb"<html[^>]{0,400}?\bid=[\"'](?:XF|XenForo)[\"']", re.IGNORECASE)


class XenForo(Engine):
    """XenForo boards and threads."""

    name = "xenforo"
    rank = 20
    fingerprints = (b"XF", b"XenForo", b"js-inlineModContainer")

    def detect(self, page: Page) -> bool:
        return bool(_MARK.search(page.body[:4096])) or b"js-inlineModContainer" in page.body

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        return (_Renamed(words) if (words := routes.learned(page)) else self).read_page(page)

    def read_page(self, page: Page) -> Reading:
        """What the page says, by the routes that this engine knows."""
        template = _TEMPLATE(page.tree)
        found = _POSTS(page.tree) if b"js-post-" in page.body else _OLD_POSTS(page.tree)
        elements = [element for element in found if "deleted" not in element.get("class", "").split()]
        if elements and not template.startswith("forum_view"):
            return read_thread(self, page, elements)
        rows = [row for element in _ROWS(page.tree) if (row := thread_row(self, page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return read_board(self, page, rows, boards)
        words = next((words for element in _MESSAGE(page.tree) if (words := text_of(element))), "")
        if template.startswith(("forum_view", "forum_list", "category_view")) and page.status < 400:
            return read_board(self, page, [], [])
        if words or page.status >= 400:
            return Notice("login" if template == "login" else reason(words, page.status), words[:200])
        return Notice("empty", page.title)


class _Renamed(XenForo):
    """The engine for one page of a site with routes of its own."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words

    def target(self, url: str) -> Target | None:
        return addresses.target(routes.usual(url, self.words))


ENGINE = XenForo()
