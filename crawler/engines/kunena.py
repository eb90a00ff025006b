"""Kunena 4 to 6 (Joomla): topics in categories, in the templates Crypsis and Aurelia.

A post's number is its id where the board counts so (``#301`` beside ``id="301"``); then it says no floor.  Its time stands twice, once
exact and once as '2 weeks ago', in whichever order the board likes.  Addresses count posts (``?start=6``), and no page says how many it
shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, first_of, has, text_of
from crawler.text import count, number
from crawler.urls import absolute, path, query

_BODIES = Select(f"//*[{has('kmsg')}][not(ancestor::*[{has('mykmsg-header')} or {has('kmsg')}])][self::div or self::p]")
_POST = Select(f"ancestor::*[{has('message')} or {has('topic-item')} or {has('chat')} or {has('kmsg')}][1]")
_NUMBER = Select(".//a[starts-with(@href,'#') and starts-with(normalize-space(.),'#')]")
_TIMED = frozenset(("small", "thead", "h3", "h5"))
_TITLE = Either("id('kunena')//h1", "id('kunena')//h3", "//h1")
_CRUMBS = Select(f"id('kunena')//*[{has('breadcrumb')}]//a[@href]")
_ROWS = Select(f"id('kunena')//a[{has('topictitle')}]/ancestor::tr[1]")
_BOARDS = Select(f"id('kunena')//*[starts-with(@id,'category') or {has('category')}]//h3//a[@href]")
_PAGER = Select(f"id('kunena')//*[{has('pagination')}]//li")
_WORDS = Either(f"id('kunena')//*[{has('alert')} or {has('kunena-error')} or {has('well')}]", "id('system-message-container')[*]")
_KEYS = frozenset(("option", "view", "catid", "id", "itemid", "lang", "defaultmenu"))
_FORUM = frozenset(("forum", "forums", "foro", "foren", "forumas", "форум", "kunena", "community", "board"))
_TRAPS = re.compile(
    r"/(?:user|users|search|announcement|topics?|recent|unread|last|latest|reply|post|new|newtopic|create|my\w+|noreplies|credits|"
    r"statistics|misc|rules|help|feed|favorites|subscriptions|moderation|report|login|list)(?:/|$)"
)
_NUMBERED = re.compile(r"(\d+)(?:-|$)")
_MEMBER = re.compile(r"/user/(\d+)|userid=(\d+)")
_MESSAGE = re.compile(r"#(\d+)$|mesid=(\d+)")


class Kunena(Engine):
    """Kunena topics and categories."""

    name = "kunena"
    rank = 40
    fingerprints = (b"com_kunena", b"kunena", b"Kunena")

    def detect(self, page: Page) -> bool:
        return any(sign in page.body for sign in (b'id="kunena"', b"id='kunena'", b'id="Kunena"'))

    def target(self, url: str) -> Target | None:
        asked = {name.lower(): value for name, value in query(url).items()}
        start = number(asked.pop("limitstart", None) or asked.pop("start", None)) or 0
        asked.pop("start", None)
        asked.pop("limit", None)
        if not asked.keys() <= _KEYS:
            return None
        if view := asked.get("view"):
            ident, board = _NUMBERED.match(asked.get("id", "")), _NUMBERED.match(asked.get("catid", ""))
            if view == "topic":
                return Target.at("thread", ident[1], start) if ident else None
            if view == "category" and board and board[1] != "0":
                return Target.at("board", board[1], start)
            return Target("index", "") if view in ("category", "home", "index") else None
        where = path(url).removesuffix(".html").rstrip("/")
        if _TRAPS.search(where + "/"):
            return None
        *before, last = [part for part in where.split("/") if part != "index.php"] or [""]
        above = before[-1] if before else ""
        if len(before) < 2 or last.lower() in _FORUM:  # the site's own root stands first
            return Target("index", "")
        if _NUMBERED.match(above):
            return None
        if (match := _NUMBERED.match(last)) and above.lower() not in _FORUM and len(before) > 2:
            return Target.at("thread", match[1], start)
        return Target.at("board", match[1] if match else last, start)

    def read(self, page: Page) -> Reading:
        if bodies := _BODIES(page.tree):
            return self._thread(page, bodies)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            board = breadcrumb(self, page, _CRUMBS(page.tree))
            target = self.target(page.url)
            if target and target.kind == "board" and board.id != target.id:
                board = Board(target.id, board.name, board.path, page.url)
            return BoardPage(board, [row for row in boards if row.id != board.id], rows, *_pages(page))
        words = text_of(_WORDS.first(page.tree))[:200]
        return Notice(reason(words, page.status) if words else "empty", words)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, bodies: list[Element]) -> ThreadPage:
        address = page.url.split("#", 1)[0]
        target = self.target(address) or self.target(absolute(page.base_url, page.link("canonical")))
        thread = Thread(target.id if target and target.kind == "thread" else "0", address or None, text_of(_TITLE.first(page.tree)) or None)
        if target and not target.first:
            thread.url = re.sub(r"[?&](?:limit)?start=\d+", "", address)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = [made for body in bodies if (made := self._post(page, thread, board, body))]
        if posts and target and target.first:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, *_pages(page))

    def _post(self, page: Page, thread: Thread, board: Board, content: Element) -> RawPost | None:
        around = _POST(content)
        if not around:
            return None
        element = around[-1]
        link = _NUMBER.first(element)
        key = (link.get("href") or "").lstrip("#") if link is not None else ""
        shown = number(text_of(link))
        if not key.isdecimal():
            return None
        walker = Walker(_RULES, page.base_url)
        walker.walk(_whole(content))
        walker.end_line()
        for files in element.iter("div"):
            if "kattach" in (files.get("class") or "").split():
                _files(walker, files)
        times = list(_times(element))
        made = raw_post(self, page, thread, board, key, f"{thread.url}#{key}", walker.body, _when(page, times[0] if times else None))
        made.post.floor = shown if shown and str(shown) != key else None
        made.post.author = _person(element, content)
        edited = [time for time in times[1:2] if time.getparent() is times[0].getparent()]
        note = edited[0] if edited else first_of(element, "kmessage-editmarkup", "span")
        made.post.edited_at = _when(page, note).iso
        return made

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        links = [a for a in element.iter("a") if "topictitle" in (a.get("class") or "").split()]
        found = thread_row(self, page, links)
        if found is None:
            return None
        states = element.get("class") or ""
        found.sticky, found.moved = "sticky" in states, "moved" in states
        started = first_of(element, "started", "div")
        if started is not None:
            found.author = _person(started)
            begun = next(((br.tail or "").strip() for br in started.iter("br")), "")
            found.created_at = parse(begun, page.fetched_at, UTC).iso if any(map(str.isdigit, begun)) else None
        found.replies = count(text_of(first_of(element, "repliesnum", "span")) or None)
        found.views = count(text_of(first_of(element, "viewsnum", "span")) or None)
        last = first_of(element, "datepost", "span")
        found.last_post_at = _when(page, next(last.iter("span"), last) if last is not None else None).iso
        return found


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _whole(content: Element) -> Element:
    """4.0 puts texts into a ``p``, which the first quotation in it closes: then all is in the element around it."""
    around = content.getparent()
    return around if content.tag == "p" and around is not None and "kmessage" in (around.get("class") or "").split() else content


_EXACTNESS = {"second": 3, "minute": 2, "day": 1}


def _times(element: Element) -> Iterator[Element]:
    """Spans with a title that say a time: those of a head or with a class for it."""
    for span in element.iter("span"):
        if span.get("title") and ("date" in (span.get("class") or "") or any(above.tag in _TIMED for above in span.iterancestors())):
            yield span


def _when(page: Page, element: Element | None) -> When:
    """The more exact of an element's title and its text: one of them may say '2 weeks ago'."""
    if element is None:
        return NEVER
    said = [words for words in (element.get("title"), text_of(element)) if words and any(map(str.isdigit, words))]
    return max(
        (parse(words, page.fetched_at, UTC) for words in said), key=lambda when: _EXACTNESS.get(when.precision or "", 0), default=NEVER
    )


def _person(element: Element, content: Element | None = None) -> Author | None:
    """The first name beside a post: profiles come before or after it, and the text may name others."""
    for found in element.iter("a", "span"):
        name = text_of(found) if "kwho-" in (found.get("class") or "") else ""
        if name and not (content is not None and content in found.iterancestors()):
            match = _MEMBER.search(found.get("href") or "")
            return Author(name, (match[1] or match[2]) if match else None)
    return None


def _pages(page: Page) -> tuple[int, int | None, str | None]:
    """Current page, number of pages as far as the bar shows, address of the next."""
    links: dict[int, str] = {}
    current = 1
    for item in _PAGER(page.tree):
        shown = text_of(item)
        if not shown.isdecimal():
            continue
        link = next(item.iter("a"), None)
        if "active" in (item.get("class") or "").split() or link is None:
            current = int(shown[:6])
        elif url := absolute(page.base_url, link.get("href") or ""):
            links[int(shown[:6])] = url
    return current, max([current, *links]), links.get(current + 1)


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _quote(walker: Walker, element: Element) -> None:
    """``blockquote``: who wrote it stands in front, bold or as a link to the post."""
    head = next((part for part in element.iter("b", "strong", "a") if text_of(part).endswith(":")), None)
    words, text = text_of(head), walker.inside_text(element)
    quote = Quote(text.removeprefix(words).strip() if words and text.startswith(words) else text)
    if words and quote.text != text:
        quote.author = speaker(words)
        match = _MESSAGE.search(head.get("href") or "") if head is not None else None
        quote.post_id = (match[1] or match[2]) if match else None
    walker.quote(quote)


def _files(walker: Walker, element: Element) -> None:
    """The list of uploads below a post: pictures with their names, and others."""
    for item in element.iter("li"):
        pictured = next((a for a in item.iter("a") if next(a.iter("img"), None) is not None), None)
        if pictured is not None:
            walker.visit(pictured)
            continue
        for link in item.iter("a"):
            if name := text_of(link) or link.get("title") or "":
                walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href") or "") or None))
                break


_RULES = Rules(
    classes={**dict.fromkeys(("ksig", "ksignature", "kattach", "mykmsg-header"), skip)}, tags={"blockquote": _quote, "a": cut_link}
)

ENGINE = Kunena()
