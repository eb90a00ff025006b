"""Question2Answer 1.6 to 1.8: a question and its answers are the posts, the remarks below them their comments.

All of them are numbered alike (``q21``, ``a22``, ``c23``), and every theme keeps the classes: ``qa-q-view-…``, ``qa-a-item-…``,
``qa-c-item-…``.  1.6 has exact times in a hidden ``value-title``, later versions in ``time``.

The home page shows the latest questions and no way to older ones: all of them are listed at ``questions``.  A list's heading says what it
lists ('Recent questions in NAME'), an empty one's that there are none.  Nothing numbers the answers for a reader.

Seen running: 1.8.8 in SnowFlat and Classic, with friendly addresses and without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.body.walker import Rules
from crawler.dates import NEVER, When
from crawler.forum import BoardPage, BoardRow, Reading, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import NOTHING, css
from crawler.markup.pager import numbered_pager
from crawler.markup.quotes import headed
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.raw_post import RawPost
from crawler.select import first_of, text_of
from crawler.text import count, number
from crawler.urls import path, query

_QUESTION = re.compile(r"^/?(?:.*?index\.php)?/?(\d+)(?:/[^/]*)?/?$")
_LIST = re.compile(r"/?(?:questions|qa)(?:/(?P<name>[^?]+?))?/?$")
_CATEGORIES = re.compile(r"(?:^|/)categories(?:/|$)")
_HEADING = re.compile(r"\b(?:in|dans|en|em|w|в)\s+(.+)$")
_PER_PAGE = 20
_CATEGORY = css(".qa-browse-cat-nolink, .qa-browse-cat-link")


class Question2Answer(Table):
    """Question2Answer questions and lists of them."""

    name = "question2answer"
    rank = 40
    fingerprints = (b"qa-body-js-off", b"qa-template-question", b"qa-template-questions", b"qa-template-qa")

    title = css("h1 span, h1 a", "h1")
    tags = css(".qa-q-view-tags a")
    views = css("span.qa-view-count-data")
    body_rules = Rules(tags={"blockquote": headed(NOTHING)})
    crumbs = css(".qa-q-view-where a")
    pager = css(".qa-page-links a")
    message = css(".qa-error, .qa-notice", ".qa-main-heading h1", ".qa-main h1")

    posts, number_in = css("div.qa-q-view, .qa-a-list-item"), re.compile(r"(\d+)")
    body = css(".qa-q-view-content", ".qa-a-item-content")
    post_link, permalink = css("a.qa-q-view-what", "a.qa-a-item-what"), "{link}#{mark}"
    author = css("span.qa-q-view-who-data", "span.qa-a-item-who-data")
    time = css("span.qa-q-view-when", "span.qa-a-item-when")
    likes = css(".qa-netvote-count-data")
    edited = css(".qa-q-view-meta time[itemprop='dateModified']", ".qa-a-item-meta time[itemprop='dateModified']")
    remarks, remark_body = css(".qa-c-list-item"), css(".qa-c-item-content")
    remark_author, remark_time = css("span.qa-c-item-who-data"), css("span.qa-c-item-when")
    nobody = frozenset(("anonymous", "anonym", "anonyme", "anónimo", "anonimo", "аноним", "匿名"))

    rows, row_link = css(".qa-q-list-item"), css(".qa-q-item-title a")
    row_replies = css("span.qa-a-count-data")
    boards = css("a.qa-nav-cat-link")

    def target(self, url: str) -> Target | None:
        asked = query(url)
        start = number(asked.pop("start", None)) or 0
        route = asked.pop("qa", None)
        if route is not None and "qa_1" in asked:
            route = f"{route}/{asked.pop('qa_1')}"
        if asked:
            return None
        where = route if route is not None else path(url)
        if (match := _QUESTION.match(where)) and not start:
            return Target("thread", match[1])
        if match := _LIST.search(where):
            return (
                Target("board", match["name"] or "", start // _PER_PAGE + 1)
                if match["name"]
                else Target("index", "questions", start // _PER_PAGE + 1)
            )
        if _CATEGORIES.search(where):
            return Target("index", "categories")
        return Target("index", "") if where in ("", "/") else None

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        return Target("thread", str(number(units[0].get("id")) or 0))

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        canonical = sheet.address(sheet.page.link("canonical"))
        return next((url for url in (canonical, sheet.bare_url) if (at := self.target(url)) and at.kind == "thread"), sheet.bare_url)

    def board_above(self, sheet: Sheet) -> Board:
        """A category's own address has no word of its own."""
        board, link = super().board_above(sheet), self.crumbs.first(sheet.tree)
        if board.id is None and link is not None:
            board = Board(path(sheet.address(link)).strip("/") or None, text_of(link), [text_of(link)])
        return board

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        if css("div.qa-q-view").first(sheet.tree) is not None:
            sheet.thread.author, sheet.thread.created_at = posts[0].post.author, posts[0].post.created_at

    def reply_to_of(self, sheet: Sheet, unit: Element) -> str | None:
        """An answer answers the question."""
        return sheet.thread.id if "qa-a-list-item" in unit.get("class", "").split() else None

    def person(self, element: Element | None) -> Author | None:
        name = text_of(element)
        return Author(name) if name and name.lower() not in self.nobody else None

    def moment(self, sheet: Sheet, element: Element | None, within: re.Pattern[str] | None = None) -> When:
        if element is None:
            return NEVER
        exact = next(element.iter("time"), None)
        if exact is not None:
            return sheet.time(exact)
        hidden = first_of(element, "value-title", "span")
        when = sheet.moment((hidden.get("title") if hidden is not None else None) or text_of(element))
        return when._replace(raw=text_of(element) or when.raw)

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        if here.kind != "board":
            return Board()
        told = _HEADING.search(text_of(css(".qa-main h1", "h1").first(sheet.tree)))
        return Board(here.id, told[1] if told else None, [told[1]] if told else [], sheet.page.url)

    def board_page(self, sheet: Sheet, rows: list[ThreadRow], boards: list[BoardRow]) -> Reading:
        reading = super().board_page(sheet, rows, boards)
        if isinstance(reading, BoardPage) and sheet.here == Target("index", ""):
            links = map(sheet.address, css(".qa-nav-main a")(sheet.tree))
            reading.list_url = next((url for url in links if self.target(url) == Target("index", "questions")), None)
        return reading

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        """The page of categories has the names beside the links; the links of the home page lead to its own lists, not to the boards."""
        found = {row.id: row for row in super().boards_on(sheet)}
        for item in css(".qa-browse-cat-item")(sheet.tree):
            url, name = sheet.address(css(".qa-browse-cat-note a").first(item)), text_of(_CATEGORY.first(item))
            if name and (at := self.target(url)) and at.kind == "board":
                found.setdefault(at.id, BoardRow(at.id, url, name))
        if sheet.here == Target("index", "") and path(sheet.bare_url).endswith("/"):
            for link in self.boards(sheet.tree):
                url = sheet.address(link)
                slug = path(url.removeprefix(sheet.bare_url)).strip("/") if url.startswith(sheet.bare_url) else ""
                if slug and self.target(url) is None:
                    found.setdefault(slug, BoardRow(slug, f"{sheet.bare_url}questions/{slug}", text_of(link)))
        return list(found.values())

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        current = number(text_of(css("span.qa-page-selected").first(sheet.tree))) or 1 if self.pager.first(sheet.tree) is not None else 1
        return numbered_pager(sheet.page, current, self.pager(sheet.tree))

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        views = css("span.qa-view-count-data").first(unit)
        found.views = count(text_of(views)) if views is not None else None
        when = self.moment(sheet, css("span.qa-q-item-when").first(unit)).iso
        if text_of(css(".qa-q-item-what").first(unit)) == "asked":
            found.author, found.created_at = self.person(css("span.qa-q-item-who-data").first(unit)), when
        else:
            found.last_post_at = when
        return found


ENGINE = Question2Answer()
