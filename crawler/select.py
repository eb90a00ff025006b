"""Compiled selectors: an engine's table of where things stand, each compiled once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree
from lxml.etree import _Element as Element

from crawler.text import tidy

_CLASS = "(contains(@class,'{0}') and contains(concat(' ',normalize-space(@class),' '),' {0} '))"
"""The first test is cheap and fails almost everywhere."""


def has(name: str) -> str:
    """An XPath condition: the element's class list has this very word.

    >>> has("post")
    "(contains(@class,'post') and contains(concat(' ',normalize-space(@class),' '),' post '))"
    """
    return _CLASS.format(name)


class Select:
    """An XPath that finds elements."""

    __slots__ = ("_find",)

    def __init__(self, xpath: str) -> None:
        self._find: Any = etree.XPath(xpath)

    def __call__(self, element: Element) -> list[Element]:
        """All matches, in document order."""
        return cast("list[Element]", self._find(element))

    def first(self, element: Element) -> Element | None:
        """The first match."""
        found = self._find(element)
        return cast("Element", found[0]) if found else None

    def text(self, element: Element) -> str:
        """The tidy text of the first match; empty without one."""
        return text_of(self.first(element))


class Either:
    """Several ways to find elements, the usual and cheap one first: the first that finds anything is the answer."""

    __slots__ = ("_ways",)

    def __init__(self, *ways: str | Select | _Scan) -> None:
        self._ways = tuple(Select(way) if isinstance(way, str) else way for way in ways)

    def __call__(self, element: Element) -> list[Element]:
        """All matches of the first way that has any, in document order."""
        return next((found for way in self._ways if (found := way(element))), [])

    def first(self, element: Element) -> Element | None:
        """The first match of the first way that has any."""
        return next((found for way in self._ways if (found := way.first(element)) is not None), None)


class Value:
    """An XPath that finds one string (an attribute, a ``string()``); empty without a match."""

    __slots__ = ("_find",)

    def __init__(self, xpath: str) -> None:
        self._find: Any = etree.XPath(f"string({xpath})")

    def __call__(self, element: Element) -> str:
        return tidy(str(self._find(element)))


class Strings:
    """An XPath that finds text nodes or attributes."""

    __slots__ = ("_find",)

    def __init__(self, xpath: str) -> None:
        self._find: Any = etree.XPath(xpath)

    def __call__(self, element: Element) -> list[str]:
        return [str(found) for found in self._find(element)]


class _Scan(ABC):
    """Finds elements in one walk over a few tags: several times cheaper than an XPath, and ``first`` stops at the first."""

    __slots__ = ("_sign", "_tags")

    def __init__(self, sign: str, *tags: str) -> None:
        self._sign = sign
        self._tags = tags

    @abstractmethod
    def each(self, element: Element) -> Iterator[Element]:
        """All matches, one after the other."""

    def __call__(self, element: Element) -> list[Element]:
        """All matches, in document order."""
        return list(self.each(element))

    def first(self, element: Element) -> Element | None:
        """The first match."""
        return next(self.each(element), None)

    def text(self, element: Element) -> str:
        """The tidy text of the first match; empty without one."""
        return text_of(self.first(element))


class Classed(_Scan):
    """Elements whose class list has this very word."""

    __slots__ = ()

    def each(self, element: Element) -> Iterator[Element]:
        word = self._sign
        for found in element.iter(*self._tags):
            classes = found.get("class")
            if classes and word in classes and word in classes.split():
                yield found


class Numbered(_Scan):
    """Elements whose id begins so and goes on with a number."""

    __slots__ = ()

    def each(self, element: Element) -> Iterator[Element]:
        beginning = self._sign
        for found in element.iter(*self._tags):
            mark = found.get("id")
            if mark and mark.startswith(beginning) and mark[len(beginning) :].isdecimal():
                yield found


def text_of(element: Element | None) -> str:
    """All text in an element as one tidy line; empty for None and for a comment, which a sibling may turn out to be."""
    if element is None or not isinstance(element.tag, str):
        return ""
    return tidy("".join(element.itertext()) if len(element) else element.text or "")


def links_in(element: Element | None) -> Iterator[Element]:
    """The links in an element; none in None."""
    return element.iter("a") if element is not None else iter(())


def first_of(element: Element, word: str, *tags: str) -> Element | None:
    """The first descendant with a tag of ``tags`` whose class list has this very word."""
    for found in element.iter(*tags):
        classes = found.get("class")
        if classes and word in classes and word in classes.split():
            return found
    return None
