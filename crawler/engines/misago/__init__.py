"""Misago 0.39 (0.20 and later share the shapes): server HTML and the JSON API.

Server HTML hands its scripts what the API would answer (``misago.init({…})``): post bodies, exact times, numbers of people; elements are
read only where that is missing.  Pages of a thread overlap by one post.  Boards go on by a cursor (``?start=``), linked in the head only.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import is_filename
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import parse
from crawler.engines.misago.feed import FEED, img
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Image, Quote, Thread
from crawler.jsonvalue import Entry, embedded, entries, fragment, get, text, whole
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Numbered, Select, Strings, Value, has, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, path, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_POSTS = Numbered("post-", "li")
_AUTHOR = Select(f".//*[@itemprop='author'] | .//*[{has('post-side')}]//*[{has('item-title')}]")
_PROFILE = Value(f".//*[{has('post-side')}]//a[{has('item-title')}]/@href")
_TIME = Value(".//time/@datetime")
_BODY = Select(f".//article[{has('misago-markup')}]")
_HIDDEN = Value(f".//*[{has('post-body')}]/p[{has('lead')}]")
_FILES = Select(f".//*[{has('post-attachments')}]//a[{has('attachment-name')}]")
_ROWS = Select(f"//li[{has('threads-list-item')}]")
_ROW_LINK = Select(f".//a[{has('threads-list-item-title')}]")
_ROW_STARTER = Value(f".//a[{has('threads-list-item-starter')}]/@title")
_ROW_REPLIES = Value(f".//*[{has('threads-replies')}]")
_ROW_FLAG = Select(".//li[starts-with(@class,'thread-flag-pinned')]")
_HEADING = Select("//h1")
_CRUMBS = Select(f"//*[{has('breadcrumbs')} or {has('breadcrumb')} or {has('header-stats')}]//a[contains(@href,'/c/')]")
_CRUMB_NAME = Strings(f".//text()[not(parent::*[{has('material-icon')}])]")
_BOARDS = Select(f"//*[{has('category-main')}]//h4/a")
_MESSAGE = Value(f"//*[{has('message-body')}]//p[1] | //p[{has('lead')}]")

_THREAD = re.compile(r"/t/[^/]+/(\d+)/(?:(\d+)/)?$")
_BOARD = re.compile(r"/c/[^/]+/(\d+)/$")
_API_THREAD = re.compile(r"/api/threads/(\d+)/(?:posts/)?$")
_UPLOAD = re.compile(r"/a/(?:thumb/)?\w{16,}/\d+/$")


class Misago(Engine):
    """Misago categories and threads."""

    name = "misago"
    rank = 20
    fingerprints = (b"misago-container", b"misago")
    reads_json = True

    def detect(self, page: Page) -> bool:
        answer = page.json
        if answer is None:
            return b'id="misago-container"' in page.start or b"/static/misago/" in page.start
        return isinstance(answer, dict) and ("starter_name" in answer or {"results", "subcategories"} <= answer.keys())

    def target(self, url: str) -> Target | None:
        """By number of page; a list's cursor is ``start``, in Misago 1 ``cursor``."""
        name, asked = path(url), query(url)
        if match := _THREAD.search(name):
            return Target("thread", match[1], int((match[2] or "1")[:9]))
        if match := _API_THREAD.search(name):
            return Target("thread", match[1], number(asked.get("page")) or 1)
        cursor = number(asked.get("start") or asked.get("cursor")) or 1
        if match := _BOARD.search(name):
            return Target("board", match[1], cursor)
        if name.endswith("/api/threads/"):
            return Target("board", asked["category"], cursor) if "category" in asked else Target("index", "", cursor)
        return Target("index", name.strip("/"), cursor) if name in ("/", "/categories/") else None

    def read(self, page: Page) -> Reading:
        data = page.json if page.json is not None else _carried(page)
        if text(data, "starter_name"):
            return self._thread(page, data, get(data, "post_set") or {}, entries(data, "post_set", "results"))
        if get(data, "POSTS") is not None:
            return self._thread(page, get(data, "THREAD") or {}, get(data, "POSTS"), entries(data, "POSTS", "results"))
        if page.json is None and page.status < 400 and FEED.reads(page):
            return FEED.read(page)
        if posts := [_shown(post) for post in _POSTS(page.tree)]:
            head = self._shown_thread(page)
            return self._thread(page, head, {"page": get(head, "page")}, posts)
        if page.status in (404, 410):
            return Notice("missing", _MESSAGE(page.tree))
        if page.status in (401, 403):
            return Notice("permission", _MESSAGE(page.tree))
        return self._board(page, data)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, data: Entry, pages: Entry, found: list[Entry]) -> Reading:
        address = absolute(page.base_url, text(data, "url", "index"))
        thread = Thread(text(data, "id") or None, address or None, text(data, "title") or None)
        thread.created_at = parse(text(data, "started_on"), page.calendar, UTC).iso
        thread.replies = whole(data, "replies")
        thread.author = _person(get(data, "starter"), text(data, "starter_name"))
        board = _board_of(page, get(data, "category"), entries(data, "path"))
        current = whole(pages, "page") or 1
        before = whole(pages, "before") if current > 1 else 0
        posts = [
            self._post(page, thread, board, entry, before + at if before is not None else None)
            for at, entry in enumerate(found, 1)
            if get(entry, "is_event") is not True
        ]
        if not found:
            api = absolute(page.base_url, text(data, "api", "posts", "index"))
            return ThreadPage(thread, board, [], whole_url=api) if api and page.json is not None else Notice("empty", thread.title or "")
        following = current + 1 if current < (whole(pages, "pages") or 0) else None
        if page.json is not None:
            posts_api = absolute(page.base_url, text(data, "api", "posts", "index"))
            next_url = f"{posts_api}?page={following}" if following and posts_api else None
        else:
            next_url = f"{address}{following}/" if following and address else absolute(page.base_url, page.link("next")) or None
        return ThreadPage(thread, board, posts, current, whole(pages, "pages"), next_url)

    def _post(self, page: Page, thread: Thread, board: Board, entry: Entry, floor: int | None) -> RawPost:
        pid = text(entry, "id")
        url = f"{thread.url}post/{pid}/" if thread.url else ""
        body = _body(page, entry)
        made = raw_post(self, page, thread, board, pid, url, body, parse(text(entry, "posted_on"), page.calendar, UTC))
        made.post.floor = floor
        made.post.author = _person(get(entry, "poster"), text(entry, "poster_name"))
        if whole(entry, "edits"):
            made.post.edited_at = parse(text(entry, "updated_on"), page.calendar, UTC).iso
        return made

    def _shown_thread(self, page: Page) -> Entry:
        """The head of a thread from its elements."""
        canonical = absolute(page.base_url, page.link("canonical")) or page.url
        match = _THREAD.search(path(canonical))
        address = re.sub(r"(/t/[^/]+/\d+/).*", r"\1", canonical)
        category = None
        for crumb in _CRUMBS(page.tree)[-1:]:
            if at := _BOARD.search(crumb.get("href", "")):
                category = {"id": at[1], "name": tidy("".join(_CRUMB_NAME(crumb))), "url": {"index": crumb.get("href")}}
        title = text_of(_HEADING.first(page.tree))
        page_number = match[2] if match else None
        return {"id": match[1] if match else "0", "page": page_number, "title": title, "url": {"index": address}, "category": category}

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, data: Any) -> Reading:
        listed = get(data, "THREADS") or data
        rows = [_row(page, entry) for entry in entries(listed, "results")] or self._shown_rows(page)
        target = self.target(page.url) or self.target(absolute(page.base_url, page.link("canonical")))
        boards = []
        if target and target.kind == "index":
            boards = [
                BoardRow(text(entry, "id"), absolute(page.base_url, text(entry, "url")), text(entry, "name"))
                for entry in entries(data, "categoriesMap")
            ] or self._shown_boards(page)
        if not rows and not boards:
            return Notice("empty", page.title)
        board = Board()
        if target and target.kind == "board":
            known = {text(entry, "id"): entry for entry in [*entries(data, "categoriesMap"), *entries(data, "CATEGORIES")]}
            own = known.get(target.id) or {"id": target.id, "name": text_of(_HEADING.first(page.tree))}
            board = _board_of(page, own, _trail(known, target.id))
        next_url = absolute(page.base_url, page.link("next")) or None
        if page.json is not None and (cursor := whole(listed, "next")):
            start = page.url.split("?", 1)[0]
            next_url = f"{start}?category={target.id}&start={cursor}" if target and target.kind == "board" else f"{start}?start={cursor}"
        return BoardPage(board, boards, rows, next_url=next_url)

    def _shown_rows(self, page: Page) -> list[ThreadRow]:
        rows = []
        for row in _ROWS(page.tree):
            link = _ROW_LINK.first(row)
            url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
            target = self.target(url)
            if target is None:
                continue
            found = ThreadRow(target.id, url, text_of(link), replies=number(_ROW_REPLIES(row)), sticky=_ROW_FLAG.first(row) is not None)
            starter = _ROW_STARTER(row).partition(" - ")[0]
            found.author = Author(starter) if starter else None
            rows.append(found)
        return rows

    def _shown_boards(self, page: Page) -> list[BoardRow]:
        found = ((link, _BOARD.search(link.get("href", ""))) for link in _BOARDS(page.tree))
        return [BoardRow(match[1], absolute(page.base_url, link.get("href", "")), text_of(link)) for link, match in found if match]


# What the page carries ------------------------------------------------------------------------------------------------------------------


def _carried(page: Page) -> Any:
    scripts = (script.text or "" for script in page.tree.iter("script"))
    return next((found for script in scripts if (found := embedded(script, "misago.init(")) is not None), None)


def _shown(post: Element) -> Entry:
    """A post's element in the shape of an answer; its content stays an element."""
    content = _BODY.first(post)
    profile = re.search(r"/u/[^/]+/(\d+)/", _PROFILE(post))
    name = text_of(_AUTHOR.first(post))
    return {
        "id": post.get("id", "").removeprefix("post-"),
        "poster": {"id": profile[1], "username": name} if profile else None,
        "poster_name": name,
        "posted_on": _TIME(post),
        "is_hidden": content is None,
        "is_event": "post" not in post.get("class", "").split(),
        "content": content,
        "attachments": [
            {"url": {"index": link.get("href")}, "filename": text_of(link), "is_image": is_filename(text_of(link))} for link in _FILES(post)
        ],
    }


def _person(user: Any, name: str) -> Author | None:
    """``poster`` is null when the account is gone; the name stays."""
    shown = text(user, "username") or name
    return Author(shown, text(user, "id") or None) if shown else None


def _trail(known: dict[str, Entry], category_id: str) -> list[Entry]:
    """A category and those around it, outermost first."""
    trail: list[Entry] = []
    while category_id in known and len(trail) < 10:
        trail.insert(0, known[category_id])
        category_id = text(known[category_id], "parent")
    return trail


def _board_of(page: Page, category: Any, trail: list[Entry]) -> Board:
    """The root category is the forum itself."""
    names = [text(step, "name") for step in trail if get(step, "level") != 0]
    name = text(category, "name") or None
    url = text(category, "url", "index") or text(category, "url")
    return Board(text(category, "id") or None, name, names or [n for n in (name,) if n], absolute(page.base_url, url) or None)


def _row(page: Page, entry: Entry) -> ThreadRow:
    row = ThreadRow(text(entry, "id"), absolute(page.base_url, text(entry, "url", "index")), text(entry, "title"))
    row.author = _person(get(entry, "starter"), text(entry, "starter_name"))
    row.created_at = parse(text(entry, "started_on"), page.calendar, UTC).iso
    row.last_post_at = parse(text(entry, "last_post_on"), page.calendar, UTC).iso
    row.replies, row.sticky = whole(entry, "replies"), (whole(entry, "weight") or 0) > 0
    return row


# Bodies ---------------------------------------------------------------------------------------------------------------------------------


def _body(page: Page, entry: Entry) -> Body:
    walker = Walker(_RULES, page.base_url)
    content = get(entry, "content")
    if get(entry, "is_hidden") is True or not isinstance(content, str | Element):
        walker.locked(_hidden_words(page, text(entry, "id")))
        return walker.body
    walker.walk(fragment(content) if isinstance(content, str) else content)
    walker.end_line()
    for file in entries(entry, "attachments"):
        _attach(walker, file)
    return walker.body


def _hidden_words(page: Page, pid: str) -> str:
    """What the page shows in a hidden post's place; an API's answer says only that it is hidden."""
    return next((_HIDDEN(post) for post in _POSTS(page.tree) if post.get("id") == f"post-{pid}"), "") or "hidden"


def _attach(walker: Walker, file: Entry) -> None:
    """An uploaded file: what the text shows already gets its name and thumbnail, the others follow the text."""
    url, name = absolute(walker.base_url, text(file, "url", "index")), tidy(text(file, "filename"))
    thumb = absolute(walker.base_url, text(file, "url", "thumb")) or None
    shown = next((image for image in walker.body.images if image.url == url), None)
    if shown is not None:
        shown.filename, shown.thumb_url = name or None, thumb
    elif get(file, "is_image") is True:
        walker.image(Image(0, url, thumb, filename=name or None))
    elif name and all(known.url != url for known in walker.body.attachments):
        walker.attachment(Attachment(name, url or None, whole(file, "size")))


def _link(walker: Walker, element: Element) -> None:
    """A file in the text is a link into the uploads that holds no picture."""
    name = text_of(element)
    if name and element.find(".//img") is None and _UPLOAD.search(element.get("href", "")):
        walker.attachment(Attachment(name, absolute(walker.base_url, element.get("href", "")) or None))
    else:
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    passage = element if element.tag == "blockquote" else element.find(".//blockquote")
    if passage is not None:
        walker.quote(Quote(walker.inside_text(passage), passage.get("data-author", "").lstrip("@") or None))


_RULES = Rules(
    classes={"quote-block": _quote, "quote-heading": skip},
    tags={"blockquote": _quote, "img": img, "a": _link},
)

ENGINE = Misago()
