"""Drupal's forum module (6 to 10): a topic is a node, its replies are comments; core themes and Advanced Forum.

The opener's id is written ``nN`` after its node, the comments have numbers of their own.  Exact times stand in RDFa attributes, in ``time``
or in ``data-comment-timestamp``; rows tell times by ages in words.  Topics may have any address: what is no node's own address is named
by its path.

Seen running: 7.105 in its four themes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import NEVER, When, stamp
from crawler.forum import BoardRow, Notice, Reading, Target, ThreadRow
from crawler.items import Attachment, Author, Board, Quote
from crawler.markup.css import css
from crawler.markup.notices import notice
from crawler.markup.sheet import Sheet, kept
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, first_of, has, text_of
from crawler.text import count, number
from crawler.urls import absolute, path, query

_NODE = Either(
    f"//*[{has('node-forum')} or {has('node--type-forum')} or {has('node-type-forum')}][not(self::body)]",
    f"//div[{has('forum-post')}][{has('top-post')}]",
    "//*[starts-with(@id,'node-')]",
    f"//div[{has('node')}]",  # 6: only some themes say more
)
_NAME = Either(
    f".//*[{has('author-name')}]",
    f".//*[{has('username')}]",
    ".//span[@property='schema:name']",
    f".//*[{has('comment__author')}]",
    f".//*[{has('submitted')}]//a",
)
_UNLINKED = re.compile(
    r"(?:\b(?:by|von|par|por|da|di)\s+(?P<name>\S.{0,60}?)\s+(?:on|am|le|el|il|em)\s|\d\s+[—–]\s+(?P<name2>\S.{0,60})$)", re.IGNORECASE
)
"""6: who wrote a post, where its line names nobody by a link: guests, and everybody where profiles are not for guests."""
_FORUM_MARKS = (b"node-type-forum", b"page-forum", b"path-forum", b"advanced-forum", b"node-forum", b"node--type-forum", b"forum-post")
_FORUM_CRUMB = re.compile(rb"""class=["']?breadcrumb\b.{0,2000}?href=["']?[^"'\s>]*(?:/|[?&]q=)forums?(?=["'\s/>])""", re.DOTALL)
"""6: the way names the forum on pages that no class says to be its own."""
_STRANGER = re.compile(r"\s*\((?:not verified|nicht überprüft|non vérifié|no verificado|non verificato)\)$", re.IGNORECASE)
_NOT_TOPICS = re.compile(r"^/(?:user|users|taxonomy|comment|search|tracker|blog|admin|node/add|forum/(?:active|unanswered|new)|rss)(?:/|$)")
_ALIAS = re.compile(r"^/(?:forums?|content|topics?|discussions?)/.*[^/\d].*$")
_PARTS = re.compile(r"field-name-(?:.*image|upload|.*file|field-images?)|field--name-.*(?:image|file)")


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote(walker.inside_text(element))
    named = first_of(element, "quote-author", "div", "span", "em")
    if named is not None:
        words = text_of(named)
        quote.author, quote.text = speaker(words), quote.text.removeprefix(words).lstrip(" \n:")
    walker.quote(quote)


def _files(walker: Walker, element: Element) -> None:
    for part in element.iter("img", "a"):
        if part.tag == "img":
            walker.img(part)
        elif part.find(".//img") is None and text_of(part) and "." in (part.get("href") or "").rpartition("/")[2]:
            walker.attachment(Attachment(text_of(part), absolute(walker.base_url, part.get("href") or "") or None))


def _key(element: Element) -> str:
    """The number of a node or comment, from its id or the anchor before it."""
    for mark in (element.get("id"), (element.get("about") or "").rpartition("#")[2], *_anchors(element)):
        if mark and (match := re.fullmatch(r"(?:comment|node|post|cid)(?:-id)?-(\d+)", mark)):
            return match[1]
    if match := re.search(r"(?:comment|node)[/-](\d+)", element.get("about") or ""):
        return match[1]
    heads = (link.get("href") or "" for head in element.iter("h2", "h3", "h4") for link in head.iter("a"))
    return next((match[1] for href in heads if (match := re.search(r"#comment-(\d+)$", href))), "")


def _anchors(element: Element) -> list[str]:
    before = element.getprevious()
    return [before.get("id") or before.get("name") or ""] if before is not None and before.tag == "a" else []


def _own(found: list[Element], element: Element) -> Element | None:
    """The first of what was found in a post, unless it stands in a reply inside of it: since 8 the replies stand in the node."""
    if not found:
        return None
    inside = itertools.takewhile(lambda above: above is not element, found[0].iterancestors())
    return None if any("comment" in (above.get("class") or "").split() for above in inside) else found[0]


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


class Drupal(Table):
    """Topics and boards of Drupal's forum module."""

    name = "drupal"
    rank = 45
    fingerprints = (b"node-type-forum", b"page-node-type-forum", b"page-forum", b"path-forum", b"advanced-forum", b"Drupal", b"drupal")

    title = css("h1.title, h1.page-title, h1#page-title", "h1")
    page_part = re.compile(r"[?&]page=[\d,]*$")
    crumbs = css(".breadcrumb a[href], .breadcrumb__list a[href]")
    pager = css(".pager a[href], .pager__items a[href]")
    message = css(".messages, #content p, main p, #forum")

    posts = css("div.comment, article.comment, div.forum-post:not(.top-post)")
    body = css(
        ".field--name-body, .field-name-body, .field--name-comment-body, .field-name-comment-body",
        ".forum-post-content, .comment__content, .node__content",
        "div.content",
    )
    body_rules = _RULES
    time = css(
        "time[datetime]",
        "[property*='created'][content], [property*='dateCreated'][content]",
        ".comment__time, .comment-time, .forum-posted-on, .submitted, .node__submitted",
    )
    nobody = frozenset(("anonymous", "gast", "anonyme"))

    rows = css("tr:has(> td.forum__replies)", "table[id^='forum-topic'] tr:has(> td)")
    boards = css("tr[id^='forum-list-'] a[href]")

    def detect(self, page: Page) -> bool:
        made = b"rupal" in page.start or b"/sites/all/" in page.start or b"/core/themes/" in page.start
        return made and (any(mark in page.body for mark in _FORUM_MARKS) or _FORUM_CRUMB.search(page.body) is not None)

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
        """A board shows rows, whatever else is on its page."""
        sheet = self.sheet(page)
        rows = [row for unit in self.rows_on(sheet) if (row := self.row_of(sheet, unit))]
        boards = self.boards_on(sheet)
        return self.board_page(sheet, rows, boards) if rows or boards else super().read(page)

    @kept
    def node_on(self, _: Sheet, tree: Element) -> Element | None:
        """The element of the topic itself, above its comments."""
        return _NODE.first(tree)

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """The node, if it has a body, and the comments with a number."""
        node, comments = self.node_on(sheet, sheet.tree), [post for post in super().posts_on(sheet) if _key(post)]
        return [node, *comments] if node is not None and self.body.first(node) is not None else comments

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        shown = (self.time.first(unit) for unit in units if not self._is_node(sheet, unit))
        sheet.day_first = sheet.page.calendar.order_of(text_of(element) for element in shown if element is not None) is True
        address = sheet.bare_url
        at = self.target(address) or Target("thread", path(address).strip("/"), (number(query(address).get("page")) or 0) + 1)
        node = self.node_on(sheet, sheet.tree)
        key = at.id if at.id.isdecimal() else _key(node) if node is not None else ""
        if not key and (match := re.search(r"/node/(\d+)", sheet.page.link("shortlink") or sheet.page.link("canonical"))):
            key = match[1]
        sheet.here = Target("thread", key or at.id, at.page)
        return super().thread_page(sheet, units)

    def title_of(self, sheet: Sheet) -> str:
        """The heading that the document's title begins with; themes head every page with the site's name too, some in the only ``h1``."""
        said = sheet.page.title
        shown = [title for head in sheet.tree.iter("h1", "h2") if (title := text_of(head)) and f"{said} | ".startswith(f"{title} | ")]
        return max(shown, key=len, default="") or super().title_of(sheet)

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        if self.node_on(sheet, sheet.tree) is not None and sheet.here and sheet.here.first:
            posts[0].post.floor = 1
            super().opened(sheet, posts)

    def _is_node(self, sheet: Sheet, unit: Element) -> bool:
        return unit is self.node_on(sheet, sheet.tree)

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        if not self._is_node(sheet, unit):
            return _key(unit)
        return f"n{sheet.thread.id}" if (sheet.thread.id or "").isdecimal() else "n"

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        link = next((a for a in unit.iter("a") if f"comment-{pid}" in (a.get("href") or "")), None)
        where = sheet.address(link) or sheet.thread.url or sheet.page.url
        return where if pid.startswith("n") else f"{where}#comment-{pid}"

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        content = self.body.first(unit)
        return self.read_body(sheet, content) if content is not None else Body()

    def read_body(self, sheet: Sheet, content: Element, beside: Iterable[Element] = ()) -> Body:
        walker = Walker(_RULES, sheet.page.base_url)
        walker.walk(content)
        for other in content.itersiblings("div"):
            if _PARTS.search(other.get("class") or ""):
                _files(walker, other)
        walker.end_line()
        return walker.body

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        found = _own(_NAME(unit), unit)
        name = _STRANGER.sub("", text_of(found)) if found is not None else ""
        if found is None:
            name = self._unlinked(unit)
        if not name or name.lower() in self.nobody:
            return None
        if found is None:
            return Author(name)
        marks = [found, *found.iter("a", "span")]
        user = next((m for mark in marks if (m := re.search(r"/users?/(\d+)$", mark.get("about") or mark.get("href") or ""))), None)
        return Author(name, user[1] if user else None)

    def _unlinked(self, unit: Element) -> str:
        """The name in the line above a post, as bare text."""
        line = _own(css(".submitted")(unit), unit)
        named = _UNLINKED.search(text_of(line)) if line is not None else None
        return _STRANGER.sub("", named["name"] or named["name2"]) if named else ""

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        marks = (part.get("data-comment-timestamp") or "" for part in unit.iterchildren("span"))
        seconds = next((mark for mark in marks if mark.isdecimal()), "")
        shown = _own(self.time(unit), unit)
        if seconds:
            return When(stamp(int(seconds[:12]), UTC), text_of(shown) or None, "second")
        if shown is None:
            return sheet.moment(text_of(unit)) if unit.tag == "td" else NEVER
        if exact := shown.get("content"):
            when = sheet.moment(exact)
            return when._replace(raw=exact)
        if shown.tag == "time":
            return sheet.time(shown)
        name = _NAME.first(shown)
        return sheet.moment(text_of(shown).replace(text_of(name), "", 1) if name is not None else text_of(shown))

    def board_above(self, sheet: Sheet) -> Board:
        """The way's innermost board, else what the node's own field or the way's last link calls so."""
        board, crumbs = super().board_above(sheet), self.crumbs(sheet.tree)
        own = next(
            (
                link
                for link in css(".field-name-taxonomy-forums a[href], .field--name-taxonomy-forums a[href]")(sheet.tree)
                if text_of(link)
            ),
            None,
        )
        if board.id is None and (own is not None or crumbs) and sheet.here and sheet.here.kind == "thread":
            last = own if own is not None else crumbs[-1]
            where, name = sheet.address(last), text_of(last)
            board = Board(path(where).strip("/") or None, name or None, [name] if name else [], where or None)
        return board

    def board_page(self, sheet: Sheet, rows: list[ThreadRow], boards: list[BoardRow]) -> Reading:
        """Sites give boards addresses of their own words."""
        at = self.target(sheet.page.url)
        sheet.here = at if at is None or at.kind == "index" else Target("board", at.id, at.page)
        sheet.here = sheet.here or Target("board", path(sheet.page.url).strip("/"))
        return super().board_page(sheet, rows, boards)

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        board, name = self.board_above(sheet), self.title_of(sheet) or None
        if here.kind != "index":
            board.id, board.name, board.url = here.id, name, self.page_part.sub("", sheet.page.url)
            board.path += [name] if name else []
        return board

    def says_empty(self, sheet: Sheet) -> bool:
        """7 shows an empty board as the head of its table, without a row and without a word."""
        return css("table[id^='forum-topic'] th").first(sheet.tree) is not None or super().says_empty(sheet)

    def notice(self, sheet: Sheet) -> Notice:
        words = next(iter(self.messages(sheet)), "")[:200]
        denied = b"page-403" in sheet.page.body or "denied" in sheet.page.title.lower()
        if denied or sheet.page.status < 400:
            return Notice("permission" if denied else "empty", words or sheet.page.title)
        return notice(sheet.page, words)

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """Addresses count from 0."""
        links: dict[int, str] = {}
        for link in self.pager(sheet.tree):
            url = sheet.address(link)
            shown = query(url).get("page", "0").rpartition(",")[2]
            if shown.isdecimal():
                links.setdefault(int(shown[:9]) + 1, url)
        return here.page, max([here.page, *links]), links.get(here.page + 1)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        cells = [cell for cell in unit if cell.tag == "td"]
        cell = next((cell for cell in cells if "title" in (cell.get("class") or "")), cells[min(1, len(cells) - 1)])
        link = next((a for a in cell.iter("a") if text_of(a)), None)
        url = sheet.address(link)
        if link is None or not url:
            return None
        target = self.target(url)
        row = ThreadRow(target.id if target and target.kind == "thread" else path(url).strip("/"), url, text_of(link))
        marks = " ".join(f"{part.get('class') or ''} {part.get('title') or ''}" for part in unit.iter("td", "div", "span", "img"))
        row.sticky, row.author = "sticky" in marks.lower(), self.author_of(sheet, cell)
        replies = next((other for other in cells if "replies" in (other.get("class") or "")), None)
        row.replies = count(replies.text) if replies is not None else None  # '12' and below it '1 new'
        row.moved = "moved" in text_of(cell).lower() and row.replies is None
        last = next((other for other in cells if "last" in (other.get("class") or "")), None)
        row.last_post_at = self.time_of(sheet, last).iso if last is not None else None
        return row


ENGINE = Drupal()
