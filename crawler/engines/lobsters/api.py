"""The JSON that every page of Lobsters has under ``.json``: lists of stories, a story with its comments in reading order."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from crawler.blocks import Body
from crawler.body.submissions import remark, submission
from crawler.body.walker import Rules
from crawler.dates import parse
from crawler.forum import BoardPage, Engine, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.jsonvalue import Entry, entries, fragment, get, strings, text, whole
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.urls import absolute

_PER_PAGE = 25


def is_answer(page: Page) -> bool:
    """Whether an answer is a story or a list of stories."""
    found = page.json
    first = get(found, 0) if isinstance(found, list) else found
    return isinstance(first, dict) and {"short_id", "comment_count", "submitter_user"} <= first.keys()


def read_answer(engine: Engine, page: Page, target: Target, rules: Rules) -> Reading:
    """What an answer says."""
    if isinstance(page.json, list):
        stories = [_row(page, story) for story in entries(page.json)]
        name = target.id.removeprefix("t/") or None
        board = Board(target.id or None, name, [name] if name else [], absolute(page.url, "/" + target.id))
        further = absolute(page.url, f"{'/' * bool(target.id)}{target.id}/page/{target.page + 1}.json") if len(stories) >= _PER_PAGE else ""
        return BoardPage(board, [], stories, target.page, None, further or None)
    row, story = _row(page, page.json), page.json
    thread = Thread(row.id, row.url, row.title, strings(story, "tags"), row.author, row.created_at, replies=row.replies)
    body = submission(_body(page, story, "description", rules), row.title, text(story, "url"))
    opening = raw_post(engine, page, thread, Board(), row.id, row.url, body, parse(text(story, "created_at"), page.calendar, UTC))
    opening.post.author, opening.post.floor = row.author, 1
    return ThreadPage(
        thread, Board(), [opening, *(_comment(engine, page, thread, comment, rules) for comment in entries(story, "comments"))]
    )


def _comment(engine: Engine, page: Page, thread: Thread, comment: Entry, rules: Rules) -> RawPost:
    gone = next((why for why in ("is_deleted", "is_moderated") if get(comment, why) is True), None)
    body = Body() if gone else _body(page, comment, "comment", rules)
    pid, written = text(comment, "short_id"), text(comment, "created_at")
    made = raw_post(engine, page, thread, Board(), pid, absolute(page.url, f"/c/{pid}"), body, parse(written, page.calendar, UTC))
    edited = text(comment, "last_edited_at") or text(comment, "updated_at")
    made.post.edited_at = parse(edited, page.calendar, UTC).iso if edited != written else None
    made.post.author, made.post.locked = _author(get(comment, "commenting_user")), gone and gone.removeprefix("is_")
    return made


def _row(page: Page, story: Entry) -> ThreadRow:
    sid = text(story, "short_id")
    url = absolute(page.url, text(story, "comments_url") or f"/s/{sid}") or absolute(page.url, f"/s/{sid}")
    found = ThreadRow(sid, url, text(story, "title"), _author(get(story, "submitter_user")))
    found.created_at = parse(text(story, "created_at"), page.calendar, UTC).iso
    found.replies = whole(story, "comment_count")
    return found


def _author(user: Any) -> Author | None:
    """A name since 2024, an object before."""
    name = text(user) or text(user, "username")
    return Author(name) if name else None


def _body(page: Page, entry: Entry, name: str, rules: Rules) -> Body:
    return remark(fragment(text(entry, name)), rules, page.url)
