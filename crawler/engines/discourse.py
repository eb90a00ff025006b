"""Discourse 2 to 2026: server HTML, the ``<noscript>`` view that robots get, the page a browser builds, and the JSON API.

Server HTML carries the API's own answer in ``data-preloaded``; the robots' view is read only where that is missing.  Ids of posts are their
numbers in the topic: all views have them, addresses and quotes use them, and they are never given twice.
"""

from __future__ import annotations

import re
from datetime import UTC
from functools import partial
from typing import Any

from lxml.etree import _Element as Element

from crawler.answers import Entry, decode, entries, fragment, get, strings, text, whole
from crawler.blocks import Block, Body, Handler, Rules, Walker, read, skip
from crawler.boards import board_rows, breadcrumb
from crawler.dates import parse, stamp
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, Reason, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.page import Page
from crawler.pictures import picture
from crawler.select import Select, Value, has, text_of
from crawler.text import number, size
from crawler.urls import absolute, path, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_PRELOADED = Select("id('data-preloaded')")
_POSTS = Select(f"//div[{has('crawler-post')}][starts-with(@id,'post_')] | //article[starts-with(@id,'post_')][@data-post-id]")
_BODY = Select(f".//div[{has('post')}][@itemprop] | .//div[{has('cooked')}]")
_AUTHOR = Value(
    f".//*[{has('creator')}]//*[@itemprop='name'] | .//*[{has('creator')}]/a"
    f" | .//*[{has('topic-meta-data')}]//a[@data-user-card]/@data-user-card"
)
_TIME = Value(f".//time[{has('post-time')}]/@datetime | .//time[@itemprop='datePublished']/@datetime")
_ACTION = Value(f".//*[{has('creator')}]/text()[normalize-space()]")
_MILLISECONDS = Value(f".//*[{has('post-date')}]//*[@data-time]/@data-time")
_TITLE = Select("id('topic-title')//h1")
_CRUMBS = Select(
    f"id('topic-title')//div[{has('topic-category')}]//a[contains(@href,'/c/')] | //h1/a[@itemprop='item'][contains(@href,'/c/')]"
)
_ROWS = Select(f"//tr[{has('topic-list-item')}]")
_ROW_LINK = Select(f".//a[{has('title')}]")
_ROW_REPLIES = Value(f".//td[{has('replies')}] | .//span[{has('posts')}]")
_ROW_VIEWS = Value(f".//td[{has('views')}] | .//span[{has('views')}]")
_ROW_OPENER = Value(f".//td[{has('posters')}]/a[1]/@href")
_ROW_LAST = Value(f"./td[{has('num')}][last()] | ./td[last()]")
_CATEGORIES = Select(
    f"//*[{has('category-list')}]//a[contains(@href,'/c/')] | id('main-outlet')/a[contains(@href,'/c/')][span/@itemprop='name']"
)
_NEXT = Value("id('main-outlet')//a[@rel='next']/@href")
_GONE = Select(f"//*[{has('page-not-found')}]")
_FILENAME = Value(f".//*[{has('filename')}]")

_THREAD = re.compile(r"/t/(?:[^/?#]*[^/?#\d][^/?#]*/|-/)?(\d+)(?:\.json)?/?$")
_BOARD = re.compile(r"/c/(?:(?:[^/?#]+/)*?(\d+)|([^/?#.]+(?:/[^/?#.]+)?))(?:/l/latest)?(?:\.json)?/?$")
"""Before 2.4 categories had no number in their address."""
_INDEX = re.compile(r"(?:^/|/(latest|categories)(?:\.json)?/?)$")
_TRAPS = frozenset(
    ("filter", "username_filters", "order", "ascending", "print", "replies_to_post_number", "q", "status", "period", "max_posts")
)
_HOME = re.compile(r"/(?:t|c|tag|tags|latest|categories)(?=[/.?#]|$)|/?(?:[?#]|$)")
_FILE_STEM = re.compile(r"image|(?=\S*[\d_])[\w.()-]+|(?:screen ?shot|屏幕截图|截图).*\d.*", re.IGNORECASE)
"""What Discourse writes as alt when the uploader wrote nothing: the file's name without its ending."""
_REASONS: dict[str, Reason] = {"not_found": "missing", "invalid_access": "permission", "not_logged_in": "login", "rate_limit": "refused"}
_SMALL_ACTION = 3
"""``post_type`` of the lines 'closed this topic' and the like; robots see them as posts."""
_CHUNK = 20


class Discourse(Engine):
    """Discourse categories and topics."""

    name = "discourse"
    rank = 20
    generators = ("discourse",)
    marks = (b"data-discourse-setup",)
    answers = True

    def detect(self, page: Page) -> bool:
        answer = page.json
        if answer is None:
            return True
        marks = ("post_stream", "error_type", "category_list")
        return isinstance(answer, dict) and (any(mark in answer for mark in marks) or get(answer, "topic_list", "topics") is not None)

    def place(self, url: str) -> Place | None:
        name, asked = path(url), query(url)
        if any(trap in _TRAPS for trap in asked):
            return None
        page = number(asked.get("page"))
        if match := _THREAD.search(name):
            return Place("thread", match[1], page or 1)
        if (match := _BOARD.search(name)) and not name.endswith(("/none", "/all")):
            return Place("board", match[1] or match[2], (page or 0) + 1)
        if match := _INDEX.search(name):
            return Place("index", match[1] or "", (page or 0) + 1)
        return None

    def read(self, page: Page) -> Reading:
        store = _preloaded(page) if page.json is None else page.json if isinstance(page.json, dict) else {}
        if topic := _topic(store):
            return self._thread(page, topic, store)
        if "error_type" in store:
            words = "; ".join(strings(store, "errors"))
            return Notice(_REASONS.get(text(store, "error_type"), "missing" if page.status == 404 else "site_error"), words[:200])
        if (posts := _POSTS(page.tree)) and any(map(_BODY, posts)):
            return self._shown_thread(page, posts)
        if notice := _notice(page):
            return notice
        return self._board(page, store)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, topic: Entry, store: Entry) -> ThreadPage:
        thread_id = text(topic, "id")
        board = _board_of(page, store, text(topic, "category_id"))
        thread = Thread(thread_id, _address(page, topic), text(topic, "title") or None, _tags(topic))
        thread.created_at = parse(text(topic, "created_at"), page.fetched_at, UTC).iso
        thread.views, thread.replies = whole(topic, "views"), _replies(topic)
        opener = get(topic, "details", "created_by")
        thread.author = _author(opener) if opener else None
        shown = entries(topic, "post_stream", "posts")
        posts = [self._post(page, thread, board, post) for post in shown if get(post, "post_type") != _SMALL_ACTION]
        if posts and posts[0].post.floor == 1:
            thread.author = posts[0].post.author
        current, pages, following = _pages(page, topic, shown)
        next_url = None
        if following:
            start = absolute(page.url, f"{_home(page)}/t/{thread_id}.json") if page.json is not None else thread.url
            next_url = f"{start}?page={following}" if start else None
        return ThreadPage(thread, board, posts, current, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, entry: Entry) -> Draft:
        content = fragment(text(entry, "cooked"))
        gone = any(get(entry, mark) for mark in ("user_deleted", "hidden", "deleted_at"))
        body = _closed(content) if gone else read(content, _rules(thread.id or ""), page.base_url)
        when = parse(text(entry, "created_at"), page.fetched_at, UTC)
        floor = whole(entry, "post_number")
        made = draft(self, page, thread, board, str(floor or 0), f"{thread.url}/{floor}" if thread.url else "", body, when)
        made.post.floor = floor
        made.post.author = _author(entry)
        made.post.locked = "；".join(body.locked) or None
        if (whole(entry, "version") or 1) > 1:
            made.post.edited_at = parse(text(entry, "updated_at"), page.fetched_at, UTC).iso
        return made

    def _shown_thread(self, page: Page, containers: list[Element]) -> ThreadPage:
        """A thread as robots and browsers see it."""
        canonical = absolute(page.base_url, page.link("canonical"))
        place = next((at for url in (page.url, canonical) if (at := self.place(url)) and at.kind == "thread"), None)
        thread_id = place.id if place else next((a.get("data-topic-id", "") for a in containers), "") or "0"
        url = canonical.split("?", 1)[0] if canonical else absolute(page.url, f"{_home(page)}/t/{thread_id}")
        thread = Thread(thread_id, url or None, text_of(_TITLE.first(page.tree)) or None)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = [self._shown_post(page, thread, board, container) for container in containers if not _is_action(container)]
        if posts and posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(
            thread, board, posts, place.page if place else 1, None, absolute(page.base_url, (page.link("next") or _NEXT(page.tree))) or None
        )

    def _shown_post(self, page: Page, thread: Thread, board: Board, container: Element) -> Draft:
        floor = number(container.get("id"))
        content = _BODY.first(container)
        body = read(content, _rules(thread.id or ""), page.base_url) if content is not None else Body()
        milliseconds = number(_MILLISECONDS(container))
        raw = (stamp(milliseconds / 1000, UTC) if milliseconds else None) or _TIME(container)
        made = draft(
            self, page, thread, board, str(floor), f"{thread.url}/{floor}" if thread.url else "", body, parse(raw, page.fetched_at, UTC)
        )
        made.post.floor = floor
        name = _AUTHOR(container)
        made.post.author = Author(name) if name else None
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, store: Entry) -> Reading:
        listed = next((found for value in _lists(store) if isinstance(found := get(value, "topic_list"), dict)), {})
        names = {whole(user, "id"): user for value in _lists(store) for user in entries(value, "users")}
        threads = [_row(page, topic, names) for topic in entries(listed, "topics")] or self._shown_rows(page)
        more = text(listed, "more_topics_url").replace("no_definitions=true&", "") or (page.link("next") or _NEXT(page.tree))
        canonical = page.link("canonical")
        place = next((at for url in (page.url, canonical, absolute(page.url, more)) if (at := self.place(url))), None)
        boards = _board_rows(page, store) or board_rows(self, page, _CATEGORIES(page.tree))
        if not threads and not boards and not listed:
            return Notice("empty", page.title)
        board = _board_of(page, store, place.id if place and place.kind == "board" else "")
        if page.json is not None and more:
            start, mark, rest = more.partition("?")
            more = f"{start.removesuffix('.json')}.json{mark}{rest}"
        current = (number(query(page.url or canonical).get("page")) or 0) + 1
        return BoardPage(board, boards, threads, current, None, absolute(page.base_url, more) or None)

    def _shown_rows(self, page: Page) -> list[ThreadRow]:
        rows = []
        for row in _ROWS(page.tree):
            link = _ROW_LINK.first(row)
            url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
            place = self.place(url)
            if place and place.kind == "thread":
                found = ThreadRow(place.id, url, text_of(link), replies=number(_ROW_REPLIES(row)), views=number(_ROW_VIEWS(row)))
                opener = _ROW_OPENER(row).rstrip("/").rpartition("/")[2]
                found.author = Author(opener) if opener else None
                found.last_post_at = parse(_ROW_LAST(row), page.fetched_at, UTC).iso
                rows.append(found)
        return rows


# What the page carries ------------------------------------------------------------------------------------------------------------------


def _preloaded(page: Page) -> Entry:
    """The answers that the page was made from, by name; each is JSON in JSON and stays so until it is asked for."""
    holder = _PRELOADED.first(page.tree)
    store = decode(holder.get("data-preloaded", "")) if holder is not None else None
    return store if isinstance(store, dict) else {}


def _opened(value: Any) -> Any:
    return decode(value) if isinstance(value, str) else value


def _topic(store: Any) -> Entry | None:
    if "post_stream" in store:
        return store if entries(store, "post_stream", "posts") else None
    for name in store:
        if re.fullmatch(r"topic_\d+", name):
            topic = _opened(store[name])
            return topic if entries(topic, "post_stream", "posts") else None
    return None


def _lists(store: Entry) -> list[Any]:
    """The lists of topics or categories in a store or an answer."""
    if isinstance(store.get("topic_list"), dict) or "category_list" in store:
        return [store]
    return [_opened(store[name]) for name in store if name.startswith(("topic_list", "categories_list"))]


def _pages(page: Page, topic: Entry, shown: list[Entry]) -> tuple[int, int | None, int | None]:
    """Current page, number of pages, number of the following page.

    ``stream`` names all posts, so it tells where this page stands; topics of more than 10,000 posts come without it.
    """
    chunk = whole(topic, "chunk_size") or _CHUNK
    stream = get(topic, "post_stream", "stream")
    if isinstance(stream, list) and get(shown, 0, "id") in stream:
        first, last = stream.index(shown[0]["id"]), get(shown, -1, "id")
        end = stream.index(last) + 1 if last in stream else first + len(shown)
        current = first // chunk + 1
        return current, -(-len(stream) // chunk), max(end // chunk, current) + 1 if end < len(stream) else None
    current = number(query(page.url).get("page")) or 1
    more = (whole(shown, -1, "post_number") or 0) < (whole(topic, "highest_post_number") or 0)
    return current, None, current + 1 if more and len(shown) >= chunk else None


def _home(page: Page) -> str:
    """Where the forum starts, a sub-folder included."""
    url = page.url or page.link("canonical")
    match = _HOME.search(url, url.find("//") + 2)
    return url[: match.start()] if match else url


def _address(page: Page, topic: Entry) -> str | None:
    return absolute(page.url, f"{_home(page)}/t/{text(topic, 'slug') or '-'}/{text(topic, 'id')}") or None


def _is_action(container: Element) -> bool:
    """Behind the name of who closed, pinned or moved a topic stands what they did; behind a poster's, at most the full name in brackets."""
    words = _ACTION(container)
    return bool(words) and not words.startswith("(")


def _author(entry: Any) -> Author | None:
    name = text(entry, "username") or text(entry, "name")
    return Author(name, text(entry, "user_id") or text(entry, "id") or None) if name else None


def _tags(topic: Entry) -> list[str]:
    """Plain names until 2025, objects since."""
    return strings(topic, "tags") or [name for tag in entries(topic, "tags") if (name := text(tag, "name"))]


def _replies(topic: Entry) -> int | None:
    """As the list shows them: ``reply_count`` counts answers to answers only."""
    count = whole(topic, "posts_count")
    return count - 1 if count else None


def _row(page: Page, topic: Entry, names: dict[int | None, Entry]) -> ThreadRow:
    opener = names.get(whole(topic, "posters", 0, "user_id"))
    row = ThreadRow(text(topic, "id"), _address(page, topic) or "", text(topic, "title"), _author(opener) if opener else None)
    row.created_at = parse(text(topic, "created_at"), page.fetched_at, UTC).iso
    row.last_post_at = parse(text(topic, "last_posted_at"), page.fetched_at, UTC).iso
    row.replies, row.views = _replies(topic), whole(topic, "views")
    row.sticky = bool(get(topic, "pinned") or get(topic, "pinned_globally"))
    return row


def _board_of(page: Page, store: Entry, category_id: str) -> Board:
    """The board that the breadcrumb names, else by what the page carries."""
    board = breadcrumb(ENGINE, page, _CRUMBS(page.tree))
    return board if board.id else _category(page, store, category_id)


def _category(page: Page, store: Entry, category_id: str) -> Board:
    """A board from the list of all that the page carries; an API's answer names it by number only."""
    board = Board(category_id or None)
    if "site" not in store:
        return board
    known = {text(category, "id"): category for category in entries(_opened(store["site"]), "categories")}
    slugs: list[str] = []
    at: str | None = category_id
    while at in known and len(slugs) < 5:
        board.path.insert(0, text(known[at], "name"))
        slugs.insert(0, text(known[at], "slug") or "-")
        at = text(known[at], "parent_category_id")
    if slugs:
        board.name = board.path[-1]
        board.url = absolute(page.url, f"{_home(page)}/c/{'/'.join(slugs)}/{category_id}") or None
    return board


def _board_rows(page: Page, store: Entry) -> list[BoardRow]:
    found = [category for value in _lists(store) for category in entries(value, "category_list", "categories")]
    return [
        BoardRow(text(category, "id"), absolute(page.url, f"{_home(page)}/c/{text(category, 'slug') or '-'}/{text(category, 'id')}"), name)
        for category in found
        if (name := text(category, "name"))
    ]


def _notice(page: Page) -> Notice | None:
    gone = _GONE.first(page.tree)
    if page.status == 403:
        return Notice("permission", text_of(gone)[:200])
    if gone is not None or page.status in (404, 410):
        return Notice("missing", text_of(gone)[:200])
    if page.status >= 500:
        return Notice("site_error", page.title)
    if path(page.url).endswith("/login"):
        return Notice("login", page.title)
    return None


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _rules(thread_id: str) -> Rules:
    return Rules(classes={**_CLASSES, "quote": partial(_quote, thread_id)}, tags={"blockquote": _blockquote, "img": _img, "pre": _code})


def _closed(content: Element) -> Body:
    """A post that its author took back or that many flagged: the site's words stand in its place."""
    walker = Walker(Rules(), "")
    walker.locked(text_of(content))
    return walker.body


def _quote(thread_id: str, walker: Walker, element: Element) -> None:
    """``aside.quote``; the number in it counts in the topic that it names."""
    passage = element.find(".//blockquote")
    if passage is None:
        return
    same = element.get("data-topic", thread_id) == thread_id
    author = element.get("data-username") or text_of(element.find("./div")).rstrip(":：") or None
    walker.quote(Quote(walker.inside_text(passage), author, element.get("data-post") if same else None))


def _blockquote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


def _onebox(walker: Walker, element: Element) -> None:
    """The preview of a linked page: the poster wrote the address only."""
    link = element if element.tag == "a" else element.find(".//a[@href]")
    url = element.get("data-onebox-src") or (link.get("href") if link is not None else None)
    image = element.find("./img") if element.tag == "a" else None
    if image is not None:
        walker.descend(element)
    elif url:
        walker.end_line()
        walker.text(absolute(walker.base_url, url))
        walker.end_line()


def _film(walker: Walker, element: Element) -> None:
    link = element.find(".//a[@href]")
    url = absolute(walker.base_url, link.get("href", "")) if link is not None else ""
    if url:
        walker.add(Block("media", url=url))
    else:
        walker.descend(element)


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is None:
        return
    link = element.getparent()
    shown = _FILENAME(link) if link is not None and link.tag == "a" else ""
    for name in (image.alt, shown):
        if name and (_FILE_STEM.fullmatch(name)):
            image.filename, image.alt = image.filename or (name if name != "image" else None), None if image.alt == name else image.alt
    walker.image(image)


def _code(walker: Walker, element: Element) -> None:
    """A listing; a browser puts buttons beside it in the same ``pre``."""
    code = element.find("code")
    walker.code(code if code is not None else element)


def _attachment(walker: Walker, element: Element) -> None:
    """``a.attachment``, its size in brackets behind it."""
    name = text_of(element)
    if not name:
        return
    behind = re.match(r"\s*\(([\d.,]+ ?\w+)\)", element.tail or "")
    if behind:
        element.tail = (element.tail or "")[behind.end() :]
    walker.attachment(Attachment(name, absolute(walker.base_url, element.get("href", "")) or None, size(behind[1]) if behind else None))


def _poll(walker: Walker, element: Element) -> None:
    options = [option for entry in element.iter("li") if (option := text_of(entry))]
    if options:
        walker.add(Block("poll", items=options))


_CLASSES: dict[str, Handler] = {
    **dict.fromkeys(("meta", "elided", "quote-controls", "badge-notification", "clicks"), skip),
    **dict.fromkeys(("youtube-onebox", "lazy-video-container", "lazyYT", "video-onebox"), _film),
    "onebox": _onebox,
    "attachment": _attachment,
    "poll": _poll,
}

ENGINE = Discourse()
