"""Posts that a page marks for machines: schema.org microdata (``itemscope``, ``itemtype``, ``itemprop``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import _Element as Element

from crawler.dates.spot import date_in
from crawler.engines.generic.addresses import target
from crawler.engines.generic.fields.people import name_of
from crawler.engines.generic.fields.stamps import time_in
from crawler.engines.generic.shape.vocabulary import names_person
from crawler.engines.generic.structured.data import POSTS, THREADS
from crawler.forum import Target
from crawler.page import Page
from crawler.select import Select

_ROLES = {
    "text": "body",
    "articleBody": "body",
    "commentText": "body",
    "author": "author",
    "creator": "author",
    "datePublished": "time",
    "dateCreated": "time",
    "commentTime": "time",
    "position": "floor",
}
_MARKED = Select("//@itemprop/..")
_LEAST = 2
_EARLY = 100
"""Elements of a post among which its time is."""
_NOWHERE = Target("index", "")
_ALONE = "DiscussionForumPosting"
"""What only forums call a post, so that one of them is a thread."""
_ANSWERED = frozenset(("Question", "Answer"))


@dataclass(slots=True)
class Item:
    """A thing that the page marks, and where it says what of it: the first element of each role."""

    scope: Element
    type: str
    around: Element | None
    """The thing in which it stands."""
    parts: dict[str, Element] = field(default_factory=dict)


@dataclass(slots=True)
class Marks:
    """The marked posts of a page, in document order."""

    posts: list[Item]
    whole: bool
    """They are all posts of the page: the one that opens the thread is among them."""
    remarks: dict[Element, list[Item]]
    """What is remarked below questions and answers, by the element of each."""


def marks(page: Page) -> Marks:
    """Reads the marks; none where a page has none."""
    items: dict[Element, Item] = {}
    posts: list[Item] = []
    remarks: dict[Element, list[Item]] = {}
    for element in _MARKED(page.tree) if b"itemprop=" in page.body or b"itemProp=" in page.body else ():
        role = _ROLES.get(element.get("itemprop") or "")
        scope = _scope(element) if role else None
        if role is None or scope is None:
            continue
        item = items.get(scope)
        if item is None:
            item = items[scope] = Item(scope, _type(scope), _scope(scope))
        if role == "body" and element.tag == "meta":
            continue
        if role == "body" and "body" not in item.parts:
            if _is_post(item):
                posts.append(item)
            elif item.type == "Comment" and item.around is not None:
                remarks.setdefault(item.around, []).append(item)
        item.parts.setdefault(role, element)
    if len(posts) < _LEAST:
        return Marks([post for post in posts if post.type == _ALONE and {"author", "time"} <= post.parts.keys()], False, remarks)
    if any(post.type in THREADS for post in posts):
        return Marks(posts, True, remarks)
    opening = _like(posts[0])
    return Marks([opening, *posts], True, remarks) if opening else Marks(posts, (target(page.url) or _NOWHERE).page > 1, remarks)


def _like(first: Item) -> Item | None:
    """The post before the first marked one, where it is made like that: XenForo marks the replies only."""
    before = first.scope.getprevious()
    while before is not None and not _alike(before, first.scope):
        before = before.getprevious()
    body = _same_place(first.parts["body"], first.scope, before) if before is not None else None
    if before is None or body is None:
        return None
    opening = Item(before, "", None, {"body": body})
    for role, found in (("time", next(before.iter("time"), None)), ("author", someone(before, body))):
        if found is not None:
            opening.parts[role] = found
    return opening


def someone(post: Element, body: Element) -> Element | None:
    """The first link or word before a post's body that names a person."""
    for node in post.iter("*"):
        if node is body:
            return None
        if (node.tag == "a" or not len(node)) and names_person(node) and name_of(node):
            return node
    return None


def sometime(post: Element, body: Element) -> str | None:
    """The first time before a post's body."""
    for node in islice(post.iter("*"), _EARLY):
        if node is body:
            return None
        if found := time_in(node, node.text if node.text and date_in(node.text) is not None else None):
            return found[1]
    return None


def _same_place(node: Element, within: Element, other: Element) -> Element | None:
    """The element that stands in another post where this one stands in its own, or the one around it: marks may need an element more."""
    steps = [node]
    while (above := steps[-1].getparent()) is not None and above is not within:
        steps.append(above)
    found = other
    for left, step in enumerate(reversed(steps), 1 - len(steps)):
        inner = next((child for child in found if child.tag == step.tag and child.get("class") == step.get("class")), None)
        if inner is None:
            return found if left == 0 and found is not other else None
        found = inner
    return found


def _alike(one: Element, other: Element) -> bool:
    return one.tag == other.tag and (one.get("class") or "").split()[:1] == (other.get("class") or "").split()[:1]


def _is_post(item: Item) -> bool:
    """Comments to an answer are none."""
    return item.type in POSTS and not (item.type == "Comment" and _type(item.around) in _ANSWERED)


def _scope(element: Element) -> Element | None:
    """The thing that an element is said of."""
    above = element.getparent()
    while above is not None and above.get("itemscope") is None:
        above = above.getparent()
    return above


def _type(scope: Element | None) -> str:
    return (scope.get("itemtype") or "").rstrip("/").rpartition("/")[2] if scope is not None else ""
