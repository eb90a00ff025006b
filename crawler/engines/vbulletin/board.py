"""vBulletin 3 and 4 boards, and pages that only say why there is nothing."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, skip
from crawler.engines.vbulletin.addresses import target
from crawler.engines.vbulletin.parts import CRUMBS, UID, Clock, Marks, address, first_page, own_text, read_pages, read_title, read_user
from crawler.forum import BoardPage, BoardRow, Engine, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.lists import breadcrumb
from crawler.page import Page
from crawler.select import first_of, text_of
from crawler.text import number, tidy

_NEW_THREAD = re.compile(r"newthread\.php\?(?:do=newthread&(?:amp;)?)?f=(\d+)")


def message_words(element: Element) -> str:
    """A message's words, without those of forms."""
    walker = Walker(Rules(tags={"form": skip}), "")
    walker.walk(element)
    walker.end_line()
    return tidy(" ".join(line for block in walker.body.blocks for line in block.lines()))


def read_board(engine: Engine, page: Page, marks: Marks, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
    """One page of a board."""
    board = breadcrumb(engine, page, CRUMBS(page.tree), address)
    here = target(page.url) or target(page.link("canonical")) or _board_of_form(page)
    if here is None or here.kind != "board":
        return BoardPage(Board(name=read_title(page)), boards, rows)
    name = read_title(page)
    if board.id != here.id:
        board.path = [*board.path, name] if name else board.path
    board.id, board.name, board.url = here.id, name, first_page(page.url, here)
    current, pages, following = read_pages(engine, page, marks.bars, here)
    return BoardPage(board, [row for row in boards if row.id != here.id], rows, current, pages, following)


def _board_of_form(page: Page) -> Target | None:
    """The board by its button for a new thread, where the site rewrites addresses in a way of its own."""
    found = _NEW_THREAD.search(page.text)
    return Target("board", found[1]) if found else None


def beside(cell: Element) -> list[Element]:
    """3: the cells after that with the title; skins for small screens make them of ``div``."""
    return list(cell.itersiblings("td", "div"))


def old_thread_row(page: Page, clock: Clock, cell: Element) -> ThreadRow | None:
    """3: the row's cell with the title; the row's own number is in its id, the thread's in the link."""
    row = cell.getparent()
    found = _row_link(page, cell)
    if found is None or row is None:
        return None
    place, url, title = found
    listed = ThreadRow(place.id, url, title)
    listed.moved = cell.get("id", "").rpartition("_")[2] != place.id
    listed.sticky = any("sticky" in (img.get("src") or "") for img in cell.iter("img"))
    for element in cell.iter("span", "a"):
        who = (element.get("onclick") or "") + (element.get("href") or "")
        if "member" in who and (name := text_of(element)):
            uid = UID.search(who)
            listed.author = Author(name, next(filter(None, uid.groups()), None) if uid else None)
            break
    cells = beside(cell)
    rest = [text_of(following) for following in cells]
    title_words = (cells[0].get("title") or "") if cells else ""
    counts = [number(text) for text in rest[-2:]] if len(rest) >= 3 else [number(text) for text in re.findall(r"\d[\d,.]*", title_words)]
    listed.replies, listed.views = counts if len(counts) == 2 else (None, None)
    listed.last_post_at = clock.read(" ".join(cells[0].itertext())).iso if cells else None
    return listed


def thread_row(page: Page, clock: Clock, element: Element) -> ThreadRow | None:
    """4."""
    found = _row_link(page, element)
    if found is None:
        return None
    at, url, title = found
    listed = ThreadRow(at.id, url, title)
    listed.moved = element.get("id", "").rpartition("_")[2] != at.id or "moved" in element.get("class", "").split()
    above = next((e.get("id") for e in element.iterancestors("ol")), "")
    listed.sticky = above == "stickies" or first_of(element, "sticky", "div") is not None
    starter = first_of(element, "username", "a", "span")
    if starter is not None:
        listed.author = read_user(starter)
        shown = starter.get("title") or text_of(starter.getparent())
        listed.created_at = clock.read(shown.replace(text_of(starter), " ", 1)).iso
    stats, last = first_of(element, "threadstats", "ul"), first_of(element, "threadlastpost", "dl")
    counts = [number(text_of(item)) for item in stats.iter("li")][:2] if stats is not None else []
    listed.replies, listed.views = counts if len(counts) == 2 else (None, None)
    if last is not None:
        listed.last_post_at = next((when for part in last.iter("dd") if (when := clock.read(own_text(part)).iso)), None)
    return listed


def _row_link(page: Page, row: Element) -> tuple[Target, str, str] | None:
    links = [link for link in row.iter("a") if link.get("href")]
    for link in sorted(links, key=lambda link: not (link.get("id") or "").startswith("thread_title_")):
        url, title = address(page, link.get("href", "")), text_of(link)
        at = target(url)
        if title and at and at.kind == "thread" and at.page == 1:
            return at, url, title
        if title and url and (at := _named_by_row(row, link)):
            return at, url, title
    return None


def _named_by_row(row: Element, link: Element) -> Target | None:
    """The thread of a row whose address a site rewrote in a way of its own: row and title say its number."""
    if "moved" in row.get("class", "").split():
        return None  # the number is that of the pointer
    number_of = (link.get("id") or "").removeprefix("thread_title_")
    return Target("thread", number_of) if number_of.isdecimal() and (row.get("id") or "").endswith("_" + number_of) else None
