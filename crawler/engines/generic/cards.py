"""Links that hold a whole row of a list, as small screens show them: title, writer and counts are parts of the link."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.select import text_of

_PARTS = ("div", "p", "section", "ul", "dl", "h1", "h2", "h3", "h4", "h5", "h6")
_SMALL = ("span", "em", "b", "strong", "small", "font", "i", "sup")
_BRACKETED = re.compile(r"[(\[（]\s?\d{1,5}\s?[)\]）]|\+\d{1,5}")
_COUNTS = re.compile(r"cnt|count|cmt|comment|repl|num|badge|daet", re.IGNORECASE)
"""What an element is called that holds such a number without brackets: others end with a number of the writer's."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLED = re.compile(r"(?:^|[\s_-])(?:tit|title|subject|headline|topic)(?:$|[\s_-])", re.IGNORECASE)


def is_row(link: Element) -> bool:
    """Whether a link holds several parts with words, each a line of its own."""
    said = [child for child in link if text_of(child)] if len(link) > 1 else []
    return sum(child.tag in _PARTS for child in said) > 1 or (len(said) > 1 and said[0].tag in _HEADINGS)


def counted_in(link: Element) -> str:
    """How many answers a title has, in an element of its own at the end of its link: ``TITLE <span>[4]</span>``; empty without it."""
    last = link[-1] if len(link) and not (link[-1].tail or "").strip() else None
    if last is None or last.tag not in _SMALL or len(said := text_of(last)) >= len(text_of(link)):
        return ""
    counts = _BRACKETED.fullmatch(said) or (said.isdecimal() and _COUNTS.search(last.get("class") or ""))
    return said if counts else ""


def title_part(link: Element) -> Element:
    """What of a link is the title: all of it; of one that holds a whole row what is called so, a heading, or the first part."""
    if not is_row(link):
        return link
    named = (node for node in link.iterdescendants() if node.tag in _HEADINGS or _TITLED.search(node.get("class") or ""))
    return next((node for node in (*named, *link) if text_of(node)), link)


def link_of(title: Element) -> Element:
    """The link in which a title stands."""
    return title if title.tag == "a" else next(title.iterancestors("a"), title)
