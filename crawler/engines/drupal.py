"""Drupal's forum module (6 to 10): a topic is a node, its replies are comments; core themes and Advanced Forum.

The opener's id is written ``nN`` after its node, the comments have numbers of their own.  Exact times stand in RDFa attributes, in ``time``
or in ``data-comment-timestamp``.  Topics may have any address: what is no node's own address is named by its path.
"""

from __future__ import annotations

import itertools
import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import NEVER, When, day_first, parse, stamp
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb
from crawler.markup.notices import reason
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, first_of, has, text_of
from crawler.text import count, number
from crawler.urls import absolute, path, query

_NODE = Either(
    f"//*[{has('node-forum')} or {has('node--type-forum')} or {has('node-type-forum')}][not(self::body)]",
    f"//div[{has('forum-post')}][{has('top-post')}]",
    "//*[starts-with(@id,'node-')]",
)
_COMMENTS = Select(f"//*[self::div or self::article][{has('comment')}] | //div[{has('forum-post')}][not({has('top-post')})]")
_BODY = Either(
    f".//*[{has('field--name-body')} or {has('field-name-body')} or {has('field--name-comment-body')} or {has('field-name-comment-body')}]",
    f".//*[{has('forum-post-content')} or {has('comment__content')} or {has('node__content')}]",
    f".//div[{has('content')}]",
)
_NAME = Either(
    f".//*[{has('author-name')}]",
    f".//*[{has('username')}]",
    ".//span[@property='schema:name']",
    f".//*[{has('comment__author')}]",
    f".//*[{has('submitted')}]//a",
)
_TIME = Either(
    ".//time[@datetime]",
    ".//*[@property][contains(@property,'created') or contains(@property,'dateCreated')][@content]",
    f".//*[{has('comment__time')} or {has('comment-time')} or {has('forum-posted-on')} or {has('submitted')} or {has('node__submitted')}]",
)
_TITLE = Select("//h1")
_CRUMBS = Select(f"//*[{has('breadcrumb')} or {has('breadcrumb__list')}]//a[@href]")
_FORUM = Select(f"//*[{has('field-name-taxonomy-forums')} or {has('field--name-taxonomy-forums')}]//a[@href]")
_ROWS = Either(f"//tr[td[{has('forum__replies')}]]", "//table[starts-with(@id,'forum-topic')]//tr[td]")
_BOARDS = Select("//tr[starts-with(@id,'forum-list-')]//a[@href]")
_PAGER = Select(f"//*[{has('pager')} or {has('pager__items')}]//a[@href]")
_MESSAGE = Select(f"//*[{has('messages')}] | id('content')//p | //main//p")
_STRANGER = re.compile(r"\s*\((?:not verified|nicht überprüft|non vérifié|no verificado|non verificato)\)$", re.IGNORECASE)
_NOT_TOPICS = re.compile(r"^/(?:user|users|taxonomy|comment|search|tracker|blog|admin|node/add|forum/(?:active|unanswered|new)|rss)(?:/|$)")
_ALIAS = re.compile(r"^/(?:forums?|content|topics?|discussions?)/.*[^/\d].*$")


class Drupal(Engine):
    """Topics and boards of Drupal's forum module."""

    name = "drupal"
    rank = 45
    fingerprints = (b"node-type-forum", b"page-node-type-forum", b"page-forum", b"path-forum", b"advanced-forum")

    def detect(self, page: Page) -> bool:
        return b"rupal" in page.start or b"/sites/all/" in page.start or b"/core/themes/" in page.start

    def target(self, url: str) -> Target | None:
        asked, where = query(url), path(url).rstrip("/") or "/"
        shown = asked.pop("page", "0").rpartition(",")[2]
        route = asked.pop("q", None)
        where = "/" + route.strip("/") if route else where
        if asked or not shown.isdecimal() or _NOT_TOPICS.match(where):
            return None
        page = int(shown[:9]) + 1
        if match := re.fullmatch(r"/node/(\d+)", where):
            return Target("thread", match[1], page)
        if match := re.fullmatch(r"/forums?/(\d+)", where):
            return Target("board", match[1], page)
        if where in ("/forum", "/forums"):
            return Target("index", "", page)
        return Target("thread", where.strip("/"), page) if _ALIAS.match(where) else None

    def read(self, page: Page) -> Reading:
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return self._board(page, rows, boards)
        comments = [element for element in _COMMENTS(page.tree) if _key(element)]
        node = _NODE.first(page.tree)
        if node is not None and (_BODY.first(node) is not None or comments):
            return self._thread(page, node, comments)
        if comments:
            return self._thread(page, None, comments)
        words = text_of(_MESSAGE.first(page.tree))[:200]
        denied = b"page-403" in page.body or "denied" in page.title.lower()
        return Notice("permission" if denied else reason(words, page.status) if page.status >= 400 else "empty", words or page.title)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, node: Element | None, comments: list[Element]) -> ThreadPage:
        address = page.url.split("#", 1)[0]
        target = self.target(address) or Target("thread", path(address).strip("/"), (number(query(address).get("page")) or 0) + 1)
        key = target.id if target.id.isdecimal() else _key(node) if node is not None else ""
        if not key and (match := re.search(r"/node/(\d+)", page.link("shortlink") or page.link("canonical"))):
            key = match[1]
        thread = Thread(key or target.id, re.sub(r"[?&]page=[\d,]*$", "", address) or None, text_of(_TITLE.first(page.tree)) or None)
        crumbs = _CRUMBS(page.tree)
        board = breadcrumb(self, page, crumbs)
        own = next((link for link in _FORUM(page.tree) if text_of(link)), None)
        if board.id is None and (own is not None or crumbs):
            last = own if own is not None else crumbs[-1]
            where, name = absolute(page.base_url, last.get("href") or ""), text_of(last)
            board = Board(path(where).strip("/") or None, name or None, [name] if name else [], where or None)
        begins_with_day = day_first(text_of(element) for entry in comments for element in [_TIME.first(entry)] if element is not None)
        posts = (
            [self._post(page, thread, board, f"n{key}", node, begins_with_day)]
            if node is not None and _BODY.first(node) is not None
            else []
        )
        posts += [self._post(page, thread, board, _key(element), element, begins_with_day) for element in comments]
        if node is not None and target.page == 1:
            posts[0].post.floor = 1
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, *_pages(page, target.page))

    def _post(self, page: Page, thread: Thread, board: Board, key: str, element: Element, begins_with_day: bool) -> RawPost:
        content = _BODY.first(element)
        body = _read(page, content) if content is not None else Body()
        link = next((a for a in element.iter("a") if f"comment-{key}" in (a.get("href") or "")), None)
        where = (absolute(page.base_url, link.get("href") or "") if link is not None else "") or thread.url or page.url
        url = where if key.startswith("n") else f"{where}#comment-{key}"
        made = raw_post(self, page, thread, board, key, url, body, _when(page, element, begins_with_day))
        made.post.author = _author(element)
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        target, name = self.target(page.url), text_of(_TITLE.first(page.tree)) or None
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        if target is None or target.kind != "index":
            ident = target.id if target else path(page.url).strip("/")
            board.id, board.name, board.url = ident, name, re.sub(r"[?&]page=[\d,]*$", "", page.url)
            board.path += [name] if name else []
        return BoardPage(board, boards, rows, *_pages(page, target.page if target else 1))

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        cells = [cell for cell in element if cell.tag == "td"]
        cell = next((cell for cell in cells if "title" in (cell.get("class") or "")), cells[min(1, len(cells) - 1)])
        link = next((a for a in cell.iter("a") if text_of(a)), None)
        url = absolute(page.base_url, link.get("href") or "") if link is not None else ""
        if link is None or not url:
            return None
        target = self.target(url)
        row = ThreadRow(target.id if target and target.kind == "thread" else path(url).strip("/"), url, text_of(link))
        marks = " ".join(
            f"{part.get('class') or ''} {part.get('title') or ''}" for part in element.iter("td", "div", "span", "img")
        ).lower()
        row.sticky = "sticky" in marks
        row.author = _author(cell)
        replies = next((other for other in cells if "replies" in (other.get("class") or "")), None)
        row.replies = count(replies.text) if replies is not None else None  # '12' and below it '1 new'
        row.moved = "moved" in text_of(cell).lower() and row.replies is None
        last = next((other for other in cells if "last" in (other.get("class") or "")), None)
        row.last_post_at = _when(page, last, begins_with_day=False).iso if last is not None else None
        return row


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _key(element: Element) -> str:
    """The number of a node or comment, from its id or the anchor before it."""
    for mark in (element.get("id"), (element.get("about") or "").rpartition("#")[2], *_anchors(element)):
        if mark and (match := re.fullmatch(r"(?:comment|node|post)-(\d+)", mark)):
            return match[1]
    match = re.search(r"(?:comment|node)[/-](\d+)", element.get("about") or "")
    return match[1] if match else ""


def _anchors(element: Element) -> list[str]:
    before = element.getprevious()
    return [before.get("id") or before.get("name") or ""] if before is not None and before.tag == "a" else []


def _own(found: list[Element], element: Element) -> Element | None:
    """The first of what was found in a post, unless it stands in a reply inside of it: since 8 the replies stand in the node."""
    if not found:
        return None
    inside = itertools.takewhile(lambda above: above is not element, found[0].iterancestors())
    return None if any("comment" in (above.get("class") or "").split() for above in inside) else found[0]


def _author(element: Element) -> Author | None:
    found = _own(_NAME(element), element)
    name = _STRANGER.sub("", text_of(found)) if found is not None else ""
    if found is None or not name or name.lower() in ("anonymous", "gast", "anonyme"):
        return None
    marks = [found, *found.iter("a", "span")]
    user = next((m for mark in marks if (m := re.search(r"/users?/(\d+)$", mark.get("about") or mark.get("href") or ""))), None)
    return Author(name, user[1] if user else None)


def _when(page: Page, element: Element, begins_with_day: bool) -> When:
    marks = (part.get("data-comment-timestamp") or "" for part in element.iterchildren("span"))
    seconds = next((mark for mark in marks if mark.isdecimal()), "")
    shown = _own(_TIME(element), element)
    if seconds:
        return When(stamp(int(seconds[:12]), UTC), text_of(shown) or None, "second")
    if shown is None:
        words = text_of(element)
        return parse(words, page.calendar, day_first=begins_with_day) if element.tag == "td" else NEVER
    exact = shown.get("content")
    if exact:
        when = parse(exact, page.calendar)
        return when._replace(raw=exact)
    if shown.tag == "time":
        return read_time(page, shown)
    name = _NAME.first(shown)
    words = text_of(shown).replace(text_of(name), "", 1) if name is not None else text_of(shown)
    return parse(words, page.calendar, day_first=begins_with_day)


def _pages(page: Page, current: int) -> tuple[int, int, str | None]:
    """Current page, number of pages, address of the next: addresses count from 0."""
    links: dict[int, str] = {}
    for link in _PAGER(page.tree):
        url = absolute(page.base_url, link.get("href") or "")
        shown = query(url).get("page", "0").rpartition(",")[2]
        if shown.isdecimal():
            links.setdefault(int(shown[:9]) + 1, url)
    return current, max([current, *links]), links.get(current + 1)


def _read(page: Page, content: Element) -> Body:
    walker = Walker(_RULES, page.base_url)
    walker.walk(content)
    for other in content.itersiblings("div"):
        if re.search(r"field-name-(?:.*image|upload|.*file|field-images?)|field--name-.*(?:image|file)", other.get("class") or ""):
            _files(walker, other)
    walker.end_line()
    return walker.body


def _files(walker: Walker, element: Element) -> None:
    for part in element.iter("img", "a"):
        if part.tag == "img":
            walker.img(part)
        elif part.find(".//img") is None and text_of(part) and "." in (part.get("href") or "").rpartition("/")[2]:
            walker.attachment(Attachment(text_of(part), absolute(walker.base_url, part.get("href") or "") or None))


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote(walker.inside_text(element))
    named = first_of(element, "quote-author", "div", "span", "em")
    if named is not None:
        words = text_of(named)
        quote.author, quote.text = speaker(words), quote.text.removeprefix(words).lstrip(" \n:")
    walker.quote(quote)


_RULES = Rules(
    classes={
        **dict.fromkeys(
            ("field-label", "field__label", "links", "user-signature", "signature", "author-signature", "element-invisible"), skip
        ),
        **dict.fromkeys(("submitted", "comment-wrapper", "bb-quote-author"), skip),
        "bb-quote": _quote,
    },
    tags={"blockquote": _quote},
)

ENGINE = Drupal()
