"""UBB.threads 7.

Posts stand in tables: a ``td.subjecttable`` with number and time, ``td.author-content``, and the body in ``div#body0``, ``#body1`` …; an
anchor ``PostN`` says the post's own number.  A thread is known by ``Number=`` or ``/topics/N``; the same script answers everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates import When
from crawler.engines.ubbthreads.body import RULES, clock
from crawler.forum import Notice, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.elements import numbered
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Either, Select, first_of, text_of
from crawler.text import number
from crawler.urls import query

_LOGIN = Select("//form[.//input[@type='password']]")
_TRAIL = css("[class*='breadcrumbs']")
_NAME = css("span.username", "span[id^='menu_control_']")
_PATH = re.compile(r"ubbthreads\.php/(topics|forums)/(\d+)(?:/(\w+))?")
_DROPPED = frozenset(("ubb", "Number", "Board", "page", "fpart", "Main", "PHPSESSID", "gonew"))
_TOPIC = re.compile(rb"ubbthreads\.php/topics/(\d+)|[?&;]main=(\d+)|ubb=printthread[^\"']*?[?&;](?:main|Main)=(\d+)")
_ANCHOR = re.compile(r"Post(\d+)$")
_LABEL = re.compile(r"#\s*(\d+)")
_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)


class UbbThreads(Table):
    """UBB.threads boards and threads.  A post is its body."""

    name = "ubbthreads"
    rank = 24
    fingerprints = (b"ubbthreads",)
    address_cut = re.compile(r"[?&](?:page|fpart)=1(?!\d)")

    crumbs = css("[class*='breadcrumbs'] a")
    category = re.compile(r"[?&]c=\d+|ubbthreads\.php/category/\d+")
    bar = css("[class*='pagination']")
    message = Either("//*[@class='error' or contains(@class,'error-')]", "//td[contains(@class,'alt-1')][not(.//form)]")

    counts_places, clocks_vary = True, True
    body_rules = RULES
    member = re.compile(r"[?&]User=(\d+)|/users/(\d+)")

    rows = css("tr[id^='postrow']", "tr:has(> td[class*='topicsubject'])")
    row_link = css("td[class*='topicsubject'] a:not([class*='pagenav'])", "a:not([class*='pagenav'])")
    row_replies, row_views, row_last = css("td[class*='topicreplies']"), css("td[class*='topicviews']"), css("td[class*='topictime']")
    boards = css("td[class*='forumtitle'] a[href], [class*='forumtitle'] > a[href]")

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in (b"subjecttable", b"topicsubject", b"forumtitle", b"UBB.threads"))

    def target(self, url: str) -> Target | None:
        head, _, fragment = url.partition("#")
        asked = query(head)
        if _ANCHOR.search(fragment) and "page" not in asked:
            return None
        if match := _PATH.search(head):
            page = match[3] or "1"
            if page in ("all", "gonew") or set(asked) - _DROPPED:
                return None
            return Target("thread" if match[1] == "topics" else "board", match[2], int(page[:9]) if page.isdecimal() else 1)
        if "ubbthreads.php" not in head.split("?")[0] or set(asked) - _DROPPED or not asked.get("page", "1").isdecimal():
            return None
        page_number = number(asked.get("page")) or 1
        action = asked.get("ubb", "")
        if action == "showflat" and asked.get("Number", "").isdecimal():
            return Target("thread", asked["Number"], page_number)
        if action == "postlist" and asked.get("Board"):
            return Target("board", asked["Board"], page_number)
        return Target("index", "") if action in ("", "cfrm") and not head.split("?")[0].rpartition("ubbthreads.php")[2].strip("/") else None

    def learn_order(self, sheet: Sheet, shown: Iterable[Element | None]) -> None:
        super().learn_order(sheet, map(_head, sheet.numbers) if sheet.numbers else shown)

    def dated(self, element: Element | None) -> str:
        return clock(element)

    def moment(self, sheet: Sheet, element: Element | None, within: re.Pattern[str] | None = None) -> When:
        return sheet.moment(clock(element))

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        bodies = (body for _, body in numbered(sheet.tree, "body") if body.tag == "div")
        sheet.numbers = {body: key for body in bodies if (box := _box(body)) is not None and (key := _number(box, body))}
        return list(sheet.numbers)

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        match = _TOPIC.search(sheet.page.body)
        told = next(filter(None, match.groups())).decode() if match else ""
        return Target("thread", told or sheet.numbers[units[0]])

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        first = next((url for url in reversed([*sheet.addresses()]) if (at := self.target(url)) and at.kind == "thread" and at.first), "")
        script = sheet.page.base_url.partition("ubbthreads.php")[0] + "ubbthreads.php"
        return first or sheet.address(f"{script}?ubb=showflat&Number={here.id}")

    def title_of(self, sheet: Sheet) -> str:
        """The end of the way: it is no link."""
        parts = re.split(r"\s*[»›]\s*", text_of(_TRAIL.first(sheet.tree)))
        return parts[-1] if len(parts) > 1 else re.split(r"\s+-\s+", sheet.page.title)[0]

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        beside = (other for other in unit.itersiblings("div", "dl", "span", "table") if "signature" not in other.get("class", ""))
        return self.read_body(sheet, unit, beside)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        box = _box(unit)
        link = next((a for a in box.iter("a") if a.get("href", "").endswith(f"#Post{pid}")), None) if box is not None else None
        return f"{sheet.address(link) or sheet.thread.url}#Post{pid}"

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        box = _box(unit)
        if box is None:
            return None
        cell = first_of(box, "author-content", "td", "div")
        name = _NAME.first(cell if cell is not None else box)
        if name is None and cell is not None:
            name = next((a for a in cell.iter("a") if self.member_id(a) and text_of(a)), None)
        if name is None or not (shown := text_of(name)):
            return None
        links = [name, *name.iter("a"), *name.iterancestors("a"), *(cell.iter("a") if cell is not None else ())]
        return Author(shown, next(filter(None, map(self.member_id, links)), None))

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        return self.moment(sheet, _head(unit))

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        parts = unit.iter("td", "img", "i", "span")
        marks = " ".join(f"{part.get('class', '')} {part.get('src', '')} {part.get('title', '')}" for part in parts).lower()
        found.sticky, found.moved = any(word in marks for word in ("sticky", "announcement", "pinned")), "moved" in marks
        cell = css("td[class*='topicsubject']").first(unit)
        by = next((part for part in (unit if cell is None else cell).iter("span", "div") if _BY.match(text_of(part))), None)
        if by is not None:
            found.author = Author(_BY.sub("", text_of(by)), next(filter(None, map(self.member_id, by.iter("a"))), None))
        return found

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        board, trail = self.board_above(sheet), _TRAIL.first(sheet.tree)
        if here.kind == "board" and board.id != here.id and trail is not None:
            board.id, board.name, board.url = here.id, re.split(r"\s*[»›]\s*", text_of(trail))[-1], sheet.page.url
            board.path.append(board.name)
        return board

    def notice(self, sheet: Sheet) -> Notice:
        if _LOGIN(sheet.tree) and b"ubb=login" in sheet.page.body and "login" in sheet.page.url:
            return Notice("login", sheet.page.title)
        return super().notice(sheet)


def _box(body: Element) -> Element | None:
    """What holds a post: its head, its author and its body."""
    return next((box for box in body.iterancestors("table", "div") if first_of(box, "subjecttable", "td", "div") is not None), None)


def _head(body: Element) -> Element | None:
    box = _box(body)
    return first_of(box, "subjecttable", "td", "div") if box is not None else None


def _number(box: Element, body: Element) -> str:
    """A post's own number: in a ``span#numberN``, in the link that leads to it, or in the anchor before it."""
    at = body.get("id", "")[4:]
    label = next((span for span in box.iter("span") if span.get("id") == "number" + at), None)
    if label is not None and (shown := _LABEL.search("#" + text_of(label).lstrip("#"))):
        return shown[1]
    for link in box.iter("a"):
        if match := _ANCHOR.search(link.get("href", "") or link.get("name", "") or link.get("id", "")):
            return match[1]
    for anchor in box.itersiblings("a", preceding=True):
        if match := _ANCHOR.search(anchor.get("name") or anchor.get("id") or ""):
            return match[1]
    head = first_of(box, "subjecttable", "td", "div")
    shown = _LABEL.search(text_of(head)) if head is not None else None
    return shown[1] if shown else ""


ENGINE = UbbThreads()
