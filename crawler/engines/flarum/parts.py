"""What board and thread pages have in common."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from crawler.dates import NEVER, When, parse
from crawler.items import Author, Board
from crawler.jsonvalue import Entry, get, text, whole
from crawler.page import Page
from crawler.urls import absolute

_HOME = re.compile(r"/(?:d|t|u|api|all|tags|following)(?=[/?#]|$)")
Known = dict[tuple[str, str], Entry]
"""All that a page knows, by type and id."""


def home_of(page: Page, known: Known) -> str:
    """Where the forum starts, a sub-folder included."""
    own = next((text(entry, "attributes", "baseUrl") for (kind, _), entry in known.items() if kind == "forums"), "")
    if own:
        return own.rstrip("/")
    match = _HOME.search(page.url, page.url.find("//") + 2)
    return (page.url[: match.start()] if match else page.url.split("?", 1)[0]).rstrip("/")


def when_of(page: Page, attributes: Any, *names: str) -> When:
    """A time by the first of these names that is given."""
    return next((parse(raw, page.calendar, UTC) for name in names if (raw := text(attributes, name))), NEVER)


def replies(attributes: Any) -> int | None:
    """How many replies a thread has."""
    posts = whole(attributes, "commentCount") or whole(attributes, "commentsCount")
    return posts - 1 if posts else None


def views(attributes: Any) -> int | None:
    """Only with an extension that counts them."""
    return next((views for name in ("viewCount", "views", "view_count") if (views := whole(attributes, name)) is not None), None)


def author_of(entry: Entry, known: Known, *relations: str) -> Author | None:
    """The name that the page shows (``displayName``, since beta 8); a deleted user is no longer named."""
    for relation in relations:
        user_id = text(entry, "relationships", relation, "data", "id")
        attributes = get(known.get(("users", user_id)), "attributes")
        if name := text(attributes, "displayName") or text(attributes, "username"):
            return Author(name, user_id)
    return None


def tag_board(page: Page, tag: Entry, known: Known) -> Board:
    """A tag as a board."""
    name = text(tag, "attributes", "name") or None
    parent = known.get(("tags", text(tag, "relationships", "parent", "data", "id")))
    outer = text(parent, "attributes", "name")
    trail = [step for step in (outer, name) if step]
    return Board(
        text(tag, "id") or None, name, trail, absolute(page.url, f"{home_of(page, known)}/t/{text(tag, 'attributes', 'slug')}") or None
    )
