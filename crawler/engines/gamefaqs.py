"""GameFAQs' message boards.  Guests read the times of California; pages are numbered from 0."""

from __future__ import annotations

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker
from crawler.forum import BoardRow, Target
from crawler.items import Author, Image, Quote
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Select, text_of

_PICTURE = re.compile(r"https://gamefaqs\.gamespot\.com/a/(?:forum|user_image)/\S+\.(?:jpe?g|png|gif|webp)")


def _cite(walker: Walker, element: Element) -> None:
    """``NAME posted...`` before a quote belongs to it."""
    if "data-quote-id" not in element.attrib and not text_of(element).endswith("posted..."):
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    before = element.getprevious()
    before = before.getprevious() if before is not None and before.tag == "br" else before
    author = text_of(before).removesuffix("posted...").strip() if before is not None and before.tag == "cite" else ""
    walker.quote(Quote(walker.inside_text(element), author or None, before.get("data-quote-id") if author and before is not None else None))


class GameFaqs(Table):
    """Boards and topics."""

    name = "gamefaqs"
    rank = 30
    sites = ("gamefaqs.gamespot.com",)
    fingerprints = (b"gamefaqs-desktop", b"gamefaqs-mobile")
    zone = ZoneInfo("America/Los_Angeles")
    addresses = (
        Address("thread", r"^/boards/\d+(?:-[^/]*)?/(?P<id>\d+)/?$"),
        Address("board", r"^/boards/(?P<id>\d+)(?:-[^/]*)?/?$"),
        Address("index", r"^/boards/?$"),
    )
    first_page = 0

    title = board_name = css("h1")
    page_part, permalink = re.compile(r"\?.*"), "{thread}/{id}"
    crumbs = Select("(//ol[contains(concat(' ',@class,' '),' crumbs ')])[1]//a")
    pager = css("ul.paginate a")

    posts = css("td.msg[id^='message_']")
    body = css("div.msg_text")
    body_rules = Rules(tags={"blockquote": _quote, "cite": _cite})
    time, edited, floor = css("span.post_time"), css("span.edit_time[title]"), css("span.message_num")

    rows, row_link = css("table.topics tr:has(> td.topic)"), css("td.topic a")
    row_author, row_posts, row_last = css("td.tauthor a"), css("td.count"), css("td.lastpost")
    row_sticky = css("i[class*='sticky'], i[class*='thumb'], img[class*='sticky'], img[class*='thumb']")
    own_name = True

    def detect(self, page: Page) -> bool:
        return b"/boards" in page.start

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        return super().boards_on(sheet) if sheet.here == Target("index", "") else []

    boards = css("td a[href*='/boards/']")

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return sheet.address((sheet.page.link("canonical") or sheet.page.url).split("?", 1)[0])

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        user = css("a[data-username]").first(unit)
        return Author(user.get("data-username", ""), user.get("data-userid")) if user is not None else None

    def read_body(self, sheet: Sheet, content: Element, beside: Iterable[Element] = ()) -> Body:
        """A picture is posted as its bare address; a script shows it."""
        body = super().read_body(sheet, content, beside)
        for block in body.blocks:
            if block.type == "paragraph" and _PICTURE.fullmatch(block.text):
                body.images.append(Image(len(body.images), block.text))
                block.type, block.text, block.index = "image", "", len(body.images) - 1
        return body


ENGINE = GameFaqs()
