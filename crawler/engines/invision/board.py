"""Invision Community boards, and pages that only say why there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.dates import parse
from crawler.engines.invision.addresses import target
from crawler.engines.invision.parts import Lists, first_page, place_of, read_pages, read_title, read_user, words_of
from crawler.forum import BoardPage, BoardRow, Engine, ThreadRow
from crawler.items import Author, Board
from crawler.markup.lists import breadcrumb
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.select import Select, first_of, links_in, text_of
from crawler.text import count, number, tidy
from crawler.urls import absolute

_BOARDS = Select("//*[@data-forumid] | //*[contains(@class,'cForumGrid__title')]")
_OLD_BOARDS = Select("//td[contains(@class,'col_c_forum')]//a")
_STATS = Select(".//*[contains(@class,'ipsDataItem_stats_number') or contains(@class,'ipsData__stats-icon')]")
_BYLINE = Select(".//*[contains(@class,'ipsDataItem_meta') or contains(@class,'ipsData__meta')]")
_BY = re.compile(r"(?:By|Von|Par|Por|Da|Door|Автор:?|От|Przez|Af|Av)\s+(.{1,60}?)\s*,?$")
_TO_POST = re.compile(r"\?do=get\w+Comment$")
"""Readers who are logged in are led to what they have not seen."""


def read_board(engine: Engine, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
    """One page of a board."""
    here, name = place_of(page), read_title(page)
    lists = Lists(page)
    board = breadcrumb(engine, page, links_in(lists.crumbs))
    if here is None or here.kind != "board":
        return BoardPage(Board(name=name), boards, rows)
    if board.id != here.id:
        board.path = [*board.path, name] if name else board.path
    board.id, board.name, board.url = here.id, name, first_page(page, "board")
    current, pages, following, _ = read_pages(engine, page, lists, here)
    return BoardPage(board, [row for row in boards if row.id != here.id], rows, current, pages, following)


def thread_row(page: Page, element: Element) -> ThreadRow | None:
    """A thread as its board lists it; None for a row that names none."""
    links = list(element.iter("a"))
    found = link_to(page, links, "thread") or link_to(page, links, "thread", _TO_POST)
    if found is None:
        return None
    row = ThreadRow(*found)
    icons = " ".join(icon.get("class") or "" for icon in element.iter("i"))
    row.sticky = "thumb-tack" in icons or "thumbtack" in icons or "ipsBadge--pinned" in (element.get("class") or "")
    row.moved = element.get("data-rowid") is None and "fa-arrow-left" in icons
    row.author = next((user for link in links if (user := read_user(link)) and user.id), None) or _named(element)
    times = list(element.iter("time"))
    if times and not row.moved:
        row.created_at, row.last_post_at = read_time(page, times[0]).iso, read_time(page, times[-1]).iso
    row.replies, row.views = _counts(element)
    return row


def _named(row: Element) -> Author | None:
    """Guests may see no profiles: the name is only text, after a word that depends on the language."""
    byline = _BYLINE.first(row)
    named = next((match for part in byline.itertext() if (match := _BY.match(part.strip()))), None) if byline is not None else None
    return Author(tidy(named[1])) if named else None


def _counts(row: Element) -> tuple[int | None, int | None]:
    """Replies and views: by their names where these are told, else by their order."""
    counts: dict[str, int | None] = {}
    for element in _STATS(row):
        parent = element.getparent()
        name = (parent.get("data-stattype") or "" if parent is not None else "") or ("views" if counts else "comments")
        label = first_of(parent, "ipsData__stats-label", "span") if parent is not None else None
        counts[name] = number(text_of(label)) if label is not None else count(element.get("data-stat-value") or text_of(element))
    told = [next((value for name, value in counts.items() if word in name), None) for word in ("comments", "views")]
    return told[0], told[1]


def old_thread_row(page: Page, element: Element) -> ThreadRow | None:
    """A row in the older markup."""
    title_link = first_of(element, "topic_title", "a")
    found = link_to(page, [title_link] if title_link is not None else element.iter("a"), "thread")
    if found is None:
        return None
    row = ThreadRow(*found)
    row.moved = element.get("id", "").rpartition("_")[2] != row.id
    cells = [cell.get("class") or "" for cell in element.iter("td", "span")]
    row.sticky = not row.moved and any("ipsBadge_green" in words or "topic_prefix" in words for words in cells)
    started = next((e for e in element.iter("span") if e.get("itemprop") == "dateCreated"), None)
    hint = title_link.get("title") if title_link is not None else None
    row.created_at = parse(text_of(started) or hint, page.calendar).iso
    row.author = next((user for link in element.iter("a") if (user := read_user(link)) and user.id), None)
    views, last = first_of(element, "views", "li"), first_of(element, "last_post", "ul")
    stats = views.getparent() if views is not None else first_of(element, "col_f_views", "td")
    numbers = [number(text_of(item)) for item in stats.iter("li")] if stats is not None else []
    row.replies, row.views = (numbers[0], numbers[1]) if len(numbers) > 1 else (None, None)
    if last is not None:
        shown = (parse(text_of(item), page.calendar).iso for item in reversed(list(last.iter("li"))))
        row.last_post_at = next(filter(None, shown), None)
    return row


def board_rows(page: Page) -> list[BoardRow]:
    """The boards that a page lists."""
    rows: dict[str, BoardRow] = {}
    held = [link for element in _BOARDS(page.tree) for link in element.iter("a")]
    for link in held or _OLD_BOARDS(page.tree):
        if found := link_to(page, [link], "board"):
            rows.setdefault(found[0], BoardRow(*found))
    return list(rows.values())


def link_to(page: Page, links: Iterable[Element], kind: str, beside: re.Pattern[str] | None = None) -> tuple[str, str, str] | None:
    """The first of the links that leads to a thread or board of this kind, without what an address says ``beside``."""
    for link in links:
        url, text = absolute(page.base_url, link.get("href") or ""), words_of(link)
        url = beside.sub("", url) if beside else url
        at = target(url) if text else None
        if at and at.kind == kind and at.page == 1:
            return at.id, url, text
    return None
