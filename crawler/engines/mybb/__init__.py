"""MyBB 1.6 and 1.8.

Posts are found by the ids that every theme keeps: ``post_N`` around a post, ``pid_N`` around its body.  MyBB prints dates month first
unless a site chose otherwise; the dates of a page tell, as soon as one of them has a number above twelve.

Seen running: 1.8.37, with lists and with trees of posts (a setting for all guests) as its usual view.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates import NEVER, When
from crawler.engines.mybb.body import RULES
from crawler.engines.mybb.plain import VIEW
from crawler.engines.mybb.printed import read_printed
from crawler.engines.mybb.times import begins_with_day, full_year, time_in, zone_of
from crawler.forum import Notice, Reading, Target, ThreadPage, ThreadRow
from crawler.items import Author, Board
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.elements import numbered, with_id
from crawler.markup.plain import read_plain
from crawler.markup.sheet import Sheet, kept
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Either, Select, text_of
from crawler.text import number

_HIDDEN = "ancestor::*[@id='quick_login' or contains(translate(@style,' ',''),'display:none')]"
"""The box of the login in every page's head, whose cells look like those of a message."""
_PASSWORD = Select("//input[@name='pwverify']")
_FLOOR = re.compile(r"^#?\s*(\d[\d,.]*)$")
_BY = re.compile(r"\s+(?:by|von|par|por|da|door|av|af|de)\s+.*$")
_TOPIC = re.compile(rb"(?:[?&;]tid=|thread-)(\d+)|name=\"tid\" value=\"(\d+)\"")
_BEGUN = css("span.thread_start_datetime")


_LINEAR = re.compile(r"(?<=[?&])mode=linear(?:&|(?=#|$))")
_TO_LINEAR = css("td.thead a[href*='mode=linear']")
"""The way from a thread's tree, which shows one post, to its list; some sites show trees to guests by default."""


class Mybb(Table):
    """MyBB boards and threads."""

    name = "mybb"
    post_ids = "site"
    rank = 23
    fingerprints = (b"my_post_key", b"MyBB", b"showthread")
    addresses = (
        Address("thread", r"/showthread\.php$", key="tid"),
        Address("board", r"/forumdisplay\.php$", key="fid"),
        Address("thread", r"(?i)^(?!.*/archive/).*/thread-(?P<id>\d+)(?:-page-(?P<page>\d+))?\.html?$"),
        Address("board", r"(?i)^(?!.*/archive/).*/forum-(?P<id>\d+)(?:-page-(?P<page>\d+))?\.html?$"),
        Address("thread", r"(?i)/thread-(?P<id>[^/?.]+)$"),
        Address("board", r"(?i)/forum-(?P<id>[^/?.]+)$"),
        Address("index", r"^(?!.*/archive/).*/(?:index\.php)?$"),
    )
    traps = ("pid", "action", "sortby", "order", "datecut", "prefix", "mode", "highlight", "nocache")
    page_part = re.compile(r"-page-\d+|[?&]page=\d+")

    title = css(".navigation span.active, .navigation li.active", "[class*='breadcrumb'] .active")
    board_name = title
    crumbs = css("div.navigation a:not([class^='pagination'])", "[class*='breadcrumb'] a:not([class^='pagination'])")
    bar, bar_shows = css("div.pagination"), css("span.pagination_current, a.pagination_current")
    message = Either("//div[contains(@class,'error')]//ul | //div[@class='error']", f"//td[@class='trow1'][not({_HIDDEN})]")

    prints_numbers = True
    body_rules = RULES
    author = css("span.largetext", "div.post_author, td.post_author", "a[href*='uid='], a[href*='/user-'], a[href^='user-']")
    time = css("span.post_date, div.post_date", "td.tcat div.float_left")
    edited = css("span.edited_post")
    member = re.compile(r"(?:[?&;]uid=|/user-|^user-)(\d+)", re.IGNORECASE)
    clocks_vary = True

    row_link = css("span[id^='tid_'] a[href]")
    row_time, row_last = _BEGUN, css("span.lastpost")
    sticky_words, moved_words = ("forumdisplay_sticky",), ("movefolder", "thread_status_move")
    boards = css("td[class^='trow'] a[href], td[class*='forum'] strong > a[href]")

    def detect(self, page: Page) -> bool:
        if "/printthread.php?tid=" in page.url:
            return True
        if b"my_post_key" not in page.start and b"MyBB" not in page.body[-6000:]:
            return False
        marks = (b"my_post_key", b'class="post_body', b'id="tid_', b'class="trow1', b'class="tborder', b'id="fullversion"')
        return any(mark in page.body for mark in marks)

    def target(self, url: str) -> Target | None:
        """A thread's posts one after the other are what it is, whether or not the site shows threads so by default."""
        return super().target(_LINEAR.sub("", url))

    def zone_on(self, page: Page) -> tzinfo | None:
        return zone_of(page)

    def learn_order(self, sheet: Sheet, shown: Iterable[Element | None]) -> None:
        sheet.day_first = begins_with_day(sheet.page, map(self.dated, shown))

    def dated(self, element: Element | None) -> str:
        return full_year(time_in(element).words)

    def moment(self, sheet: Sheet, element: Element | None, within: re.Pattern[str] | None = None) -> When:
        shown = time_in(element)
        when = self.moment_in(sheet, shown.words)
        return when._replace(raw=shown.raw or when.raw)

    def moment_in(self, sheet: Sheet, words: str) -> When:
        """The time that words say, with a short year or a whole one."""
        return sheet.moment(full_year(words, sheet.page))

    def otherwise(self, sheet: Sheet) -> Reading | None:
        if "printthread.php" in sheet.page.url:
            return read_printed(self, sheet)
        return read_plain(self, sheet, VIEW) if b'id="fullversion"' in sheet.page.body else None

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """The boxes with an id ``post_N`` whose body, ``pid_N``, is there; the bodies themselves where a theme has no boxes."""
        boxes = dict(numbered(sheet.tree, "post_"))
        return [boxes.get(key, body) for key, body in numbered(sheet.tree, "pid_")]

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        match = _TOPIC.search(sheet.page.body)
        return Target("thread", next(filter(None, match.groups())).decode() if match else "0")

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        """A thread that its address names by words has its number in the page; a tree of its posts shows one, and leads to all."""
        if sheet.here is None or not sheet.here.id.isdecimal():
            places = [at for url in sheet.addresses() if (at := self.target(url)) and at.kind == "thread" and at.id.isdecimal()]
            sheet.here = places[0] if places else self.unnamed(sheet, units)
        reading = super().thread_page(sheet, units)
        if isinstance(reading, ThreadPage) and _TO_LINEAR.first(sheet.tree) is not None:
            reading.whole_url = sheet.address(f"showthread.php?tid={sheet.here.id}&mode=linear")
        return reading

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        named = (self.page_part.sub("", url) for url in reversed(list(sheet.addresses())) if url)
        first = next((url for url in named if (at := self.target(url)) and at.kind == "thread" and at.first), "")
        return first or sheet.address(f"showthread.php?tid={here.id}")

    def title_of(self, sheet: Sheet) -> str:
        return super().title_of(sheet) or re.split(r"\s+-\s+", sheet.page.title)[-1]

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        content = with_id(sheet.tree, f"pid_{self.id_of(sheet, unit)}")
        return self.read_body(sheet, content, self.beside_of(sheet, unit, content)) if content is not None else Body()

    def beside_of(self, sheet: Sheet, unit: Element, content: Element) -> Iterable[Element]:
        for sibling in content.itersiblings("fieldset", "div"):
            if sibling.tag == "fieldset" or "attachments" in sibling.get("class", ""):
                yield sibling
            else:
                yield from sibling.iterchildren("fieldset")

    @kept
    def _label(self, sheet: Sheet, unit: Element) -> Element | None:
        """The link that shows a post's number and leads to it."""
        end = f"#pid{self.id_of(sheet, unit)}"
        return next((a for a in unit.iter("a") if end in (a.get("href") or "") and _FLOOR.match(text_of(a))), None)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return f"{sheet.address(self._label(sheet, unit)) or sheet.thread.url}#pid{pid}"

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return number(text_of(self._label(sheet, unit)).lstrip("# ").replace(".", ""))

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        found = next(filter(None, map(self.person, self.author(unit))), None)
        return found if found and (found.id or len(found.name) < 60) else None

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        note = self.edited.first(unit)
        return self.moment_in(sheet, _BY.sub("", time_in(note).words.partition(": ")[2])).iso if note is not None else NEVER.iso

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def rows_on(self, sheet: Sheet) -> Iterable[Element]:
        rows = [row for _, mark in numbered(sheet.tree, "tid_") if (row := next(mark.iterancestors("tr"), None)) is not None]
        self.learn_order(sheet, map(self.row_last.first, rows))
        return rows

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        mark = css("span[id^='tid_']").first(unit)
        cell = next(mark.iterancestors("td"), None) if mark is not None else None
        if mark is not None and not found.id.isdecimal():
            found.id = mark.get("id", "")[4:]
        counts = [text_of(td) for td in cell.itersiblings("td")][:2] if cell is not None else []
        if len(counts) == 2:
            found.replies, found.views = map(number, counts)
        starter = css("div.author, span.author").first(unit)
        if starter is not None and (name := text_of(starter).removesuffix(text_of(_BEGUN.first(starter))).rstrip(", ")):
            found.author = Author(name, next(filter(None, map(self.member_id, starter.iter("a"))), None))
        return found

    def board_above(self, sheet: Sheet) -> Board:
        board = super().board_above(sheet)
        first = self.page_part.sub("", board.url or "")
        board.url = first if self.target(first) == Target("board", board.id or "") else board.url
        return board

    def notice(self, sheet: Sheet) -> Notice:
        return Notice("password", sheet.page.title) if _PASSWORD(sheet.tree) else super().notice(sheet)


ENGINE = Mybb()
