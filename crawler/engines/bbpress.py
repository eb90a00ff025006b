"""bbPress 2 (WordPress): the stock templates.  Addresses are told by the words ``topic`` and ``forum`` in them."""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Rules, Walker, read, skip
from crawler.boards import board_rows, breadcrumb, thread_row
from crawler.dates import When, parse
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pager import pager
from crawler.select import Select, first_of, has, text_of
from crawler.text import number
from crawler.urls import absolute, path

_BODIES = Select(f"//div[{has('bbp-reply-content')} or {has('bbp-topic-content')}][not(parent::li)]")
_CURRENT = Select(f"//span[{has('bbp-breadcrumb-current')}]")
_CRUMBS = Select(f"//div[{has('bbp-breadcrumb')}]//a[@href]")
_TITLE = Select(f"//h1[{has('entry-title')} or {has('page-title')}] | //h1")
_TAGS = Select(f"//div[{has('bbp-topic-tags')}]//a")
_ROWS = Select("//ul[starts-with(@id,'bbp-topic-')][not(contains(@id,'-lead'))]")
_ROW_LINK = Select(f".//a[{has('bbp-topic-permalink')}]")
_ROW_AUTHOR = Select(f".//span[{has('bbp-topic-started-by')}]")
_ROW_COUNT = Select(f"./li[{has('bbp-topic-reply-count')}]")
_ROW_FRESH = Select(f"./li[{has('bbp-topic-freshness')}]/a")
_COUNTS_POSTS = Select(f"//li[{has('bbp-header')}]//li[{has('bbp-topic-reply-count')}]")
_BOARDS = Select(f"//a[{has('bbp-forum-title')}]")
_PAGER = Select(f"//div[{has('bbp-pagination-links')}]//a")
_NOTICE = Select(f"//div[{has('bbp-template-notice')}] | id('forum-private')")
_REVISION = re.compile(r"modified (.+?) by", re.IGNORECASE)
_PLACE = re.compile(r"/(topic|forum)/([^/]+(?:/[^/]+)*?)/?(?:page/(\d+)/?)?$")
_TRAPS = frozenset(("edit", "reply", "feed", "split", "merge"))


class BbPress(Engine):
    """bbPress forums and topics."""

    name = "bbpress"
    rank = 40
    marks = (b"bbpress", b"bbpress-forums")

    def detect(self, page: Page) -> bool:
        return _BODY_CLASS.search(page.start) is not None or b'id="bbpress-forums"' in page.body

    def place(self, url: str) -> Place | None:
        name = path(url)
        if match := _PLACE.search(name):
            slug = match[2].rpartition("/")[2]
            if slug in _TRAPS or "?" in url:
                return None
            return Place("thread" if match[1] == "topic" else "board", slug, int((match[3] or "1")[:9]))
        return Place("index", "") if re.fullmatch(r"/(?:forums?|community)/?", name) else None

    def read(self, page: Page) -> Reading:
        if bodies := _BODIES(page.tree):
            return self._thread(page, bodies)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return self._board(page, rows, boards)
        words = text_of(_NOTICE.first(page.tree) if _NOTICE(page.tree) else page.tree.find(".//title"))[:200]
        return Notice("empty" if page.status < 400 and not _NOTICE(page.tree) else reason(words, page.status), words)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, bodies: list[Element]) -> ThreadPage:
        canonical = next((link.get("href", "") for link in page.tree.iter("link") if link.get("rel") == "canonical"), "")
        place = next((at for url in (page.url, canonical) if (at := self.place(url)) and at.kind == "thread"), Place("thread", "0"))
        address = re.sub(r"page/\d+/?$", "", (canonical or page.url).split("?", 1)[0].split("#", 1)[0])
        title = text_of(_CURRENT.first(page.tree)) or text_of(_TITLE.first(page.tree))
        thread = Thread(place.id, address or None, title or None, [text_of(tag) for tag in _TAGS(page.tree)])
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = [self._post(page, thread, board, body) for body in bodies]
        if place.page == 1:
            posts[0].post.floor = 1
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        pages, next_url = pager(self, page, place, _PAGER(page.tree))
        return ThreadPage(thread, board, posts, place.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, content: Element) -> Draft:
        entry = content.getparent()
        entry = entry if entry is not None else content
        header = entry.getprevious()
        holder = header if header is not None and "-header" in (header.get("class") or "") else entry
        pid = number(holder.get("id") or entry.get("id")) or number(entry.get("class"))
        permalink = first_of(holder, "bbp-reply-permalink", "a")
        link = permalink if permalink is not None else first_of(holder, "bbp-topic-permalink", "a")
        href = link.get("href", "") if link is not None else ""
        url = absolute(page.base_url, href) or page.url
        shown = first_of(holder, "bbp-reply-post-date", "span")
        body = read(content, _RULES, page.base_url)
        made = draft(
            self,
            page,
            thread,
            board,
            str(pid or 0),
            url,
            body,
            _when(page, shown if shown is not None else first_of(holder, "bbp-topic-post-date", "span")),
        )
        place = first_of(entry, "bbp-reply-author", "div")
        made.post.author = _author(place if place is not None else first_of(entry, "bbp-topic-author", "div"))
        made.post.edited_at = parse(body.edited, page.fetched_at, UTC).iso
        return made

    # Forums ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        place = self.place(page.url) or Place("index", "")
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        if place.kind == "board":
            name = text_of(_CURRENT.first(page.tree)) or text_of(_TITLE.first(page.tree))
            board.id, board.name, board.url = place.id, name or None, re.sub(r"page/\d+/?$", "", page.url)
            board.path += [name] if name else []
        pages, next_url = pager(self, page, place, _PAGER(page.tree))
        return BoardPage(board, boards, rows, place.page, pages, next_url)

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = thread_row(self, page, _ROW_LINK(element))
        if found is None:
            return None
        found.author = _author(_ROW_AUTHOR.first(element))
        found.sticky = "sticky" in (element.get("class") or "")
        posts = number(_ROW_COUNT.text(element))
        found.replies = posts - 1 if posts and _COUNTS_POSTS.text(page.tree).lower() == "posts" else posts
        fresh = _ROW_FRESH.first(element)
        found.last_post_at = parse(fresh.get("title"), page.fetched_at, UTC).iso if fresh is not None else None
        return found


def _author(place: Element | None) -> Author | None:
    """2.6 puts the name in a ``span`` of one link, 2.5 in a link of its own."""
    name = first_of(place, "bbp-author-name", "span", "a") if place is not None else None
    return Author(text_of(name)) if name is not None and text_of(name) else None


def _when(page: Page, shown: Element | None) -> When:
    return parse(text_of(shown).replace(" at ", " "), page.fetched_at, UTC)


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


def _revisions(walker: Walker, element: Element) -> None:
    """Dated notes of edits, the newest last; the time is relative, with the whole one in a title where a theme gives it."""
    notes = [match[1] for note in element.iter("li") if (match := _REVISION.search(text_of(note)))]
    walker.body.edited = notes[-1] if notes else walker.body.edited


def _attachments(walker: Walker, element: Element) -> None:
    """Files of the attachments plug-in: pictures as they are, others by their links."""
    for link in element.iter("a"):
        if link.find(".//img") is not None:
            walker.descend(link)
        elif name := text_of(link):
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href", "")) or None))


_BODY_CLASS = re.compile(rb"<body[^>]*[\s\"']bbpress[\s\"']")
_RULES = Rules(
    classes={
        "bbp-reply-revision-log": _revisions,
        "bbp-topic-revision-log": _revisions,
        "bbp-attachments": _attachments,
        **dict.fromkeys(("bbp-signature", "bbp-author-ip", "d4p-bbp-quote-title", "bbp-admin-links"), skip),
    },
    tags={"blockquote": _quote},
)

ENGINE = BbPress()
