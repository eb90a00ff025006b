"""Quotes of boards that write Markdown: a line such as 'name wrote:' that links to the post, then a ``blockquote``."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Walker
from crawler.items import Quote
from crawler.select import text_of

_POST = re.compile(r"/post/(\d+)(?:$|[/?#])")
_MAX_LENGTH = 300


def _is_lead(element: Element | None) -> bool:
    """A paragraph that ends in a colon, links to a person or a post, and stands right before a ``blockquote``."""
    if element is None or element.tag != "p" or (element.tail or "").strip():
        return False
    following = element.getnext()
    if following is None or following.tag != "blockquote":
        return False
    words = text_of(element)
    return len(words) < _MAX_LENGTH and words.endswith((":", "：")) and any(_names_a_source(link) for link in element.iter("a"))


def _names_a_source(link: Element) -> bool:
    address = link.get("href", "")
    return "/user/" in address or _POST.search(address) is not None


def paragraph(walker: Walker, element: Element) -> None:
    """The handler for ``p``: the line before a quote is part of the quote."""
    if not _is_lead(element):
        walker.descend(element)


def quote(walker: Walker, element: Element) -> None:
    """The handler for ``blockquote``."""
    found = Quote(walker.inside_text(element))
    lead = element.getprevious()
    if lead is not None and _is_lead(lead):
        links = [link for link in lead.iter("a") if _names_a_source(link)]
        found.author = text_of(links[0]).removeprefix("@") or None
        found.post_id = next((match[1] for link in links if (match := _POST.search(link.get("href", "")))), None)
    walker.quote(found)
