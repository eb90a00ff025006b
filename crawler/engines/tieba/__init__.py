"""Baidu Tieba, the desktop pages of 2012–2024.

Those since 2025 are read by :mod:`crawler.engines.tieba.app`, those for telephones by :mod:`crawler.engines.tieba.touch`.

Each post carries its data as JSON in ``data-field``; adverts that pose as posts or rows carry an empty one.  Since about 2014 a board's
list (and parts of its head) comes inside HTML comments (``code.pagelet_html``) that a script unpacks.  A board is named by its name: old
pages percent-encode it as GBK, newer ones as UTF-8.  Replies to a post (楼中楼) are remarks below it; a page holds only the first few.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from crawler import urls
from crawler.body.walker import Walker
from crawler.engines.tieba import app, touch
from crawler.engines.tieba.names import query_of
from crawler.engines.tieba.post import RULES, author_of, fields_of, is_advert, json_of, number_of, remark_of, tail_of, when_of
from crawler.engines.tieba.row import row_author, row_time, sticky_of
from crawler.forum import BoardPage, Engine, Notice, Reading, Reason, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Board, Thread
from crawler.markup.part import Part, parts_of
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Strings, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

ROWS = 50
"""Threads on a page of a board: its addresses count rows, ``pn=50`` is the second page."""
TOUCH_ROWS = 30
"""The same on telephones."""

_PARTS = {"l_post": "div", "j_thread_list": "li"}
_HIDDEN = Strings("//code[starts-with(@id,'pagelet_html_')]/comment()")
_MARKS = (b"d_post_content", b"j_thread_list", *app.MARKS, *touch.MARKS)
_BASE = "http://tieba.baidu.com/"

_THREAD = re.compile(r"^/p/(\d+)/?$")
_TRAPS = frozenset(("see_lz", "pid", "cid", "ajax", "global", "good", "tab", "lm", "qw", "un", "ct", "z", "sc", "apage"))
_BOARD_IN_TITLE = re.compile(r"【(?P<name>[^【】]+)吧】_百度贴吧$|_(?P<name2>[^_]+)吧_百度贴吧$|^(?P<name3>[^_]+?)吧[-_]百度贴吧")
_REASONS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("challenge", re.compile("安全验证")),
    ("missing", re.compile("不存在|被删除|被隐藏|尚未建立|被合并|404|暂未开放")),
    ("permission", re.compile("权限|不能访问|禁止")),
    ("login", re.compile("登录")),
)


class Tieba(Engine):
    """Tieba boards and threads."""

    name = "tieba"
    rank = 10
    sites = ("tieba.baidu.com",)
    fingerprints = (b"tieba", b"j_d_post_content", b"j_thread_list")

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in _MARKS)

    def target(self, url: str) -> Target | None:
        match = re.match(r"^https?://[^/]+(/[^?#]*)?(?:\?([^#]*))?", url)
        if match is None:
            return None
        path, asked = match[1] or "/", query_of(match[2] or "")
        if any(asked[name] not in ("", "0", "main") for name in asked.keys() & _TRAPS):
            return None
        at = number(asked.get("pn")) or 0
        if found := _THREAD.match(path):
            return Target("thread", found[1], at or 1)
        if path == "/mo/q/m" and asked.get("kz", "").isdecimal():
            return Target("thread", asked["kz"], at or 1)
        if path == "/mo/q/m" and (name := asked.get("kw") or asked.get("word")):
            return Target("board", name.removesuffix("吧"), at // TOUCH_ROWS + 1)
        if path == "/f" and asked.get("kw"):
            return Target("board", asked["kw"].removesuffix("吧"), at // ROWS + 1)
        return Target("index", "") if path in ("/", "/index.html") and not asked.get("kw") else None

    def read(self, page: Page) -> Reading:
        whole, parts = Part(page.tree), parts_of(page.tree, _PARTS)
        posts = [(part, body) for part in parts if part.element.tag == "div" and (body := part.first("d_post_content")) is not None]
        if posts := [(part, body) for part, body in posts if not is_advert(part, body)] or posts:
            return self._thread(page, whole, posts)
        here = self.target(page.url) or self.target(page.link("canonical"))
        tid = here.id if here and here.kind == "thread" else "0"
        thread = Thread(id=tid, url=f"{_root(page)}p/{tid}", title=_title(page, whole))
        if drawn := app.read_thread(self, page, thread, self._board(page, whole)):
            return drawn
        if small := touch.read_thread(self, page, self._board(page, whole), tid, _root(page)):
            return small
        if shown := touch.rows(page, _root(page)):
            return BoardPage(self._board(page, whole), [], shown, here.page if here else 1)
        if not parts and (hidden := _unpacked(page)) is not None:
            whole, parts = Part(hidden), parts_of(hidden, _PARTS)
        rows = [row for part in parts if (row := self._row(page, part))]
        if rows or _pagers(whole):
            current, pages, next_url = self._pager(page, whole)
            return BoardPage(self._board(page, whole), [], rows, current, pages, next_url)
        return self._notice(page, whole)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, parts: list[tuple[Part, Element]]) -> ThreadPage:
        fields = [fields_of(part.element) for part, _ in parts]
        here = self.target(page.url)
        known = next((str(content["thread_id"]) for _, content in fields if "thread_id" in content), None)
        tid = known or (here.id if here and here.kind == "thread" else "0")
        thread = Thread(id=tid, url=f"{_root(page)}p/{tid}", title=_title(page, whole))
        box = whole.first("l_reply_num")
        counts = [number(text_of(mark)) for mark in box.iter("span") if "red" in mark.get("class", "")] if box is not None else []
        thread.replies = counts[0] if counts else None
        board = self._board(page, whole)
        current, pages, next_url = self._pager(page, whole)
        pages = counts[1] or pages if len(counts) > 1 else pages
        posts = [self._post(page, thread, board, part, body, *data) for (part, body), data in zip(parts, fields, strict=True)]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, current, pages, next_url)

    def _post(
        self, page: Page, thread: Thread, board: Board, part: Part, body: Element, writer: dict[str, Any], content: dict[str, Any]
    ) -> RawPost:
        walker = Walker(RULES, page.base_url)
        walker.walk(body)
        walker.end_line()
        pid, tail = number_of(part, body, content), tail_of(part)
        made = raw_post(
            self, page, thread, board, pid, f"{thread.url or page.url}?pid={pid}#{pid}", walker.body, when_of(page, tail, content)
        )
        made.post.author = None if content.get("is_anonym") in (True, 1, "1") else author_of(part, writer)
        floor = content.get("post_no")
        made.post.floor = int(floor) if floor else next((number(words) for words in tail if re.fullmatch(r"\d+楼", words)), None)
        made.post.comments = [remark for entry in part.all("lzl_single_post") if (remark := remark_of(page, entry))]
        if (number(str(content.get("comment_num"))) or 0) > len(made.post.comments):
            made.post.lacks = ["comments"]
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, whole: Part) -> Board:
        """The board, by the name its links carry; the head is printed in many ways, the title always ends with it."""
        here = self.target(page.url)
        board = Board(id=here.id if here and here.kind == "board" else None)
        for link in (*whole.all("card_title_fname"), *whole.by_id("tab_forumname"), *whole.all("star_title_h3")):
            target = self.target(absolute(page.base_url or _BASE, link.get("href", "")))
            if target and target.kind == "board":
                board.id = target.id
                break
        if board.id is None and (match := _BOARD_IN_TITLE.search(page.title)):
            board.id = match["name"] or match["name2"] or match["name3"]
        board.id = board.id or touch.board_name(page)
        if board.id:
            board.name = f"{board.id}吧"
            board.path, board.url = [board.name], absolute(page.base_url or _BASE, f"/f?kw={board.id}&ie=utf-8") or None
        return board

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        data = json_of(part.element.get("data-field"))
        for link in part.all("j_th_tit"):
            match, title = _THREAD.match(urls.path(link.get("href", ""))), tidy(link.get("title") or "") or text_of(link)
            if link.tag == "a" and match and title and str(data.get("id", "")) == match[1]:
                break
        else:
            return None
        found = ThreadRow(match[1], f"{_root(page)}p/{match[1]}", title, sticky=sticky_of(part, data))
        found.author = next(map(row_author, part.all("tb_icon_author")), None)
        found.created_at, found.last_post_at = (
            row_time(page, text_of(part.first(word))) for word in ("is_show_create_time", "threadlist_reply_date")
        )
        replies = data.get("reply_num")
        found.replies = replies if isinstance(replies, int) else number(text_of(part.first("threadlist_rep_num")))
        return found

    def _pager(self, page: Page, whole: Part) -> tuple[int, int | None, str | None]:
        for bar in _pagers(whole):
            links = [(text_of(link), absolute(page.base_url or _BASE, link.get("href", ""))) for link in bar.iter("a")]
            current = next((int(text_of(mark)[:9]) for mark in bar.iter("span") if text_of(mark).isdecimal()), 1)
            places = [target.page for _, url in links if (target := self.target(url))]
            following = next((url for words, url in links if words == str(current + 1) or words.startswith("下一页")), None)
            return current, max([current, *places]), following or None
        return 1, 1, None

    def _notice(self, page: Page, whole: Part) -> Notice:
        heads = (
            page.tree.find(".//title"),
            whole.first("main-title", "d_tip", "page404"),
            page.tree.find(".//h1"),
            page.tree.find(".//h2"),
        )
        words = tidy(" ".join(map(text_of, heads)))
        reason = next((reason for reason, pattern in _REASONS if pattern.search(words)), "missing" if page.status == 404 else "empty")
        return Notice(reason, words[:200])


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _unpacked(page: Page) -> Element | None:
    """What the page's comments hold, where the list of threads is packed into them."""
    packed = [
        text
        for text in _HIDDEN(page.tree_with_comments)
        if "j_thread_list" in text or "frs_list_pager" in text or "card_title_fname" in text
    ]
    if not packed:
        return None
    html = "".join(text.removeprefix("<!--").removesuffix("-->") for text in packed)
    try:
        root: Element | None = etree.fromstring(html.encode("utf-8", "ignore"), etree.HTMLParser(encoding="utf-8", remove_comments=True))
    except etree.ParseError:
        return None
    return root


def _pagers(whole: Part) -> list[Element]:
    return [*whole.all("l_pager"), *whole.by_id("frs_list_pager")]


def _title(page: Page, whole: Part) -> str | None:
    for element in whole.all("core_title_txt"):
        if title := tidy(element.get("title") or "") or text_of(element):
            return title
    return tidy(_BOARD_IN_TITLE.sub("", page.title)) or None


def _root(page: Page) -> str:
    return f"{page.base_url.partition(':')[0]}://{page.site}/" if page.site else _BASE


ENGINE = Tieba()
