"""wpForo 1 and 2 (WordPress): all four layouts.  Addresses are base/board/topic, so their depth tells what they name.

Its own dates begin with the day (``d/m/Y``); a site may have them as WordPress writes dates, which a second number above twelve shows.
Long names and titles are cut; a link's ``title`` has them whole.
"""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, has, text_of
from crawler.text import count, number
from crawler.times import read_time
from crawler.urls import absolute, path, query

_BODIES = Select(
    f"//div[{has('wpforo-post-content')} or {has('wpforo-comment-text')}"
    f" or ({has('wpforo-comment-content')} and not(.//div[{has('wpforo-comment-text')}]))]"
)
_NAMES = ("wpf-author-name", "author-name", "wpforo-post-author-name", "wpforo-comment-top", "wpforo-comment-footer")
_AUTHOR = Select(" | ".join(f".//*[{has(name)}]//a[normalize-space(.)]" for name in _NAMES))
_NAMELESS = Select(" | ".join(f".//*[{has(name)}]" for name in _NAMES[:3]))
_DATE = Either(
    f".//*[{has('wpf-post-date')} or {has('wpforo-post-date')} or {has('cbleft')}]",
    f".//div[{has('wpforo-comment-top')} or {has('wpforo-comment-footer')}]/span",
    f".//div[{has('wpforo-post-content-top')}]/span[not({has('wpf-mod-message')} or {has('wpf-post-starter')})]",
)
_EDITED = Select(f".//div[{has('wpf-post-edited')}]")
_LINK = Select(f".//a[{has('wpf-post-link')}] | .//*[{has('wpf-post-link')}]//a")
_TITLE = Select("id('wpforo-title') | id('wpforo-wrap')//h1")
_CRUMBS = Select(f"//div[{has('wpf-breadcrumb')}]//a[@href]")
_TAGS = Select(f"//div[{has('wpforo-topic-meta')}]//tag | //div[{has('wpforo-topic-meta')}]//a")
_ROWS = Select(
    f"//div[{has('wpforo-topic')}][.//*[{has('wpforo-topic-title')}]] | //div[{has('wpf-thread')}][.//*[{has('wpf-thread-title')}]]"
)
_ROW_LINK = Select(f".//*[{has('wpforo-topic-title')} or {has('wpf-thread-title')}]/descendant-or-self::a[@href]")
_ROW_START = Select(f".//*[{has('wpforo-topic-start-info')} or {has('wpf-thread-author-name')} or {has('wpforo-topic-author')}]")
_ROW_POSTS = Select(f".//*[{has('wpforo-topic-stat-posts')} or {has('wpforo-topic-replies')}]")
_ROW_REPLIES = Select(f".//*[{has('wpf-thread-posts')}]")
_ROW_VIEWS = Select(f".//*[{has('wpforo-topic-stat-views')} or {has('wpf-thread-views')}] | .//div[{has('views')}]/div[{has('count')}]")
_ROW_LAST = Either(f".//*[{has('wpf-thread-last-date')}]", f".//*[{has('wpforo-topic-stat-lastpost')}]")
_BOARDS = Select(f"//*[{has('wpforo-forum-title')} or {has('wpforo-subforum')}]//a[@href]")
_PAGER = Select(f"//div[{has('wpf-navi')}]//a | //div[{has('wpf-navi')}]//option")
_MESSAGE = Select(f"//*[{has('wpf-p-error')} or {has('wpforo-msg')}] | id('wpforo-wrap')//p")
_POST = re.compile(r"#post-([1-9]\d{0,17})$")
_PAGED = re.compile(r"/paged/(\d+)/?$")
_LABEL = re.compile(r"^[^\d]{0,24}[:：]\s*")
_SLASHED = re.compile(r"\d{1,2}/(\d{1,2})/(?:19|20)\d\d")
_SHORT_YEAR = re.compile(r"(?<=[a-z] \d\d, )(\d\d)$")
_CUT = ("...", "…")
_TRAPS = frozenset(
    ("participant", "members", "profile", "account", "activity", "subscriptions", "recent", "feed", "tags", "login", "register", "postid")
)


class WpForo(Engine):
    """wpForo boards and topics."""

    name = "wpforo"
    rank = 40
    fingerprints = (b"wpforo",)

    def detect(self, page: Page) -> bool:
        return b"/plugins/wpforo/" in page.start

    def target(self, url: str) -> Target | None:
        asked, name = query(url), path(url)
        if any(key != "wpfpaged" for key in asked):
            return None
        match = _PAGED.search(name)
        page = int(match[1][:9]) if match else number(asked.get("wpfpaged")) or 1
        parts = [part for part in _PAGED.sub("", name).split("/") if part]
        if not parts or len(parts) > 3 or not _TRAPS.isdisjoint(parts):
            return None
        return Target(("index", "board", "thread")[len(parts) - 1], parts[-1] if len(parts) > 1 else "", page)

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
        target = self.target(page.url.split("#", 1)[0]) or Target("thread", path(page.url).rstrip("/").rpartition("/")[2] or "0")
        address = _PAGED.sub("/", page.url.split("?", 1)[0].split("#", 1)[0])
        thread = Thread(
            target.id,
            address or None,
            _TITLE.text(page.tree) or None,
            list(dict.fromkeys(tag for a in _TAGS(page.tree) if (tag := text_of(a)))),
        )
        board = self._breadcrumb(page)
        begins_with_day = _begins_with_day(bodies)
        posts = [self._post(page, thread, board, body, begins_with_day) for body in bodies]
        if target.page == 1:
            posts[0].post.floor = 1
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        pages, next_url = pager(self, page, target, _links(_PAGER(page.tree)))
        return ThreadPage(thread, board, posts, target.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, content: Element, begins_with_day: bool) -> RawPost:
        entry = _entry(content)
        pid = str(number(entry.get("data-postid") or entry.get("id")) or 0)
        body: Body = read(content, _RULES, page.base_url)
        link = _LINK.first(entry)
        url = (absolute(page.base_url, link.get("href") or "") if link is not None else "") or thread.url or page.url
        made = raw_post(self, page, thread, board, pid, f"{url}#post-{pid}", body, _when(page, _DATE.first(entry), begins_with_day))
        made.post.author = _author(entry)
        notes = _EDITED(entry)
        made.post.edited_at = parse(text_of(notes[-1]), page.fetched_at, UTC, day_first=begins_with_day).iso if notes else None
        return made

    def _breadcrumb(self, page: Page) -> Board:
        links = _CRUMBS(page.tree)
        board = breadcrumb(self, page, links)
        whole = {text_of(link): link.get("title") for link in links}
        board.path = [whole.get(name) or name for name in board.path]
        board.name = board.path[-1] if board.path else None
        return board

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        target = self.target(page.url) or Target("index", "")
        board = self._breadcrumb(page)
        if target.kind == "board" and board.id != target.id:
            name = _TITLE.text(page.tree)
            board.id, board.name, board.url = target.id, name or None, _PAGED.sub("/", page.url.split("?", 1)[0])
            board.path += [name] if name else []
        pages, next_url = pager(self, page, target, _links(_PAGER(page.tree)))
        return BoardPage(board, boards, rows, target.page, pages, next_url)

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = thread_row(self, page, _ROW_LINK(element))
        if found is None:
            return None
        marks = " ".join(e.get("class") or "" for e in element.iter("i", "span", "div"))
        found.sticky = "sticky" in marks or "thumbtack" in marks
        found.title = next(
            (whole for link in _ROW_LINK(element) if (whole := link.get("title")) and text_of(link) == found.title), found.title
        )
        start = _ROW_START.first(element)
        if start is not None:
            person = next((a for a in start.iter("a") if text_of(a)), None)
            shown, _, begun = text_of(start).partition(", ")
            found.author = _person(person) if person is not None else _named(shown.removeprefix("by "))
            if "wpforo-topic-author" not in (start.get("class") or ""):  # where questions are listed, it is the time of the last post
                found.created_at = parse(_SHORT_YEAR.sub(r"20\1", begun), page.fetched_at, UTC, day_first=True).iso
        posts, replies = number(_ROW_POSTS.text(element)), count(_ROW_REPLIES.text(element))
        found.replies, found.views = posts - 1 if posts else replies, count(_ROW_VIEWS.text(element))
        found.last_post_id = max(
            (match[1] for link in element.iter("a") if (match := _POST.search(link.get("href", "")))), key=int, default=None
        )
        last = _ROW_LAST.first(element)
        if last is not None:
            words = [tail for br in last.iter("br") if (tail := (br.tail or "").strip())] or [text_of(last)]
            found.last_post_at = parse(words[-1], page.fetched_at, UTC, day_first=True).iso
        return found


def _entry(content: Element) -> Element:
    """The element around a post: its number and its author's stand there."""
    return next((above for above in content.iterancestors("div") if (above.get("id") or "").startswith("post-")), content)


def _begins_with_day(bodies: list[Element]) -> bool:
    """Whether dates with slashes begin with the day: unless one of them has no month then."""
    shown = " ".join(text_of(_DATE.first(_entry(body))) for body in bodies)
    return all(int(second) <= 12 for second in _SLASHED.findall(shown))


def _author(entry: Element) -> Author | None:
    person = _AUTHOR.first(entry)
    if person is not None:
        name = _person(person)
        return Author(name.name, entry.get("data-userid")) if name else None
    nameless = _NAMELESS.first(entry)
    return _named(text_of(nameless)) if nameless is not None else None


def _person(link: Element) -> Author | None:
    shown = text_of(link).removeprefix("by ")
    return _named((link.get("title") or shown) if shown.endswith(_CUT) else shown)


def _named(name: str) -> Author | None:
    """Guests may give a name; who did not is called Anonymous."""
    return Author(name) if name and name.lower() not in ("anonymous", "guest") else None


def _links(elements: list[Element]) -> list[Element]:
    """Links of the bar; its list of pages carries addresses as values."""
    for element in elements:
        if element.tag == "option" and element.get("value"):
            element.set("href", element.get("value", ""))
    return elements


def _when(page: Page, element: Element | None, begins_with_day: bool) -> When:
    if element is None:
        return NEVER
    titled = next((part for part in element.iter("span", "time") if any(map(str.isdigit, part.get("title") or ""))), None)
    if titled is not None:
        return read_time(page, titled)
    words = text_of(element)
    for part in element.iter("a", "span"):
        if part is not element and (shown := text_of(part)):
            words = words.replace(shown, "", 1)
    return parse(_LABEL.sub("", words.strip()).removeprefix("by").strip(), page.fetched_at, UTC, day_first=begins_with_day)


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


def _file(walker: Walker, element: Element) -> None:
    """A file below a body; a site may show a picture in place of its name."""
    for link in element.iter("a"):
        if link.find(".//img") is not None:
            walker.descend(link)
        elif name := text_of(link):
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href") or "") or None))


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
                "wpf-post-button-actions",
                "wpf-spoiler-head",
            ),
            skip,
        ),
        "wpforo-post-quote": _quote,
        "wpforo-attached-file": _file,
    },
    tags={"blockquote": _quote},
)

ENGINE = WpForo()
