"""All elements of a page by class word and id, found in one walk: a dozen selectors a post would cost more than the parse."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from lxml.etree import _Element as Element

_FEW = 6
"""So many elements are compared one by one; more are searched."""


class Elements:
    """A tree's elements with their places in document order."""

    def __init__(self, root: Element) -> None:
        self.place: dict[Element, int] = {}
        self.by_class: dict[str, list[Element]] = {}
        self.by_id: dict[str, list[Element]] = {}
        self._parts: dict[tuple[str, str], list[Element]] = {}
        self._bounds: dict[Element, tuple[int, int]] = {}
        """Where elements begin and end, that were asked for what they hold."""
        place, by_class, by_id = self.place, self.by_class, self.by_id
        for number, element in enumerate(root.iter()):
            place[element] = number
            classes = element.get("class")
            if classes:
                for word in classes.split():
                    found = by_class.get(word)
                    if found is None:
                        by_class[word] = [element]
                    elif found[-1] is not element:
                        found.append(element)
            name = element.get("id")
            if name:
                by_id.setdefault(name, []).append(element)

    @cached_property
    def named(self) -> list[Element]:
        """Those with an id, in document order."""
        return sorted((element for some in self.by_id.values() for element in some), key=self.place.__getitem__)

    @cached_property
    def numbered(self) -> dict[str, list[tuple[str, Element]]]:
        """By what stands before the number in their ids: the number and the element, each id once."""
        known: dict[str, list[tuple[str, Element]]] = {}
        for mark, found in self.by_id.items():
            beginning = mark.rstrip("0123456789")
            if beginning is not mark:
                known.setdefault(beginning, []).append((mark[len(beginning) :], found[0]))
        return known

    def like(self, name: str, part: str) -> list[Element]:
        """The elements with a class word, or an id, that has a text in it, in document order."""
        if (name, part) not in self._parts:
            known = self.by_class if name == "class" else self.by_id
            lists = [found for word, found in known.items() if part in word]
            found = lists[0] if len(lists) == 1 else sorted({one for some in lists for one in some}, key=self.place.__getitem__)
            self._parts[name, part] = found
        return self._parts[name, part]

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
    found = elements_of(tree.getroottree().getroot()).by_id.get(mark)
    return found[0] if found else None


def nested(found: Sequence[Element]) -> bool:
    """Whether one of some elements of a page, in document order, stands inside of another."""
    pairs = ((before, after) for before, after in pairwise(found) if before.getparent() is not after.getparent())
    return any(before in after.iterancestors() for before, after in pairs)
