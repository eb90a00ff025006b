"""The answers of Lemmy's API v3, and of v4 as its release candidates have it: lists of posts, a post, lists of comments.

Bodies are Markdown.  v4 moves the counts into the post, calls times ``…_at`` and addresses ``ap_id``, and pages by cursors alone.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from msgspec import UNSET, UnsetType

from crawler.blocks import Body
from crawler.body.markdown import read as read_markdown
from crawler.body.submissions import submission
from crawler.dates import When, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.jsonvalue import Entry, entries, get, text, whole
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.urls import absolute, path, query, site

_PER_PAGE = 50
_API = re.compile(r"/api/v[34](?=/)")


def asked_for(url: str) -> str | None:
    """What of the API an address asks for (``/post/list``); None where it asks for nothing of it."""
    match = _API.match(path(url))
    return path(url)[match.end() :] if match else None


def is_answer(page: Page) -> bool:
    """Whether an answer is Lemmy's."""
    found = page.json
    if not isinstance(found, dict):
        return False
    if "post_view" in found or _views(found, "comment") or _views(found, "post"):
        return True
    return asked_for(page.url) is not None and not found.keys().isdisjoint(("posts", "comments", "items", "error"))


def read(engine: Engine, page: Page, target: Target | None) -> Reading:
    """What an answer says."""
    if view := get(page.json, "post_view"):
        thread, board = _thread(page, view), _board(page, view)
        thread.author, thread.created_at = _author(get(view, "creator")), _time(page, get(view, "post"), "published").iso
        remarks = _onward(page, f"/comment/list?post_id={thread.id}&limit={_PER_PAGE}&page=1")
        return ThreadPage(thread, board, [_opening(engine, page, thread, board, view)], 1, None, remarks if thread.replies else None)
    if comments := _views(page.json, "comment"):
        thread, board = _thread(page, comments[0]), _board(page, comments[0])
        current, limit = target.page if target else 2, whole(query(page.url).get("limit")) or 10
        further = _onward(page, f"/comment/list?post_id={thread.id}&limit={limit}&page={current}") if len(comments) >= limit else None
        posts = [_comment(engine, page, thread, board, view) for view in comments]
        return ThreadPage(thread, board, posts, current, None, _following(page, current) or further)
    if listed := _views(page.json, "post"):
        at = target or Target("index", "")
        board = _board(page, listed[0]) if at.kind == "board" else Board()
        return BoardPage(board, [], [_row(page, view) for view in listed], at.page, None, _following(page, at.page))
    error = text(page.json, "error")
    return Notice(
        "missing" if error.startswith(("couldnt_find", "not_found")) or page.status == 404 else "site_error" if error else "empty", error
    )


def _views(answer: Any, kind: str) -> list[Entry]:
    """The listed posts, or comments, each with what stands around it; a comment has its post beside it."""
    found = entries(answer, f"{kind}s") or entries(answer, "items")
    return found if isinstance(get(found, 0, kind), dict) and (kind == "comment" or get(found, 0, "comment") is None) else []


def _onward(page: Page, asked: str) -> str | None:
    match = _API.match(path(page.url))
    return absolute(page.url, f"{match[0] if match else '/api/v3'}{asked}") or None


def _following(page: Page, current: int) -> str | None:
    """The part behind a cursor; which part that is, we note in the address, for Lemmy does not."""
    cursor = text(page.json, "next_page")
    kept = "".join(f"{name}={value}&" for name, value in query(page.url).items() if name not in ("page", "page_cursor", "part"))
    return absolute(page.url, f"{path(page.url)}?{kept}page_cursor={cursor}&part={current + 1}") or None if cursor else None


def _thread(page: Page, view: Entry) -> Thread:
    pid = text(view, "post", "id")
    thread = Thread(pid, absolute(page.url, f"/post/{pid}") or None, text(view, "post", "name") or None)
    thread.replies = _count(view)
    return thread


def _opening(engine: Engine, page: Page, thread: Thread, board: Board, view: Entry) -> RawPost:
    post = get(view, "post")
    body, locked = _body(page, text(post, "body"), post)
    if not locked:
        body = submission(body, thread.title, text(post, "url"))
    made = raw_post(engine, page, thread, board, thread.id or "0", thread.url or page.url, body, _time(page, post, "published"))
    made.post.author, made.post.floor, made.post.locked = thread.author, 1, locked
    made.post.edited_at, made.post.likes = _time(page, post, "updated").iso, _points(view, post)
    return made


def _comment(engine: Engine, page: Page, thread: Thread, board: Board, view: Entry) -> RawPost:
    comment = get(view, "comment")
    body, locked = _body(page, text(comment, "content"), comment)
    pid = text(comment, "id")
    made = raw_post(engine, page, thread, board, pid, absolute(page.url, f"/comment/{pid}"), body, _time(page, comment, "published"))
    made.post.author, made.post.locked = _author(get(view, "creator")), locked
    above = text(comment, "path").split(".")[:-1]
    made.post.reply_to, made.post.likes = (above[-1] if above and above[-1] != "0" else None), _points(view, comment)
    made.post.edited_at = _time(page, comment, "updated").iso
    return made


def _points(view: Entry, thing: Any) -> int | UnsetType:
    """Version 3 counts beside the post or comment, later ones in it."""
    found = whole(view, "counts", "score")
    found = whole(thing, "score") if found is None else found
    return UNSET if found is None else found


def _body(page: Page, source: str, entry: Any) -> tuple[Body, str | None]:
    gone = next((why for why in ("removed", "deleted") if get(entry, why) is True), None)
    return (Body() if gone else read_markdown(source, page.url)), gone


def _row(page: Page, view: Entry) -> ThreadRow:
    post = get(view, "post")
    found = ThreadRow(text(post, "id"), absolute(page.url, f"/post/{text(post, 'id')}"), text(post, "name"))
    found.author, found.created_at = _author(get(view, "creator")), _time(page, post, "published").iso
    found.replies = _count(view)
    newest = get(view, "counts") or post
    last = _time(page, newest, "newest_comment_time_necro").iso or _time(page, newest, "newest_comment_time").iso
    found.last_post_at = last if found.replies else None
    found.sticky = get(post, "featured_community") is True or get(post, "featured_local") is True
    return found


def _count(view: Entry) -> int | None:
    """How many comments a post has; beside a comment v3 counts something else."""
    return None if "comment" in view and "counts" in view else whole(get(view, "counts") or get(view, "post"), "comments")


def _time(page: Page, entry: Any, name: str) -> When:
    return parse(text(entry, name) or text(entry, f"{name}_at"), page.calendar, UTC)


def _home(entry: Any) -> str:
    """``@far.example`` of who or what lives on another server."""
    return "" if get(entry, "local") is not False else f"@{site(text(entry, 'actor_id') or text(entry, 'ap_id'))}"


def _author(creator: Any) -> Author | None:
    name, home = text(creator, "name"), _home(creator)
    return Author((text(creator, "display_name") or name) + home, name + home) if name else None


def _board(page: Page, view: Entry) -> Board:
    community = get(view, "community")
    cid, name = text(community, "name") + _home(community), text(community, "title") or text(community, "name")
    return Board(cid.lower(), name, [name], absolute(page.url, f"/c/{cid}")) if name else Board()
