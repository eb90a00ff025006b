"""A page, or one post of it, asked for its elements by class word or id: for engines whose posts are found by more than a selector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from crawler.markup.elements import Elements, elements_of


class Part:
    """An element with what stands inside of it, but not inside of another part that begins there."""

    __slots__ = ("_elements", "_starts", "element")

    def __init__(self, element: Element, starts: frozenset[Element] = frozenset()) -> None:
        self.element = element
        self._elements: Elements = elements_of(element.getroottree().getroot())
        self._starts = starts

    def all(self, *words: str) -> Iterator[Element]:
        """The elements with one of these class words, word by word, in document order."""
        for word in words:
            yield from self._own(self._elements.by_class().get(word, []))

    def first(self, *words: str) -> Element | None:
        """The first element with the first of these words that any has."""
        return next(self.all(*words), None)

    def by_id(self, *names: str) -> Iterator[Element]:
        """The elements with these ids, its own too."""
        return (found for name in names for found in self._own(self._elements.by_id().get(name, []), itself=True))

    @property
    def named(self) -> list[Element]:
        """All elements with an id, its own too, in document order."""
        return list(self._own(self._elements.named, itself=True))

    def within(self, outer: str, inner: str) -> Element | None:
        """The first element with the word ``inner`` inside one with the word ``outer``."""
        inside = (found for found in self.all(inner) if any(outer in (up.get("class") or "").split() for up in found.iterancestors()))
        return next(inside, None)

    def _own(self, found: list[Element], *, itself: bool = False) -> Iterator[Element]:
        mine, starts = self.element, self._starts
        for element in self._elements.within(found, mine):
            if element is mine:
                if itself:
                    yield element
            elif not starts or next((up for up in element.iterancestors() if up in starts), mine) is mine:
                yield element


def parts_of(root: Element, starts: Mapping[str, str]) -> list[Part]:
    """The posts of a page: ``starts`` says which class word a post begins with, and on which tag."""
    elements = elements_of(root.getroottree().getroot())
    classed = ((tag, elements.within(elements.by_class().get(word, []), root)) for word, tag in starts.items())
    found = {element for tag, some in classed for element in some if element.tag == tag}
    return [Part(element, frozenset(found)) for element in sorted(found, key=elements.place.__getitem__)]
