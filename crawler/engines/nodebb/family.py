"""What the pages of NodeBB and the answers of its API share: addresses, people, quotations."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker
from crawler.items import Author
from crawler.jsonvalue import text
from crawler.markup.addresses import Address, Addresses
from crawler.page import Page
from crawler.raw_post import RawPost

_HOME = re.compile(r"(?:/api)?/(?:topic|category|post|user|recent|popular|categories|tags)(?:[/?#]|$)")
_TOKEN = re.compile(r"\[\[[\w:.-]+(?:,[^\]]*)?\]\]")
"""Words still to be translated, as the API gives them: ``[[topic:post-is-deleted]]``."""


class Family(Addresses):
    """Categories and topics, whoever built the page."""

    name = "nodebb"
    addresses = (
        Address("thread", r"(?:/api)?/topic/(?P<id>-?\d+)(?:/[^/]*)?/?$"),
        Address("board", r"(?:/api)?/category/(?P<id>-?\d+)(?:/[^/]*)?/?$"),
        Address("index", r"^(?:/api)?/categories/?$|^/$"),
    )
    traps = ("sort", "tag", "filter", "term", "cid", "author")


def home(page: Page) -> str:
    """Where the forum starts, a sub-folder included."""
    url = page.url or page.link("canonical")
    match = _HOME.search(url)
    return (url[: match.start()] if match else url.split("?", 1)[0]).rstrip("/")


def author_of(user: Any) -> Author | None:
    """Guests have the number 0 and perhaps a name of their own; who was deleted has none."""
    name, uid = unescape(text(user, "username")), text(user, "uid")
    if not name or _TOKEN.search(name) or (uid in ("0", "-1") and name.lower() == "guest"):
        return None
    return Author(name, uid if uid not in ("", "0", "-1") else None)


def name_quoted(posts: list[RawPost]) -> None:
    """A quote names people as their address does, in lower case; where the quoted post stands on the page, its author's name is known."""
    authors = {made.post.post_id: made.post.author for made in posts}
    for made in posts:
        for quote in made.body.quotes:
            author = authors.get(quote.post_id or "")
            quote.author = author.name if author else quote.author


def locked(words: str) -> Body:
    """The body of a post that is kept from readers, with the words in its place."""
    walker = Walker(Rules(), "")
    walker.locked(words)
    return walker.body
