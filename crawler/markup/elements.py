"""A page's elements by class word and id, in one walk for each tag that is asked for: a dozen selectors a post cost more than the parse."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import count, pairwise
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

_NAMED = etree.XPath("descendant-or-self::*[@id]")

_FEW = 6
"""So many elements are compared one by one; more are searched."""


class Elements:
    """A page's elements by their classes and ids, and their places in document order; each is found out when it is asked for."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._classed: dict[str, dict[str, list[Element]]] = {}
        self._named: dict[str, dict[str, list[Element]]] = {}
        self._bounds: dict[Element, tuple[int, int]] = {}
        """Where elements begin and end, that were asked for what they hold."""

    def by_class(self, tag: str = "*") -> dict[str, list[Element]]:
        """The elements with a tag, ``*`` for any, by class word, in document order."""
        known = self._classed.get(tag)
        if known is None:
            known = self._classed[tag] = {}
            for element in self._root.iter(tag):
                if classes := element.get("class"):
                    for word in classes.split():
                        found = known.get(word)
                        if found is None:
                            known[word] = [element]
                        elif found[-1] is not element:
                            found.append(element)
        return known

    def by_id(self, tag: str = "*") -> dict[str, list[Element]]:
        """The elements with a tag, ``*`` for any, by id, in document order."""
        known = self._named.get(tag)
        if known is None:
            known = self._named[tag] = {}
            for element in self.named if tag == "*" else self._root.iter(tag):
                if name := element.get("id"):
                    known.setdefault(name, []).append(element)
        return known

    @cached_property
    def named(self) -> list[Element]:
        """Those with an id, in document order."""
        return cast("list[Element]", _NAMED(self._root))

    @cached_property
    def place(self) -> dict[Element, int]:
        """The number of each element in document order."""
        return dict(zip(self._root.iter(), count()))

    @cached_property
    def numbered(self) -> dict[str, list[tuple[str, Element]]]:
        """By what stands before the number in their ids: the number and the element, each id once."""
        known: dict[str, list[tuple[str, Element]]] = {}
        for mark, found in self.by_id().items():
            beginning = mark.rstrip("0123456789")
            if beginning is not mark:
                known.setdefault(beginning, []).append((mark[len(beginning) :], found[0]))
        return known

    def end(self, outer: Element) -> int:
        """The place of the last element inside of one; its own where it holds none."""
        last = outer
        while len(last):
            last = last[-1]
        return self.place.get(last, self.place[outer])

    def within(self, found: list[Element], outer: Element) -> list[Element]:
        """Those of a list in document order that are an element or inside of it."""
        if not found:
            return found
        bounds = self._bounds.get(outer)
        if bounds is None:
            start = self.place.get(outer) or 0
            bounds = self._bounds[outer] = (start, self.end(outer) if start else 0)
        start, end = bounds
        if not start:  # the root, or an element of another tree
            return found
        place = self.place.__getitem__
        if len(found) < _FEW:
            return [element for element in found if start <= place(element) <= end]
        return found[bisect_left(found, start, key=place) : bisect_right(found, end, key=place)]


def in_order(found: set[Element], outer: Element) -> list[Element]:
    """Some elements, all inside of one, in document order."""
    return [one for one in outer.iter(*{str(one.tag) for one in found}) if one in found]


@lru_cache(maxsize=2)
def elements_of(root: Element) -> Elements:
    """The elements of the page that is being read."""
    return Elements(root)


def numbered(tree: Element, beginning: str) -> list[tuple[str, Element]]:
    """The numbers that stand behind ``beginning`` in ids of a page, each once, and their elements, in document order.

    >>> from lxml import etree
    >>> tree = etree.fromstring('<div><p id="post_8"/><p id="post_9"/><p id="post_box"/></div>')
    >>> [number for number, _ in numbered(tree, "post_")]
    ['8', '9']
    """
    return elements_of(tree).numbered.get(beginning, [])


def with_id(tree: Element, mark: str) -> Element | None:
    """The first element of a page with an id."""
    found = elements_of(tree.getroottree().getroot()).by_id().get(mark)
    return found[0] if found else None


def nested(found: Sequence[Element]) -> bool:
    """Whether one of some elements of a page, in document order, stands inside of another."""
    pairs = ((before, after) for before, after in pairwise(found) if before.getparent() is not after.getparent())
    return any(before in after.iterancestors() for before, after in pairs)
