"""Posts that a page does not number: they get an id from what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from crawler.blocks import Body
from crawler.items import Author, Post


@dataclass(slots=True)
class RawPost:
    """A post as an engine reads it: the pipelines clean ``body``, then write it into ``post``."""

    post: Post
    body: Body
    made_id: bool = False
    """Whether its id was made of what it says, as the page has none for it: an edit may change it."""
    names: tuple[str, ...] = ()
    """What says nothing about a picture: what its page calls itself and its site, and what several pictures are called."""


UNNUMBERED = "-"
"""How an engine that reads posts by their numbers calls one for which the page has none: this, and its place."""


def known(name: str) -> str:
    """A post's number; empty where the page has none."""
    return "" if name.startswith(UNNUMBERED) else name


def number(posts: Iterable[RawPost]) -> None:
    """Fills the empty ids; a post that comes again word for word is told by its turn."""
    seen: Counter[str] = Counter()
    for made in posts:
        if not made.post.post_id:
            known = digest(made.post.author, made.post.created_at, "\n".join(block.text for block in made.body.blocks))
            seen[known] += 1
            made.made_id = True
            made.post.post_id = known if seen[known] == 1 else f"{known}-{seen[known]}"
            made.post.id += made.post.post_id


def once(posts: Iterable[RawPost]) -> list[RawPost]:
    """Posts in their order, each number once, whatever the page shows twice: where a post came first."""
    found: dict[str, RawPost] = {}
    for made in posts:
        found.setdefault(made.post.post_id, made)
    return list(found.values())


def digest(author: Author | None, created: str | None, text: str) -> str:
    """An id that stays the same as long as author, time and beginning do."""
    return sha256("\n".join((author.name if author else "", created or "", text[:200])).encode()).hexdigest()[:16]
