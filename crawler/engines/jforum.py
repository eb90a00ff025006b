"""JForum 2: topics and forums in its own template, which was phpBB 2's.

A post is three rows of a table: time and subject, author and text, buttons.  Addresses count posts (``/posts/list/15/234.page``), and dates
begin with the day unless one of them cannot.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Numbered, Select, first_of, has, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, path, query

_POSTS = Numbered("post_text_", "td", "div")
_TITLE = Select(f"//a[@id='top'][{has('maintitle')}]")
_CRUMBS = Select(f"//a[{has('nav')} or {has('maintitle')}][contains(@href,'/forums/show/')]")
_ROWS = Select(f"//span[{has('topictitle')}]/ancestor::tr[1]")
_BOARDS = Select(f"//span[{has('forumlink')}]//a[@href]")
_PAGER = Select(f"//div[{has('pagination')}]")
_WORDS = Select(f"//table[{has('forumline')}]")
_PLACE = re.compile(r"/(posts/list|forums/show)/(?:(\d+)/)?(\d+)\.\w+$")
_INDEX = re.compile(r"/(?:forums/list\.\w+)?$")
_MEMBER = re.compile(r"/user/profile/(\d+)")
_DATE = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-]\d{1,4}\s+[\d:]+(?:\s*[AP]M)?", re.IGNORECASE)
_NOBODY = frozenset(("anonymous",))


class JForum(Engine):
    """JForum topics and forums."""

    name = "jforum"
    rank = 40
    fingerprints = (b"JForum",)

    def detect(self, page: Page) -> bool:
        return any(sign in page.body for sign in (b"Modifications by JForum", b'id="post_text_'))

    def target(self, url: str) -> Target | None:
        where, asked = path(url), query(url)
        if where.rpartition("/")[2].startswith("jforum."):
            start = number(asked.pop("start", None)) or 0
            at = asked.pop("module", ""), asked.pop("action", "")
            ident = asked.pop("topic_id" if at == ("posts", "list") else "forum_id", "")
            if asked or not ident.isdecimal() or at not in (("posts", "list"), ("forums", "show")):
                return None
            return Target("thread" if at[0] == "posts" else "board", ident, start + 1)
        if asked:
            return None
        if match := _PLACE.search(where):
            return Target("thread" if match[1] == "posts/list" else "board", match[3], int((match[2] or "0")[:9]) + 1)
        return Target("index", "") if _INDEX.search(where) else None

    def read(self, page: Page) -> Reading:
        if posts := _POSTS(page.tree):
            return self._thread(page, posts)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return BoardPage(breadcrumb(self, page, _CRUMBS(page.tree)), boards, rows, *_pages(page))
        words = _WORDS.text(page.tree)[:200]
        return Notice(reason(words, page.status) if words else "empty", words)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        link = _TITLE.first(page.tree)
        address = absolute(page.base_url, link.get("href") or "") if link is not None else ""
        places = [(at, url) for url in (page.url.split("#", 1)[0], address) if url and (at := self.target(url)) and at.kind == "thread"]
        target = places[0][0] if places else Target("thread", "0")
        thread = Thread(target.id, address or page.url.split("#", 1)[0] or None, text_of(link) or None)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        rows = [_around(element) for element in elements]
        begins_with_day = _begins_with_day([text_of(first_of(row, "date", "div")) for row, _ in rows if row is not None])
        posts = [self._post(page, thread, board, element, *row, begins_with_day) for element, row in zip(elements, rows, strict=True)]
        for floor, made in enumerate(posts, target.page):
            made.post.floor = floor
        if target.page == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, *_pages(page))

    def _post(
        self, page: Page, thread: Thread, board: Board, element: Element, head: Element | None, row: Element | None, day: bool
    ) -> RawPost:
        key = (element.get("id") or "").removeprefix("post_text_")
        content = first_of(element, "postbody", "span", "div")
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        shown = text_of(first_of(head, "date", "div")) if head is not None else ""
        when = parse(shown, page.calendar, day_first=day)
        made = raw_post(self, page, thread, board, key, f"{page.url.split('#', 1)[0]}#{key}", body, when)
        made.post.author = _person(row, element)
        note = _DATE.search(text_of(first_of(element, "gensmall", "span")))
        made.post.edited_at = parse(note[0], page.calendar, day_first=day).iso if note else None
        return made

    # Forums ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        title = first_of(element, "topictitle", "span")
        found = thread_row(self, page, title.iter("a")) if title is not None else None
        if found is None:
            return None
        looks = " ".join(f"{mark.get('class') or ''} {mark.get('src') or ''}" for mark in element.iter("td", "span", "img")).lower()
        found.sticky, found.moved = "sticky" in looks or "announce" in looks, "moved" in looks
        cells = [cell for cell in element.iter("span") if "postdetails" in (cell.get("class") or "").split()]
        found.replies, found.views = (*(number(text_of(cell)) for cell in cells[:2]), None, None)[:2]
        starter = first_of(element, "name", "span")
        name = text_of(starter)
        if starter is not None and name and name.lower() not in _NOBODY:
            found.author = Author(name, _member(starter))
        last = tidy(cells[2].text or "") if len(cells) > 2 else ""
        found.last_post_at = parse(last, page.calendar, day_first=_begins_with_day([last])).iso
        return found


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _around(element: Element) -> tuple[Element | None, Element | None]:
    """The row with the time, before the row with the text, and that row."""
    row = next(element.iterancestors("tr"), None)
    head = row.getprevious() if row is not None else None
    while head is not None and (head.tag != "tr" or first_of(head, "postinfo", "div") is None):
        if _POSTS.first(head) is not None:
            return None, row
        head = head.getprevious()
    return head, row


def _person(row: Element | None, content: Element) -> Author | None:
    """The bold name in the cell beside the text; its number is in the buttons, up to three rows below."""
    beside = next((cell for cell in row.iterchildren("td") if cell is not content), None) if row is not None else None
    label = first_of(beside, "genmed", "span") if beside is not None else None
    name = text_of(next(label.iter("b"), label)) if label is not None else ""
    if not name or name.lower() in _NOBODY:
        return None
    below = row.getnext() if row is not None else None
    for _ in range(3):
        if below is None or _POSTS.first(below) is not None or first_of(below, "postinfo", "div") is not None:
            break
        if member := _member(below):
            return Author(name, member)
        below = below.getnext()
    return Author(name)


def _member(element: Element) -> str | None:
    match = next((match for a in element.iter("a") if (match := _MEMBER.search(a.get("href") or ""))), None)
    return match[1] if match else None


def _begins_with_day(dates: list[str]) -> bool:
    """JForum's own setting begins with the day; a page where that gives no month has another."""
    return not any(int(match[2]) > 12 for shown in dates if (match := _DATE.search(shown)))


def _pages(page: Page) -> tuple[int, int | None, str | None]:
    """Current page, number of pages as far as the bar shows, address of the next."""
    bar = _PAGER.first(page.tree)
    if bar is None:
        return 1, 1, None
    current = number(text_of(first_of(bar, "current", "span"))) or 1
    links = {int(shown[:6]): absolute(page.base_url, a.get("href") or "") for a in bar.iter("a") if (shown := text_of(a)).isdecimal()}
    return current, max([current, *links]), links.get(current + 1) or None


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _quote(walker: Walker, element: Element) -> None:
    """``blockquote``: 'NAME wrote:' in a ``cite``."""
    head = next((cite for cite in element.iter("cite") if next(cite.iterancestors("blockquote")) is element), None)
    walker.quote(Quote(walker.inside_text(element), speaker(text_of(head)) if head is not None else None))


_RULES = Rules(tags={"blockquote": _quote, "cite": skip, "a": cut_link})

ENGINE = JForum()
