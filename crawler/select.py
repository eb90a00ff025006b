"""Compiled selectors: an engine's table of where things stand, each compiled once."""

from __future__ import annotations

from typing import Any, cast

from lxml import etree
from lxml.etree import _Element as Element

from crawler.text import tidy

_CLASS = "contains(concat(' ',normalize-space(@class),' '),' {} ')"


def has(name: str) -> str:
    """An XPath condition: the element's class list has this very word.

    >>> has("post")
    "contains(concat(' ',normalize-space(@class),' '),' post ')"
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


def text_of(element: Element | None) -> str:
    """All text in an element as one tidy line; empty for None."""
    return tidy("".join(element.itertext())) if element is not None else ""
