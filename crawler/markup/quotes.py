"""Handlers of quotations, for the ways in which most software writes who is quoted."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.quoting import speaker
from crawler.body.walker import Handler, Walker
from crawler.items import Quote
from crawler.markup.css import Find
from crawler.select import links_in, text_of


def said(pattern: str) -> Handler:
    """Quotations that begin with who wrote them: group 1 of the pattern is the name, group 2, if any, the time."""
    begins = re.compile(pattern)

    def quote(walker: Walker, element: Element) -> None:
        words = walker.inside_text(element)
        match = begins.match(words)
        if match is None:
            walker.quote(Quote(words))
        else:
            walker.quote(Quote(words[match.end() :].strip(), match[1], None, match[2] if begins.groups > 1 else None))

    return quote


def headed(heading: Find, post: re.Pattern[str] | None = None) -> Handler:
    """Quotations with an element in them that names who wrote; ``post`` finds the quoted post's id in its links."""

    def quote(walker: Walker, element: Element) -> None:
        head = heading.first(element)
        words, text = text_of(head), walker.inside_text(element)
        found = Quote(text.removeprefix(words).strip() if words else text, speaker(words) if words else None)
        matches = (post.search(link.get("href") or "") for link in links_in(head)) if post else ()
        match = next(filter(None, matches), None)
        found.post_id = next(filter(None, match.groups()), None) if match else None
        walker.quote(found)

    return quote
