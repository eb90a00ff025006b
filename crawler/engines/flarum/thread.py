"""Flarum threads."""

from __future__ import annotations

from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates import NEVER, parse
from crawler.engines.flarum.addresses import WINDOW, target
from crawler.engines.flarum.body import read_body
from crawler.engines.flarum.parts import Known, author_of, home_of, replies, tag_board, views, when_of
from crawler.forum import Engine, Notice, Reading, ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.jsonvalue import Entry, entries, fragment, get, text, whole
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, has, text_of
from crawler.text import number
from crawler.urls import absolute

_BODY = Select(f".//*[{has('Post-body')}]")
_AUTHOR = Select(f".//*[{has('PostUser-name')}]//*[{has('username')}]")
_COPY_AUTHOR = Select(".//h3")
_TAGS = Select(f"//*[{has('DiscussionHero')}]//a[contains(@href,'/t/')]")
_TITLE = Select(f"//*[{has('DiscussionHero-title')}] | //noscript//h1 | //noscript//h2")


def read_thread(engine: Engine, page: Page, discussion: Entry, found: list[Entry], known: Known, whole_list: bool = False) -> Reading:
    """One page of a thread."""
    thread_id = text(discussion, "id")
    thread = Thread(thread_id, absolute(page.url, f"{home_of(page, known)}/d/{thread_id}") or None)
    attributes = get(discussion, "attributes") or {}
    thread.title = text(attributes, "title") or None
    thread.created_at = when_of(page, attributes, "createdAt", "startTime").iso
    thread.replies, thread.views = replies(attributes), views(attributes)
    thread.author = author_of(discussion, known, "user", "startUser")
    board = _place_in(page, discussion, known, thread)
    order = [text(entry, "id") for entry in entries(discussion, "relationships", "posts", "data")]
    start, shown = (0, found) if whole_list or not order else _window(page, order, found)
    posts = [
        _post(engine, page, thread, board, post, known)
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
    next_url = _following(page, thread, end) if end < len(order) else None
    return ThreadPage(thread, board, posts, -(-start // WINDOW) + 1, -(-len(order) // WINDOW), next_url)


def read_shown(engine: Engine, page: Page, containers: list[Element]) -> ThreadPage:
    """A thread as a browser shows it; in the ``<noscript>`` copy the where on the page stands in for the number."""
    where = target(page.url)
    home = home_of(page, {})
    thread_id = where.id if where and where.kind == "thread" else "0"
    thread = Thread(thread_id, absolute(page.url, f"{home}/d/{thread_id}") or None, text_of(_TITLE.first(page.tree)) or None)
    board = Board()
    for tag in _TAGS(page.tree)[:1]:
        board = Board(None, text_of(tag), [text_of(tag)], absolute(page.base_url, tag.get("href", "")))
    posts = []
    for at, container in enumerate(containers, ((where.page if where else 1) - 1) * WINDOW + 1):
        content, floor = _BODY.first(container), number(container.get("data-number"))
        raw = container.get("data-time")
        when = parse(raw, page.calendar, UTC) if raw else NEVER
        body = read_body(page, content) if content is not None else Body()
        url = f"{thread.url}/{floor or at}" if thread.url else ""
        made = raw_post(engine, page, thread, board, container.get("data-id") or f"at-{at}", url, body, when)
        name = text_of(_AUTHOR.first(container)) or text_of(_COPY_AUTHOR.first(container))
        made.post.floor, made.post.author = floor, Author(name) if name and name != "[deleted]" else None
        posts.append(made)
    if posts[0].post.floor == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    return ThreadPage(thread, board, posts, where.page if where else 1, None, absolute(page.base_url, page.link("next")) or None)


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


def _place_in(page: Page, discussion: Entry, known: Known, thread: Thread) -> Board:
    """The board is the innermost tag that has a place in the forum's order; tags without one are the thread's."""
    tags = [known.get(("tags", text(tag, "id"))) for tag in entries(discussion, "relationships", "tags", "data")]
    board = None
    for tag in filter(None, tags):
        if get(tag, "attributes", "position") is None:
            thread.tags.append(text(tag, "attributes", "name"))
        elif board is None or get(tag, "attributes", "isChild"):
            board = tag
    return tag_board(page, board, known) if board else Board()


def _window(page: Page, order: list[str], found: list[Entry]) -> tuple[int, list[Entry]]:
    """Where the page's posts begin, and those posts: answers hold others besides (the last one, those that mention one of these)."""
    known = {text(post, "id"): post for post in found}
    at = target(page.url)
    start = (at.page - 1) * WINDOW if at else 0
    if not at or at.kind != "thread":
        start = _longest_run(order, known)
    return start, [known[post_id] for post_id in order[start : start + WINDOW] if post_id in known]


def _following(page: Page, thread: Thread, end: int) -> str | None:
    """The next page: HTML's ``?page=``; an API's answer goes on with the API, which knows any offset."""
    if page.json is None:
        return f"{thread.url}?page={end // WINDOW + 1}" if thread.url else None
    return absolute(page.url, f"{page.url.split('?', 1)[0]}?page%5Boffset%5D={end}") or None


def _post(engine: Engine, page: Page, thread: Thread, board: Board, entry: Entry, known: Known) -> RawPost:
    attributes = get(entry, "attributes")
    floor = whole(attributes, "number")
    body = read_body(page, fragment(text(attributes, "contentHtml")))
    url = f"{thread.url}/{floor}" if thread.url else ""
    made = raw_post(engine, page, thread, board, text(entry, "id"), url, body, when_of(page, attributes, "createdAt", "time"))
    made.post.floor, made.post.author = floor, author_of(entry, known, "user")
    made.post.edited_at = when_of(page, attributes, "editedAt", "editTime").iso
    return made
