"""MyBB boards, and pages that only say why there is nothing."""

from __future__ import annotations

from lxml.etree import _Element as Element

from crawler.dates import parse
from crawler.engines.mybb.addresses import target
from crawler.engines.mybb.parts import USER, begins_with_day, time_in, zone_of
from crawler.forum import BoardRow, ThreadRow
from crawler.items import Author
from crawler.page import Page
from crawler.select import Select, first_of, text_of
from crawler.text import number
from crawler.urls import absolute

_ROWS = Select("//span[starts-with(@id,'tid_')]//a[@href]")
_BOARDS = Select("//td[starts-with(@class,'trow')]//a[@href] | //td[contains(@class,'forum')]//strong/a[@href]")


def thread_rows(page: Page) -> list[ThreadRow]:
    """The threads that a board lists."""
    zone = zone_of(page)
    links = [(link, tr) for link in _ROWS(page.tree) if (tr := next(link.iterancestors("tr"), None)) is not None]
    last = {link: time_in(first_of(tr, "lastpost", "span")) for link, tr in links}
    day_first = begins_with_day(page, (time.words for time in last.values()))
    found: dict[str, ThreadRow] = {}
    for link, tr in links:
        url, title = absolute(page.base_url, link.get("href", "")), text_of(link)
        at = target(url)
        if at is None or at.kind != "thread" or not title:
            continue
        ident = at.id if at.id.isdecimal() else next(iter(link.iterancestors("span"))).get("id", "")[4:]
        if ident in found:
            continue
        row = found[ident] = ThreadRow(ident, url, title)
        _fill(row, link, tr)
        row.last_post_at = parse(last[link].words, page.calendar, zone, day_first=day_first).iso
        begun = first_of(tr, "thread_start_datetime", "span")
        row.created_at = parse(time_in(begun).words, page.calendar, zone, day_first=day_first).iso if begun is not None else None
    return list(found.values())


def board_rows(page: Page, threads: set[str]) -> list[BoardRow]:
    """The boards that a page lists."""
    rows: dict[str, BoardRow] = {}
    for link in _BOARDS(page.tree):
        url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
        at = target(url)
        if at and at.kind == "board" and at.page == 1 and name:
            rows.setdefault(at.id, BoardRow(at.id, url, name))
    return list(rows.values())


def _fill(row: ThreadRow, link: Element, tr: Element) -> None:
    """What a board says about a thread, but the times."""
    cells = [td for td in tr if td.tag == "td"]
    at = next((n for n, cell in enumerate(cells) if cell in link.iterancestors("td")), None)
    marks = " ".join(f"{element.get('class', '')} {element.get('src', '')}" for element in tr.iter("td", "span", "img", "div"))
    row.sticky, row.moved = "forumdisplay_sticky" in marks, "movefolder" in marks or "thread_status_move" in marks
    if at is not None and len(cells) > at + 2:
        row.replies, row.views = number(text_of(cells[at + 1])), number(text_of(cells[at + 2]))
    author = first_of(tr, "author", "div", "span")
    begun = first_of(author, "thread_start_datetime", "span") if author is not None else None
    if author is not None and (name := text_of(author).removesuffix(text_of(begun)).rstrip(", ")):
        user = next((match[1] for a in author.iter("a") if (match := USER.search(a.get("href", "")))), None)
        row.author = Author(name, user)
