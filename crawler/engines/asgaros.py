"""Asgaros Forum 1 to 3 (WordPress): a post prints its number, and its body begins with a hidden copy for the quote button.

Since 2.4 the number may stand before the time, and the name in a bare box beside the one for mentions.
1.x puts a post's head and foot into its body, and writes names in a bare ``strong``; guests and deleted users have no name.

Seen running: 3.3.0.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When
from crawler.forum import ThreadRow
from crawler.items import Author, Board, Quote
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.markup.uploads import uploads
from crawler.select import Select, first_of, has, text_of
from crawler.text import number

_FLOOR = Select(f".//div[{has('post-meta')} or {has('post-footer')} or {has('forum-post-date')}]//a[starts-with(normalize-space(.),'#')]")
_NUMBER = re.compile(r"^#\d+\s*·\s*")
_SAID = re.compile(r"(?:Quote from|Zitat von)\s+(.+?)(?:\s+(?:on|am|vom)\s+(.+))?$", re.IGNORECASE)


def _quote(walker: Walker, element: Element) -> None:
    name = text_of(first_of(element, "quotetitle", "div"))
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line and line != name))
    if match := _SAID.match(name):
        quote.author, quote.created_raw = match[1], match[2]
    walker.quote(quote)


def _list(walker: Walker, element: Element) -> None:
    if first_of(element, "uploaded-file", "li") is not None:
        uploads(walker, element)
    else:
        walker.list(element)


def _div(walker: Walker, element: Element) -> None:
    if (element.get("id") or "").startswith("uploaded-files"):
        uploads(walker, element)
    elif not (element.get("id") or "").startswith("post-quote-container"):
        walker.descend(element)


class Asgaros(Table):
    """Asgaros forums and topics."""

    name = "asgaros"
    root = "page"
    rank = 40
    fingerprints = (b"asgaros-forum",)
    addresses = (
        Address("thread", r"/(?:topic|thread)/(?P<id>[^/?#]+)/?$"),
        Address("board", r"/forum/(?P<id>[^/?#]+)/?$"),
        Address("index", r"^/(?:[^/]+/)?$"),
    )
    page_key = "part"

    title = board_name = css("h1.main-title")
    page_part = re.compile(r"[?&]part=\d+")
    crumbs = css("#forum-breadcrumbs a[href]")
    pager = css("div.pages a, div.forum-pages a")
    message = css("#af-wrapper div.notice, #af-wrapper div.info, #af-wrapper div.error")

    posts = css("div[id^='postid-']")
    body = css("div.post-message")
    body_rules = Rules(
        classes={
            **dict.fromkeys(("signature", "forum-post-header", "post-footer", "spoiler-head", "uploaded-files-title"), skip),
            "uploaded-files": uploads,
        },
        tags={"blockquote": _quote, "div": _div, "ul": _list},
    )
    author = css(".post-username", ".post-author-block-name", "div.post-author > strong")
    time = css("div.forum-post-date")
    edited, edited_in = css("span.post-edit-date", "div.post-meta"), re.compile(r"^[^#]+")
    floor = post_link = _FLOOR
    likes = css(".post-reactions .up .reaction-number")
    permalink = "{link}#postid-{id}"
    member = re.compile(r"/profile/(\d+)/?$|[?&]view=profile&(?:.*&)?id=(\d+)")
    name_cut = re.compile(r"^(?:By|Von|Par|Por|Da|Door)\s+| · .*$")
    nobody = frozenset(("guest", "gast", "deleted user", "gelöschter benutzer"))

    rows = css("div.topic, div.topic-normal, div.topic-sticky, div.thread")
    row_link = css("div.topic-name a, div.thread-name a")
    row_author = css("small a.profile-link, small > b, small > i", ".topic-name small, .thread-name small")
    row_last = css("div.topic-poster a[href*='postid-']", "div.topic-poster, div.thread-poster")
    row_sticky = css("div.topic-sticky, span[class*='sticky'], i[class*='sticky'], [class*='thumbtack']")
    boards = css("a.forum-title, small.forum-subforums > a")

    def parts(self, url: str) -> tuple[str, dict[str, str]]:
        """``?view=topic&id=12`` is what sites without readable addresses write."""
        where, asked = super().parts(url)
        if asked.get("view") in ("topic", "thread", "forum") and asked.get("id"):
            return f"/{asked['view']}/{asked['id']}", {"part": asked.get("part", "1")}
        return where, asked

    def person(self, element: Element | None) -> Author | None:
        """Names may be bare, and pages and places may stand behind them."""
        mention = text_of(first_of(element, "mention-nice-name")) if element is not None else ""
        name = self.name_cut.sub("", text_of(element).removesuffix(mention).strip())
        if element is None or not name or name.lower() in self.nobody:
            return None
        return Author(name, next((uid for link in element.iter("a") if (uid := self.member_id(link))), None))

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        words = text_of(self.one(sheet, unit, self.time))
        return sheet.moment(_NUMBER.sub("", words)) if _NUMBER.match(words) else super().time_of(sheet, unit)

    def board_above(self, sheet: Sheet) -> Board:
        """Asgaros writes the category before the outermost board's name: 'Category: Board'."""
        board = super().board_above(sheet)
        category, colon, name = board.path[0].partition(": ") if board.path else ("", "", "")
        if colon:
            board.name = name if len(board.path) == 1 else board.name
            board.path[:1] = [category, name]
        return board

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            counts = re.findall(r"\d[\d.,]*", text_of(css(".topic-stats, .thread-stats").first(unit)))
            found.replies, found.views = (*(number(part.replace(".", "")) for part in counts), None, None)[:2]
        return found


ENGINE = Asgaros()
