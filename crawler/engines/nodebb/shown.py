"""NodeBB's pages as a browser builds them: read by the ``component`` and ``data-*`` attributes that every theme keeps."""

from __future__ import annotations

import re
from datetime import UTC
from itertools import pairwise
from urllib.parse import unquote

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import read
from crawler.dates import When, stamp
from crawler.engines.nodebb.body import RULES
from crawler.engines.nodebb.family import Family, author_of, home, locked, name_quoted
from crawler.forum import Notice, Reason, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.raw_post import RawPost
from crawler.select import Select, Value, text_of
from crawler.text import count, number
from crawler.urls import path

_OWN = "[not(ancestor::*[@component='post/parent' or @component='post/content'])]"
_PERMALINK = Value(f".//a[contains(@href,'/post/')]{_OWN}/@href")
_NUMBER = Value(".//*[contains(@class,'post-index')]")
_MOMENT = Value(f"(.//meta[@itemprop='datePublished']/@content | .//*[contains(@class,'timeago')]{_OWN}/@title)[1]")
_WRITER = Select(f".//a[contains(@href,'/user/')][normalize-space()][not(.//*[@component])]{_OWN}")
"""What a post shows when its ``data-*`` attributes are gone, as in collections of pages."""
_EDITED = Value(".//*[@component='post/editor']/*[@title]/@title")
_ROW_USER = Value("(.//a[contains(@href,'/user/')]/@title | .//a[contains(@href,'/user/')]//img/@title)")
_EXACT = Value(".//*[@title]/@title")
_LABEL = Select("//*[@component='topic/category'][not(//*[@component='category/topic'])]")
POSTS = css("[component='post']")
BODY = css("[component='post/content']")


class Shown(Family, Table):
    """Topics and categories by their elements."""

    zone = UTC
    title = css("[component='topic/title']", "[component='post/header'] h1")
    title_cut = re.compile(r" \| [^|]*$")
    document_title = True
    crumbs = css("ol.breadcrumb a[href*='/category/']")
    pager = css("[component='pagination'] a, link[rel='next']")
    address_cut = re.compile(r"(?<=[?&])lang=[^&]*&?")
    """The reader's language, which the site adds to its own links."""
    own_name, board_name = False, css("h1")
    page_part = re.compile(r"\?.*$")

    posts, body, prints_numbers = POSTS, BODY, True
    rows = css("[component='category/topic'][data-tid]")
    row_link = css("[component='topic/header'] a", "a[href*='/topic/']")
    boards = css("[component='categories/category'] h2 > a, [component='categories/category'] h4 > a, [component='category/subcategory'] a")

    def first_page_url(self, sheet: Sheet) -> str:
        here = sheet.here
        url = sheet.address(sheet.page.link("canonical")) if here and here.kind == "thread" else ""
        return (url or sheet.page.url).partition("?")[0]

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        super().opened(sheet, posts)
        name_quoted(posts)
        replies = [made.post for made in posts if made.post.floor != 1]
        if len(replies) > 1 and all((later.created_at or "") < (made.created_at or "") for made, later in pairwise(replies)):
            for made in replies:
                made.floor = None  # the newest stand first, and the numbers count places

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return unit.get("data-pid") or unquote(_PERMALINK(unit).rpartition("/")[2])

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return sheet.address(f"{home(sheet.page)}/post/{pid}")

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        content = self.body.first(unit)
        if content is None:
            return Body()
        removed = "deleted" in unit.get("class", "").split()
        return locked(text_of(content)) if removed else read(content, RULES, sheet.page.base_url)

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        name, uid = unit.get("data-username", ""), unit.get("data-uid", "")
        return author_of({"username": name or text_of(_WRITER.first(unit)), "uid": uid})

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        milliseconds = number(unit.get("data-timestamp"))
        iso = stamp(milliseconds / 1000, UTC) if milliseconds else None
        return When(iso, iso, "second") if iso else sheet.moment(_MOMENT(unit))

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        index = number(unit.get("data-index"))
        return index + 1 if index is not None else number(_NUMBER(unit))

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        return sheet.moment(_EDITED(unit)).iso

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        link = self.row_link.first(unit)
        url = sheet.address(link)
        if not url:
            return None
        found = ThreadRow(unit.get("data-tid", ""), url, text_of(link), sticky="pinned" in unit.get("class", "").split())
        found.author = Author(name) if (name := _ROW_USER(unit)) else None
        times = sorted({iso for time in css(".timeago[title]")(unit) if (iso := sheet.moment(time.get("title")).iso)})
        found.created_at, found.last_post_at = times[0] if len(times) > 1 else None, times[-1] if times else None
        counts = {word: count(_EXACT(box) or text_of(box)) for word in ("postcount", "viewcount") for box in css(f".stats-{word}")(unit)}
        posts = counts.get("postcount")
        found.replies, found.views = posts - 1 if posts else None, counts.get("viewcount")
        return found

    def board_above(self, sheet: Sheet) -> Board:
        board, label = super().board_above(sheet), _LABEL.first(sheet.tree)
        at = self.target(sheet.address(label)) if label is not None and board.id is None else None
        if at and label is not None and (name := text_of(label)):
            return Board(at.id, name, [name], sheet.address(label))
        return board

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """A site that scrolls without end shows no last page."""
        current, _, following = super().pages_of(sheet, here)
        return current, None, following

    def notice(self, sheet: Sheet) -> Notice:
        page = sheet.page
        why: Reason = "missing" if page.status == 404 else "login" if path(page.url).endswith("/login") else "empty"
        return Notice(why, page.title)


SHOWN = Shown()
