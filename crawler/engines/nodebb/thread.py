"""NodeBB threads."""

from __future__ import annotations

import re
from datetime import UTC
from urllib.parse import unquote

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker
from crawler.dates import When, parse, stamp
from crawler.engines.nodebb.addresses import ADDRESS, target
from crawler.engines.nodebb.body import read_body
from crawler.engines.nodebb.parts import (
    address,
    author_of,
    board_of,
    home,
    is_set,
    read_pages,
    replies,
    shown_board,
    shown_next,
    title_of,
    when,
)
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Board, Thread
from crawler.jsonvalue import Entry, entries, fragment, get, text, whole
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, Value, text_of
from crawler.text import number
from crawler.urls import absolute, path

POSTS = Select("//*[@component='post']")
_BODY = Select(".//*[@component='post/content']")
_OWN = "[not(ancestor::*[@component='post/parent' or @component='post/content'])]"
_PERMALINK = Value(f".//a[contains(@href,'/post/')]{_OWN}/@href")
_NUMBER = Value(".//*[contains(@class,'post-index')]")
_MOMENT = Value(f"(.//meta[@itemprop='datePublished']/@content | .//*[contains(@class,'timeago')]{_OWN}/@title)[1]")
_WRITER = Select(f".//a[contains(@href,'/user/')][normalize-space()][not(.//*[@component])]{_OWN}")
"""What a post shows when its ``data-*`` attributes are gone, as in collections of pages."""
_EDITED = Value(".//*[@component='post/editor']/*[@title]/@title")
_TITLE = Select("//*[@component='topic/title'] | //*[@component='post/header']//h1")
_OTHER_ORDER = re.compile(r"\[\[topic:(?:newest|most)")
"""Numbers of posts count places on the page, so they are floors only in the usual order."""


def read_thread(engine: Engine, page: Page, data: Entry) -> ThreadPage:
    """One page of a thread."""
    board = board_of(page, data)
    thread = Thread(text(data, "tid"), address(page, data, "topic"), title_of(data))
    thread.tags = [tag for entry in entries(data, "tags") if (tag := text(entry, "value"))]
    thread.created_at, thread.views = when(data, "timestamp").iso, whole(data, "viewcount")
    thread.replies = replies(data)
    thread.author = author_of(get(data, "author"))
    posts = [_post(engine, page, thread, board, entry) for entry in entries(data, "posts")]
    if _OTHER_ORDER.match(text(data, "sortOptionLabel")):
        for made in posts[1:]:
            made.post.floor = None
    _name_quoted(posts)
    if posts[0].post.floor == 1:
        thread.author = posts[0].post.author
    return ThreadPage(thread, board, posts, *read_pages(page, data, "topic"))


def read_shown(engine: Engine, page: Page, containers: list[Element]) -> ThreadPage:
    """One page of a thread as a browser shows it."""
    canonical = absolute(page.base_url, page.link("canonical"))
    at = target(page.url) or target(canonical)
    thread_id = at.id if at and at.kind == "thread" else (m[2] if (m := ADDRESS.search(path(canonical))) else "0")
    title = text_of(_TITLE.first(page.tree)) or page.title.rpartition(" | ")[0]
    thread = Thread(thread_id, (canonical or page.url).split("?", 1)[0] or None, title or None)
    board = shown_board(page)
    posts = [_shown_post(engine, page, thread, board, container) for container in containers]
    _name_quoted(posts)
    if posts[0].post.floor == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    return ThreadPage(thread, board, posts, at.page if at else 1, None, shown_next(engine, page))


def _name_quoted(posts: list[RawPost]) -> None:
    """A quote names people as their address does, in lower case; where the quoted post stands on the page, its author's name is known."""
    authors = {made.post.post_id: made.post.author for made in posts}
    for made in posts:
        for quote in made.body.quotes:
            author = authors.get(quote.post_id or "")
            quote.author = author.name if author else quote.author


def _removed(page: Page, pid: str, content: str) -> Body:
    """A deleted post keeps its row; what the reader sees in its place is in the page, the API has only the words' name."""
    shown = next((post for post in POSTS(page.tree) if post.get("data-pid") == pid), None)
    return _locked(text_of(_BODY.first(shown)) if shown is not None else text_of(fragment(content)))


def _locked(words: str) -> Body:
    walker = Walker(Rules(), "")
    walker.locked(words)
    return walker.body


def _post(engine: Engine, page: Page, thread: Thread, board: Board, entry: Entry) -> RawPost:
    pid = text(entry, "pid")
    content = text(entry, "content")
    body = _removed(page, pid, content) if is_set(entry, "deleted") else read_body(page, fragment(content))
    made = raw_post(engine, page, thread, board, pid, absolute(page.url, f"{home(page)}/post/{pid}"), body, when(entry, "timestamp"))
    made.post.reply_to = text(entry, "toPid") or None
    made.post.author = author_of(get(entry, "user"))
    index = whole(entry, "index")
    made.post.floor = index + 1 if index is not None else None
    if whole(entry, "edited"):
        made.post.edited_at = when(entry, "edited").iso
    return made


def _shown_post(engine: Engine, page: Page, thread: Thread, board: Board, container: Element) -> RawPost:
    pid = container.get("data-pid") or unquote(_PERMALINK(container).rpartition("/")[2])
    content = _BODY.first(container)
    removed = "deleted" in container.get("class", "").split()
    body = Body() if content is None else _locked(text_of(content)) if removed else read_body(page, content)
    milliseconds = number(container.get("data-timestamp"))
    iso = stamp(milliseconds / 1000, UTC) if milliseconds else None
    when = When(iso, iso, "second") if iso else parse(_MOMENT(container), page.calendar, UTC)
    made = raw_post(engine, page, thread, board, pid, absolute(page.url, f"{home(page)}/post/{pid}"), body, when)
    name, uid = container.get("data-username", ""), container.get("data-uid", "")
    made.post.author = author_of({"username": name or text_of(_WRITER.first(container)), "uid": uid})
    index = number(container.get("data-index"))
    made.post.floor = index + 1 if index is not None else number(_NUMBER(container))
    made.post.edited_at = parse(_EDITED(container), page.calendar, UTC).iso
    return made
