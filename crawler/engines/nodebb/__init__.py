"""NodeBB 1 to 4, any theme: server HTML, the page a browser builds, and the read API.

A page carries the API's own answer in ``script#ajaxify-data``, so both are read alike; a browser takes that script out of the page, and
then the ``component`` and ``data-*`` attributes are read, which every theme keeps.
"""

from __future__ import annotations

from typing import Any

from crawler.engines.nodebb import addresses
from crawler.engines.nodebb.board import read_board, shown_rows
from crawler.engines.nodebb.parts import shown_board, shown_next
from crawler.engines.nodebb.thread import POSTS, read_shown, read_thread
from crawler.forum import BoardPage, Engine, Notice, Reading, Reason, Target
from crawler.jsonvalue import decode, entries, get, text
from crawler.markup.lists import board_rows
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.select import Select
from crawler.urls import path

_DATA = Select("id('ajaxify-data')")
_BOARDS = Select(
    "//*[@component='categories/category']//h2/a | //*[@component='categories/category']//h4/a | //*[@component='category/subcategory']//a"
)
_MARKS = (b'"relative_path":', b'component="post', b'component="category/', b'component="topic')
_TEMPLATES: dict[str, Reason] = {"404": "missing", "403": "permission", "login": "login", "500": "site_error", "503": "site_error"}


class NodeBB(Engine):
    """NodeBB categories and topics."""

    name = "nodebb"
    rank = 20
    fingerprints = (b"relative_path", b"component")
    reads_json = True

    def detect(self, page: Page) -> bool:
        answer = page.json
        if answer is None:
            return b'component="' in page.start and any(mark in page.start for mark in _MARKS)
        if not isinstance(answer, dict):
            return False
        thread, board = {"posts", "tid", "cid"} <= answer.keys(), "topics" in answer and ("cid" in answer or "nextStart" in answer)
        return thread or board or ("categories" in answer and "relative_path" in answer) or {"status", "response"} == answer.keys()

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        data = page.json if page.json is not None else _carried(page)
        if entries(data, "posts") and get(data, "tid") is not None:
            return read_thread(self, page, data)
        template = text(data, "template", "name") or text(data, "template")
        if template in _TEMPLATES:
            return Notice(_TEMPLATES[template], page.title)
        if get(data, "status", "code") is not None:
            code, words = text(data, "status", "code"), text(data, "status", "message")
            if code == "ok":
                return Notice("empty", "an answer that is no topic and no category")
            return Notice("login" if code == "not-authorised" else reason(f"{code} {words}".replace("-", " "), page.status), words)
        if any(isinstance(get(data, key), list) for key in ("topics", "categories", "children")):
            return read_board(page, data)
        if posts := POSTS(page.tree):
            return read_shown(self, page, posts)
        rows, boards = shown_rows(page), board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            at = self.target(page.url)
            return BoardPage(shown_board(page), boards, rows, at.page if at else 1, None, shown_next(self, page))
        why: Reason = "missing" if page.status == 404 else "login" if path(page.url).endswith("/login") else "empty"
        return Notice(why, page.title)


def _carried(page: Page) -> Any:
    script = _DATA.first(page.tree)
    return decode(script.text or "") if script is not None else None


ENGINE = NodeBB()
