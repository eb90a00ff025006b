"""The elements of a page and of its posts by class word, all found in one walk: a dozen selectors a post cost more than the parse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element


class Part:
    """A page, or one post of it, with its elements by class word in document order."""

    __slots__ = ("element", "named", "words")

    def __init__(self, element: Element) -> None:
        self.element = element
        self.words: dict[str, list[Element]] = defaultdict(list)
        self.named: list[Element] = []
        """Those with an id."""

    def all(self, *words: str) -> Iterator[Element]:
        """The elements with one of these words, word by word."""
        for word in words:
            for found in self.words.get(word, ()):
                if self.element in found.iterancestors():
                    yield found

    def first(self, *words: str) -> Element | None:
        """The first element with the first of these words that any has."""
        return next(self.all(*words), None)

    def by_id(self, *names: str) -> Iterator[Element]:
        """The elements with these ids."""
        return (element for element in self.named if element.get("id") in names)

    def within(self, outer: str, inner: str) -> Element | None:
        """The first element with the word ``inner`` inside one with the word ``outer``."""
        for found in self.all(inner):
            if any(outer in (up.get("class") or "").split() for up in found.iterancestors()):
                return found
        return None


def marked(root: Element, starts: Mapping[str, str]) -> tuple[Part, list[Part]]:
    """The whole page, and its posts: ``starts`` says which class word a post begins with, and on which tag."""
    page, posts = Part(root), []
    all_words, all_named, first_words = page.words, page.named, starts.keys()
    post: Part | None = None
    for element in root.iter("*"):
        if classes := element.get("class"):
            words = classes.split()
            if not first_words.isdisjoint(words) and any(starts.get(word) == element.tag for word in words):
                post = Part(element)
                posts.append(post)
            for word in words:
                all_words[word].append(element)
                if post is not None:
                    post.words[word].append(element)
        if element.get("id"):
            all_named.append(element)
            if post is not None:
                post.named.append(element)
    return page, posts
