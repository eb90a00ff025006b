"""vBulletin 3 and 4, with or without vBSEO's addresses; vBulletin 5 is another software (``vbulletin5``).

Both versions number what belongs to a post: ``post_message_N`` is its body, ``postcountN`` its label, ``a[@name='postN']`` stands by its
date.  '3' and '4' below name who showed a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from itertools import chain

from lxml.etree import _Element as Element

from crawler.blocks import Rules, Walker, skip
from crawler.boards import board_rows, breadcrumb
from crawler.dates import NEVER, When, parse
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Author, Board, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pager import pager
from crawler.select import Classed, Either, Select, first_of, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, query
from crawler.vbcode import RULES, attached

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_TITLES = (
    Classed("threadtitle", "span"),
    Select("//h1//span[@class='forumtitle']"),
    Select("//td[starts-with(@class,'navbar')]/strong"),
    Select("//h1"),
)
_CRUMBS = Either("id('breadcrumb breadcrumbs')//a", "//span[@class='navbar']/a | //div[contains(@itemtype,'BreadcrumbList')]//a")
_CURRENT = Select(".//td[@class='alt2']//strong | .//span[@class='selected']")
_TAGS = Select("id('tag_list_cell thread_tags_list')//a")
_OLD_ROWS = Select("//td[starts-with(@id,'td_threadtitle_')]")
_ROWS = Select("//li[starts-with(@id,'thread_')]")
_BOARDS = Select(
    "//td[contains(@class,'alt1Active')]//a | //h2[contains(@class,'forumtitle')]/a | //h2//*[@class='forumtitle']/a"
    " | //li[starts-with(@class,'subforum')]//a | //td[starts-with(@id,'f')][number(substring(@id,2))>0]//a"
)
_MESSAGE = Select("//td[contains(@class,'panelsurround')] | //div[contains(@class,'standard_error')] | //div[@class='panel']")
_PASSWORD = Select("//input[@name='newforumpwd']")

_SESSION = re.compile(r"(?<=[?&])s=[0-9a-f]{32}(?:&|$)|(?<=[?&])(?:highlight|langid|styleid)=[^&#]*(?:&|$)")
_SCRIPT = re.compile(r"/(showthread|forumdisplay)\.php(?:/(\d+)(?:-[^/?]*)?(?:/page(\d+))?)?$")
_FRIENDLY = re.compile(r"/(threads|forums)/(\d+)-[^/]*?(?:/page(\d+))?/?$")
_THREAD_NAME = re.compile(r"/(\d+)-(?!post\d)[^/]*?(?:-(\d{1,3}))?(?:\.html|/)$")
_BOARD_NAME = re.compile(r"/[^/]*[a-z][^/]*-(\d+)/(?:index(\d+)\.html)?$")
_NEUTRAL = frozenset(("s", "t", "f", "page", "pp", "daysprune", "langid", "styleid"))
_ROOT = re.compile(r"""(?:href|src|action)=["']([^"'<>]*?)(?:clientscript/|newreply\.php|login\.php|external\.php|member\.php)""")
_FOOT = 20_000
"""Characters; the line that names the zone stands within so many of a page's end."""
_BARS = {"div": "pag", "form": "pagination"}
"""How the class of a page bar begins (3, 4)."""
_PAGE_OF = re.compile(r"(\d[\d.,]*)\D{1,8}(\d[\d.,]*)")
_UID = re.compile(r"member\.php\?(?:[^\"']*\bu=)?(\d+)|/members/(\d+)|[?&]u(?:serid)?=(\d+)")
_GMT = re.compile(r"GMT(?:\s?([+-])\s?(\d{1,2})(?:[:.](\d\d))?)?")
_NUMERIC = re.compile(r"\b(\d\d)[-/](\d\d)[-/](?:19|20)\d\d")
_EDIT_TIME = re.compile(r"[;(]\s*([^;()]*\d[^;()]*)")


@dataclass(slots=True, frozen=True)
class Clock:
    """How a site prints times."""

    page: Page
    zone: tzinfo
    day_first: bool

    def read(self, shown: str) -> When:
        """A time as printed."""
        return parse(tidy(shown).replace("|", ",").strip(" ,"), self.page.fetched_at, self.zone, day_first=self.day_first)


class _Marks:
    """The elements of a page that say what they are by id, name or class, found in one walk."""

    def __init__(self, page: Page) -> None:
        self.numbered: dict[str, Element] = {}
        self.anchors: dict[str, Element] = {}
        self.bars: list[Element] = []
        for element in page.tree.iter("a", "div", "form", "td", "table", "li", "blockquote", "span", "strong"):
            mark, tag = element.get("id"), element.tag
            if mark and mark.startswith("post"):
                self.numbered[mark] = element
            if tag == "a":
                if (name := element.get("name")) and name.startswith("post"):
                    self.anchors[name] = element
                if element.get("rel") == "next":
                    self.bars.append(element)
            elif tag in _BARS and element.get("class", "").startswith(_BARS[tag]):
                self.bars.append(element)


class VBulletin(Engine):
    """vBulletin 3 and 4 boards and threads."""

    name = "vbulletin"
    rank = 30
    generators = ("vbulletin 3", "vbulletin 4")
    marks = (b"vBulletin", b"clientscript", b"vb_meta_bburl", b"post_message_")

    def detect(self, page: Page) -> bool:
        marks = (b'id="post_message_', b"clientscript/vbulletin", b"vb_meta_bburl")
        return any(mark in page.body for mark in marks)

    def place(self, url: str) -> Place | None:
        path, _, asked = _SESSION.sub("", url.split("#", 1)[0]).partition("?")
        if match := _SCRIPT.search(path):
            return _by_script(match, asked)
        if match := _FRIENDLY.search(path):
            return Place("thread" if match[1] == "threads" else "board", match[2], number(match[3]) or 1) if not asked else None
        if path.endswith(("/", "/index.php", "/forum.php")) and not asked and not re.search(r"-\d+/$|/\d+-", path):
            return Place("index", "")
        if (match := _THREAD_NAME.search(path)) and not asked:
            return Place("thread", match[1], number(match[2]) or 1)
        if (match := _BOARD_NAME.search(path)) and not asked:
            return Place("board", match[1], number(match[2]) or 1)
        return None

    def read(self, page: Page) -> Reading:
        marks = _Marks(page)
        numbered = marks.numbered.items()
        bodies = {key.removeprefix("post_message_"): element for key, element in numbered if key.startswith("post_message_")}
        if bodies:
            return self._thread(page, marks, bodies)
        cells, items = _OLD_ROWS(page.tree), _ROWS(page.tree)
        clock = _clock(page, (*(text_of(following) for cell in cells for following in cell.itersiblings("td")), *map(text_of, items)))
        rows = [row for cell in cells if (row := self._old_row(page, clock, cell))]
        rows += [row for element in items if (row := self._row(page, clock, element))]
        boards = board_rows(self, page, _BOARDS(page.tree), _address)
        if _PASSWORD(page.tree):
            return Notice("password", text_of(_MESSAGE.first(page.tree))[:200])
        if rows or boards:
            return self._board(page, marks, rows, boards)
        words = next((words for element in _MESSAGE(page.tree) if (words := _shown(element))), "")
        if words or page.status >= 400:
            return Notice(reason(words, page.status), words[:200])
        at = self.place(page.url)
        if at and at.kind == "board" and b"newthread.php" in page.body:
            return self._board(page, marks, [], [])
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, marks: _Marks, bodies: dict[str, Element]) -> ThreadPage:
        thread = Thread()
        thread.id, thread.url = self._thread_address(page)
        thread.title = self._title(page)
        tagged = _TAGS(page.tree) if b"tag_list_cell" in page.body or b"thread_tags_list" in page.body else []
        thread.tags = list(dict.fromkeys(filter(None, map(text_of, tagged))))
        board = breadcrumb(self, page, _CRUMBS(page.tree), _address)
        shown = {pid: _date_shown(pid, _container(pid, body), marks.anchors) for pid, body in bodies.items()}
        clock = _clock(page, shown.values())
        root = absolute(page.base_url, match[1] or "./") if (match := _ROOT.search(page.text)) else page.base_url
        posts = []
        for pid, body in bodies.items():
            made = self._post(page, thread, board, pid, body, clock)
            when = clock.read(shown[pid])
            made.post.created_at, made.post.created_raw, made.post.created_precision = when.iso, shown[pid] or None, when.precision
            made.post.url = absolute(root, f"showthread.php?p={pid}")
            label = marks.numbered.get("postcount" + pid)
            made.post.floor = number(label.get("name") or text_of(label)) if label is not None else None
            posts.append(made)
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        current, pages, following = self._pages(page, marks.bars, Place("thread", thread.id or "0"))
        return ThreadPage(thread, board, posts, current, pages, following)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, body: Element, clock: Clock) -> Draft:
        walker = Walker(RULES, page.base_url)
        quoted = first_of(body, "postcontent", "blockquote")
        walker.walk(body if quoted is None else quoted)
        walker.end_line()
        container = _container(pid, body)
        for box in container.iter("fieldset"):
            attached(walker, box)
        made = draft(self, page, thread, board, pid, page.url, walker.body, NEVER)
        made.post.author = _author(pid, container)
        note = _edit_note(body, container)
        if note and (match := _EDIT_TIME.search(note)):
            made.post.edited_at = clock.read(match[1]).iso
        return made

    def _thread_address(self, page: Page) -> tuple[str, str | None]:
        links = (link.get("href") or "" for link in page.tree.iter("a"))
        for url in chain((page.url, page.link("canonical")), links):
            place = self.place(absolute(page.base_url, url))
            if place and place.kind == "thread":
                return place.id, _first_page(absolute(page.base_url, url), place)
        return "0", page.url or None

    def _title(self, page: Page) -> str | None:
        titles = (text_of(element) for find in _TITLES for element in find(page.tree))
        page_title = re.split(r"\s+[-–—|]\s+", page.title)[0]
        return next((title for title in titles if title), page_title) or None

    def _pages(self, page: Page, bars: list[Element], here: Place) -> tuple[int, int, str | None]:
        at = self.place(page.url)
        current, told = at.page if at and at.id == here.id else 1, 1
        for bar in bars:
            if match := _PAGE_OF.search(text_of(first_of(bar, "vbmenu_control", "td")) or text_of(first_of(bar, "popupctrl", "a"))):
                current, told = number(match[1]) or current, number(match[2]) or 1
                break
            if marked := number(text_of(_CURRENT.first(bar))):
                current = marked
                break
        last, following = pager(self, page, Place(here.kind, here.id, current), (link for bar in bars for link in bar.iter("a")))
        return current, max(last, told), _SESSION.sub("", following) if following else None

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, marks: _Marks, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        board = breadcrumb(self, page, _CRUMBS(page.tree), _address)
        here = self.place(page.url) or self.place(page.link("canonical"))
        if here is None or here.kind != "board":
            return BoardPage(Board(name=self._title(page)), boards, rows)
        name = self._title(page)
        if board.id != here.id:
            board.path = [*board.path, name] if name else board.path
        board.id, board.name, board.url = here.id, name, _first_page(page.url, here)
        current, pages, following = self._pages(page, marks.bars, here)
        return BoardPage(board, [row for row in boards if row.id != here.id], rows, current, pages, following)

    def _old_row(self, page: Page, clock: Clock, cell: Element) -> ThreadRow | None:
        """3: the row's cell with the title; the row's own number is in its id, the thread's in the link."""
        row = cell.getparent()
        found = self._row_link(page, cell)
        if found is None or row is None:
            return None
        place, url, title = found
        listed = ThreadRow(place.id, url, title)
        listed.moved = cell.get("id", "").rpartition("_")[2] != place.id
        listed.sticky = any("sticky" in (img.get("src") or "") for img in cell.iter("img"))
        for element in cell.iter("span", "a"):
            who = (element.get("onclick") or "") + (element.get("href") or "")
            if "member" in who and (name := text_of(element)):
                uid = _UID.search(who)
                listed.author = Author(name, next(filter(None, uid.groups()), None) if uid else None)
                break
        rest = [text_of(following) for following in cell.itersiblings("td")]
        title_words = next((following.get("title") or "" for following in cell.itersiblings("td")), "")
        counts = (
            [number(text) for text in rest[-2:]] if len(rest) >= 3 else [number(text) for text in re.findall(r"\d[\d,.]*", title_words)]
        )
        listed.replies, listed.views = counts if len(counts) == 2 else (None, None)
        listed.last_post_at = clock.read(rest[0]).iso if rest else None
        return listed

    def _row(self, page: Page, clock: Clock, element: Element) -> ThreadRow | None:
        """4."""
        found = self._row_link(page, element)
        if found is None:
            return None
        place, url, title = found
        listed = ThreadRow(place.id, url, title)
        listed.moved = element.get("id", "").rpartition("_")[2] != place.id or "moved" in element.get("class", "").split()
        above = next((e.get("id") for e in element.iterancestors("ol")), "")
        listed.sticky = above == "stickies" or first_of(element, "sticky", "div") is not None
        starter = first_of(element, "username", "a", "span")
        if starter is not None:
            listed.author = _user(starter)
            shown = starter.get("title") or text_of(starter.getparent())
            listed.created_at = clock.read(shown.replace(text_of(starter), " ", 1)).iso
        stats, last = first_of(element, "threadstats", "ul"), first_of(element, "threadlastpost", "dl")
        counts = [number(text_of(item)) for item in stats.iter("li")][:2] if stats is not None else []
        listed.replies, listed.views = counts if len(counts) == 2 else (None, None)
        if last is not None:
            listed.last_post_at = next((when for part in last.iter("dd") if (when := clock.read(_own_text(part)).iso)), None)
        return listed

    def _row_link(self, page: Page, row: Element) -> tuple[Place, str, str] | None:
        links = [link for link in row.iter("a") if link.get("href")]
        for link in sorted(links, key=lambda link: not (link.get("id") or "").startswith("thread_title_")):
            url, title = _address(page, link.get("href", "")), text_of(link)
            place = self.place(url)
            if title and place and place.kind == "thread" and place.page == 1:
                return place, url, title
        return None


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _by_script(match: re.Match[str], asked: str) -> Place | None:
    """``showthread.php?t=1&page=2``, ``showthread.php?1-Title/page2``, ``showthread.php/1-title/page2``."""
    kind, key, page = match[1], match[2], number(match[3])
    first, _, rest = asked.partition("&")
    if named_part := re.fullmatch(r"(\d+)(?:-[^/=]*)?(?:/page(\d+))?", first):
        key, page, asked = named_part[1], number(named_part[2]), rest
    told = query("?" + asked)
    key = key or told.get("t" if kind == "showthread" else "f")
    if not key or not key.isdecimal() or any(name not in _NEUTRAL for name in told):
        return None
    return Place("thread" if kind == "showthread" else "board", key, page or number(told.get("page")) or 1)


def _address(page: Page, href: str) -> str:
    """An absolute address without the session."""
    return _SESSION.sub("", absolute(page.base_url, href)).rstrip("?&")


def _first_page(url: str, place: Place) -> str:
    """The address of a thread's or board's first page from that of any."""
    url = _SESSION.sub("", url.split("#", 1)[0])
    url = re.sub(r"/page\d+/?(?=$|[?&])|(?<=[?&])(?:page|pp)=\d+&?|index\d+\.html$", "", url)
    if place.page > 1:
        url = re.sub(rf"-{place.page}\.html$", ".html", url)
    return url.rstrip("?&")


def _clock(page: Page, shown: Iterable[str]) -> Clock:
    """The zone is in the footer; a 13th or later month anywhere on the page says that days come first."""
    zone: tzinfo = UTC
    for sign, hours, minutes in _GMT.findall(page.text[-_FOOT:])[-1:]:
        offset = timedelta(hours=min(int(hours or 0), 14), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
    numeric = [match for text in shown if (match := _NUMERIC.search(text))]
    return Clock(page, zone, any(int(match[1]) > 12 for match in numeric))


def _container(pid: str, body: Element) -> Element:
    """The element that holds all of a post."""
    own = ("post" + pid, "post_" + pid, "edit" + pid)
    return next((element for element in reversed(list(body.iterancestors())) if element.get("id") in own), body)


def _date_shown(pid: str, container: Element, anchors: dict[str, Element]) -> str:
    dated = first_of(container, "postdate", "span") if container.tag == "li" else None
    if dated is not None:
        return text_of(dated)
    anchor = anchors.get("post" + pid)
    cell = anchor.getparent() if anchor is not None else None
    if cell is not None and re.search(r"\d", text := _own_text(cell)):
        return text
    return next((text for cell in container.iter("td", "div") if re.search(r"\d\d:\d\d", text := _own_text(cell))), "")


def _own_text(element: Element) -> str:
    """An element's text without what its links say."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("a", "div", "table", "script"):
            parts.append(_own_text(child))
        parts.append(child.tail or "")
    return tidy("".join(parts))


def _author(pid: str, container: Element) -> Author | None:
    for word in ("bigusername", "username"):
        element = first_of(container, word, "a", "span")
        if element is not None:
            author = _user(element)
            if author and author.id is None:
                links = (_UID.search(link.get("href") or "") for link in container.iter("a") if "finduser" in (link.get("href") or ""))
                author.id = next((uid for match in links if match and (uid := match[1] or match[2] or match[3])), None)
            return author
    menu = next((e for e in container.iter("div") if e.get("id") == "postmenu_" + pid), None)
    name = _own_text(menu) if menu is not None else ""
    return Author(name) if name else None


def _user(element: Element) -> Author | None:
    name = text_of(element)
    uid = _UID.search(element.get("href") or "")
    return Author(name, next(filter(None, uid.groups()), None) if uid else None) if name else None


def _edit_note(body: Element, container: Element) -> str:
    if container.tag == "li":
        return text_of(first_of(container, "lastedited", "blockquote", "div"))
    notes = (sibling.find(".//em") for sibling in body.itersiblings("div"))
    return next((text for note in notes if note is not None and re.search(r"\d", text := text_of(note))), "")


def _shown(element: Element) -> str:
    """A message's words, without those of forms."""
    walker = Walker(Rules(tags={"form": skip}), "")
    walker.walk(element)
    walker.end_line()
    return tidy(" ".join(line for block in walker.body.blocks for line in block.lines()))


ENGINE = VBulletin()
