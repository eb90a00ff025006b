"""vBulletin 3 and 4, with or without vBSEO's addresses; vBulletin 5 is another software (``vbulletin5``).

Both versions number what belongs to a post: ``post_message_N`` is its body, ``postcountN`` its label, ``a[@name='postN']`` stands by its
date.  '3' and '4' below name who showed a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.vbulletin import RULES
from crawler.body.walker import Rules, read, skip
from crawler.dates import NEVER, When
from crawler.dates.spot import is_relative
from crawler.engines.vbulletin import addresses
from crawler.engines.vbulletin.plain import VIEW
from crawler.engines.vbulletin.times import begins_with_day, own_text, printed, read_title, zone_of
from crawler.forum import BoardRow, Notice, Reading, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.elements import numbered, with_id
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.markup.plain import read_plain
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Select, first_of, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

_PASSWORD = Select("//input[@name='newforumpwd']")
_CURRENT = Select(".//td[@class='alt2']//strong | .//span[@class='selected']")
_PAGE_OF = re.compile(r"(\d[\d.,]*)\D{1,8}(\d[\d.,]*)")
_BARS = re.compile(r"pagenav|pagination(?!_)")
"""How the class of a page bar begins (3, 4); ``pagination_bottom`` holds one, and a menu of all boards."""
_ROOT = re.compile(r"""(?:href|src|action)=["']([^"'<>]*?)(?:clientscript/|newreply\.php|login\.php|external\.php|member\.php)""")
_EDIT_TIME = re.compile(r"[;(]\s*([^;()]*\d[^;()]*)")
_NEW_THREAD = re.compile(r"newthread\.php\?(?:do=newthread&(?:amp;)?)?f=(\d+)")


class VBulletin(Table):
    """vBulletin 3 and 4 boards and threads.  A post is its body."""

    name = "vbulletin"
    root = "script"
    rank = 30
    generators = ("vbulletin 3", "vbulletin 4")
    fingerprints = (b"vBulletin", b"posttop", b"clientscript", b"vb_meta_bburl", b"post_message_")
    address_cut = addresses.SESSION

    crumbs = css("#breadcrumb a, #breadcrumbs a", "span[class='navbar'] > a, div[itemtype*='BreadcrumbList'] a")
    tags = css("#tag_list_cell a, #thread_tags_list a")
    message = Select("//td[contains(@class,'panelsurround')] | //div[contains(@class,'standard_error')] | //div[@class='panel']")

    prints_numbers = True
    author = css("a.bigusername, span.bigusername", "a.username, span.username")
    member = re.compile(r"member\.php\?(?:[^\"']*\bu=)?(\d+)|/members/(\d+)|[?&]u(?:serid)?=(\d+)")

    boards = css(
        "[class*='alt1Active'] a, h2[class*='forumtitle'] > a, h2 [class='forumtitle'] > a, li[class^='subforum'] a, td[id^='f'] a[href]"
    )

    def detect(self, page: Page) -> bool:
        marks = (b'id="post_message_', b"clientscript/vbulletin", b"vb_meta_bburl", b'class="posttop"')
        return any(mark in page.body for mark in marks)

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def zone_on(self, page: Page) -> tzinfo | None:
        return zone_of(page)

    def otherwise(self, sheet: Sheet) -> Reading | None:
        return read_plain(self, sheet, VIEW)

    def _printed(self, sheet: Sheet, shown: str) -> When:
        return sheet.moment(printed(shown))

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        sheet.numbers = {body: pid for pid, body in numbered(sheet.tree, "post_message_")}
        return list(sheet.numbers)

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        sheet.day_first = begins_with_day(self._shown(sheet, unit) for unit in units)
        here, _ = self._address(sheet)
        sheet.here = here or Target("thread", "0")
        return super().thread_page(sheet, units)

    def learn_order(self, sheet: Sheet, shown: Iterable[Element | None]) -> None:
        """Learned from the words, wherever they stand."""

    def _address(self, sheet: Sheet) -> tuple[Target | None, str]:
        """What the thread's address names, and the address: the page's own, the canonical one, or that of any link to a thread."""
        links = (link.get("href") or "" for link in sheet.tree.iter("a"))
        for href in (sheet.page.url, sheet.page.link("canonical"), *links):
            url = absolute(sheet.page.base_url, href)
            at = self.target(url)
            if at and at.kind == "thread":
                return at, url
        return None, ""

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        at, url = self._address(sheet)
        return _first_page(url, at) if at else sheet.page.url

    def title_of(self, sheet: Sheet) -> str:
        return read_title(sheet.page)

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        quoted = first_of(unit, "postcontent", "blockquote")
        return read(unit if quoted is None else quoted, RULES, sheet.page.base_url, self._box(sheet, unit).iter("fieldset"))

    def _box(self, sheet: Sheet, unit: Element) -> Element:
        """The element that holds all of a post."""
        pid = sheet.numbers[unit]
        own = ("post" + pid, "post_" + pid, "edit" + pid)
        return next((element for element in reversed(list(unit.iterancestors())) if element.get("id") in own), unit)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return absolute(self._root(sheet), f"showthread.php?p={pid}")

    def _root(self, sheet: Sheet) -> str:
        """Where the forum's scripts are, whatever the thread's own address looks like."""
        match = _ROOT.search(sheet.page.text)
        return absolute(sheet.page.base_url, match[1] or "./") if match else sheet.page.base_url

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        box = self._box(sheet, unit)
        named = self.author.first(box)
        if named is None:
            menu = with_id(sheet.tree, "postmenu_" + sheet.numbers[unit])
            name = own_text(menu) if menu is not None and box in menu.iterancestors() else ""
            return Author(name) if name else None
        author = self.person(named)
        if author and author.id is None:
            finding = (self.member_id(link) for link in box.iter("a") if "finduser" in (link.get("href") or ""))
            author.id = next(filter(None, finding), None)
        return author

    def person(self, element: Element | None) -> Author | None:
        name = text_of(element)
        return Author(name, self.member_id(element)) if element is not None and name else None

    def _shown(self, sheet: Sheet, unit: Element) -> str:
        """When a post was written, as printed."""
        box = self._box(sheet, unit)
        dated = first_of(box, "postdate", "span") if box.tag == "li" else None
        if dated is not None:
            return text_of(dated)
        anchor = css(f"a[name='post{sheet.numbers[unit]}']").first(sheet.tree)
        cell = anchor.getparent() if anchor is not None else None
        if cell is not None and (re.search(r"\d", text := own_text(cell)) or is_relative(text)):
            return text
        return next((text for cell in box.iter("td", "div") if re.search(r"\d\d:\d\d", text := own_text(cell))), "")

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        shown = self._shown(sheet, unit)
        return self._printed(sheet, shown)._replace(raw=shown or None)

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        box = self._box(sheet, unit)
        if box.tag == "li":
            note = text_of(first_of(box, "lastedited", "blockquote", "div"))
        else:
            notes = (sibling.find(".//em") for sibling in unit.itersiblings("div"))
            note = next((text for found in notes if found is not None and re.search(r"\d", text := text_of(found))), "")
        match = _EDIT_TIME.search(note)
        return self._printed(sheet, match[1]).iso if match else NEVER.iso

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        label = with_id(sheet.tree, "postcount" + sheet.numbers[unit])
        return number(label.get("name") or text_of(label)) if label is not None else None

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """Without a page bar a number at an address's end belongs to the title."""
        if here.kind == "index":
            return 1, None, None
        bars = [
            bar for bar in css("[class^='pag']")(sheet.tree) if bar.tag in ("a", "div", "form", "td") and _BARS.match(bar.get("class", ""))
        ]
        bars += css("a[rel='next']")(sheet.tree)
        if not bars:
            return 1, 1, None
        at = self.target(sheet.page.url)
        current, told = at.page if at and at.id == here.id else 1, 1
        for bar in bars:
            if match := _PAGE_OF.search(text_of(first_of(bar, "vbmenu_control", "td", "div")) or text_of(first_of(bar, "popupctrl", "a"))):
                current, told = number(match[1]) or current, number(match[2]) or 1
                break
            if marked := number(text_of(_CURRENT.first(bar))):
                current = marked
                break
        links = {link.get("href"): link for bar in bars for link in bar.iter("a")}.values()
        last, following = pager(self, sheet.page, Target(here.kind, here.id, current), links, self.address)
        unknown = (url for link in links if link.get("rel") == "next" and (url := sheet.address(link)) and self.target(url) is None)
        return current, max(last, told), following or next(unknown, None)

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def rows_on(self, sheet: Sheet) -> Iterable[Element]:
        """3: the row's cell with the title; 4: the row."""
        cells, items = (found for found in (css("[id^='td_threadtitle_']")(sheet.tree), css("li[id^='thread_']")(sheet.tree)))
        sheet.day_first = begins_with_day((*(text_of(other) for cell in cells for other in _beside(cell)), *map(text_of, items)))
        return [*cells, *items]

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = self._titled(sheet, unit)
        if found is None:
            return None
        (self._fill if unit.tag == "li" else self._fill_old)(sheet, unit, found)
        return found

    def _titled(self, sheet: Sheet, row: Element) -> ThreadRow | None:
        links = [link for link in row.iter("a") if link.get("href")]
        for link in sorted(links, key=lambda link: not (link.get("id") or "").startswith("thread_title_")):
            url, title = sheet.address(link), text_of(link)
            at = self.target(url)
            if title and at and at.kind == "thread" and at.page == 1:
                return ThreadRow(at.id, url, title)
            if title and url and (key := _named_by_row(row, link)):
                return ThreadRow(key, url, title)
        return None

    def _fill_old(self, sheet: Sheet, cell: Element, found: ThreadRow) -> None:
        """3: the row's own number is in the cell's id, the thread's in the link."""
        found.moved = cell.get("id", "").rpartition("_")[2] != found.id
        found.sticky = any("sticky" in (img.get("src") or "") for img in cell.iter("img"))
        for element in cell.iter("span", "a"):
            who = (element.get("onclick") or "") + (element.get("href") or "")
            if "member" in who and (name := text_of(element)):
                uid = self.member.search(who)
                found.author = Author(name, next(filter(None, uid.groups()), None) if uid else None)
                break
        cells = _beside(cell)
        rest, hint = [text_of(other) for other in cells], (cells[0].get("title") or "") if cells else ""
        counts = [number(text) for text in rest[-2:]] if len(rest) >= 3 else [number(text) for text in re.findall(r"\d[\d,.]*", hint)]
        found.replies, found.views = counts if len(counts) == 2 else (None, None)
        found.last_post_at = self._printed(sheet, " ".join(cells[0].itertext())).iso if cells else None

    def _fill(self, sheet: Sheet, item: Element, found: ThreadRow) -> None:
        found.moved = item.get("id", "").rpartition("_")[2] != found.id or "moved" in item.get("class", "").split()
        above = next((outer.get("id") for outer in item.iterancestors("ol")), "")
        found.sticky = above == "stickies" or first_of(item, "sticky", "div") is not None
        starter = css("a.username, span.username").first(item)
        if starter is not None:
            found.author = self.person(starter)
            shown = starter.get("title") or text_of(starter.getparent())
            found.created_at = self._printed(sheet, shown.replace(text_of(starter), " ", 1)).iso
        counts = [number(text_of(stat)) for stat in css("ul.threadstats li")(item)][:2]
        found.replies, found.views = counts if len(counts) == 2 else (None, None)
        times = (self._printed(sheet, own_text(part)).iso for part in css("dl.threadlastpost dd")(item))
        found.last_post_at = next(filter(None, times), None)

    def board_page(self, sheet: Sheet, rows: list[ThreadRow], boards: list[BoardRow]) -> Reading:
        """A board may be known by its button for a new thread only, where the site rewrites addresses in a way of its own."""
        if _PASSWORD.first(sheet.tree) is not None:
            return self.notice(sheet)
        if sheet.here is None and (found := _NEW_THREAD.search(sheet.page.text)):
            sheet.here = Target("board", found[1])
        return super().board_page(sheet, rows, boards)

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        name = self.title_of(sheet) or None
        if here.kind != "board":
            return Board(name=name)
        board = self.board_above(sheet)
        if board.id != here.id and name:
            board.path.append(name)
        board.id, board.name, board.url = here.id, name, _first_page(sheet.page.url, here)
        return board

    def is_empty_board(self, sheet: Sheet) -> bool:
        on_a_board = sheet.here is not None and sheet.here.kind == "board" and sheet.page.status < 400
        return on_a_board and b"newthread.php" in sheet.page.body and not any(self.messages(sheet))

    def messages(self, sheet: Sheet) -> Iterable[str]:
        """The words of messages, without those of forms."""
        bodies = (read(box, Rules(tags={"form": skip}), "") for box in self.message(sheet.tree))
        return filter(None, (tidy(" ".join(line for block in body.blocks for line in block.lines())) for body in bodies))

    def notice(self, sheet: Sheet) -> Notice:
        page = sheet.page
        if _PASSWORD.first(sheet.tree) is not None:
            return Notice("password", text_of(self.message.first(sheet.tree))[:200])
        words = next(iter(self.messages(sheet)), "")
        return Notice(reason(words, page.status), words[:200]) if words or page.status >= 400 else Notice("empty", page.title)


def _first_page(url: str, at: Target) -> str:
    """The address of a thread's or board's first page from that of any."""
    url = addresses.SESSION.sub("", url.split("#", 1)[0])
    url = re.sub(r"/page\d+/?(?=$|[?&])|(?<=[?&])(?:page|pp)=\d+&?|index\d+\.html$", "", url)
    if at.page > 1:
        url = re.sub(rf"-{at.page}\.html$", ".html", url)
    return url.rstrip("?&")


def _beside(cell: Element) -> list[Element]:
    """3: the cells after that with the title; skins for small screens make them of ``div``."""
    return list(cell.itersiblings("td", "div"))


def _named_by_row(row: Element, link: Element) -> str:
    """The number of a thread whose address a site rewrote in a way of its own: row and title say it."""
    if "moved" in row.get("class", "").split():
        return ""  # the number is that of the pointer
    key = (link.get("id") or "").removeprefix("thread_title_")
    return key if key.isdecimal() and (row.get("id") or "").endswith("_" + key) else ""


ENGINE = VBulletin()
