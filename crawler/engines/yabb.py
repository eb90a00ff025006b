"""YaBB 2 (2.5 and 2.6): topics and boards.

Posts are numbered from 0 and have no other id; addresses count them (``YaBB.pl?num=TOPIC/15``).  A topic's number is the second in which
it was begun.
"""

from __future__ import annotations

import re
from itertools import pairwise

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.handlers import cut_link
from crawler.body.walker import Rules, Walker, read
from crawler.dates import parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, first_of, has, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

_BODIES = Select(f"//div[{has('message')}][ancestor::table[1]//td[{has('post-userinfo')}]]")
_POST = Select("ancestor::table[1]")
_ANCHOR = Select(f".//*[{has('anchor')}][@id] | .//a[@name]")
_TITLE = Select(f"//td[{has('titlebg')}]")
_HEAD = Select(f".//div[{has('small')}][b]")
_LINKS = Select("//a[contains(@href,'?board=')]")
_TOPICS = Select("//a[contains(@href,'?num=')]")
_ROWS = Select("//tr[td[3]//a[contains(@href,'?num=')]]")
_WORDS = Either(f"//td[{has('windowbg')}]", "//body")
_NUM = re.compile(r"\?num=(\d+)(?:/(\d+))?$")
_BOARD = re.compile(r"\?board=([\w-]+)(?:/(\d+))?$")
_MEMBER = re.compile(r"action=viewprofile;username=([^;#&]+)")
_READ = re.compile(r"^(?P<title>.+?)\s*\([^()]*?(?P<views>\d[\d,]*)[^()]*\)$")
_REPLY = re.compile(r"^.*?#\d+\s*-\s*")
_EDITED = re.compile(r"Last Edit:\s*(.+?)\s+by\s", re.IGNORECASE)
_SAID = re.compile(
    r"^(?:Quote from )?(?P<name>.+?)\s+(?:wrote|schrieb|a écrit|escribió|писал\(а\))\b.*:$|^Quote from (?P<other>.+?)(?: on .+)?:$"
)


class YaBB(Engine):
    """YaBB topics and boards."""

    name = "yabb"
    rank = 40
    fingerprints = (b"YaBB", b"yabbfiles")

    def detect(self, page: Page) -> bool:
        return b"YaBB.pl?action=" in page.body

    def target(self, url: str) -> Target | None:
        url = url.partition("#")[0]
        if match := _NUM.search(url):
            return Target("thread", match[1], int((match[2] or "0")[:9]) + 1)
        if match := _BOARD.search(url):
            return Target("board", match[1], int((match[2] or "0")[:9]) + 1)
        return Target("index", "") if url.endswith(("/", "/YaBB.pl")) else None

    def read(self, page: Page) -> Reading:
        if bodies := _BODIES(page.tree):
            return self._thread(page, bodies)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _LINKS(page.tree))
        target = self.target(page.url) or Target("index", "")
        if rows and target.kind == "board":
            board = next((row for row in boards if row.id == target.id), None)
            way = Board(target.id, board.name if board else None, [board.name] if board else [], page.url)
            return BoardPage(way, [], rows, *self._pages(page, target, _LINKS(page.tree)))
        if boards and target.kind == "index":
            return BoardPage(Board(), boards)
        words = text_of(_WORDS.first(page.tree))[:200]
        return Notice(reason(words, page.status) if words else "empty", words)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, bodies: list[Element]) -> ThreadPage:
        address = page.url.partition("#")[0]
        target = self.target(address) or Target("thread", "0")
        titled = next((match for cell in _TITLE(page.tree) if (match := _READ.match(text_of(cell)))), None)
        title = titled["title"] if titled else page.title.rpartition(" - ")[2]
        thread = Thread(target.id, re.sub(r"(\?num=\d+)/\d+$", r"\1", address) or None, title or None)
        thread.views = number(titled["views"]) if titled else None
        board = breadcrumb(self, page, (a for a in _LINKS(page.tree) if text_of(a)))
        posts = [self._post(page, thread, board, body, at) for at, body in enumerate(bodies, target.page - 1)]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, *self._pages(page, target, _TOPICS(page.tree)))

    def _post(self, page: Page, thread: Thread, board: Board, content: Element, at: int) -> RawPost:
        (element,) = _POST(content)
        anchor = _ANCHOR.first(element)
        told = (anchor.get("id") or anchor.get("name") or "") if anchor is not None else ""
        key = told if told.isdecimal() else str(at)
        body: Body = read(content, _RULES, page.base_url)
        head = next((part for part in _HEAD(element) if part not in content.iter()), None)
        shown = _REPLY.sub("", _below(head)) if head is not None else ""
        made = raw_post(self, page, thread, board, key, f"{thread.url}/{key}#{key}", body, parse(shown, page.calendar))
        made.post.floor = int(key[:9]) + 1
        made.post.author = _person(first_of(element, "post-userinfo", "td"))
        note = _EDITED.search(text_of(element))
        made.post.edited_at = parse(note[1], page.calendar).iso if note else None
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        cells = list(element.iterchildren("td"))
        found = thread_row(self, page, cells[2].iter("a"))
        if found is None:
            return None
        icons = " ".join(img.get("src") or "" for cell in cells[:2] for img in cell.iter("img"))
        found.sticky = "sticky" in icons or "announce" in icons
        found.moved = len(cells) < 5
        starter = next((a for a in cells[2].iter("a") if _MEMBER.search(a.get("href") or "")), None)
        found.author = _named(starter)
        if len(cells) >= 6:
            found.replies, found.views = number(text_of(cells[3])), number(text_of(cells[4]))
            last = next((a for a in cells[5].iter("a")), None)
            found.last_post_at = parse(text_of(last), page.calendar).iso
        return found

    def _pages(self, page: Page, here: Target, links: list[Element]) -> tuple[int, int | None, str | None]:
        """Current page, number of pages, address of the next: the bar's numbers lead to numbers of posts."""
        starts: dict[int, str] = {}
        for link in links:
            url = absolute(page.base_url, link.get("href") or "") if text_of(link).isdecimal() else ""
            target = self.target(url) if url else None
            if target and (target.kind, target.id) == (here.kind, here.id):
                starts[target.page] = url
        known = sorted({1, here.page, *starts})
        step = min((after - before for before, after in pairwise(known)), default=0)
        if not step:
            return 1, 1, None
        following = next((start for start in known if start > here.page), None)
        return 1 + (here.page - 1) // step, 1 + (known[-1] - 1) // step, starts[following] if following else None


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _below(head: Element) -> str:
    """The line below the subject: 'Reply #3 - ' and the time, whose ending stands raised."""
    line = next(head.iter("br"), None)
    if line is None:
        return ""
    parts = [line.tail or ""]
    for part in line.itersiblings():
        if part.tag == "br":
            break
        parts += [text_of(part), part.tail or ""]
    return tidy("".join(parts))


def _named(link: Element | None) -> Author | None:
    name = text_of(link)
    match = _MEMBER.search(link.get("href") or "") if link is not None else None
    return Author(name, match[1] if match else None) if name else None


def _person(element: Element | None) -> Author | None:
    """The link to a member, or a guest's name, bold and bare."""
    if element is None:
        return None
    link = next((a for a in element.iter("a") if _MEMBER.search(a.get("href") or "") and text_of(a)), None)
    return _named(link) if link is not None else _named(next(element.iterchildren("b"), None))


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _quote(walker: Walker, element: Element) -> None:
    """``div.quote`` (nested: ``quote2``): who wrote it stands in the line above."""
    walker.end_line()
    above = walker.body.blocks[-1] if walker.body.blocks else None
    match = _SAID.match(above.text) if above is not None and above.type == "paragraph" else None
    if match:
        walker.body.blocks.pop()
    walker.quote(Quote(walker.inside_text(element), (match["name"] or match["other"]) if match else None))


_RULES = Rules(classes={"quote": _quote, "quote2": _quote}, tags={"a": cut_link})

ENGINE = YaBB()
