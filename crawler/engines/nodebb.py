"""NodeBB 1 to 4, any theme: server HTML, the page a browser builds, and the read API.

A page carries the API's own answer in ``script#ajaxify-data``, so both are read alike; a browser takes that script out of the page, and
then the ``component`` and ``data-*`` attributes are read, which every theme keeps.
"""

from __future__ import annotations

import re
from datetime import UTC
from html import unescape
from typing import Any

from lxml.etree import _Element as Element

from crawler import files, leads
from crawler.answers import Entry, decode, entries, fragment, get, text, whole
from crawler.blocks import Body, Rules, Walker, read, skip
from crawler.boards import board_rows
from crawler.dates import When, parse, stamp
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, Reason, ThreadPage, ThreadRow, draft
from crawler.items import Author, Board, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pager import pager
from crawler.select import Select, Value, has, text_of
from crawler.text import count, number
from crawler.urls import absolute, path, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_DATA = Select("id('ajaxify-data')")
_POSTS = Select("//*[@component='post'][@data-pid]")
_BODY = Select(".//*[@component='post/content']")
_EDITED = Value(".//*[@component='post/editor']/*[@title]/@title")
_TITLE = Select("//*[@component='topic/title'] | //*[@component='post/header']//h1")
_CRUMBS = Select(f"//ol[{has('breadcrumb')}]//a[contains(@href,'/category/')]")
_LABEL = Select("//*[@component='topic/category'][not(//*[@component='category/topic'])]")
_ROWS = Select("//*[@component='category/topic'][@data-tid]")
_ROW_LINK = Select(".//*[@component='topic/header']//a | .//a[contains(@href,'/topic/')]")
_ROW_USER = Value("(.//a[contains(@href,'/user/')]/@title | .//a[contains(@href,'/user/')]//img/@title)")
_ROW_TIMES = Select(f".//*[{has('timeago')}][@title]")
_EXACT = Value(".//*[@title]/@title")
_ROW_COUNTS = Select(f".//*[{has('stats-postcount')} or {has('stats-viewcount')}]")
_BOARDS = Select(
    "//*[@component='categories/category']//h2/a | //*[@component='categories/category']//h4/a | //*[@component='category/subcategory']//a"
)
_PAGER = Select("//*[@component='pagination']//a | //link[@rel='next']")

_ADDRESS = re.compile(r"(?:/api)?/(topic|category)/(-?\d+)(?:/[^/]*)?/?$")
_HOME = re.compile(r"(?:/api)?/(?:topic|category|post|user|recent|popular|categories|tags)(?:[/?#]|$)")
_TOKEN = re.compile(r"\[\[[\w:.-]+(?:,[^\]]*)?\]\]")
"""Words still to be translated, as the API gives them: ``[[topic:post-is-deleted]]``."""
_OTHER_ORDER = re.compile(r"\[\[topic:(?:newest|most)")
"""Numbers of posts count places on the page, so they are floors only in the usual order."""
_TRAPS = frozenset(("sort", "tag", "filter", "term", "cid", "author"))
_MARKS = (b'"relative_path":', b'component="post', b'component="category/', b'component="topic')
_TEMPLATES: dict[str, Reason] = {"404": "missing", "403": "permission", "login": "login", "500": "site_error", "503": "site_error"}


class NodeBB(Engine):
    """NodeBB categories and topics."""

    name = "nodebb"
    rank = 20
    marks = (b"relative_path", b"component")
    answers = True

    def detect(self, page: Page) -> bool:
        answer = page.json
        if answer is None:
            return b'component="' in page.start and any(mark in page.start for mark in _MARKS)
        if not isinstance(answer, dict):
            return False
        thread, board = {"posts", "tid", "cid"} <= answer.keys(), "topics" in answer and ("cid" in answer or "nextStart" in answer)
        return thread or board or ("categories" in answer and "relative_path" in answer) or {"status", "response"} == answer.keys()

    def place(self, url: str) -> Place | None:
        name, asked = path(url), query(url)
        if any(trap in _TRAPS for trap in asked):
            return None
        page = number(asked.get("page")) or 1
        if match := _ADDRESS.search(name):
            return Place("thread" if match[1] == "topic" else "board", match[2], page)
        return Place("index", "", page) if name.rstrip("/") in ("", "/categories", "/api/categories") else None

    def read(self, page: Page) -> Reading:
        data = page.json if page.json is not None else _carried(page)
        if entries(data, "posts") and get(data, "tid") is not None:
            return self._thread(page, data)
        template = text(data, "template", "name") or text(data, "template")
        if template in _TEMPLATES:
            return Notice(_TEMPLATES[template], page.title)
        if get(data, "status", "code") is not None:
            code, words = text(data, "status", "code"), text(data, "status", "message")
            if code == "ok":
                return Notice("empty", "an answer that is no topic and no category")
            return Notice("login" if code == "not-authorised" else reason(f"{code} {words}".replace("-", " "), page.status), words)
        if any(isinstance(get(data, key), list) for key in ("topics", "categories", "children")):
            return self._board(page, data)
        if posts := _POSTS(page.tree):
            return self._shown_thread(page, posts)
        rows, boards = self._shown_rows(page), board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            at = self.place(page.url)
            return BoardPage(self._shown_board(page), boards, rows, at.page if at else 1, None, self._shown_next(page))
        why: Reason = "missing" if page.status == 404 else "login" if path(page.url).endswith("/login") else "empty"
        return Notice(why, page.title)

    # The API's answer -----------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, data: Entry) -> ThreadPage:
        board = self._breadcrumb(page, data)
        thread = Thread(text(data, "tid"), _address(page, data, "topic"), _title(data))
        thread.tags = [tag for entry in entries(data, "tags") if (tag := text(entry, "value"))]
        thread.created_at, thread.views = _when(data, "timestamp").iso, whole(data, "viewcount")
        thread.replies = _replies(data)
        thread.author = _author(get(data, "author"))
        posts = [self._post(page, thread, board, entry) for entry in entries(data, "posts")]
        if _OTHER_ORDER.match(text(data, "sortOptionLabel")):
            for made in posts[1:]:
                made.post.floor = None
        _name_quoted(posts)
        if posts[0].post.floor == 1:
            thread.author = posts[0].post.author
        return ThreadPage(thread, board, posts, *_pages(page, data, "topic"))

    def _post(self, page: Page, thread: Thread, board: Board, entry: Entry) -> Draft:
        pid = text(entry, "pid")
        content = text(entry, "content")
        body = _removed(page, pid, content) if _is(entry, "deleted") else _read(page, fragment(content))
        made = draft(self, page, thread, board, pid, absolute(page.url, f"{_home(page)}/post/{pid}"), body, _when(entry, "timestamp"))
        made.post.author = _author(get(entry, "user"))
        index = whole(entry, "index")
        made.post.floor = index + 1 if index is not None else None
        made.post.locked = "；".join(body.locked) or None
        if whole(entry, "edited"):
            made.post.edited_at = _when(entry, "edited").iso
        return made

    def _breadcrumb(self, page: Page, data: Entry) -> Board:
        """From the breadcrumbs, or where an answer has none (before 1.5) the topic's own category."""
        board = Board(text(data, "cid") or None)
        for crumb in entries(data, "breadcrumbs"):
            url = absolute(page.url, unescape(text(crumb, "url")))
            place = self.place(url)
            name = unescape(text(crumb, "text"))
            if place and place.kind == "board" and name:
                board.id, board.name, board.url = place.id, name, url
                board.path.append(name)
        category = get(data, "category") or data
        if board.id != text(data, "cid") or board.name is None:
            name = unescape(text(category, "name"))
            board.id, board.url = text(data, "cid") or None, _address(page, category, "category")
            if name:
                board.name = name
                board.path.append(name)
        return board

    def _board(self, page: Page, data: Entry) -> BoardPage:
        threads = [_row(page, topic) for topic in entries(data, "topics") if not _is(topic, "deleted")]
        boards = _boards(page, entries(data, "children")) + _boards(page, entries(data, "categories"))
        if get(data, "cid") is None:
            current, pages, next_url = _pages(page, data, "")
            return BoardPage(Board(), boards, threads, current, pages, next_url)
        return BoardPage(self._breadcrumb(page, data), boards, threads, *_pages(page, data, "category"))

    # What a browser shows -------------------------------------------------------------------------------------------------------------

    def _shown_thread(self, page: Page, containers: list[Element]) -> ThreadPage:
        canonical = absolute(page.base_url, page.link("canonical"))
        place = self.place(page.url) or self.place(canonical)
        thread_id = place.id if place and place.kind == "thread" else (m[2] if (m := _ADDRESS.search(path(canonical))) else "0")
        title = text_of(_TITLE.first(page.tree)) or page.title.rpartition(" | ")[0]
        thread = Thread(thread_id, (canonical or page.url).split("?", 1)[0] or None, title or None)
        board = self._shown_board(page)
        posts = [self._shown_post(page, thread, board, container) for container in containers]
        _name_quoted(posts)
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, place.page if place else 1, None, self._shown_next(page))

    def _shown_post(self, page: Page, thread: Thread, board: Board, container: Element) -> Draft:
        pid = container.get("data-pid", "")
        content = _BODY.first(container)
        removed = "deleted" in container.get("class", "").split()
        body = Body() if content is None else _locked(text_of(content)) if removed else _read(page, content)
        milliseconds = number(container.get("data-timestamp"))
        iso = stamp(milliseconds / 1000, UTC) if milliseconds else None
        when = When(iso, iso, "second" if iso else None)
        made = draft(self, page, thread, board, pid, absolute(page.url, f"{_home(page)}/post/{pid}"), body, when)
        name, uid = container.get("data-username", ""), container.get("data-uid", "")
        made.post.author = _author({"username": name, "uid": uid})
        index = number(container.get("data-index"))
        made.post.floor = index + 1 if index is not None else None
        made.post.locked = "；".join(body.locked) or None
        made.post.edited_at = parse(_EDITED(container), page.fetched_at, UTC).iso
        return made

    def _shown_board(self, page: Page) -> Board:
        board = Board()
        for link in _CRUMBS(page.tree) or _LABEL(page.tree)[:1]:
            url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
            place = self.place(url)
            if place and name:
                board.id, board.name, board.url = place.id, name, url
                board.path.append(name)
        at = self.place(page.url)
        if at and at.kind == "board" and board.id != at.id:
            board = Board(at.id, text_of(page.tree.find(".//h1")) or None, board.path, page.url.split("?", 1)[0])
            board.path += [board.name] if board.name else []
        return board

    def _shown_next(self, page: Page) -> str | None:
        here = self.place(page.url) or self.place(absolute(page.base_url, page.link("canonical")))
        following = pager(self, page, here, _PAGER(page.tree))[1] if here else None
        return _bare(following) if following else None

    def _shown_rows(self, page: Page) -> list[ThreadRow]:
        rows = []
        for row in _ROWS(page.tree):
            link = _ROW_LINK.first(row)
            url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
            if link is None or not url:
                continue
            found = ThreadRow(row.get("data-tid", ""), url, text_of(link), sticky="pinned" in row.get("class", "").split())
            name = _ROW_USER(row)
            found.author = Author(name) if name else None
            times = sorted({iso for time in _ROW_TIMES(row) if (iso := parse(time.get("title"), page.fetched_at, UTC).iso)})
            found.last_post_at = times[-1] if times else None
            found.created_at = times[0] if len(times) > 1 else None
            counts = {word: count(_EXACT(box) or text_of(box)) for box in _ROW_COUNTS(row) for word in box.get("class", "").split()}
            posts = counts.get("stats-postcount")
            found.replies, found.views = posts - 1 if posts else None, counts.get("stats-viewcount")
            rows.append(found)
        return rows


# Parts of an answer ---------------------------------------------------------------------------------------------------------------------


def _carried(page: Page) -> Any:
    script = _DATA.first(page.tree)
    return decode(script.text or "") if script is not None else None


def _home(page: Page) -> str:
    """Where the forum starts, a sub-folder included."""
    url = page.url or page.link("canonical")
    match = _HOME.search(url)
    return (url[: match.start()] if match else url.split("?", 1)[0]).rstrip("/")


def _address(page: Page, entry: Entry, kind: str) -> str | None:
    slug = text(entry, "slug")
    return absolute(page.url, f"{_home(page)}/{kind}/{slug}") or None if slug else None


def _bare(url: str) -> str:
    """Without the reader's language, which the site adds to its own links."""
    return re.sub(r"([?&])lang=[^&]*&?", r"\1", url).rstrip("?&")


def _pages(page: Page, data: Entry, kind: str) -> tuple[int, int | None, str | None]:
    """Current page, number of pages, address of the next: ``?page=`` answers also where the site scrolls without end."""
    current, pages = whole(data, "pagination", "currentPage") or 1, whole(data, "pagination", "pageCount")
    if not pages or current >= pages:
        return current, pages, None
    start = _address(page, data, kind) if kind else page.url.split("?", 1)[0]
    if page.json is not None and start and kind:
        start = start.replace(f"/{kind}/", f"/api/{kind}/", 1)
    return current, pages, f"{start}?page={current + 1}" if start else None


def _is(entry: Entry, name: str) -> bool:
    """Flags are numbers, booleans or text, by version and data base."""
    return get(entry, name) in (1, True, "1")


def _title(data: Entry) -> str | None:
    return text(data, "titleRaw") or unescape(text(data, "title")) or None


def _when(entry: Entry, name: str) -> When:
    """Milliseconds; ``…ISO`` beside them says the same."""
    milliseconds = whole(entry, name)
    iso = stamp(milliseconds / 1000, UTC) if milliseconds else None
    return When(iso, text(entry, f"{name}ISO") or iso, "second") if iso else When(None, None, None)


def _author(user: Any) -> Author | None:
    """Guests have the number 0 and perhaps a name of their own; who was deleted has none."""
    name, uid = unescape(text(user, "username")), text(user, "uid")
    if not name or _TOKEN.search(name) or (uid in ("0", "-1") and name.lower() == "guest"):
        return None
    return Author(name, uid if uid not in ("", "0", "-1") else None)


def _replies(entry: Entry) -> int | None:
    posts = whole(entry, "postcount")
    return posts - 1 if posts else None


def _row(page: Page, topic: Entry) -> ThreadRow:
    row = ThreadRow(text(topic, "tid"), _address(page, topic, "topic") or "", _title(topic) or "", _author(get(topic, "user")))
    row.created_at, row.last_post_at = _when(topic, "timestamp").iso, _when(topic, "lastposttime").iso
    row.replies, row.views = _replies(topic), whole(topic, "viewcount")
    row.sticky = _is(topic, "pinned")
    return row


def _boards(page: Page, categories: list[Entry]) -> list[BoardRow]:
    rows: list[BoardRow] = []
    for category in categories:
        url, name = _address(page, category, "category"), unescape(text(category, "name"))
        if url and name and not text(category, "link"):
            rows.append(BoardRow(text(category, "cid"), url, name))
        rows += _boards(page, entries(category, "children"))
    return rows


# Bodies ---------------------------------------------------------------------------------------------------------------------------------


def _read(page: Page, content: Element) -> Body:
    return read(content, _RULES, page.base_url)


def _name_quoted(posts: list[Draft]) -> None:
    """A quote names people as their address does, in lower case; where the quoted post stands on the page, its author's name is known."""
    authors = {made.post.post_id: made.post.author for made in posts}
    for made in posts:
        for quote in made.body.quotes:
            author = authors.get(quote.post_id or "")
            quote.author = author.name if author else quote.author


def _removed(page: Page, pid: str, content: str) -> Body:
    """A deleted post keeps its row; what the reader sees in its place is in the page, the API has only the words' name."""
    shown = next((post for post in _POSTS(page.tree) if post.get("data-pid") == pid), None)
    return _locked(text_of(_BODY.first(shown)) if shown is not None else text_of(fragment(content)))


def _locked(words: str) -> Body:
    walker = Walker(Rules(), "")
    walker.locked(words)
    return walker.body


def _preview(walker: Walker, element: Element) -> None:
    """The card that a plugin puts in place of an address."""
    link = element.find(".//a[@href]")
    walker.end_line()
    walker.text(link.get("href") if link is not None else "")
    walker.end_line()


_RULES = Rules(
    classes={"link-preview": _preview, "sr-only": skip, "visually-hidden": skip},
    tags={"p": leads.paragraph, "blockquote": leads.quote, "a": files.link},
)

ENGINE = NodeBB()
