"""What board and thread pages have in common: users, times, the breadcrumb, the pager."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache

from lxml.etree import _Element as Element

from crawler.dates import NEVER, When, parse
from crawler.engines.discuz.addresses import clean, target
from crawler.forum import CHINA, Target
from crawler.items import Author, Board
from crawler.page import Page
from crawler.select import text_of
from crawler.text import number, tidy
from crawler.urls import absolute, query

_UID = re.compile(r"(?:uid=|space-uid-)(\d+)")
_ZONE = re.compile(rb"GMT([+-]\d{1,2}(?:\.\d{1,2})?), \d")
_FOOTER = 8000
"""Bytes at the end of a page in which the footer stands."""
_SMALL_CRUMBS = ("w navbar", "box")
"""Classes of the breadcrumb in the small views of 7.2 and X2."""
_TURN = re.compile(r"location\.href\s*=\s*'([^']+)'")
_YEAR_LAST = re.compile(r"(?<!\d)\d{1,2}([-.])\d{1,2}\1(?:19|20)\d\d(?!\d)")
_DATED = re.compile(r"^(?:19|20)\d\d[-/.年]|[-/.](?:19|20)\d\d\b")
_DATE_ENDS = 30
"""Characters; longer titles are words."""
_YEAR_SHORT = re.compile(r"^(\d\d)(?=-\d{1,2}-\d{1,2}(?:\s|$))")
_LABEL = re.compile(
    r"(?:作者|楼主|樓主|发帖人|發帖人|发布者|發佈者|用户名?|用戶名?|会员|會員|author|by|posted by)\s*[:：]\s*(?=\S)", re.IGNORECASE
)
_LABEL_ALONE = re.compile(r"(?:作者|楼主|樓主)|.{1,12}[:：]")
"""Words in front of a name: as its first words, and as an element of their own."""
_NOBODY = re.compile(r"匿名|-|.*已被[删刪]除|(?:游客|遊客|访客|訪客|Anonymous)$")
"""Anonymous posters, what stands in the place of deleted ones and, in X3.5's touch view, guests."""
_SAID = re.compile(r"^(?:[发發]表[于於]|时间|時間)\s*[:：]?\s*")


def user(element: Element) -> Author | None:
    """Who an element names: by link, or by bare text (deleted users); None for anonymous posters."""
    for link in element.iter("a"):
        if name := text_of(link):
            if uid := _UID.search(link.get("href", "")):
                return Author(_unlabelled(link, name), uid[1])
            name = _LABEL.sub("", _bare(link), count=1) or _unlabelled(link, name)
            return somebody(name)
    return somebody(_LABEL.sub("", _bare(element), count=1))


def somebody(name: str) -> Author | None:
    """Who is called so; None for the words that stand for nobody, and for what is too long to be a name."""
    return None if not name or _NOBODY.match(name) or len(name) > 40 else Author(name)


def _unlabelled(link: Element, name: str) -> str:
    """A name without the label that some skins put in front of it, inside the link (``<em>作者：</em>``)."""
    first = next(iter(link), None)
    label = text_of(first)
    if first is not None and not tidy(link.text or "") and _LABEL_ALONE.fullmatch(label):
        name = name.removeprefix(label).lstrip() or name
    return name if not (match := _LABEL.match(name)) else name[match.end() :]


def _bare(element: Element) -> str:
    """An element's words without the emphasized ones: a guest's address, what became of a user."""
    return tidy("".join((part.text or "") * (part.tag != "em") + (part.tail or "") * (part is not element) for part in element.iter()))


@lru_cache(maxsize=1)
def zone(page: Page) -> tzinfo:
    """The zone of the times on a page, as the footer names it (``GMT+8, 2026-11-24 14:17``; 7.2 and X).

    Where it does not (touch view, archiver), as the site's other pages do; China's where none does.
    """
    match = _ZONE.search(page.body, max(0, len(page.body) - _FOOTER))
    if match is None:
        return page.site_zone.zone if page.site_zone and page.site_zone.known else CHINA
    hours = float(match[1])
    return timezone(timedelta(hours=hours)) if abs(hours) <= 14 else CHINA


@lru_cache(maxsize=1)
def _days_lead(page: Page) -> bool:
    """Whether 05-12-2012 begins with the day, where nothing says otherwise: so do all forms with the year last that X offers a member."""
    return page.calendar.order_of(match[0] for match in _YEAR_LAST.finditer(page.text)) is not False


def moment(page: Page, raw: str | None) -> When:
    """A time as a board prints it; its administrator chooses the order of year, month and day, and two digits for the year."""
    if not raw or raw[:4].isdecimal():
        return parse(raw, page.calendar, zone(page))
    if (short := _YEAR_SHORT.match(raw)) and 2000 + int(short[1]) <= page.fetched_at.year:
        raw = "20" + raw
    return parse(raw, page.calendar, zone(page), day_first=_YEAR_LAST.search(raw) is not None and _days_lead(page))


def is_exact(title: str) -> bool:
    """Whether the title of relative words has their time, in whatever order the board writes dates."""
    return bool(_DATED.search(title)) and len(title) < _DATE_ENDS


def shown(page: Page, element: Element | None) -> When:
    """A time as printed; the absolute one behind relative words where X gives it in a title."""
    if element is None:
        return NEVER
    words, exact = [element.text or ""], None
    for child in element:
        title = child.get("title", "") if child.tag == "span" else ""
        exact = title if is_exact(title) else exact
        if child.tag in ("a", "span") and not child.get("class"):
            words.append(text_of(child))
            exact = exact or next((span.get("title") for span in child.iter("span") if is_exact(span.get("title", ""))), None)
        words.append(child.tail or "")
    said = tidy(" ".join(words))
    if not said:  # X2's small view wraps it in a font
        exact = next((span.get("title") for span in element.iter("span") if is_exact(span.get("title", ""))), None)
    raw = _SAID.sub("", said or text_of(element))
    when = moment(page, exact or raw)
    return when._replace(raw=raw or when.raw)


def breadcrumb(page: Page) -> Board:
    """The board that a page stands in, by its own breadcrumb."""
    board = Board()
    for link in _crumbs(page):
        href, name = link.get("href", ""), text_of(link)
        at = target(href.replace("&amp;", "&")) or _group(href)
        if at is None or not name or at.kind == "thread" or at == Target("index", ""):
            continue
        board.path.append(name)
        if at.kind == "board":
            board.id, board.name, board.url = at.id, name, clean(page, href)
    if board.id is None:
        _touch_heading(page, board)
    return board if board.id else _touch_head(page, board)


def _touch_heading(page: Page, board: Board) -> None:
    """X's touch view heads a board with its name and no link."""
    at = target(page.url)
    heads = (div.find("h2") for div in page.tree.iter("div") if div.get("class") == "header cl")
    if at and at.kind == "board" and (name := next((text_of(head) for head in heads if head is not None), "")):
        board.id, board.name, board.url = at.id, name, absolute(page.base_url, f"forum.php?mod=forumdisplay&fid={at.id}")
        board.path.append(name)


def _touch_head(page: Page, board: Board) -> Board:
    """The head of X's touch view before 3.5: an arrow back to the board, and its name; on a board's own page its sub-boards, too."""
    own = target(page.url)
    for head in page.tree.iter("header"):
        name = next((text_of(span) for span in head.iter("span") if "name" in span.get("class", "").split()), "")
        links = [] if own and own.kind == "board" else [clean(page, link.get("href", "")) for link in head.iter("a")]
        for url in (*links, page.url):
            at = target(url)
            if at and at.kind == "board" and name:
                board.id, board.name, board.url = at.id, name, absolute(page.base_url, f"forum.php?mod=forumdisplay&fid={at.id}")
                board.path.append(name)
                return board
    return board


def _group(href: str) -> Target | None:
    """A user group of X stands where a board does."""
    asked = query(href)
    return Target("board", asked["fid"]) if asked.get("mod") == "group" and asked.get("fid") else None


def _crumbs(page: Page) -> Iterator[Element]:
    for div in page.tree.iter("div", "p"):
        if div.get("id") in ("pt", "nav", "topbar_nav") or div.get("class", "").startswith("bankuai_tit"):
            yield from div.iter("a")
            return
        if div.get("class") == "header cl" and (heading := div.find("h2")) is not None:
            yield from heading.iter("a")
            return
        if div.get("class") in _SMALL_CRUMBS and any("forumdisplay" in link.get("href", "") for link in div.iter("a")):
            yield from div.iter("a")
            return


def _is_in_remarks(bar: Element) -> bool:
    """Whether a pager turns the pages of one post's remarks (``#comment_PID``), not the thread's."""
    return any(outer.get("id", "").startswith("comment_") for outer in bar.iterancestors("div"))


def pager(page: Page) -> tuple[int, int | None, str | None]:
    """Current page, number of pages, address of the next.  The pager alone decides: past the end Discuz shows a page again."""
    for bar in page.tree.iter("div"):
        if bar.get("class") not in ("pg", "pages", "page", "pagination-buttons") or _is_in_remarks(bar):
            continue
        links = list(bar.iter("a"))
        current = number(text_of(bar.find("strong"))) or 1
        total = next((number(span.get("title")) for span in bar.iter("span") if span.get("title")), None)
        forward = next((a for a in links if a.get("class") in ("nxt", "next") or text_of(a) in ("下一页", "下一頁")), None)
        others = [found for link in links if link is not forward and (found := number(text_of(link))) is not None]
        pages = total or (max(current, *others) if others else None if forward is not None else current)
        next_url = clean(page, forward.get("href", "")) if forward is not None and (pages is None or current < pages) else ""
        return current, pages, next_url or None
    return _buttons(page) if b"seclist" in page.body else (1, 1, None)


def _buttons(page: Page) -> tuple[int, int | None, str | None]:
    """The pager in 7.2's small view: two buttons, and '2/6' between them."""
    for bar in page.tree.iter("div"):
        if bar.get("class") == "w seclist" and (match := re.fullmatch(r"(\d{1,6})/(\d{1,6})", text_of(bar.find(".//strong")))):
            buttons = (button for button in bar.iter("input") if "下一页" in button.get("value", ""))
            turn = next((turn for button in buttons if (turn := _TURN.search(button.get("onclick", "")))), None)
            return int(match[1]), int(match[2]), clean(page, turn[1]) if turn else None
    return 1, 1, None
