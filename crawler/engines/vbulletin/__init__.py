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
from crawler.body.walker import read
from crawler.dates import NEVER, When
from crawler.dates.spot import is_relative
from crawler.engines.vbulletin import addresses
from crawler.engines.vbulletin.board import Boards
from crawler.engines.vbulletin.plain import VIEW
from crawler.engines.vbulletin.times import begins_with_day, own_text, read_title, zone_of
from crawler.forum import Reading, Target
from crawler.items import Author
from crawler.markup.css import css
from crawler.markup.elements import numbered, with_id
from crawler.markup.pager import pager
from crawler.markup.plain import read_plain
from crawler.markup.sheet import Sheet, kept
from crawler.page import Page
from crawler.select import Select, first_of, text_of
from crawler.text import number
from crawler.urls import absolute

_CURRENT = Select(".//td[@class='alt2']//strong | .//span[@class='selected']")
_PAGE_OF = re.compile(r"(\d[\d.,]*)\D{1,8}(\d[\d.,]*)")
_BARS = re.compile(r"pagenav|pagination(?!_)")
"""How the class of a page bar begins (3, 4); ``pagination_bottom`` holds one, and a menu of all boards."""
_ROOT = re.compile(r"""(?:href|src|action)=["']([^"'<>]*?)(?:clientscript/|newreply\.php|login\.php|external\.php|member\.php)""")
_EDIT_TIME = re.compile(r"[;(]\s*([^;()]*\d[^;()]*)")


class VBulletin(Boards):
    """vBulletin 3 and 4 boards and threads.  A post is its body."""

    name = "vbulletin"
    post_ids = "site"
    root = "script"
    rank = 30
    generators = ("vbulletin 3", "vbulletin 4")
    fingerprints = (b"vBulletin", b"posttop", b"clientscript", b"vb_meta_bburl", b"post_message_", b"threadslist")
    address_cut = addresses.SESSION

    crumbs = css("#breadcrumb a, #breadcrumbs a", "span[class='navbar'] > a, div[itemtype*='BreadcrumbList'] a")
    tags = css("#tag_list_cell a, #thread_tags_list a")
    message = Select("//td[contains(@class,'panelsurround')] | //div[contains(@class,'standard_error')] | //div[@class='panel']")

    prints_numbers = True
    author = css("a.bigusername, span.bigusername", "a.username, span.username")

    def detect(self, page: Page) -> bool:
        marks = (b'id="post_message_', b"clientscript/vbulletin", b"vb_meta_bburl", b'class="posttop"', b'id="td_threadtitle_')
        return any(mark in page.body for mark in marks)

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def zone_on(self, page: Page) -> tzinfo | None:
        return zone_of(page)

    def otherwise(self, sheet: Sheet) -> Reading | None:
        return read_plain(self, sheet, VIEW)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        sheet.numbers = {body: pid for pid, body in numbered(sheet.tree, "post_message_")}
        return list(sheet.numbers)

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        sheet.day_first = begins_with_day(sheet.page, (self._shown(sheet, unit) for unit in units))
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
        return addresses.first_page(url, at) if at else sheet.page.url

    def title_of(self, sheet: Sheet) -> str:
        return read_title(sheet.page)

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        quoted = first_of(unit, "postcontent", "blockquote")
        return read(unit if quoted is None else quoted, RULES, sheet.page.base_url, self._box(sheet, unit).iter("fieldset"))

    @kept
    def _box(self, sheet: Sheet, unit: Element) -> Element:
        """The element that holds all of a post."""
        pid = sheet.numbers[unit]
        own = ("post" + pid, "post_" + pid, "edit" + pid)
        return next((element for element in reversed(list(unit.iterancestors())) if element.get("id") in own), unit)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return absolute(self._root(sheet, sheet.tree), f"showthread.php?p={pid}")

    @kept
    def _root(self, sheet: Sheet, unit: Element) -> str:
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

    @kept
    def _shown(self, sheet: Sheet, unit: Element) -> str:
        """When a post was written, as printed."""
        box = self._box(sheet, unit)
        dated = first_of(box, "postdate", "span") if box.tag == "li" else None
        if dated is not None:
            return text_of(dated)
        anchor = self._anchors(sheet, sheet.tree).get("post" + sheet.numbers[unit])
        cell = anchor.getparent() if anchor is not None else None
        if cell is not None and (re.search(r"\d", text := own_text(cell)) or is_relative(text)):
            return text
        return next((text for cell in box.iter("td", "div") if re.search(r"\d\d:\d\d", text := own_text(cell))), "")

    @kept
    def _anchors(self, sheet: Sheet, unit: Element) -> dict[str, Element]:
        """By name, the anchors that stand by the posts' dates."""
        return {name: anchor for anchor in unit.iter("a") if (name := anchor.get("name") or "").startswith("post")}

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
        if label is not None:
            return number(label.get("name") or text_of(label))
        return number(text_of(first_of(self._box(sheet, unit), "postcounter", "a", "span")))

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


ENGINE = VBulletin()
