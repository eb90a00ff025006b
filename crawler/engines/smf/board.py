"""SMF boards, and pages that only say why there is nothing."""

from __future__ import annotations

import re
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.dates import parse
from crawler.engines.smf.addresses import target
from crawler.engines.smf.parts import MEMBER, address, zone_of
from crawler.forum import Notice, ThreadRow
from crawler.items import Author
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.select import Either, Numbered, Select, first_of, text_of
from crawler.text import number, tidy

_ROWS = Numbered("msg_", "span")
_MESSAGE = Either(
    "id('frmLogin')//p[contains(@class,'information')] | //form[@name='frmLogin']//td[@class='windowbg'][1]",
    "id('fatal_error')//div[@class='padding' or @class='errorbox' or contains(@class,'windowbg')] | id('fatal_error')",
    "//table[@class='tborder'][.//a[@href='javascript:history.go(-1)']]//td[@class='windowbg']",
)
_LOGIN = Select("id('frmLogin') | //form[@name='frmLogin']")


def read_notice(page: Page) -> Notice | None:
    """Why a page shows nothing; None where it does not say."""
    box = _MESSAGE.first(page.tree)
    if box is None:
        return Notice("login", page.title) if _LOGIN(page.tree) else None
    first = tidy(box.text or "")
    words = first if len(first) > 20 else text_of(box)
    return Notice("permission" if "off limits" in words else reason(words, page.status), words[:200])


def thread_rows(page: Page) -> list[ThreadRow]:
    """The threads that a board lists."""
    zone = zone_of(page)
    found: dict[str, ThreadRow] = {}
    for link in (link for span in _ROWS.each(page.tree) for link in span.iterchildren("a") if "topic" in link.get("href", "")):
        url, title = address(page, link.get("href", "")), text_of(link)
        at, row = target(url), _row_of(link)
        if at and at.kind == "thread" and title and row is not None and at.id not in found:
            found[at.id] = _thread_row(page, zone, row, link, ThreadRow(at.id, url, title))
    return list(found.values())


def _row_of(link: Element) -> Element | None:
    """2.1 makes a row of boxes, 2.0 and 1.1 of table cells."""
    for parent in link.iterancestors("div", "tr"):
        if parent.tag == "tr" or first_of(parent, "lastpost", "div") is not None:
            return parent
    return None


def _thread_row(page: Page, zone: tzinfo | None, row: Element, link: Element, found: ThreadRow) -> ThreadRow:
    marks = " ".join(
        f"{element.get('class', '')} {element.get('id', '')} {element.get('src', '')}" for element in row.iter("div", "td", "span", "img")
    )
    found.sticky, found.moved = "sticky" in marks, re.search(r"/moved\.|main_icons move", marks) is not None
    starter = next((a for a in row.iter("a") if a is not link and MEMBER.search(a.get("href", ""))), None)
    cells = [td for td in row if td.tag == "td"]
    stats = next((text for text in (_lines(cell) for cell in row.iter("div", "td") if "stats" in cell.get("class", "")) if text), "")
    last = next((cell for cell in row.iter("div", "td") if "lastpost" in cell.get("class", "")), None)
    if not stats and len(cells) > 5:
        stats, last = f"{text_of(cells[4])}\n{text_of(cells[5])}", cells[6] if len(cells) > 6 else None
        starter = starter if starter is not None and starter in cells[3].iter("a") else None
    counts = [number(line) for line in stats.split("\n") if re.search(r"\d", line)]
    found.replies, found.views = counts[:2] if len(counts) > 1 else (None, None)
    if starter is not None and not (last is not None and last in starter.iterancestors()):
        member = MEMBER.search(starter.get("href", ""))
        found.author = Author(text_of(starter), (member[1] or member[2]) if member else None)
    elif name := _guest(row, cells):
        found.author = Author(name)
    shown = next((line for line in _lines(last).split("\n") if re.search(r"\d", line)), None) if last is not None else None
    found.last_post_at = parse(shown, page.calendar, zone).iso
    return found


def _guest(row: Element, cells: list[Element]) -> str:
    """The name of somebody who is no member: bare words behind 'Started by'."""
    if len(cells) > 5 and first_of(row, "stats", "td") is None:
        return text_of(cells[3])
    line = next(row.iter("p"), None)
    match = re.match(r"\S+ (?:by|von|par|por|da|door|av|af|od) (.+)", tidy(line.text or "")) if line is not None else None
    return match[1] if match else ""


def _lines(element: Element | None) -> str:
    """The text of an element, its line breaks kept."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for node in element.iterdescendants():
        parts.append("\n" if node.tag == "br" else node.text or "")
        parts.append(node.tail or "")
    return "\n".join(filter(None, map(tidy, "".join(parts).split("\n"))))
