"""What stands above a post on its page, for sites that name its author in free words there."""

from __future__ import annotations

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
