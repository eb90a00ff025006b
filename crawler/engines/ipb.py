"""Invision Power Board 1.3 and 2, and Jcink (which began as 1.3): topics and forums.

1.3 and Jcink close a post's ``postcolor`` for every quotation and open another after it; 2 has ``quotetop`` and ``quotemain`` inside.
"""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Rules, Walker, skip
from crawler.boards import board_rows, breadcrumb, thread_row
from crawler.dates import parse
from crawler.forum import BoardPage, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.handlers import cut_link
from crawler.items import Author, Board, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.select import Either, Select, first_of, has, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, query

_BODIES = Select(f"//td[div[{has('postcolor')}]]")
_POST = Select(f"ancestor::table[.//span[{has('normalname')} or {has('unreg')}]][1]")
_NAME = Select(f".//span[{has('normalname')} or {has('unreg')}]")
_ENTRY = Select("(.//a[starts-with(@name,'entry')] | preceding::a[starts-with(@name,'entry')])[last()]")
_TITLE = Select(f"//*[{has('maintitle')}]")
_CRUMBS = Select("id('navstrip')//a[@href]")
_TOPICS = Select("//tr[td//a[contains(@href,'showtopic=')]]")
_BOARDS = Select("//td//b/a[contains(@href,'showforum=')]")
_LINKS = Select("//a[contains(@href,'st=')]")
_WORDS = Either(f"//*[{has('errorwrap')} or {has('tablepad')}]", "//body")
_KEYS = frozenset(("act", "f", "t", "s", "hl"))
_MEMBER = re.compile(r"showuser=(\d+)|CODE=03.*?MID=(\d+)")
_LABEL = re.compile(r"^[^\d:]{0,24}:\s*")
_QUOTED = re.compile(r"^\w+\s*\((?P<name>.+?)(?:\s+@\s+(?P<when>.+?))?\)$")
_POINTER = re.compile(r"act=findpost&pid=(\d+)")
_EDITED = re.compile(r":\s+(\D{0,14}\d.*)$")
_GUEST = frozenset(("guest", "unregistered"))


class Ipb(Engine):
    """Invision Power Board topics and forums."""

    name = "ipb"
    rank = 45
    marks = (b"navstrip", b"ipbwrapper", b"jcink")

    def detect(self, page: Page) -> bool:
        return (b"'navstrip'" in page.body or b'"navstrip"' in page.body) and b"show" in page.body and b"index.php?" in page.body

    def place(self, url: str) -> Place | None:
        asked = query(url.partition("#")[0])
        start = number(asked.pop("st", None)) or 0
        topic, forum = asked.pop("showtopic", ""), asked.pop("showforum", "")
        if not asked.keys() <= _KEYS or not (topic + forum or not asked or asked.get("act") in ("idx", "ST", "SF")):
            return None
        topic = topic or (asked.get("t", "") if asked.get("act") == "ST" else "")
        forum = forum or (asked.get("f", "") if asked.get("act") == "SF" else "")
        if topic or forum:
            return Place("thread" if topic else "board", topic or forum, start + 1) if (topic or forum).isdecimal() else None
        return Place("index", "") if asked.get("act", "idx") == "idx" else None

    def read(self, page: Page) -> Reading:
        if bodies := [(cell, post[-1]) for cell in _BODIES(page.tree) if (post := _POST(cell))]:
            return self._thread(page, bodies)
        rows = [row for element in _TOPICS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        place = self.place(page.url) or Place("index", "")
        if rows or boards:
            board = breadcrumb(self, page, _CRUMBS(page.tree))
            if place.kind == "board" and board.id != place.id:
                name = text_of(_TITLE.first(page.tree))
                board = Board(place.id, name or None, [*board.path, *([name] if name else [])], page.url)
            return BoardPage(board, boards, rows, *self._pages(page, place))
        words = text_of(_WORDS.first(page.tree))[:200]
        return Notice(reason(words, page.status) if words else "empty", words)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, bodies: list[tuple[Element, Element]]) -> ThreadPage:
        address = page.url.partition("#")[0]
        place = self.place(address) or Place("thread", "0")
        heading = _TITLE.first(page.tree)
        title = text_of(next(heading.iter("b"), heading)) if heading is not None else ""
        thread = Thread(place.id, re.sub(r"[?&]st=\d+", "", address) or None, title or None)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = [self._post(page, thread, board, cell, element) for cell, element in bodies]
        if place.page == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, *self._pages(page, place))

    def _post(self, page: Page, thread: Thread, board: Board, cell: Element, element: Element) -> Draft:
        walker = Walker(_RULES, page.base_url)
        for part in cell:
            if part.tag == "table" or "postcolor" in (part.get("class") or "").split():
                walker.visit(part)
        walker.end_line()
        entry = _ENTRY.first(element)
        told = next((mark for part in cell if (mark := part.get("id") or "").startswith("post-")), "")
        key = str(number(told or (entry.get("name") if entry is not None else element.get("id"))) or 0)
        name = _NAME.first(element)
        row = next(name.iterancestors("tr"), element) if name is not None else element
        shown = next((words for span in row.iter("span") if "postdetails" in (span.get("class") or "") and (words := text_of(span))), "")
        when = parse(_LABEL.sub("", shown), page.fetched_at, UTC)
        made = draft(self, page, thread, board, key, f"{page.url.partition('#')[0]}#entry{key}", walker.body, when)
        made.post.floor = next((number(text_of(a)) for a in row.iter("a") if re.fullmatch(r"#\d+", text_of(a))), None)
        made.post.author = _person(name)
        made.post.edited_at = parse(walker.body.edited, page.fetched_at, UTC).iso
        return made

    # Forums ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        cells = list(element.iterchildren("td"))
        main = next(
            (at for at, cell in enumerate(cells) if any("showtopic=" in (a.get("href") or "") and text_of(a) for a in cell.iter("a"))), -1
        )
        found = thread_row(self, page, cells[main].iter("a")) if main >= 0 else None
        if found is None or len(cells) < main + 4:
            return None
        replies, starter, views, last = (*cells[main + 1 : main + 5], cells[-1])[:4]
        found.replies, found.views = number(text_of(replies)), number(text_of(views))
        found.author = _person(starter)
        found.sticky = bool(re.match(r"(?:Pinned|Important)\b", text_of(cells[main])))
        when = first_of(last, "desc", "span", "div")
        found.last_post_at = parse(tidy((when if when is not None else last).text or ""), page.fetched_at, UTC).iso
        return found

    def _pages(self, page: Page, here: Place) -> tuple[int, int | None, str | None]:
        """Current page, number of pages, address of the next: the bar's numbers lead to numbers of posts or topics."""
        starts: dict[int, tuple[int, str]] = {}
        for link in _LINKS(page.tree):
            shown, url = text_of(link), absolute(page.base_url, link.get("href") or "")
            place = self.place(url) if url and shown.isdecimal() else None
            if place and (place.kind, place.id) == (here.kind, here.id):
                starts[place.page] = int(shown[:6]), url
        after = [start for start in starts if start > here.page]
        current = starts[min(after)][0] - 1 if after else max((shown for shown, _ in starts.values()), default=0) + 1
        return current, max([current, *(shown for shown, _ in starts.values())]), starts[min(after)][1] if after else None


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _person(element: Element | None) -> Author | None:
    name = text_of(element)
    if element is None or not name or name.lower() in _GUEST:
        return None
    match = next((match for a in element.iter("a") if (match := _MEMBER.search(a.get("href") or ""))), None)
    return Author(name, (match[1] or match[2]) if match else None)


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _quote(walker: Walker, element: Element, head: Element | None) -> None:
    match = _QUOTED.match(text_of(head))
    quote = Quote(walker.inside_text(element), match["name"] if match else None)
    quote.created_raw = match["when"] if match else None
    links = head.iter("a") if head is not None else ()
    quote.post_id = next((post[1] for a in links if (post := _POINTER.search(a.get("href") or ""))), None)
    walker.quote(quote)


def _quotemain(walker: Walker, element: Element) -> None:
    before = element.getprevious()
    _quote(walker, element, before if before is not None and "quotetop" in (before.get("class") or "") else None)


def _table(walker: Walker, element: Element) -> None:
    """1.3: a table of a heading and a cell with the id ``QUOTE`` or ``CODE``; any other is a table."""
    cell = next((cell for cell in element.iter("td") if cell.get("id") in ("QUOTE", "CODE")), None)
    if cell is None:
        walker.table(element)
    elif cell.get("id") == "CODE":
        walker.code(cell)
    else:
        _quote(walker, cell, next(element.iter("td"), None))


def _edit(walker: Walker, element: Element) -> None:
    if match := _EDITED.search(text_of(element)):
        walker.body.edited = match[1]


_RULES = Rules(
    classes={
        "quotemain": _quotemain,
        "codemain": Walker.code,
        "edit": _edit,
        **dict.fromkeys(("quotetop", "codetop", "signature"), skip),
    },
    tags={"table": _table, "a": cut_link},
)

ENGINE = Ipb()
