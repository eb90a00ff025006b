"""My Little Forum 2: threads and lists of them, in the tree and the table view.

A thread is one page (``index.php?mode=thread&id=N``), its posts nested or in a row.  A single post has a page too (``index.php?id=N``),
which names its thread's.  Boards are categories: a menu names them, and a thread behind its heading, where no link leads to them.

Seen running: 2.4 in its stock theme: the tree and the table view, nested and in a row, English and German.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, skip
from crawler.dates import When
from crawler.forum import BoardRow, Reading, Target, ThreadPage, ThreadRow
from crawler.items import Board, Thread
from crawler.markup.css import NOTHING, css
from crawler.markup.quotes import headed
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import count, number, tidy
from crawler.urls import absolute, path, query

_MENU = css("select[name='category'] option[value]")
_LISTED = css("li > a[href]")
_WHOLE = css("ul.openthread a[href*='mode=thread']")
_ANSWERED = re.compile(r"#p(\d+)$|[?&]id=(\d+)$")
_EDITED = re.compile(r",\s*(.+)$")


class MyLittleForum(Table):
    """My Little Forum threads and categories."""

    name = "mylittleforum"
    rank = 40
    generators = ("my little forum",)

    title = css("div.thread-posting h1")
    posts, number_in = css("div.thread-posting"), re.compile(r"^p(\d+)$")
    body, body_rules = css("div.body"), Rules(classes={"signature": skip, "tags": skip}, tags={"blockquote": headed(NOTHING)})
    author, permalink = css("p.author strong"), "{thread}#p{id}"
    member = re.compile(r"show_user=(\d+)")
    edited, edited_in = css("p.author span.edited"), _EDITED
    pager = css("#subnav a[href*='page=']")
    message = css("#content > p, #content p.notice, #content p.caution")

    rows, row_link = css("#content ul.thread:not(.openthread)"), css("a[href]")

    def target(self, url: str) -> Target | None:
        asked, script = query(url), path(url).rpartition("/")[2]
        mode, page = asked.pop("mode", "index"), number(asked.pop("page", None)) or 1
        if script not in ("", "index.php"):
            return None
        if mode == "thread" and set(asked) == {"id"} and asked["id"].isdecimal():
            return Target("thread", asked["id"])
        category = asked.pop("category", "0")
        if mode != "index" or asked or not category.isdecimal():
            return None
        return Target("board", category, page) if int(category) else Target("index", "", page)

    def read(self, page: Page) -> Reading:
        """A single post's page leads to its thread's."""
        whole = _WHOLE.first(page.tree)
        link = absolute(page.base_url, whole.get("href") or "") if whole is not None else ""
        if link and (at := self.target(link)):
            return ThreadPage(Thread(at.id, link), Board(), [], whole_url=link)
        return super().read(page)

    def title_of(self, sheet: Sheet) -> str:
        """The heading, without the category behind it."""
        return super().title_of(sheet).removesuffix(text_of(css("h1 span.category").first(sheet.tree))).strip()

    def board_above(self, sheet: Sheet) -> Board:
        """A thread names its category in brackets, without a link."""
        name = text_of(css("h1 span.category").first(sheet.tree)).strip("()")
        return Board(name=name or None, path=[name] if name else [])

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        names = {option.get("value"): text_of(option) for option in _MENU(sheet.tree)}
        name = names.get(here.id) if here.kind == "board" else None
        return Board(here.id, name, [name], self._list(sheet, here.id)) if name else Board(here.id or None)

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        """The categories of the menu, on the index only: on their own pages they are no boards below one."""
        if sheet.here is None or sheet.here.kind != "index":
            return []
        named = ((option.get("value") or "", text_of(option)) for option in _MENU(sheet.tree))
        return [BoardRow(ident, self._list(sheet, ident), name) for ident, name in named if ident.isdecimal() and int(ident)]

    def _list(self, sheet: Sheet, category: str) -> str:
        return sheet.address(f"index.php?mode=index&category={category}")

    def says_empty(self, sheet: Sheet) -> bool:
        """The menu stands above lists only; a category that a guest may not see is not in it."""
        return _MENU.first(sheet.tree) is not None

    def post_of(self, sheet: Sheet, unit: Element) -> RawPost | None:
        made = super().post_of(sheet, unit)
        above = css("span.op-link a").first(unit)
        answered = _ANSWERED.search(above.get("href") or "") if above is not None else None
        if made is not None and answered:
            made.post.reply_to = answered[1] or answered[2]
        return made

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        """'by NAME, PLACE, TIME (how long ago)': the words before the age, after the mark that ends the place, or after the name."""
        age = css("p.author span.ago").first(unit)
        before = age.getprevious() if age is not None else None
        return sheet.moment(tidy(before.tail or "").lstrip(", ")) if before is not None else sheet.moment("")

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        """A thread is a tree of links to its posts; in the table its cells follow: author, time, views, replies."""
        links = _LISTED(unit)
        ident = number((unit.get("id") or "").removeprefix("thread-"))
        if not links or ident is None:
            return None
        found = ThreadRow(str(ident), sheet.address(f"index.php?mode=thread&id={ident}"), text_of(links[0]))
        found.sticky = "sticky" in (links[0].get("class") or "")
        found.replies = len(links) - 1
        cell = next(unit.iterancestors("td"), None)
        if cell is None:
            found.author = self.person(css("strong").first(unit))
            times = [sheet.moment(tidy(tail.text or "")).iso for tail in css("span.tail")(unit)]
        else:
            cells = [text_of(other) for other in cell.itersiblings("td")]
            found.author = self.person(next(cell.itersiblings("td"), None))
            found.views = count(cells[2]) if len(cells) > 3 and cells[2] else None
            times = [sheet.moment((link.get("title") or "").partition(", ")[2]).iso for link in links]
        found.created_at, found.last_post_at = times[0] if times else None, max(filter(None, times), default=None)
        return found


ENGINE = MyLittleForum()
