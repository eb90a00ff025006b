"""The bodies of posts of phorum: what each class and tag in them means."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.quoting import speaker
from crawler.body.walker import Walker
from crawler.items import Attachment, Image, Quote
from crawler.select import text_of
from crawler.text import size, tidy
from crawler.urls import absolute

_EDITED = re.compile(r"^(?:Edited \d+ time\(s\)\. Last edit at (.+?) by .+|\d+-?mal bearbeitet\. Zuletzt am (.+?) von .+)\.?$")


_NAMED_FILE = re.compile(r"^(.+?)\s*\(([^()]*)\)$")


_FILE = re.compile(r"-\s*(.+?)\s*\(([^()]*)\)\s*$")


_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp)$", re.IGNORECASE)


def quote(walker: Walker, element: Element) -> None:
    """``blockquote.bbcode``: 'Quote:', then a ``div`` with the name in its first ``strong``."""
    inner = element.find("div")
    inner = inner if inner is not None else element
    head = inner.find("strong")
    label, name = text_of(inner.find("small")), text_of(head)
    lines = walker.inside_text(inner).split("\n")
    while lines and lines[0] in (label, name) and lines[0]:
        del lines[0]
    walker.quote(Quote("\n".join(lines), speaker(name) if name else None))


def files(walker: Walker, element: Element) -> None:
    """'open | download - NAME (SIZE)' for each file; in the hybrid view all of it is one link."""
    for link in element.iter("a"):
        if not (match := _FILE.search(tidy(link.tail or "")) or _NAMED_FILE.match(text_of(link))):
            continue
        url = absolute(walker.base_url, link.get("href") or "")
        if url and _PICTURE.search(match[1]):
            walker.image(Image(0, url, filename=match[1]))
        else:
            walker.attachment(Attachment(match[1], url or None, size(match[2])))


def note(body: Body) -> str | None:
    """Takes the edit note off a body's end: the time in it."""
    last = next((block for block in reversed(body.blocks) if block.type == "paragraph"), None)
    match = _EDITED.match(last.text) if last is not None else None
    if last is None or not match:
        return None
    body.blocks.remove(last)
    return match[1] or match[2]
