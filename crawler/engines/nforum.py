"""nForum, the web face of KBS telnet boards (水木社区 newsmth.net, 北邮人 byr.cn): its templates of 2010 to 2014, desktop and mobile.

Articles are numbered within their board: a thread's id is ``BOARD.NUMBER``.  A post is a letter with a head (发信人, 标题, 发信站), which
the mobile pages leave out, and a foot: ``--``, a signature, where it came from.  The opening post (楼主) has no number.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.body.walker import Rules, read
from crawler.dates import parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Select, first_of, has, links_in, text_of
from crawler.text import number
from crawler.urls import absolute, query

_ADDRESS = re.compile(r"^https?://[^/]+/(?:nForum/)?(?:#!)?(?:article/([\w.-]+)/(\d+)|board/([\w.-]+)|(?:index)?)/?$")
_POSTS = Select(f"//table[{has('article')}] | //ul[{has('list')} and {has('sec')}]/li[div[{has('nav')} and {has('hl')}]]")
_ROWS = Select(f"//table[{has('board-list')}]/tbody/tr | //ul[{has('list')} and {has('sec')}]/li")
_BODY = Classed("a-content", "td")
_MEMBER = re.compile(r"/user/query/([\w.-]+)")
_ARTICLE = re.compile(r"/article/[\w.-]+/(?:post|ajax_forward|single|forward)/(\d+)")
_FLOOR = re.compile(r"^第?\s*(\d+)\s*楼$|^(楼主)$")
_SENT = re.compile(r"^发信站\s*[:：].*?[(（]([^()（）]{10,40})[)）]")
_MOMENT = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d")
_EDITED = re.compile(r"※ 修改:·?\s*\S+ 于 (.{10,24}?) 修改本文")
_QUOTED = re.compile(r"^【\s*在\s*([^\s(（]+).*的大作中提到")
_CAME_FROM = re.compile(r"^(?:※ (?:来源|修改)|FROM \d)")
_SMALLER = re.compile(r"/(?:small|middle|large)$")
_TITLE = re.compile(r"^(?:文章主题|主题|标\s*题)\s*[:：]\s*")
_COUNT = re.compile(r"^\((\d+)\)")


class NForum(Engine):
    """Threads and boards of nForum."""

    name = "nforum"
    rank = 40
    sites = ("newsmth.net", "mysmth.net", "bbs.byr.cn")
    fingerprints = (b"nForum", b"a-u-name", b"board-list", b"WAPFORUM")

    def detect(self, page: Page) -> bool:
        if b"/user/query/" in page.body and (b"board-list" in page.body or b'class="list sec"' in page.body):
            return True
        return b"a-bottom" in page.body and b"a-u-name" in page.body

    def target(self, url: str) -> Target | None:
        match = _ADDRESS.match(url.partition("?")[0].removesuffix("/"))
        asked = query(url)
        if match is None or asked.keys() - {"p"} or not asked.get("p", "1").isdecimal():
            return None
        at = int(asked.get("p", "1")[:9]) or 1
        if match[2]:
            return Target("thread", f"{match[1]}.{match[2]}", at)
        return Target("board", match[3], at) if match[3] else Target("index", "")

    def read(self, page: Page) -> Reading:
        posts = _POSTS(page.tree)
        here = self.target(page.url)
        links = list(page.tree.iter("a"))
        if posts:
            here = here if here and here.kind == "thread" else Target("thread", "0")
            pages, next_url = pager(self, page, here, links)
            return self._thread(page, here, posts, pages, next_url)
        if rows := [row for element in _ROWS(page.tree) if (row := self._row(page, element))]:
            here = here if here and here.kind == "board" else Target("board", rows[0].id.partition(".")[0])
            pages, next_url = pager(self, page, here, links)
            return BoardPage(self._board(page, here.id), [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    def _board(self, page: Page, name: str) -> Board:
        return Board(name, name, [name], absolute(page.url, page.url.partition("/article/")[0].partition("/board/")[0] + f"/board/{name}"))

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, here: Target, posts: list[Element], pages: int, next_url: str | None) -> ThreadPage:
        board = self._board(page, here.id.partition(".")[0]) if here.id != "0" else Board()
        thread = Thread(here.id, page.url.partition("?")[0] or None)
        heads = (*page.tree.iter("span"), *page.tree.iter("li"))
        thread.title = next((_TITLE.sub("", text) for head in heads if len(head) < 3 and _TITLE.match(text := text_of(head))), None)
        made = [self._post(page, thread, board, element) for element in posts]
        if here.page == 1:
            thread.author, thread.created_at = made[0].post.author, made[0].post.created_at
        return ThreadPage(thread, board, made, here.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, element: Element) -> RawPost:
        cells = _BODY(element)  # early versions have the class on the buttons' cell, too
        box = cells[-1] if cells else first_of(element, "sp", "div")
        body = read(box, Rules(), page.base_url) if box is not None else Body()
        sent = _letter(body)
        head = first_of(element, "nav", "div")
        shown = sent or ((found := _MOMENT.search(text_of(head))) and found[0])
        when = parse(shown or None, page.calendar, CHINA)
        floors = (match for mark in element.iter("span", "a") if (match := _FLOOR.match(text_of(mark))))
        floor = next((None if match[2] else int(match[1]) for match in floors), None)
        links = [link.get("href", "") for link in element.iter("a")]
        own = next((match[1] for link in links if (match := _ARTICLE.search(link))), None)
        made = raw_post(self, page, thread, board, own or "", thread.url or page.url, body, when)
        made.post.floor = floor
        name = text_of(first_of(element, "a-u-name", "span", "td")) or next(
            (match[1] for link in links if (match := _MEMBER.search(link))), ""
        )
        made.post.author = Author(name) if name else None
        made.post.edited_at = parse(body.edited, page.calendar, CHINA).iso if body.edited else None
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        for link in links_in(element):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if not at or at.kind != "thread" or at.page > 1 or not text_of(link):
                continue
            found = ThreadRow(at.id, url, text_of(link), sticky="top" in (element.get("class") or link.get("class") or "").split())
            found.author = next((Author(text_of(user)) for user in links_in(element) if _MEMBER.search(user.get("href", ""))), None)
            shown = [text_of(cell) for cell in element if "title_10" in (cell.get("class") or "")] or re.findall(
                r"20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d", text_of(element)
            )
            times = [parse(text, page.calendar, CHINA).iso for text in shown]
            found.created_at, found.last_post_at = (*times, None, None)[:2]
            count = first_of(element, "title_11", "td")
            told = _COUNT.match((link.tail or "").strip())
            found.replies = number(text_of(count)) if count is not None else int(told[1]) if told else None
            return found
        return None


def _letter(body: Body) -> str | None:
    """Takes head, foot and quotation out of a letter's text; gives the time in its head."""
    sent = next(((place, match[1]) for place, block in enumerate(body.blocks[:5]) if (match := _SENT.match(block.text))), None)
    blocks = body.blocks[sent[0] + 1 :] if sent else body.blocks
    end = next((place for place, block in enumerate(blocks) if block.text == "--" or _CAME_FROM.match(block.text)), len(blocks))
    body.edited = next((match[1] for block in blocks if (match := _EDITED.search(block.text))), None)
    images, body.images, body.blocks = body.images, [], []
    quote: Quote | None = None
    for place, block in enumerate(blocks):
        if block.type == "image" and block.index is not None:
            image = images[block.index]
            if place < end or "/att/" in image.url:  # attachments stand below the foot, a signature's pictures in it
                image.url = _SMALLER.sub("", image.url)
                block.index = image.index = len(body.images)
                body.images.append(image)
                body.blocks.append(block)
        elif place >= end:
            continue
        elif found := _QUOTED.match(block.text):
            quote = Quote("", found[1])
            body.quotes.append(quote)
            body.blocks.append(Block("quote", index=len(body.quotes) - 1))
        elif quote is not None and block.text.startswith((":", "：")):
            quote.text = f"{quote.text}\n{block.text[1:].strip()}".strip()
        else:
            body.blocks.append(block)
    return sent[1] if sent else None


ENGINE = NForum()
