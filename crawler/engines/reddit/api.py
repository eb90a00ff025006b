"""The JSON that every page has under ``.json``: a list of submissions, or a submission and the tree of its comments."""

from __future__ import annotations

from datetime import UTC
from html import unescape
from typing import Any

from crawler.dates import NEVER, When, stamp
from crawler.engines.reddit.parts import Thing, author_of, id_of, outside
from crawler.jsonvalue import Entry, entries, fragment, get, text, whole
from crawler.urls import absolute


def is_listing(value: Any) -> bool:
    """Whether an answer is a list of things."""
    return text(value, "kind") == "Listing"


def things(answer: Any) -> tuple[list[Thing], bool]:
    """An answer's things in reading order, and whether they are a thread."""
    if not isinstance(answer, list):
        return [_thing(data) for data in _children(answer, "t3")], False
    waiting = [data for part in reversed(answer) for data in reversed([*_children(part, "t3"), *_children(part, "t1")])]
    found = []
    while waiting:
        data = waiting.pop()
        found.append(_thing(data))
        waiting += reversed(_children(get(data, "replies"), "t1"))
    return found, True


def next_of(answer: Any, url: str, page: int, per_page: int) -> str | None:
    """The following part of a list; reddit numbers none, so the count says which it is."""
    after = text(answer, "data", "after")
    return absolute(url, f"{url.split('?', 1)[0]}?count={page * per_page}&after={after}") or None if after else None


def _children(listing: Any, kind: str) -> list[Entry]:
    found = entries(listing, "data", "children")
    return [data for child in found if text(child, "kind") == kind and isinstance(data := get(child, "data"), dict)]


def _thing(data: Entry) -> Thing:
    found = Thing(text(data, "id"), text(data, "permalink"))
    found.author = author_of(unescape(text(data, "author")), text(data, "author_fullname"))
    found.when, found.edited = _moment(data, "created_utc"), _moment(data, "edited").iso
    found.title, found.link = unescape(text(data, "title")), outside(unescape(text(data, "url")))
    found.subreddit, found.replies = text(data, "subreddit"), whole(data, "num_comments")
    found.sticky = get(data, "stickied") is True
    found.parent = id_of(text(data, "parent_id")) if text(data, "parent_id").startswith("t1_") else ""
    found.points = whole(data, "score") if get(data, "score_hidden") is not True else None
    if html := text(data, "body_html") or text(data, "selftext_html"):
        found.content = fragment(unescape(html) if html.startswith("&lt;") else html)
    return found


def _moment(data: Entry, name: str) -> When:
    """Unix seconds; ``edited`` is false where nothing was changed."""
    seconds = get(data, name)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return NEVER
    iso = stamp(seconds, UTC)
    return When(iso, iso, "second") if iso else NEVER
