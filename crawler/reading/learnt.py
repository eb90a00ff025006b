"""Where the names and times of a site's posts stand, and how it writes dates: taught by pages that say it, asked where a page does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from lxml.etree import _Element as Element
from msgspec import UNSET

from crawler.engines.generic.fields.people import as_name, is_label, kind_of, named_by
from crawler.engines.generic.fields.stamps import time_in
from crawler.forum import ThreadPage, written
from crawler.items import Author, Inferred, Post
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of

_TEACHES = 0.7
"""How sure a reading is from which other pages of the site learn."""
_SAMPLE = 4
"""Posts of a page that must agree."""
_MOST, _LEVELS = 80, 5
"""Elements around a body that are looked at, and levels above one that stands alone."""
_PARTS = 4
"""Elements in one that says a name, at most."""
_SURE = 0.8
"""How sure names and times are that stand where the site's other pages have them."""


def teach(page: Page, reading: ThreadPage) -> None:
    """Notes what a page that is sure of its posts teaches of its site: where names and times stand.

    A page without any names teaches where they may stand; what several pages agree on is more than one of them can tell.
    """
    posts = [made.post for made in reading.posts]
    places = _Places(reading)
    if len(posts) > 1 and not any(post.author for post in posts):
        _note(page, "name", [places.telling(reading.posts[:_SAMPLE])])
    if len(posts) < 2 or any((post.confidence or 0) < _TEACHES for post in posts):
        page.taught.pop("body", None)
        return
    if len({post.author.name for post in posts if post.author}) > 1:
        _note(page, "name", [places.holding(made, _names(made.post)) for made in reading.posts[:_SAMPLE]])
    if all(post.created_raw for post in posts):
        _note(page, "time", [places.holding(made, _shows(made.post)) for made in reading.posts[:_SAMPLE]])


def teach_order(page: Page) -> None:
    """Notes whether the day leads in the page's dates, where one of them tells."""
    if (day_leads := page.calendar.shows_order) is not None:
        page.taught["order"] = "day" if day_leads else "month"


def recall(page: Page, reading: ThreadPage) -> None:
    """Takes names and times from where the site's other pages have theirs, in place.

    Those that a page alone does not show, and the names of one or two posts: too few to tell a name from a rank or a place.
    """
    name, time = page.learnt.get("name"), page.learnt.get("time")
    if not (name or time):
        return
    places, few = _Places(reading), len(reading.posts) < 3
    for made in reading.posts:
        post = made.post
        if time and post.created_at is None:
            _take_time(page, post, next(places.of_kind(made, time), None))
        if name and (few or post.author is None):
            _take_name(post, next(places.of_kind(made, name), None))
    if reading.page == 1 and reading.posts:
        first = reading.posts[0].post
        reading.thread.author, reading.thread.created_at = first.author, first.created_at


def _take_time(page: Page, post: Post, found: Element | None) -> None:
    stamp = time_in(found, text_of(found)) if found is not None else None
    if stamp and (when := page.calendar.noted(stamp[1])).iso:
        written(post, when)
        _infer(post, "created_at")


def _take_name(post: Post, found: Element | None) -> None:
    said = named_by(found) if found is not None else None
    if said and not is_label(said[1].name) and (post.author is None or post.author.name != said[1].name):
        post.author = Author(*said[1])
        _infer(post, "author")


def _infer(post: Post, field: Inferred) -> None:
    post.inferred = [*(post.inferred if post.inferred is not UNSET else ()), field]
    post.confidence = _SURE


def _note(page: Page, what: str, kinds: list[str | None]) -> None:
    if kinds[0] and len(set(kinds)) == 1:
        page.taught[what] = kinds[0]


def _names(post: Post) -> Callable[[Element], bool]:
    name = post.author.name if post.author else ""
    return lambda node: len(node) <= _PARTS and text_of(node) == name


def _shows(post: Post) -> Callable[[Element], bool]:
    raw = post.created_raw or ""
    return lambda node: raw in (node.text or "") or raw in node.attrib.values()


class _Places:
    """The elements around the bodies of a page's posts."""

    def __init__(self, reading: ThreadPage) -> None:
        bodies = [made.body.element for made in reading.posts if made.body.element is not None]
        self.holds = Counter(above for body in bodies for above in body.iterancestors())
        self.several = len(bodies) > 1

    def _boxes(self, made: RawPost) -> Iterator[Element]:
        """What holds a post's body and no other, from the inside out."""
        body = made.body.element
        for level, above in enumerate(body.iterancestors() if body is not None else ()):
            if self.holds[above] > 1 or above.tag == "body" or (level >= _LEVELS and not self.several):
                return
            yield above

    def _around(self, made: RawPost) -> Iterator[Element]:
        """The elements beside a post's body, the nearest first."""
        seen = set(made.body.element.iter("*")) if made.body.element is not None else set()
        for box in self._boxes(made):
            for node in islice(box.iter("*"), _MOST):
                if node not in seen:
                    yield node
                seen.add(node)

    def of_kind(self, made: RawPost, kind: str) -> Iterator[Element]:
        """The elements of a kind around a post's body."""
        return (node for node in self._around(made) if kind_of(node) == kind)

    def holding(self, made: RawPost, is_it: Callable[[Element], bool]) -> str | None:
        """The kind of the innermost element around a post's body that is what is looked for."""
        found = next((node for node in self._around(made) if is_it(node) and not any(map(is_it, node))), None)
        return kind_of(found) if found is not None else None

    def telling(self, posts: Sequence[RawPost]) -> str | None:
        """The first kind of element that has another short text at each of several posts, and none that is no name."""
        first, *others = [self._short(made) for made in posts]
        kinds = (kind for kind in first if all(kind in own for own in others))
        return next((kind for kind in kinds if len({own[kind] for own in (first, *others)}) == len(posts)), None)

    def _short(self, made: RawPost) -> dict[str, str]:
        """The texts around a post's body that may be names, by the kinds of their elements, in their order on the page."""
        boxes, beside = list(self._boxes(made)), set(self._around(made))
        found: dict[str, str] = {}
        for node in islice(boxes[-1].iter("*"), _MOST) if boxes else ():
            if node in beside and not len(node) and (text := text_of(node)) and as_name(text) == text and not is_label(text):
                found.setdefault(kind_of(node), text)
        return found
