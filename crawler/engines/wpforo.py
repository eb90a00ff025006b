"""wpForo 1 and 2 (WordPress): all four layouts.  Addresses are base/board/topic, so their depth tells what they name."""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Body, Rules, Walker, read, skip
from crawler.boards import board_rows, breadcrumb, thread_row
from crawler.dates import NEVER, When, parse
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Author, Board, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pager import pager
from crawler.select import Select, has, text_of
from crawler.text import number
from crawler.times import read_time
from crawler.urls import absolute, path, query

_BODIES = Select(f"//div[{has('wpforo-post-content')} or {has('wpforo-comment-content')}]")
_AUTHOR = Select(
    f".//*[{has('wpf-author-name')} or {has('author-name')}]//a | .//*[{has('wpf-author-name')} or {has('author-name')}]"
    f" | .//div[{has('wpforo-comment-footer')}]//a"
)
_DATE = Select(
    f".//*[{has('wpf-post-date')} or {has('wpforo-post-date')} or {has('cbleft')}] | .//div[{has('wpforo-comment-footer')}]/span"
)
_LINK = Select(f".//a[{has('wpf-post-link')}] | .//*[{has('wpf-post-link')}]//a")
_TITLE = Select("id('wpforo-title') | id('wpforo-wrap')//h1")
_CRUMBS = Select(f"//div[{has('wpf-breadcrumb')}]//a[@href]")
_TAGS = Select(f"//div[{has('wpforo-topic-meta')}]//tag | //div[{has('wpforo-topic-meta')}]//a")
_ROWS = Select(
    f"//div[{has('wpforo-topic')}][.//*[{has('wpforo-topic-title')}]] | //div[{has('wpf-thread')}][.//*[{has('wpf-thread-title')}]]"
)
_ROW_LINK = Select(f".//*[{has('wpforo-topic-title')} or {has('wpf-thread-title')}]//a[@href]")
_ROW_START = Select(f".//*[{has('wpforo-topic-start-info')} or {has('wpf-thread-author-name')}]")
_ROW_POSTS = Select(f".//*[{has('wpforo-topic-stat-posts')} or {has('wpf-thread-posts')}]")
_ROW_VIEWS = Select(f".//*[{has('wpforo-topic-stat-views')} or {has('wpf-thread-views')}]")
_BOARDS = Select(f"//*[{has('wpforo-forum-title')} or {has('wpforo-subforum')}]//a[@href]")
_PAGER = Select(f"//div[{has('wpf-navi')}]//a | //div[{has('wpf-navi')}]//option")
_MESSAGE = Select(f"//*[{has('wpf-p-error')} or {has('wpforo-msg')}] | id('wpforo-wrap')//p")
_PAGED = re.compile(r"/paged/(\d+)/?$")
_LABEL = re.compile(r"^[^\d]{0,24}[:：]\s*")
_TRAPS = frozenset(
    ("participant", "members", "profile", "account", "activity", "subscriptions", "recent", "feed", "tags", "login", "register", "postid")
)


class WpForo(Engine):
    """wpForo boards and topics."""

    name = "wpforo"
    rank = 40
    marks = (b"wpforo",)

    def detect(self, page: Page) -> bool:
        return b"/plugins/wpforo/" in page.start

    def place(self, url: str) -> Place | None:
        asked, name = query(url), path(url)
        if any(key != "wpfpaged" for key in asked):
            return None
        match = _PAGED.search(name)
        page = int(match[1][:9]) if match else number(asked.get("wpfpaged")) or 1
        parts = [part for part in _PAGED.sub("", name).split("/") if part]
        if not parts or len(parts) > 3 or not _TRAPS.isdisjoint(parts):
            return None
        return Place(("index", "board", "thread")[len(parts) - 1], parts[-1] if len(parts) > 1 else "", page)

    def read(self, page: Page) -> Reading:
        if bodies := _BODIES(page.tree):
            return self._thread(page, bodies)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return self._board(page, rows, boards)
        words = _MESSAGE.text(page.tree)[:200]
        return Notice(reason(words, page.status) if page.status >= 400 or words else "empty", words)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, bodies: list[Element]) -> ThreadPage:
        place = self.place(page.url.split("#", 1)[0]) or Place("thread", path(page.url).rstrip("/").rpartition("/")[2] or "0")
        address = _PAGED.sub("/", page.url.split("?", 1)[0].split("#", 1)[0])
        thread = Thread(place.id, address or None, _TITLE.text(page.tree) or None, [tag for a in _TAGS(page.tree) if (tag := text_of(a))])
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = [self._post(page, thread, board, body) for body in bodies]
        if place.page == 1:
            posts[0].post.floor = 1
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        pages, next_url = pager(self, page, place, _links(_PAGER(page.tree)))
        return ThreadPage(thread, board, posts, place.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, content: Element) -> Draft:
        entry = next((above for above in content.iterancestors("div") if (above.get("id") or "").startswith("post-")), content)
        pid = str(number(entry.get("data-postid") or entry.get("id")) or 0)
        body: Body = read(content, _RULES, page.base_url)
        link = _LINK.first(entry)
        url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        made = draft(self, page, thread, board, pid, url or (thread.url or page.url), body, _when(page, _DATE.first(entry)))
        names = [name for element in _AUTHOR(entry) if (name := text_of(element))]
        made.post.author = Author(names[-1] if len(names) == 1 else min(names, key=len), entry.get("data-userid")) if names else None
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        place = self.place(page.url) or Place("index", "")
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        if place.kind == "board" and board.id != place.id:
            name = _TITLE.text(page.tree)
            board.id, board.name, board.url = place.id, name or None, _PAGED.sub("/", page.url.split("?", 1)[0])
            board.path += [name] if name else []
        pages, next_url = pager(self, page, place, _links(_PAGER(page.tree)))
        return BoardPage(board, boards, rows, place.page, pages, next_url)

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = thread_row(self, page, _ROW_LINK(element))
        if found is None:
            return None
        found.sticky = "sticky" in " ".join(e.get("class") or "" for e in element.iter("i", "span", "div"))
        start = _ROW_START.first(element)
        if start is not None:
            person = start.find(".//a")
            name = text_of(person if person is not None else start)
            found.author = Author(name) if name else None
            tail = text_of(start).partition(name or ",")[2].strip(" ,")
            found.created_at = parse(tail, page.fetched_at, UTC).iso
        posts = number(_ROW_POSTS.text(element))
        found.replies, found.views = posts - 1 if posts else None, number(_ROW_VIEWS.text(element))
        return found


def _links(elements: list[Element]) -> list[Element]:
    """Links of the bar; its list of pages carries addresses as values."""
    for element in elements:
        if element.tag == "option" and element.get("value"):
            element.set("href", element.get("value", ""))
    return elements


def _when(page: Page, element: Element | None) -> When:
    if element is None:
        return NEVER
    titled = next((part for part in element.iter("span", "time") if any(map(str.isdigit, part.get("title") or ""))), None)
    if titled is not None:
        return read_time(page, titled)
    words = text_of(element)
    for link in element.iter("a"):
        words = words.replace(text_of(link), "")
    return parse(_LABEL.sub("", words.strip()).removeprefix("by").strip(), page.fetched_at, UTC)


def _quote(walker: Walker, element: Element) -> None:
    """The name and the time stand in a box of their own inside the quote."""
    lines = [line for line in walker.inside_text(element).split("\n") if line]
    quote = Quote("", post_id=element.get("data-postid"))
    author = next((a for a in element.iter("div") if "wpforo-post-quote-author" in (a.get("class") or "")), None)
    if author is not None:
        name = text_of(author)
        quote.author = re.sub(r"^.*?:\s*|^(?:Posted by)\s*", "", name).lstrip("@") or None
        lines = [line for line in lines if line != name]
    quote.text = "\n".join(lines)
    walker.quote(quote)


_RULES = Rules(
    classes={
        **dict.fromkeys(
            (
                "wpforo-post-signature",
                "wpf-post-edited",
                "wpf-post-edit-wrap",
                "wpf-edit-date",
                "wpforo-comment-footer",
                "wpforo-comment-action-links",
                "wpf-mod-message",
            ),
            skip,
        ),
        "wpforo-post-quote": _quote,
    },
    tags={"blockquote": _quote},
)

ENGINE = WpForo()
