"""Flarum 0.1 beta to 2: server HTML, the page a browser builds, and the JSON:API.

The visible page is built by a script from the API's answer that server HTML carries (``app.boot(…)`` in the betas, ``app.load(…)`` until
1.0, ``#flarum-json-payload`` since); a board's page of the betas carries none, so it names the API's list.  The copy in ``<noscript>`` has
neither ids nor times and is the last resort.  Field names changed with 0.1 beta 8: ``startTime`` became ``createdAt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any
from urllib.parse import quote_plus

from lxml.etree import _Element as Element

from crawler import files
from crawler.answers import Entry, decode, embedded, entries, fragment, get, text, whole
from crawler.blocks import Body, Rules, Walker, read, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, Reason, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.page import Page
from crawler.pictures import picture
from crawler.select import Select, has, text_of
from crawler.text import number, size
from crawler.urls import absolute, path, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_PAYLOAD = Select("id('flarum-json-payload')")
_POSTS = Select(f"//*[{has('PostStream-item')}][@data-id][@data-type='comment']")
_COPIES = Select(f"//noscript//*[self::div or self::article][.//h3][./*[{has('Post-body')}]]")
_BODY = Select(f".//*[{has('Post-body')}]")
_AUTHOR = Select(f".//*[{has('PostUser-name')}]//*[{has('username')}]")
_COPY_AUTHOR = Select(".//h3")
_TAGS = Select(f"//*[{has('DiscussionHero')}]//a[contains(@href,'/t/')]")
_TITLE = Select(f"//*[{has('DiscussionHero-title')}] | //noscript//h1 | //noscript//h2")

_THREAD = re.compile(r"/d/(\d+)(?:-[^/]*)?/?$")
_BOARD = re.compile(r"/t/([^/]+)/?$")
_API = re.compile(r"/api/(discussions)(?:/(\d+))?/?$")
_HOME = re.compile(r"/(?:d|t|u|api|all|tags|following)(?=[/?#]|$)")
_TRAPS = frozenset(("sort", "q", "near", "filter[q]", "filter[author]", "page[near]"))
_LATEST_FIRST = ("-lastTime", "-lastPostedAt")
_REASONS: dict[str, Reason] = {"404": "missing", "403": "permission", "401": "login", "429": "refused"}
_WINDOW = 20
"""Posts and threads a page; no setting changes it."""

_Known = dict[tuple[str, str], Entry]
"""All that a page knows, by type and id."""


class Flarum(Engine):
    """Flarum tags and discussions."""

    name = "flarum"
    rank = 20
    marks = (b"App-navigation", b"flarum-loading", b"PostStream-item")
    answers = True

    def detect(self, page: Page) -> bool:
        answer = page.json
        if answer is None:
            return True
        data = get(answer, "data")
        kind = text(data, "type") or text(data, 0, "type")
        return kind in ("discussions", "posts", "forums") or text(answer, "errors", 0, "code") != "" or (data == [] and "links" in answer)

    def place(self, url: str) -> Place | None:
        name, asked = path(url), query(url)
        page = number(asked.get("page")) or 1
        if match := _API.search(name):
            page = (number(asked.get("page[offset]")) or 0) // _WINDOW + 1
            if asked.get("sort", _LATEST_FIRST[0]) in _LATEST_FIRST:
                asked.pop("sort", None)
            if match[2]:
                return None if _TRAPS & asked.keys() else Place("thread", match[2], page)
            tag = asked.get("filter[tag]", "")
            if asked.get("filter[q]", "").startswith("tag:"):
                tag = asked.pop("filter[q]").removeprefix("tag:")
            return None if _TRAPS & asked.keys() else Place("board", tag, page) if tag else Place("index", "", page)
        if _TRAPS & asked.keys():
            return None
        if match := _THREAD.search(name):
            return Place("thread", match[1], page)
        if match := _BOARD.search(name):
            return Place("board", match[1], page)
        if name.endswith("/tags"):
            return Place("index", "tags")
        return Place("index", "", page) if name == "/" or name.endswith("/all") else None

    def read(self, page: Page) -> Reading:
        answer = page.json if page.json is not None else _carried(page)
        document = answer if page.json is not None else get(answer, "apiDocument") or get(answer, "document")
        if error := get(document, "errors", 0):
            return Notice(_REASONS.get(text(error, "status"), "site_error"), text(error, "detail") or text(error, "code"))
        known = {(text(entry, "type"), text(entry, "id")): entry for entry in _resources(answer, document)}
        data = get(document, "data")
        if text(data, "type") == "discussions":
            posts = [entry for entry in entries(document, "included") if get(entry, "type") == "posts"]
            return self._thread(page, data, posts, known)
        if text(data, 0, "type") == "posts":
            discussion = get(data, 0, "relationships", "discussion", "data")
            return self._thread(
                page, known.get(("discussions", text(discussion, "id")), discussion or {}), entries(data), known, whole_list=True
            )
        if containers := _POSTS(page.tree) or _COPIES(page.tree):
            return self._shown_thread(page, containers)
        return self._board(page, document, known)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, discussion: Entry, found: list[Entry], known: _Known, whole_list: bool = False) -> Reading:
        thread_id = text(discussion, "id")
        thread = Thread(thread_id, absolute(page.url, f"{_home(page, known)}/d/{thread_id}") or None)
        attributes = get(discussion, "attributes") or {}
        thread.title = text(attributes, "title") or None
        thread.created_at = _when(page, attributes, "createdAt", "startTime").iso
        thread.replies, thread.views = _replies(attributes), _views(attributes)
        thread.author = _author(discussion, known, "user", "startUser")
        board = _place_in(page, discussion, known, thread)
        order = [text(entry, "id") for entry in entries(discussion, "relationships", "posts", "data")]
        start, shown = (0, found) if whole_list or not order else self._window(page, order, found)
        posts = [
            self._post(page, thread, board, post, known)
            for post in sorted(shown, key=lambda post: whole(post, "attributes", "number") or 0)
            if get(post, "attributes", "contentType") == "comment" and text(post, "attributes", "contentHtml")
        ]
        if not posts:
            return Notice("empty", "past the end of a discussion")
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        if whole_list or not order:
            return ThreadPage(thread, board, posts)
        end = start + len(shown)
        next_url = self._following(page, thread, end) if end < len(order) else None
        return ThreadPage(thread, board, posts, -(-start // _WINDOW) + 1, -(-len(order) // _WINDOW), next_url)

    def _window(self, page: Page, order: list[str], found: list[Entry]) -> tuple[int, list[Entry]]:
        """Where the page's posts begin, and those posts: answers hold others besides (the last one, those that mention one of these)."""
        known = {text(post, "id"): post for post in found}
        place = self.place(page.url)
        start = (place.page - 1) * _WINDOW if place else 0
        if not place or place.kind != "thread":
            start = _longest_run(order, known)
        return start, [known[post_id] for post_id in order[start : start + _WINDOW] if post_id in known]

    def _following(self, page: Page, thread: Thread, end: int) -> str | None:
        """The next page: HTML's ``?page=``; an API's answer goes on with the API, which knows any offset."""
        if page.json is None:
            return f"{thread.url}?page={end // _WINDOW + 1}" if thread.url else None
        return absolute(page.url, f"{page.url.split('?', 1)[0]}?page%5Boffset%5D={end}") or None

    def _post(self, page: Page, thread: Thread, board: Board, entry: Entry, known: _Known) -> Draft:
        attributes = get(entry, "attributes")
        floor = whole(attributes, "number")
        body = _read(page, fragment(text(attributes, "contentHtml")))
        url = f"{thread.url}/{floor}" if thread.url else ""
        made = draft(self, page, thread, board, text(entry, "id"), url, body, _when(page, attributes, "createdAt", "time"))
        made.post.floor, made.post.author = floor, _author(entry, known, "user")
        made.post.edited_at = _when(page, attributes, "editedAt", "editTime").iso
        return made

    def _shown_thread(self, page: Page, containers: list[Element]) -> ThreadPage:
        """A thread as a browser shows it; in the ``<noscript>`` copy the place on the page stands in for the number."""
        place = self.place(page.url)
        home = _home(page, {})
        thread_id = place.id if place and place.kind == "thread" else "0"
        thread = Thread(thread_id, absolute(page.url, f"{home}/d/{thread_id}") or None, text_of(_TITLE.first(page.tree)) or None)
        board = Board()
        for tag in _TAGS(page.tree)[:1]:
            board = Board(None, text_of(tag), [text_of(tag)], absolute(page.base_url, tag.get("href", "")))
        posts = []
        for at, container in enumerate(containers, ((place.page if place else 1) - 1) * _WINDOW + 1):
            content, floor = _BODY.first(container), number(container.get("data-number"))
            raw = container.get("data-time")
            when = parse(raw, page.fetched_at, UTC) if raw else NEVER
            body = _read(page, content) if content is not None else Body()
            url = f"{thread.url}/{floor or at}" if thread.url else ""
            made = draft(self, page, thread, board, container.get("data-id") or f"at-{at}", url, body, when)
            name = text_of(_AUTHOR.first(container)) or text_of(_COPY_AUTHOR.first(container))
            made.post.floor, made.post.author = floor, Author(name) if name and name != "[deleted]" else None
            posts.append(made)
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, place.page if place else 1, None, absolute(page.base_url, page.link("next")) or None)

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, document: Any, known: _Known) -> Reading:
        place = self.place(page.url)
        home = _home(page, known)
        tag = next(
            (tag for (kind, _), tag in known.items() if kind == "tags" and place and text(tag, "attributes", "slug") == place.id), None
        )
        board = _tag_board(page, tag, known) if tag else Board()
        discussions = [entry for entry in entries(document, "data") if get(entry, "type") == "discussions"]
        rows = [_row(page, home, discussion, known) for discussion in discussions]
        if rows:
            onward = text(document, "links", "next")
            current = place.page if place else 1
            if onward and page.json is None:
                onward = f"{page.url.split('?', 1)[0]}?page={current + 1}"
            return BoardPage(board, [], rows, current, None, absolute(page.url, onward) or None)
        if tag and get(document, "data") is None:
            name = quote_plus(f"tag:{text(tag, 'attributes', 'slug')}")
            return BoardPage(board, list_url=absolute(page.url, f"{home}/api/discussions?filter%5Bq%5D={name}&sort=-lastTime") or None)
        if place and place.kind == "board" and not tag:
            return Notice("missing", f"no tag that guests may see is called {place.id}")
        tags = [_tag_row(page, home, tag) for (kind, _), tag in known.items() if kind == "tags"]
        if tags and ((place and place.kind == "index") or text(document, "data", "type") == "forums"):
            return BoardPage(Board(), [row for row in tags if row.name and row.url])
        return Notice("missing" if page.status == 404 else "empty", page.title)


# What the page carries ------------------------------------------------------------------------------------------------------------------


def _carried(page: Page) -> Any:
    payload = _PAYLOAD.first(page.tree)
    if payload is not None:
        return decode(payload.text or "")
    scripts = (script.text or "" for script in page.tree.iter("script"))
    marked = ((script, mark) for script in scripts for mark in ("app.boot(", "app.load("))
    return next((found for script, mark in marked if (found := embedded(script, mark))), None)


def _resources(answer: Any, document: Any) -> Iterator[Entry]:
    """All that the page knows, by type and id; full entries after bare ones."""
    yield from entries(answer, "resources")
    yield from entries(document, "data")
    yield from entries(document, "included")


def _longest_run(order: list[str], known: dict[str, Entry]) -> int:
    """Where the longest unbroken run of posts begins."""
    best = start = length = longest = 0
    for at, post_id in enumerate(order):
        if post_id not in known:
            length = 0
            continue
        start = at if length == 0 else start
        length += 1
        if length > longest:
            best, longest = start, length
    return best


def _home(page: Page, known: _Known) -> str:
    """Where the forum starts, a sub-folder included."""
    own = next((text(entry, "attributes", "baseUrl") for (kind, _), entry in known.items() if kind == "forums"), "")
    if own:
        return own.rstrip("/")
    match = _HOME.search(page.url, page.url.find("//") + 2)
    return (page.url[: match.start()] if match else page.url.split("?", 1)[0]).rstrip("/")


def _when(page: Page, attributes: Any, *names: str) -> When:
    return next((parse(raw, page.fetched_at, UTC) for name in names if (raw := text(attributes, name))), NEVER)


def _replies(attributes: Any) -> int | None:
    posts = whole(attributes, "commentCount") or whole(attributes, "commentsCount")
    return posts - 1 if posts else None


def _views(attributes: Any) -> int | None:
    """Only with an extension that counts them."""
    return next((views for name in ("viewCount", "views", "view_count") if (views := whole(attributes, name)) is not None), None)


def _author(entry: Entry, known: _Known, *relations: str) -> Author | None:
    """The name that the page shows (``displayName``, since beta 8); a deleted user is no longer named."""
    for relation in relations:
        user_id = text(entry, "relationships", relation, "data", "id")
        attributes = get(known.get(("users", user_id)), "attributes")
        if name := text(attributes, "displayName") or text(attributes, "username"):
            return Author(name, user_id)
    return None


def _place_in(page: Page, discussion: Entry, known: _Known, thread: Thread) -> Board:
    """The board is the innermost tag that has a place in the forum's order; tags without one are the thread's."""
    tags = [known.get(("tags", text(tag, "id"))) for tag in entries(discussion, "relationships", "tags", "data")]
    board = None
    for tag in filter(None, tags):
        if get(tag, "attributes", "position") is None:
            thread.tags.append(text(tag, "attributes", "name"))
        elif board is None or get(tag, "attributes", "isChild"):
            board = tag
    return _tag_board(page, board, known) if board else Board()


def _tag_board(page: Page, tag: Entry, known: _Known) -> Board:
    name = text(tag, "attributes", "name") or None
    parent = known.get(("tags", text(tag, "relationships", "parent", "data", "id")))
    outer = text(parent, "attributes", "name")
    trail = [step for step in (outer, name) if step]
    return Board(
        text(tag, "id") or None, name, trail, absolute(page.url, f"{_home(page, known)}/t/{text(tag, 'attributes', 'slug')}") or None
    )


def _tag_row(page: Page, home: str, tag: Entry) -> BoardRow:
    slug = text(tag, "attributes", "slug")
    return BoardRow(text(tag, "id"), absolute(page.url, f"{home}/t/{slug}") if slug else "", text(tag, "attributes", "name"))


def _row(page: Page, home: str, discussion: Entry, known: _Known) -> ThreadRow:
    attributes, thread_id = get(discussion, "attributes"), text(discussion, "id")
    row = ThreadRow(thread_id, absolute(page.url, f"{home}/d/{thread_id}"), text(attributes, "title"))
    row.author = _author(discussion, known, "user", "startUser")
    row.created_at = _when(page, attributes, "createdAt", "startTime").iso
    row.last_post_at = _when(page, attributes, "lastPostedAt", "lastTime").iso
    row.replies, row.views, row.sticky = _replies(attributes), _views(attributes), get(attributes, "isSticky") is True
    return row


# Bodies ---------------------------------------------------------------------------------------------------------------------------------


def _read(page: Page, content: Element) -> Body:
    return read(content, _RULES, page.base_url)


def _quote(walker: Walker, element: Element) -> None:
    """The first link of a quote names the post, the words of the link its author."""
    found = Quote(walker.inside_text(element))
    link = next((link for link in element.iter("a") if "PostMention" in link.get("class", "")), None)
    name = text_of(link)
    if link is not None and found.text.startswith(name):
        found.author, found.post_id = name or None, link.get("data-id") or None
        found.text = found.text.removeprefix(name).lstrip()
    walker.quote(found)


def _code(walker: Walker, element: Element) -> None:
    """A listing; buttons and scripts of the highlighter stand beside it in the same ``pre``."""
    code = element.find("code")
    walker.code(code if code is not None else element)


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None:
        image.alt = None if image.alt == "image" else image.alt
        walker.image(image)


def _upload(walker: Walker, element: Element) -> None:
    """The card of the upload extension: a row of buttons with the file's name and size."""
    words = [words for button in element if (words := text_of(button))]
    if "data-fof-upload-download-uuid" not in element.attrib or not words:
        walker.descend(element)
        return
    walker.attachment(Attachment(words[0], None, size(words[-1])))


_RULES = Rules(
    classes={"ButtonGroup": _upload, "Post-quoteButtonContainer": skip},
    tags={"blockquote": _quote, "pre": _code, "img": _img, "a": files.link},
)

ENGINE = Flarum()
