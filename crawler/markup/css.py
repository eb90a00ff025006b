"""CSS selectors for the tables of engines.  They are matched from their ends, beginning with the elements that have the class or id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Protocol, TypeAlias

from cssselect import parse, parser
from lxml import etree
from lxml.etree import _Element as Element

from crawler.markup.elements import elements_of, in_order

Test: TypeAlias = "Callable[[Element], bool]"


class Find(Protocol):
    """What finds elements in an element: :func:`css`, or a selector of :mod:`crawler.select`."""

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


@cache
def css(*ways: str) -> Find:
    """A selector, made once; of several, the usual one first, the first that finds anything is the answer.

    It looks at an element and at all inside of it; what leads there may stand further out.  Known are tags, classes, ids, attributes,
    ``:not()``, ``:has()``, descendants, ``>``, ``+`` and ``~``.  Raises :class:`ValueError` for anything else.

    >>> from lxml import etree
    >>> tree = etree.fromstring('<div><p class="by"><a href="/u/3">Ada</a></p><p><a>none</a></p></div>')
    >>> [link.text for link in css("p.by a, b")(tree)], css(".none", "a[href^='/u/']").first(tree).get("href")
    (['Ada'], '/u/3')
    """
    parsed = [parse(way) for way in ways]
    if any(selector.pseudo_element for paths in parsed for selector in paths):
        raise ValueError(f"no pseudo-elements are known here: {ways!r}")
    return _Css([[_Path(selector.parsed_tree) for selector in paths] for paths in parsed])


class _Css:
    """Ways, each a list of paths that are looked for together."""

    __slots__ = ("_ways",)

    def __init__(self, ways: list[list[_Path]]) -> None:
        self._ways = ways

    def __call__(self, element: Element, /) -> list[Element]:
        for paths in self._ways:
            found = [some for path in paths if (some := list(path.each(element)))]
            if found:
                return found[0] if len(found) == 1 else in_order({one for some in found for one in some}, element)
        return []

    def first(self, element: Element) -> Element | None:
        """The first match."""
        for paths in self._ways:
            found = [match for path in paths if (match := next(path.each(element), None)) is not None]
            if found:
                return found[0] if len(found) == 1 else in_order(set(found), element)[0]
        return None


class _Path:
    """One selector: what an element at its end must be, and the way that leads there."""

    __slots__ = ("_find", "_id", "_leads", "_outer", "_plain", "_sign", "_tag", "_tests", "_word")

    def __init__(self, tree: Any) -> None:
        self._outer: _Path | None = None
        self._leads: Test | None = None
        self._sign = ""
        if isinstance(tree, parser.CombinedSelector):
            self._outer, self._sign = _Path(tree.selector), tree.combinator
            self._leads = _LEADS[tree.combinator](self._outer.fits)
            tree = tree.subselector
        self._tag, self._word, self._id = "*", "", ""
        self._tests: list[Test] = []
        conditions: list[str] = []
        while not isinstance(tree, parser.Element):
            self._take(tree)
            conditions.append(_condition(tree))
            tree = tree.selector
        self._tag = tree.element or "*"
        asked = " and ".join(filter(None, conditions)) if self._tag == "*" and not self._id else ""
        self._find: Any = etree.XPath(f"descendant-or-self::*[{asked}]") if asked else None
        """What may be meant: cheaper than to ask every element, where no tag narrows them down."""
        self._plain = not self._tests and self._leads is None and not (self._word and self._id)
        """Whether the class or the id, and the tag, say all."""

    def _take(self, tree: Any) -> None:
        if isinstance(tree, parser.Class) and not self._word:
            self._word = tree.class_name
        elif isinstance(tree, parser.Class):
            self._tests.append(_classed(tree.class_name))
        elif isinstance(tree, parser.Hash):
            self._id = tree.id
        elif isinstance(tree, parser.Attrib):
            value = (tree.value and tree.value.value) or ""
            self._tests.append(_attributed(tree.attrib, tree.operator, value))
        elif isinstance(tree, parser.Negation):
            fits = _Path(tree.subselector).fits
            self._tests.append(lambda element: not fits(element))
        elif isinstance(tree, parser.Relation):
            self._tests.append(_holding([(sign.value or "", _Path(inner.parsed_tree)) for sign, inner in tree.arguments]))
        else:
            raise ValueError(f"no selector that is known here: {tree!r}")

    def each(self, root: Element) -> Iterator[Element]:
        """All matches in an element, one after the other: in a whole page those that its index knows, in a part of it by a walk."""
        if self._find is not None:
            return filter(self.fits, self._find(root))
        if self._word or self._id:
            if root.getparent() is not None:
                return filter(self._is if self._plain else self.fits, root.iter(self._tag))
            known = elements_of(root)
            found = known.by_class(self._tag).get(self._word, ()) if self._word else known.by_id(self._tag).get(self._id, ())
            return iter(found) if self._plain else filter(self.fits, found)
        if self._outer is None or self._sign not in (" ", ">"):
            return filter(self.fits, root.iter(self._tag))
        led = self._led(self._outer, root)
        return filter(self._tested, led) if self._tests else led

    def _is(self, element: Element) -> bool:
        """Whether an element with the tag has the class or the id."""
        if self._id:
            return element.get("id") == self._id
        classes = element.get("class")
        return classes is not None and self._word in classes and self._word in classes.split()

    def _led(self, outer: _Path, root: Element) -> Iterator[Element]:
        """The elements with the tag where an outer path leads: cheaper than to ask each where it stands."""
        if self._sign == ">":
            if self.fits(root):
                yield root
            for found in outer.each(root):
                yield from found.iterchildren(self._tag)
        elif any(map(outer.fits, root.iterancestors())):
            yield from root.iter(self._tag)
        else:
            last: Element | None = None
            for found in outer.each(root):
                if last is None or last not in found.iterancestors():
                    last = found
                    yield from (inner for inner in found.iter(self._tag) if inner is not found)

    def _tested(self, element: Element) -> bool:
        return all(test(element) for test in self._tests)

    @property
    def leads(self) -> bool:
        """Whether it has more than one step."""
        return self._outer is not None

    def fits(self, element: Element) -> bool:
        """Whether an element is what the selector says."""
        if self._tag not in ("*", element.tag) or (self._id and element.get("id") != self._id):
            return False
        if self._word and (self._word not in (classes := element.get("class") or "") or self._word not in classes.split()):
            return False
        return all(test(element) for test in self._tests) and (self._leads is None or self._leads(element))


def _condition(tree: Any) -> str:
    """What a step asks of an attribute, as XPath: all of it, or the part of it that XPath is quick at; empty for any other question."""
    if isinstance(tree, parser.Class):
        return f"contains(@class,'{tree.class_name}')"
    value = (tree.value and tree.value.value) or "" if isinstance(tree, parser.Attrib) else ""
    if not isinstance(tree, parser.Attrib) or "'" in value:
        return ""
    form = {"exists": "@{0}", "=": "@{0}='{1}'", "^=": "starts-with(@{0},'{1}')", "*=": "contains(@{0},'{1}')"}.get(tree.operator, "")
    return form.format(tree.attrib, value) if value or tree.operator in ("exists", "=") else ""


def _classed(word: str) -> Test:
    return lambda element: word in (element.get("class") or "").split()


def _attributed(name: str, sign: str, value: str) -> Test:
    holds = _SIGNS.get(sign)
    if holds is None:
        raise ValueError(f"no comparison of attributes that is known here: {sign!r}")
    return lambda element: (own := element.get(name)) is not None and holds(own, value)


def _holding(paths: list[tuple[str, _Path]]) -> Test:
    if any(sign not in ("", " ", ">") or (sign == ">" and path.leads) for sign, path in paths):
        raise ValueError("in :has() only one step is known after '>'")

    def holds(element: Element) -> bool:
        for sign, path in paths:
            if any(map(path.fits, element)) if sign == ">" else any(inner is not element for inner in path.each(element)):
                return True
        return False

    return holds


_SIGNS: dict[str, Callable[[str, str], bool]] = {
    "exists": lambda own, value: True,
    "=": str.__eq__,
    "^=": str.startswith,
    "$=": str.endswith,
    "*=": str.__contains__,
    "~=": lambda own, value: value in own.split(),
}
_LEADS: dict[str, Callable[[Test], Test]] = {
    " ": lambda fits: lambda element: any(map(fits, element.iterancestors())),
    ">": lambda fits: lambda element: (up := element.getparent()) is not None and fits(up),
    "+": lambda fits: lambda element: (before := element.getprevious()) is not None and fits(before),
    "~": lambda fits: lambda element: any(map(fits, element.itersiblings(preceding=True))),
}
