"""What an engine did not find is asked of the page's shape, within the boxes that the engine found, and of the page's data.

Taken when it is sure, and said: ``inferred`` names the field, ``confidence`` becomes a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import UNSET

from crawler.dates import When
from crawler.engines.generic.fields.of_post import Fields
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, place_posts
from crawler.engines.generic.structured.data import Said, facts
from crawler.engines.generic.title import title_of
from crawler.forum import ThreadPage
from crawler.items import Author, Inferred, Post
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.reading.check import most

_SURE, _LIKELY = 0.95, 0.8
"""Confidence of names that lead to members, and of names and times that stand where names and times do."""
_ALIKE = 0.8
"""Share of the posts that must have a name (a time) in the same place before any is believed."""
_BEGINNING = 40
"""Letters by which a post is known in the page's data."""


def complete(page: Page, reading: ThreadPage, doubts: dict[str, list[int]]) -> None:
    """Fills what most posts of a page lack, in place; ``doubts`` are those of :func:`~crawler.reading.check.check`."""
    if "title" in doubts:
        _title(page, reading)
    wanted = [field for field in ("author", "created_at") if field in doubts and most(doubts[field], reading)]
    if wanted:
        _Posts(page, reading).fill(wanted, doubts)


def _title(page: Page, reading: ThreadPage) -> None:
    """The heading that the page's title repeats, where it is not the same poor title."""
    title, known = title_of(page, facts(page)), reading.thread.title or ""
    if title and title not in reading.board.path and (not known or known not in title):
        reading.thread.title = title
        for made in reading.posts:
            _infer(made.post, "title", _LIKELY)


class _Posts:
    """The posts of a page while they are being completed."""

    def __init__(self, page: Page, reading: ThreadPage) -> None:
        self.page = page
        self.reading = reading
        self.data = facts(page).posts if b"ld+json" in page.body else []
        self.boxes = dict(self._boxes())

    def _boxes(self) -> Iterator[tuple[int, PostBox]]:
        """The place of each post on the page, by its number, where all bodies stand in the page's tree one after the other."""
        elements = [made.body.element for made in self.reading.posts]
        self.outline = Outline(self.page.tree)
        index = self.outline.index
        places = [index[element] for element in elements if element is not None and element in index]
        if len(places) == len(elements) and all(one < other for one, other in pairwise(places)):
            yield from enumerate(place_posts(self.outline, places))

    def fill(self, wanted: Sequence[str], doubts: dict[str, list[int]]) -> None:
        """Names and times, as far as they are sure."""
        fields = Fields(self.page, self.outline, list(self.boxes.values())) if self.boxes else None
        if "author" in wanted:
            self._authors(fields, doubts["author"])
        if "created_at" in wanted:
            self._times(fields, doubts["created_at"])

    def _authors(self, fields: Fields | None, places: list[int]) -> None:
        posts = self.reading.posts
        shape = {at: fields.author(box) for at, box in self.boxes.items()} if fields else {}
        found = {at: shape.get(at) or (Author(said.author) if (said := self._said(posts[at])) and said.author else None) for at in places}
        names = [one.name for one in found.values() if one]
        known = [(shape.get(at), made.post.author) for at, made in enumerate(posts) if at not in found and made.post.author]
        agree = all(one is not None and other is not None and one.name == other.name for one, other in known)
        label = len(names) > 2 and len(set(names)) == 1 and not any(one and one.id for one in found.values())
        # the engine looked where names stand: one post without a name is nobody's (匿名), and no other says where names stand
        sure = len(posts) > 1 and len(names) >= _ALIKE * len(places) and agree and not label
        for at, author in found.items():
            posts[at].post.author = author if sure else None
            if sure and author:
                _infer(posts[at].post, "author", _SURE if author.id else _LIKELY)
        first = posts[0].post
        if self.reading.page == 1 and 0 in found:
            self.reading.thread.author = first.author

    def _times(self, fields: Fields | None, places: list[int]) -> None:
        posts = self.reading.posts
        # around one post alone any time of the page may stand, the forum's own clock too
        shape = {at: fields.when(self.boxes[at]) for at in places} if fields and len(posts) > 1 else {}
        found = {at: when for at in places if (when := shape.get(at) or self._told(posts[at])) and when.iso}
        if len(found) < _ALIKE * len(places):
            return
        for at, when in found.items():
            post = posts[at].post
            post.created_at, post.created_raw, post.created_precision = when.iso, when.raw, when.precision
            post.inferred = list(when.inferred) or UNSET
            _infer(post, "created_at", _LIKELY)
        if self.reading.page == 1 and 0 in found:
            self.reading.thread.created_at = posts[0].post.created_at

    def _told(self, made: RawPost) -> When | None:
        said = self._said(made)
        return self.page.calendar.noted(said.created) if said and said.created else None

    def _said(self, made: RawPost) -> Said | None:
        """What the page's data says of a post, known by its beginning."""
        start = _start("".join(block.text for block in made.body.blocks))
        return next((said for said in self.data if start and _start(said.text) == start), None)


def _start(text: str) -> str:
    return "".join(filter(str.isalnum, text))[:_BEGINNING]


def _infer(post: Post, field: Inferred, sure: float) -> None:
    """Notes what was inferred, and how sure it is: as sure as the least sure of several."""
    post.inferred = [*(post.inferred if post.inferred is not UNSET else ()), field]
    post.confidence = min(sure, post.confidence or 1.0)
