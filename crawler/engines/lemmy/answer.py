"""The answers of Lemmy's API v3: lists of posts, a post, lists of comments.  Bodies are Markdown."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from crawler.answers import Entry, entries, get, text, whole
from crawler.blocks import Body
from crawler.dates import When, parse
from crawler.forum import BoardPage, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Author, Board, Thread
from crawler.markdown import read as read_markdown
from crawler.page import Page
from crawler.submissions import submission
from crawler.urls import absolute, path, query, site

_PER_PAGE = 50


def is_answer(page: Page) -> bool:
    """Whether an answer is Lemmy's."""
    found = page.json
    if not isinstance(found, dict):
        return False
    views = "post_view" in found or get(found, "comments", 0, "comment") is not None or get(found, "posts", 0, "post") is not None
    return views or (path(page.url).startswith("/api/v3/") and not found.keys().isdisjoint(("posts", "comments", "error")))


def read(engine: Engine, page: Page, place: Place | None) -> Reading:
    """What an answer says."""
    if view := get(page.json, "post_view"):
        thread, board = _thread(page, view), _board(page, view)
        thread.author, thread.created_at = _author(get(view, "creator")), _when(page, get(view, "post")).iso
        remarks = absolute(page.url, f"/api/v3/comment/list?post_id={thread.id}&limit={_PER_PAGE}&page=1")
        return ThreadPage(thread, board, [_opening(engine, page, thread, board, view)], 1, None, remarks if thread.replies else None)
    if comments := entries(page.json, "comments"):
        thread, board = _thread(page, comments[0]), _board(page, comments[0])
        current, limit = place.page if place else 2, whole(query(page.url).get("limit")) or 10
        onward = absolute(page.url, f"/api/v3/comment/list?post_id={thread.id}&limit={limit}&page={current}")
        posts = [_comment(engine, page, thread, board, view) for view in comments]
        return ThreadPage(thread, board, posts, current, None, onward if len(comments) >= limit else None)
    if listed := entries(page.json, "posts"):
        at = place or Place("index", "")
        board = _board(page, listed[0]) if at.kind == "board" else Board()
        cursor, asked = text(page.json, "next_page"), query(page.url)
        kept = "".join(f"{name}={value}&" for name, value in asked.items() if name not in ("page_cursor", "part"))
        onward = absolute(page.url, f"{path(page.url)}?{kept}page_cursor={cursor}&part={at.page + 1}") if cursor else ""
        return BoardPage(board, [], [_row(page, view) for view in listed], at.page, None, onward or None)
    error = text(page.json, "error")
    return Notice("missing" if error.startswith("couldnt_find") or page.status == 404 else "site_error" if error else "empty", error)


def _thread(page: Page, view: Entry) -> Thread:
    pid = text(view, "post", "id")
    thread = Thread(pid, absolute(page.url, f"/post/{pid}") or None, text(view, "post", "name") or None)
    thread.replies = whole(view, "counts", "comments")
    return thread


def _opening(engine: Engine, page: Page, thread: Thread, board: Board, view: Entry) -> Draft:
    post = get(view, "post")
    body, locked = _body(page, text(post, "body"), post)
    if not locked:
        body = submission(body, thread.title, text(post, "url"))
    made = draft(engine, page, thread, board, thread.id or "0", thread.url or page.url, body, _when(page, post))
    made.post.author, made.post.floor, made.post.locked = thread.author, 1, locked
    made.post.edited_at = parse(text(post, "updated"), page.fetched_at, UTC).iso
    return made


def _comment(engine: Engine, page: Page, thread: Thread, board: Board, view: Entry) -> Draft:
    comment = get(view, "comment")
    body, locked = _body(page, text(comment, "content"), comment)
    pid = text(comment, "id")
    made = draft(engine, page, thread, board, pid, absolute(page.url, f"/comment/{pid}"), body, _when(page, comment))
    made.post.author, made.post.locked = _author(get(view, "creator")), locked
    made.post.edited_at = parse(text(comment, "updated"), page.fetched_at, UTC).iso
    return made


def _body(page: Page, source: str, entry: Any) -> tuple[Body, str | None]:
    gone = next((why for why in ("removed", "deleted") if get(entry, why) is True), None)
    return (Body() if gone else read_markdown(source, page.url)), gone


def _row(page: Page, view: Entry) -> ThreadRow:
    post = get(view, "post")
    found = ThreadRow(text(post, "id"), absolute(page.url, f"/post/{text(post, 'id')}"), text(post, "name"))
    found.author, found.created_at = _author(get(view, "creator")), _when(page, post).iso
    found.replies = whole(view, "counts", "comments")
    newest = text(view, "counts", "newest_comment_time_necro") or text(view, "counts", "newest_comment_time")
    found.last_post_at = parse(newest, page.fetched_at, UTC).iso if found.replies else None
    found.sticky = get(post, "featured_community") is True or get(post, "featured_local") is True
    return found


def _when(page: Page, entry: Any) -> When:
    return parse(text(entry, "published"), page.fetched_at, UTC)


def _home(entry: Any) -> str:
    """``@far.example`` of who or what lives on another server."""
    return "" if get(entry, "local") is not False else f"@{site(text(entry, 'actor_id'))}"


def _author(creator: Any) -> Author | None:
    name, home = text(creator, "name"), _home(creator)
    return Author((text(creator, "display_name") or name) + home, name + home) if name else None


def _board(page: Page, view: Entry) -> Board:
    community = get(view, "community")
    cid, name = text(community, "name") + _home(community), text(community, "title") or text(community, "name")
    return Board(cid.lower(), name, [name], absolute(page.url, f"/c/{cid}")) if name else Board()
