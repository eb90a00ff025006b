"""Discourse threads."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker, read
from crawler.dates import parse, stamp
from crawler.engines.discourse.addresses import target
from crawler.engines.discourse.body import rules
from crawler.engines.discourse.parts import CRUMBS, NEXT, address, author, board_of, home, opened, replies
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.jsonvalue import Entry, entries, fragment, get, strings, text, whole
from crawler.markup.lists import breadcrumb
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, Value, has, text_of
from crawler.text import number
from crawler.urls import absolute, query

BODY = Select(f".//div[{has('post')}][@itemprop] | .//div[{has('cooked')}]")
_AUTHOR = Value(
    f".//*[{has('creator')}]//*[@itemprop='name'] | .//*[{has('creator')}]/a"
    f" | .//*[{has('topic-meta-data')}]//a[@data-user-card]/@data-user-card"
)
_TIME = Value(f".//time[{has('post-time')}]/@datetime | .//time[@itemprop='datePublished']/@datetime")
_ACTION = Value(f".//*[{has('creator')}]/text()[normalize-space()]")
_MODIFIED = Value(".//meta[@itemprop='dateModified']/@content")
_SHOWN_TAGS = Select(f"id('topic-title')//a[{has('discourse-tag')}]")
_MILLISECONDS = Value(f".//*[{has('post-date')}]//*[@data-time]/@data-time")
_TITLE = Select("id('topic-title')//h1")
_SMALL_ACTION = 3
"""``post_type`` of the lines 'closed this topic' and the like; robots see them as posts."""
_CHUNK = 20


def topic_in(store: Any) -> Entry | None:
    """The thread that a store or an answer holds."""
    if "post_stream" in store:
        return store if entries(store, "post_stream", "posts") else None
    for name in store:
        if re.fullmatch(r"topic_\d+", name):
            topic = opened(store[name])
            return topic if entries(topic, "post_stream", "posts") else None
    return None


def read_thread(engine: Engine, page: Page, topic: Entry, store: Entry) -> ThreadPage:
    """One page of a thread."""
    thread_id = text(topic, "id")
    board = board_of(engine, page, store, text(topic, "category_id"))
    thread = Thread(thread_id, address(page, topic), text(topic, "title") or None, _tags(topic))
    thread.created_at = parse(text(topic, "created_at"), page.calendar, UTC).iso
    thread.views, thread.replies = whole(topic, "views"), replies(topic)
    opener = get(topic, "details", "created_by")
    thread.author = author(opener) if opener else None
    shown = entries(topic, "post_stream", "posts")
    posts = [_post(engine, page, thread, board, post) for post in shown if get(post, "post_type") != _SMALL_ACTION]
    if posts and posts[0].post.floor == 1:
        thread.author = posts[0].post.author
    current, pages, following = _pages(page, topic, shown)
    next_url = None
    if following:
        start = absolute(page.url, f"{home(page)}/t/{thread_id}.json") if page.json is not None else thread.url
        next_url = f"{start}?page={following}" if start else None
    return ThreadPage(thread, board, posts, current, pages, next_url)


def shown_thread(engine: Engine, page: Page, containers: list[Element]) -> ThreadPage:
    """A thread as robots and browsers see it."""
    canonical = absolute(page.base_url, page.link("canonical"))
    where = next((at for url in (page.url, canonical) if (at := target(url)) and at.kind == "thread"), None)
    thread_id = where.id if where else next((a.get("data-topic-id", "") for a in containers), "") or "0"
    url = canonical.split("?", 1)[0] if canonical else absolute(page.url, f"{home(page)}/t/{thread_id}")
    thread = Thread(thread_id, url or None, text_of(_TITLE.first(page.tree)) or None)
    thread.tags = [text_of(tag) for tag in _SHOWN_TAGS(page.tree)]
    board = breadcrumb(engine, page, CRUMBS(page.tree))
    posts = [_shown_post(engine, page, thread, board, container) for container in containers if not _is_action(container)]
    if posts and posts[0].post.floor == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    return ThreadPage(
        thread, board, posts, where.page if where else 1, None, absolute(page.base_url, (page.link("next") or NEXT(page.tree))) or None
    )


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


def _is_action(container: Element) -> bool:
    """Behind the name of who closed, pinned or moved a topic stands what they did; behind a poster's, at most the full name in brackets."""
    words = _ACTION(container)
    return bool(words) and not words.startswith("(")


def _tags(topic: Entry) -> list[str]:
    """Plain names until 2025, objects since."""
    return strings(topic, "tags") or [name for tag in entries(topic, "tags") if (name := text(tag, "name"))]


def _closed(content: Element) -> Body:
    """A post that its author took back or that many flagged: the site's words stand in its place."""
    walker = Walker(Rules(), "")
    walker.locked(text_of(content))
    return walker.body


def _post(engine: Engine, page: Page, thread: Thread, board: Board, entry: Entry) -> RawPost:
    content = fragment(text(entry, "cooked"))
    gone = any(get(entry, mark) for mark in ("user_deleted", "hidden", "deleted_at"))
    body = _closed(content) if gone else read(content, rules(thread.id or ""), page.base_url)
    when = parse(text(entry, "created_at"), page.calendar, UTC)
    floor, parent = whole(entry, "post_number"), whole(entry, "reply_to_post_number")
    made = raw_post(engine, page, thread, board, str(floor or 0), f"{thread.url}/{floor}" if thread.url else "", body, when)
    made.post.reply_to = str(parent) if parent else None
    made.post.floor = floor
    made.post.author = author(entry)
    if (whole(entry, "version") or 1) > 1:
        made.post.edited_at = parse(text(entry, "updated_at"), page.calendar, UTC).iso
    return made


def _edited(written: str | None, modified: str | None) -> str | None:
    """Robots are told when a post was last written, whether that was once or more often."""
    if not written or not modified:
        return None
    return modified if datetime.fromisoformat(modified) - datetime.fromisoformat(written) > timedelta(seconds=1) else None


def _shown_post(engine: Engine, page: Page, thread: Thread, board: Board, container: Element) -> RawPost:
    floor = number(container.get("id"))
    content = BODY.first(container)
    body = read(content, rules(thread.id or ""), page.base_url) if content is not None else Body()
    milliseconds = number(_MILLISECONDS(container))
    raw = (stamp(milliseconds / 1000, UTC) if milliseconds else None) or _TIME(container)
    made = raw_post(
        engine, page, thread, board, str(floor), f"{thread.url}/{floor}" if thread.url else "", body, parse(raw, page.calendar, UTC)
    )
    made.post.floor = floor
    made.post.edited_at = _edited(made.post.created_at, parse(_MODIFIED(container), page.calendar, UTC).iso)
    name = _AUTHOR(container)
    made.post.author = Author(name) if name else None
    return made
