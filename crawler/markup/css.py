"""CSS selectors for the tables of engines, compiled once to what finds their elements fastest."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

from cssselect import HTMLTranslator
from cssselect.parser import Class
from cssselect.xpath import XPathExpr
from lxml.etree import _Element as Element

from crawler.select import Classed, Either, Select, has


class Find(Protocol):
    """What finds elements inside of an element: :func:`css`, or a selector of :mod:`crawler.select`."""

    def __call__(self, element: Element, /) -> list[Element]:
        """All matches, in document order."""

    def first(self, element: Element) -> Element | None:
        """The first match."""


class Nothing:
    """Finds nothing: the software has no such part."""

    def __call__(self, _: Element, /) -> list[Element]:
        return []

    def first(self, _: Element) -> Element | None:
        return None


NOTHING = Nothing()

_PLAIN = re.compile(r"([a-z][a-z\d]*)\.([\w-]+)")


class _Translator(HTMLTranslator):
    """CSS to XPath; a class is tested as :func:`crawler.select.has` does, several times cheaper."""

    def xpath_class(self, class_selector: Class) -> XPathExpr:
        xpath = self.xpath(class_selector.selector)
        xpath.add_condition(has(class_selector.class_name))
        return xpath


_TRANSLATOR = _Translator()


@cache
def css(*ways: str) -> Find:
    """A compiled selector; of several, the usual one first, the first that finds anything is the answer.

    It looks at an element and at all inside of it.

    >>> from lxml import etree
    >>> tree = etree.fromstring('<div><p class="by"><a href="/u/3">Ada</a></p><p><a>none</a></p></div>')
    >>> [link.text for link in css("p.by a, b")(tree)], css(".none", "a[href^='/u/']").first(tree).get("href")
    (['Ada'], '/u/3')
    """
    return _compiled(ways[0]) if len(ways) == 1 else Either(*map(_compiled, ways))


def _compiled(selector: str) -> Classed | Select:
    if plain := _PLAIN.fullmatch(selector):
        return Classed(plain[2], plain[1])
    return Select(_TRANSLATOR.css_to_xpath(selector, prefix="descendant-or-self::"))
