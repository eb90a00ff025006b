"""Where a thread page's posts are, by what every skin keeps: the numbered ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from crawler.page import Page
from crawler.raw_post import UNNUMBERED

_MARKED = ("div", "td", "table", "a", "em", "span", "h1", "li", "article", "section", "form")
"""The elements that carry ids worth knowing."""
_POST = re.compile(r"post_(\d+)")
_TOUCH_POST = re.compile(r"pid(\d+)")
_BODY = re.compile(r"postmessage_(\d+)")
_DIGITS = re.compile(r"(?<!\d)\d+$")
_UNNAMED = ("comiis_message_table", "comiis_message", "message", "replycon", "detailcon")
"""Classes of bodies without an id: Comiis's touch skin (two), X's touch view, the replies and the opening of 7.2's small view."""


def _unnumbered(page: Page) -> Iterator[tuple[str, Element]]:
    """The bodies of 5 and of what copies it, by their class; named by the number in their id or by their place."""
    bodies = [box for box in page.tree.iter("div", "td", "span") if "t_msgfont" in box.get("class", "").split()]
    for at, box in enumerate(bodies):
        named = _DIGITS.search(box.get("id", ""))
        yield named[0] if named else f"{UNNUMBERED}{at}", box


class Marks:
    """A page's elements by id, and its posts in order."""

    def __init__(self, page: Page) -> None:
        self.ids: dict[str, Element] = {}
        self.posts: dict[str, Element] = {}
        self.bodies: dict[str, Element] = {}
        marked = [(mark, element) for element in page.tree.iter(*_MARKED) if (mark := element.get("id"))]
        numbered = [mark for mark, _ in marked if mark[0] == "p" and mark[-1].isdecimal()]
        pattern = next((p for p in (_POST, _TOUCH_POST, _BODY) if any(map(p.fullmatch, numbered))), None)
        if pattern is _BODY:
            self._unwrapped({match[1]: element for mark, element in marked if (match := _BODY.fullmatch(mark))}, marked)
            return
        if pattern is None:
            self._unwrapped(dict(_unnumbered(page)), marked)
            return
        current = None
        for mark, element in marked:
            self.ids.setdefault(mark, element)
            if mark[0] == "p" and (match := pattern.fullmatch(mark)):
                current = match[1]
                self.posts.setdefault(current, element)
            if current and mark.startswith("postmessage_"):
                self.bodies.setdefault(current, element)
        self._loose({match[1]: element for mark, element in marked if mark[0] == "p" and (match := _BODY.fullmatch(mark))})

    def _loose(self, bodies: dict[str, Element]) -> None:
        """Bodies outside of the numbered boxes: skins leave the opening without one.

        Only where the boxes hold their bodies, and only a number that no box has: a paid thread's preview carries another's.
        """
        boxes, taken = set(self.posts.values()), set(self.bodies.values())
        if any(boxes.isdisjoint(body.iterancestors()) for body in self.bodies.values()):
            return
        loose = {
            pid: body
            for pid, body in bodies.items()
            if pid not in self.posts and body not in taken and boxes.isdisjoint(body.iterancestors())
        }
        if not loose:
            return
        wholes = self._wholes(loose, (*boxes, *loose.values()))
        self.bodies.update(loose)
        named = {element: pid for pid, element in (self.posts | wholes).items()}
        root = next(iter(named)).getroottree().getroot()
        self.posts = {named[element]: element for element in root.iter(etree.Element) if element in named}

    def _unwrapped(self, bodies: dict[str, Element], marked: list[tuple[str, Element]]) -> None:
        """Bodies without numbered boxes around them: a post is the largest element that holds one body only."""
        for mark, element in marked:
            self.ids.setdefault(mark, element)
        self.bodies = bodies
        self.posts = self._wholes(bodies, bodies.values())

    @staticmethod
    def _wholes(bodies: dict[str, Element], parts: Iterable[Element]) -> dict[str, Element]:
        """Around each body the largest element that holds no other part of the thread."""
        held, wholes = Counter(outer for part in parts for outer in part.iterancestors()), {}
        for pid, body in bodies.items():
            alone = [outer for outer in body.iterancestors() if held[outer] == 1 and outer.tag not in ("body", "html")]
            wholes[pid] = alone[-1] if alone else body
        return wholes

    def head(self, pid: str) -> Iterator[Element]:
        """A post's elements in front of its body."""
        body = self.body(pid)
        for element in self.posts[pid].iter(etree.Element):
            if element is body:
                return
            yield element

    def body(self, pid: str) -> Element | None:
        """A post's body.  A paid thread's preview carries the id of another post (X3.5): what stands inside the post counts."""
        if pid in self.bodies:
            return self.bodies[pid]
        divs = [(div.get("class", "").split(), div) for div in self.posts[pid].iter("div")]
        return next((div for word in _UNNAMED for words, div in divs if word in words), None)

    def above(self, pid: str) -> Iterator[Element]:
        """What stands between the thread's head and its first post, the nearest box first: skins name the opening's author there."""
        if pid != next(iter(self.posts)):
            return
        inner = self.posts[pid]
        for outer in (inner, *islice(inner.iterancestors(), 3)):
            if outer.tag == "body" or outer.get("id") == "postlist":
                return
            for box in outer.itersiblings(preceding=True):
                yield from box.iter(etree.Element)
