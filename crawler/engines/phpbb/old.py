"""phpBB 2.0: tables all the way (subSilver and what is made from it).

A post's number is the name of an anchor beside its author; its text stands in pieces between the tables of quotations, and the signature
below a line of underscores.

Seen running: 2.0.25, with tables (subSilver) and with skins that have boxes in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import read
from crawler.dates import When
from crawler.engines.phpbb.family import Family
from crawler.engines.phpbb.oldbody import RULES, cut_signature
from crawler.forum import Target, ThreadRow
from crawler.items import Author
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.select import Either, Select, first_of, has, text_of
from crawler.text import count

_NAMES = Either(f"//*[{has('name')}][a[@name]]", "//span[a[@name]]")
_PROFILE = Select(".//a[contains(@href,'viewprofile')]")
_FIGURE = re.compile(r"\d[\d.,]*")
_ID = re.compile(r"p?(\d+)")

CRUMBS = "a[class^='nav'][href*='viewforum']:not([href*='start=']), [class^='nav'] > a[href*='viewforum']:not([href*='start='])"
"""The way that leads to a page; a board's page bar looks the same, and its links count topics."""


class Phpbb2(Family):
    """Boards and topics of phpBB 2.0.  A post is the element that names its author."""

    title = css("a.maintitle[href*='viewtopic'], .maintitle > a[href*='viewtopic']")
    crumbs = css(CRUMBS)
    counts_places, clocks_vary = True, True
    row_link = css("a.topictitle[href*='viewtopic'], .topictitle a[href*='viewtopic']")

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        if b"postbody" not in sheet.page.body or b"postdetails" not in sheet.page.body:
            return []
        found: dict[str, Element] = {}
        for name in _NAMES(sheet.tree):
            mark = _ID.fullmatch(next((a.get("name") or "" for a in name.iter("a") if a.get("name")), ""))
            if mark and _text(name) is not None:
                found.setdefault(mark[1], name)
        sheet.numbers = {name: pid for pid, name in found.items()}
        return list(found.values())

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return sheet.address(f"viewtopic.php?t={here.id}")

    def title_of(self, sheet: Sheet) -> str:
        return super().title_of(sheet) or re.split(r"\s+::\s+(?:[^:]*? - )?", sheet.page.title)[-1]

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """The numbers of the page bar are links; the page shown is bold."""
        links: dict[int, tuple[str, int]] = {}
        bar: Element | None = None
        for link in css("a[href*='start=']")(sheet.tree):
            url, shown = sheet.address(link), text_of(link)
            at = self.target(url)
            if shown.isdecimal() and at and (at.kind, at.id) == (here.kind, here.id):
                links.setdefault(int(shown[:9]), (url, at.item or 1))
                bar = bar if bar is not None else link.getparent()
        bold = [int(shown[:9]) for b in bar.iter("b", "strong") if (shown := text_of(b)).isdecimal()] if bar is not None else []
        current = bold[0] if bold else 1
        sizes = ((item - 1) // (n - 1) for n, (_, item) in links.items() if n > 1)
        size = next(sizes, ((here.item or 1) - 1) // max(current - 1, 1))
        sheet.before = (current - 1) * size if current == 1 or size else None
        return current, max([current, *links]), links.get(current + 1, ("", 0))[0] or None

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return f"{sheet.address('viewtopic.php')}?p={pid}#{pid}"

    def learn_order(self, sheet: Sheet, shown: Iterable[Element | None]) -> None:
        super().learn_order(sheet, map(_details, sheet.numbers))

    def dated(self, element: Element | None) -> str:
        """The time in 'Posted: TIME Post subject: …'."""
        return (element.text or text_of(element)).partition(": ")[2].strip() if element is not None else ""

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        return sheet.moment(self.dated(_details(unit)))

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        text = _text(unit)
        if text is None:
            return Body()
        cell = _cell(text)
        cut_signature(cell)
        return read(cell, RULES, sheet.page.base_url)

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return self._named(unit)

    def _named(self, element: Element) -> Author | None:
        """Who wrote: a post's name is no link, but the button below it leads to the profile."""
        name, row = text_of(element), _row(element, "postbody")
        below = row.getnext() if row is not None and element.find("a[@name]") is not None else None
        links = [*element.iter("a"), *(below.iter("a") if below is not None else ())]
        profiles = (self.member_id(a) for a in links if "viewprofile" in (a.get("href") or ""))
        return Author(name, next(filter(None, profiles), None)) if name else None

    def rows_on(self, sheet: Sheet) -> Iterable[Element]:
        return (row for link in self.row_link(sheet.tree) if (row := _row(link, "postdetails")) is not None)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found, link = super().row_of(sheet, unit), self.row_link.first(unit)
        if found is None or link is None:
            return None
        pictures = " ".join(f"{img.get('src') or ''} {img.get('alt') or ''}" for img in unit.iter("img"))
        marks = (pictures + text_of(link.getparent())).lower()
        found.sticky, found.moved = "sticky" in marks or "announce" in marks, "moved" in marks.replace("removed", "")
        name, details = first_of(unit, "name", "span"), _all_details(unit)
        name = name if name is not None else _PROFILE.first(unit)
        found.author = self._named(name) if name is not None else None
        if len(details) > 1:
            found.replies, found.views = count(text_of(details[0])), count(text_of(details[1]))
        found.last_post_at = sheet.moment((details[-1].text or "").strip()).iso if details else None
        if not details:
            self._fill_by_cells(sheet, found, list(next(link.iterancestors("td"), link).itersiblings("td")))
        return found

    def _fill_by_cells(self, sheet: Sheet, found: ThreadRow, cells: list[Element]) -> None:
        """A skin without the stock's classes, its columns in any order: two numbers, a name, and the last post behind all of them."""
        if len(cells) < 4:
            return
        *others, last = cells
        texts = {cell: text_of(cell) for cell in others}
        figures = [count(text) for text in texts.values() if _FIGURE.fullmatch(text)]
        found.replies, found.views = figures if len(figures) == 2 else (None, None)
        name = next((cell for cell, text in texts.items() if text and not _FIGURE.fullmatch(text)), None)
        found.author = self._named(name) if name is not None else None
        found.last_post_at = sheet.moment((next(last.itertext(), "")).strip()).iso


def _row(part: Element, other: str) -> Element | None:
    """The row in which an element stands: a table's, or in a skin without tables the nearest box that has another part of rows, too."""
    row = next(part.iterancestors("tr"), None)
    return row if row is not None else next((up for up in part.iterancestors("div", "li") if first_of(up, other) is not None), None)


def _text(name: Element) -> Element | None:
    row = _row(name, "postbody")
    return first_of(row, "postbody", "span", "div", "td") if row is not None else None


def _cell(text: Element) -> Element:
    """What holds a whole post: its text stands in pieces between quotations."""
    cell = text if text.tag in ("td", "div") else text.getparent()
    return next(text.iterancestors("td"), text if cell is None else cell) if text.tag != "td" else text


def _all_details(row: Element) -> list[Element]:
    return [span for span in row.iter("span") if "postdetails" in (span.get("class") or "")]


def _details(name: Element) -> Element | None:
    """The first details of the cell with the text, not of the cell with the author."""
    row = _row(name, "postbody")
    if row is None:
        return None
    named = next(one for one in (name, *name.iterancestors()) if one.getparent() is row)
    return next((span for span in _all_details(row) if named not in span.iterancestors()), None)


PHPBB2 = Phpbb2()
