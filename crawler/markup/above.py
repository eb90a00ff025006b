"""What stands above a post on its page, or beside its body, for sites that name board, author and time without any markup of their own."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.text import tidy


def words_above(body: Element) -> str:
    """All words of the page before an element, as one line."""
    words: list[str] = []
    outer = {body, *body.iterancestors()}
    for element in body.getroottree().iter():
        if element is body:
            break
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            words.append(element.text or "")
        if element not in outer:
            words.append(element.tail or "")
    return tidy(" ".join(words))


def links_above(post: Element | None, root: Element) -> Iterator[Element]:
    """The links of the page before an element; all of them where there is none."""
    for element in root.iter():
        if element is post:
            return
        if element.tag == "a":
            yield element


def texts_beside(post: Element, body: Element | None) -> Iterator[str]:
    """The texts of a post outside of its body."""
    inside = set(body.iter()) if body is not None else set()
    for element in post.iter():
        if element not in inside and element.text:
            yield element.text
        if (element is body or element not in inside) and element.tail:
            yield element.tail
