"""nForum, the web face of KBS telnet boards (水木社区 newsmth.net, 北邮人 byr.cn): its templates of 2010 to 2014, desktop and mobile.

Articles are numbered within their board: a thread's id is ``BOARD.NUMBER``.  A post is a letter with a head (发信人, 标题, 发信站), which
the mobile pages leave out, and a foot: ``--``, a signature, where it came from.  The opening post (楼主) has no number.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.dates import When
from crawler.forum import CHINA, Target, ThreadRow
from crawler.items import Author, Board, Quote
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import first_of, links_in, text_of
from crawler.text import number

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


class NForum(Table):
    """Threads and boards of nForum."""

    name = "nforum"
    rank = 40
    sites = ("newsmth.net", "mysmth.net", "bbs.byr.cn")
    fingerprints = (b"nForum", b"a-u-name", b"board-list", b"WAPFORUM")
    zone = CHINA
    addresses = (
        Address("thread", r"^/(?:nForum/)?(?:#!)?article/(?P<board>[\w.-]+)/(?P<id>\d+)/?$", name="{board}.{id}"),
        Address("board", r"^/(?:nForum/)?(?:#!)?board/(?P<id>[\w.-]+)/?$"),
        Address("index", r"^/(?:nForum/)?(?:#!)?(?:index)?/?$"),
    )
    page_key, permalink, page_part = "p", "{thread}", re.compile(r"\?.*$")

    pager = css("a[href]")
    posts = css("table.article, ul.list.sec > li:has(> div.nav.hl)")
    rows = css("table.board-list > tbody > tr, ul.list.sec > li")

    def detect(self, page: Page) -> bool:
        if b"/user/query/" in page.body and (b"board-list" in page.body or b'class="list sec"' in page.body):
            return True
        return b"a-bottom" in page.body and b"a-u-name" in page.body

    def parts(self, url: str) -> tuple[str, dict[str, str]]:
        """``#!`` before the path: the desktop pages load all others by scripts."""
        return super().parts(url.replace("/#!", "/%23!"))

    def title_of(self, sheet: Sheet) -> str:
        heads = (*sheet.tree.iter("span"), *sheet.tree.iter("li"))
        return next((_TITLE.sub("", text) for head in heads if len(head) < 3 and _TITLE.match(text := text_of(head))), "")

    def board_above(self, sheet: Sheet) -> Board:
        name = sheet.here.id.partition(".")[0] if sheet.here and sheet.here.id not in ("", "0") else ""
        root = sheet.page.url.partition("/article/")[0].partition("/board/")[0]
        return Board(name, name, [name], sheet.address(f"{root}/board/{name}")) if name else Board()

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return next((match[1] for link in unit.iter("a") if (match := _ARTICLE.search(link.get("href", "")))), "")

    def _read(self, sheet: Sheet, unit: Element) -> tuple[Body, str | None]:
        """A letter's text, and the time in its head."""
        cells = css("td.a-content")(unit)  # early versions have the class on the buttons' cell, too
        box = cells[-1] if cells else first_of(unit, "sp", "div")
        body = self.read_body(sheet, box) if box is not None else Body()
        return body, _letter(body)

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        return self._read(sheet, unit)[0]

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        found = _MOMENT.search(text_of(css("div.nav").first(unit)))
        return sheet.moment(self._read(sheet, unit)[1] or (found[0] if found else None))

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        floors = (match for mark in unit.iter("span", "a") if (match := _FLOOR.match(text_of(mark))))
        return next((None if match[2] else int(match[1]) for match in floors), None)

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """The opening post (楼主) has no number, the others have."""
        if sheet.here and sheet.here.first and posts[0].post.floor is None:
            sheet.thread.author, sheet.thread.created_at = posts[0].post.author, posts[0].post.created_at

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        members = (match[1] for link in unit.iter("a") if (match := _MEMBER.search(link.get("href", ""))))
        name = text_of(css("span.a-u-name, td.a-u-name").first(unit)) or next(members, "")
        return Author(name) if name else None

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        for link in links_in(unit):
            url = sheet.address(link)
            at = self.target(url)
            if not at or at.kind != "thread" or at.page > 1 or not text_of(link):
                continue
            found = ThreadRow(at.id, url, text_of(link), sticky="top" in (unit.get("class") or link.get("class") or "").split())
            found.author = next((Author(text_of(user)) for user in links_in(unit) if _MEMBER.search(user.get("href", ""))), None)
            shown = [text_of(cell) for cell in unit if "title_10" in (cell.get("class") or "")] or re.findall(
                r"20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d", text_of(unit)
            )
            found.created_at, found.last_post_at = (*(sheet.moment(text).iso for text in shown), None, None)[:2]
            count, told = first_of(unit, "title_11", "td"), _COUNT.match((link.tail or "").strip())
            found.replies = number(text_of(count)) if count is not None else int(told[1]) if told else None
            if sheet.here is None or sheet.here.kind != "board":
                sheet.here = Target("board", found.id.partition(".")[0])
            return found
        return None


ENGINE = NForum()
