"""Tianya (bbs.tianya.cn, 2011–2023).  No page of it was at hand; the markup is what public readers of it rely on.

Replies carry author and time as attributes, the oldest in a line of text, and are counted from 1; the opening post is told by the head.
A reply repeats what it answers as text above a line of dashes: '@NAME TIME', the words, '-----'.  Remarks (评论) stand below a reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When
from crawler.forum import CHINA, Notice, Target, ThreadRow
from crawler.items import Author, Board, Comment, Quote, Thread
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import OPENING, Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number, tidy

_QUOTED = re.compile(r"^@(\S+?)\s+(\d{4}-\d+-\d+ \d+:\d+(?::\d+)?)")
_DASHES = re.compile(r"^[\s\u3000]*-{10,}")


def _told(info: Element | None) -> dict[str, str]:
    """What a line tells: '时间：…', '点击：…'."""
    spans = [text_of(span) for span in info.iter("span")] if info is not None else []
    return dict(span.partition("：")[::2] for span in spans if "：" in span)


def _named(info: Element | None) -> Author | None:
    """Who a line names."""
    for link in info.iter("a") if info is not None else ():
        if name := tidy(link.get("uname") or "") or text_of(link):
            return Author(name, link.get("uid"))
    return None


def _author(element: Element) -> Author | None:
    name = tidy(unquote(element.get("_host") or element.get("js_username") or ""))
    return Author(name, element.get("_hostid") or None) if name else None


def _take_quote(walker: Walker) -> None:
    """Text from '@NAME TIME' down to a line of dashes is what the reply answers."""
    blocks = walker.body.blocks
    head = _QUOTED.match(blocks[0].text) if blocks and blocks[0].type == "paragraph" else None
    end = next((at for at, block in enumerate(blocks) if block.type == "paragraph" and _DASHES.match(block.text)), None)
    if head is None or end is None:
        return
    words = [blocks[0].text[head.end() :].strip(), *(line for block in blocks[1:end] for line in block.lines())]
    walker.body.quotes.append(Quote("\n".join(filter(None, words)), head[1], None, head[2]))
    rest = _DASHES.sub("", blocks[end].text).strip()
    blocks[: end + 1] = [Block("quote", index=len(walker.body.quotes) - 1), *([Block("paragraph", text=rest)] if rest else [])]


def _img(walker: Walker, element: Element) -> None:
    """Pictures load late: ``original`` names them, ``src`` shows a wheel until then."""
    if original := element.get("original"):
        element.set("src", original)
    if (image := picture(element, walker.base_url)) is not None:
        walker.image(image)


_RULES = Rules(classes=dict.fromkeys(("atl-reply", "item-reply-view", "host-data"), skip), tags={"img": _img})


class Tianya(Table):
    """Tianya boards and threads."""

    name = "tianya"
    rank = 30
    sites = ("tianya.cn",)
    fingerprints = (b"tianya",)
    zone = CHINA
    addresses = (
        Address("board", r"^/(?:m/)?list-(?P<id>\w+)-(?P<page>\d+)(?:-\d+)?\.s?html"),
        Address("thread", r"^/(?:m/)?post-(?P<board>\w+)-(?P<id>\d+)(?:-(?P<page>\d+))?\.s?html", name="{board}-{id}"),
    )

    title, document_title, title_cut = css(".s_title", ".atl-title"), True, re.compile(r"_.*$")
    thread_url, permalink = "/post-{id}-1.shtml", "{page}"
    pager = css(".atl-pages a")
    posts, body, needs_body = css("div.atl-item"), css(".bbs-content"), True
    body_rules = _RULES
    rows = css("tr:has(td + td + td + td + td)")

    def detect(self, page: Page) -> bool:
        return b'class="atl-item' in page.body

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """The opening post has no head of its own; it stands on the first page."""
        first = sheet.here is None or sheet.here.page == 1
        return [post for post in super().posts_on(sheet) if first or not self._opens(post)]

    def _opens(self, unit: Element) -> bool:
        return css(".atl-info").first(unit) is None and not unit.get("replyid")

    def _head(self, sheet: Sheet) -> Element | None:
        return css(".atl-info").first(sheet.tree)

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread, head = super().thread_of(sheet, here), self._head(sheet)
        told = _told(head)
        thread.views, thread.replies, thread.author = number(told.get("点击")), number(told.get("回复")), _named(head)
        thread.created_at = sheet.moment(told.get("时间")).iso
        return thread

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """The page's head tells who opened the thread, and when."""

    def board_above(self, sheet: Sheet) -> Board:
        ident = sheet.here.id.rpartition("-")[0] if sheet.here else ""
        name = next(iter(sheet.page.title.split("_")[1:2]), None)
        return Board(ident or None, name, [name] if name else [], sheet.address(f"/list-{ident}-1.shtml") or None if ident else None)

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        if self._opens(unit):
            return OPENING
        return unit.get("replyid") or unit.get("id") or re.sub(r"\D", "", self.time_of(sheet, unit).raw or "")

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return sheet.page.url or sheet.thread.url or ""

    def read_body(self, sheet: Sheet, content: Element, beside: Iterable[Element] = ()) -> Body:
        walker = Walker(_RULES, sheet.page.base_url)
        walker.walk(content)
        walker.end_line()
        _take_quote(walker)
        return walker.body

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return sheet.thread.author if self._opens(unit) else _author(unit) or _named(css(".atl-info").first(unit))

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        told = _told(self._head(sheet) if self._opens(unit) else css(".atl-info").first(unit))
        return sheet.moment((None if self._opens(unit) else unit.get("js_restime")) or told.get("时间"))

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        if self._opens(unit):
            return None
        labels = (re.fullmatch(r"(\d+)楼", text_of(mark)) for mark in css(".atl-reply span")(unit))
        return next((int(match[1]) for match in labels if match), None) or number(unit.get("id"))

    def remarks_of(self, sheet: Sheet, unit: Element) -> Iterable[Comment]:
        for entry in css(".ir-list li")(unit) if not self._opens(unit) else ():
            words = next((text_of(mark) for mark in entry.iter("span") if mark.get("class") == "ir-content"), "").lstrip("：: ")
            name = tidy(unquote(entry.get("_username") or ""))
            if words:
                author = Author(name, entry.get("_userid") or None) if name else None
                yield Comment(words, author, sheet.moment(entry.get("_replytime")).iso)

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        name = text_of(css(".current", ".title").first(sheet.tree)) or sheet.page.title.split("_")[0]
        return Board(here.id or None, name or None, [name] if name else [], sheet.page.url or None)

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        if here.kind == "thread":
            return super().pages_of(sheet, here)
        following = (link for link in sheet.tree.iter("a") if text_of(link).startswith("下一页"))
        return here.page, None, next((sheet.address(link) for link in following), None)

    def notice(self, sheet: Sheet) -> Notice:
        words = sheet.page.title
        return Notice("missing" if sheet.page.status == 404 or re.search("404|不存在|删除|出错", words) else "empty", words)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        cells = list(unit.iter("td"))
        found = super().row_of(sheet, cells[0]) if len(cells) >= 5 else None
        if found is not None:
            found.sticky = "置顶" in (cells[0].get("title") or "")
            found.author = Author(text_of(cells[1])) if text_of(cells[1]) else None
            found.views, found.replies = number(text_of(cells[2])), number(text_of(cells[3]))
            found.last_post_at = sheet.moment(cells[4].get("title") or text_of(cells[4])).iso
        return found


ENGINE = Tianya()
