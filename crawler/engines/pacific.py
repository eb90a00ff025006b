"""The forums of the Pacific sites (太平洋): cars (bbs.pcauto.com.cn), computers (itbbs.pconline.com.cn), babies, games.

What four readers of these pages rely on: ``.post_wrap``, ``.needonline`` or ``.uName``, ``.post_time``, ``.replyBody`` or ``.post_msg``,
``.cite``; ``.topic-tit`` in boards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, skip
from crawler.forum import CHINA, Reading, Target
from crawler.items import Board, Thread
from crawler.markup.above import links_above
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.lists import breadcrumb
from crawler.markup.quotes import said
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import text_of
from crawler.text import number

_QUOTE = said(r"^\s*(\S.{0,40}?)\s*(?:发表于|于)\s*(20\d\d[-\d: ]+\d)(?:\s*(?:的|原帖|发表).{0,6})?\s*")
_COUNTS = re.compile(r"查看\D{0,3}(\d+).*?回复\D{0,3}(\d+)")
_NUMBER = re.compile(r"\d{3,}")


class Pacific(Table):
    """Threads and boards of the Pacific sites."""

    name = "pacific"
    rank = 40
    sites = tuple(f"bbs.{site}.com.cn" for site in ("pconline", "pcauto", "pcbaby", "pclady", "pcgames", "pchouse"))
    fingerprints = (b"post_wrap", b"psot_wrap_first")
    zone = CHINA
    addresses = (
        Address("thread", r"^/topic-(?P<id>\d+)(?:-(?P<page>\d+))?\.html$"),
        Address("board", r"^/forum-(?P<id>\d+)(?:-(?P<page>\d+))?\.html$"),
        Address("board", r"^/[a-z]+/f(?P<id>\d+)(?:_(?P<page>\d+))?\.html$"),
        Address("thread", r"^/[a-z]+/(?P<id>\d+)(?:_(?P<page>\d+))?\.html$"),
    )

    title_cut, document_title = re.compile(r"_.*$"), True
    page_part, permalink = re.compile(r"[-_]\d+(?=\.html$)"), "{thread}"
    pager = css("a[href]")

    posts = css("div.post_wrap, div.psot_wrap_first")
    body, needs_body = css(".replyBody", ".post_msg", ".post_main"), True
    body_rules = Rules(classes={"cite": _QUOTE, "post_time": skip, "post_r_tit": skip}, tags={"blockquote": _QUOTE})
    author = css(".needonline, .uName")
    time, time_in = css(".post_time"), re.compile(r"20\d\d-\d\d?-\d\d? \d\d?:\d\d(?::\d\d)?")
    member = re.compile(r"^(?:https?:)?//my\.pc[a-z]+\.com\.cn/(\w+)")

    rows = css(".topic-tit")
    own_name, board_title = True, re.compile(r"^([^_]+)")

    def detect(self, page: Page) -> bool:
        return b"psot_wrap_first" in page.body or (b'"post_wrap' in page.body and b"needonline" in page.body)

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """Advertisements say neither who wrote them nor when."""
        told = (self.author_of(sheet, post) or self.time_of(sheet, post).raw for post in super().posts_on(sheet))
        return [post for post, is_told in zip(super().posts_on(sheet), told, strict=True) if is_told]

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        """A number that all posts share is the thread's."""
        ids = [self.id_of(sheet, unit) for unit in units]
        if not all(ids) or len(set(ids)) < len(ids):
            units = [_numberless(unit) for unit in units]
        return super().thread_page(sheet, units)

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        """The number in the id of a post's own elements; empty where it has none."""
        body = self.body.first(unit)
        around = [up for up in body.iterancestors() if up in set(unit.iter())] if body is not None else []
        boxes = (unit, *([body] if body is not None else []), *reversed(around))
        return next((match[0] for box in boxes if (match := _NUMBER.search(box.get("id") or ""))), "") if not unit.get("data-no-id") else ""

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return self.page_part.sub("", sheet.page.url) if here.page > 1 else sheet.page.url

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread = super().thread_of(sheet, here)
        if shown := _COUNTS.search(text_of(css(".overView").first(sheet.tree))):
            thread.views, thread.replies = number(shown[1]), number(shown[2])
        return thread

    def board_above(self, sheet: Sheet) -> Board:
        """The last board that is linked above the posts."""
        first = css("div.post_wrap, div.psot_wrap_first, a.needonline").first(sheet.tree)
        board = breadcrumb(self, sheet.page, links_above(first, sheet.tree))
        board.path = board.path[-1:]
        return board


def _numberless(unit: Element) -> Element:
    unit.set("data-no-id", "1")
    return unit


ENGINE = Pacific()
