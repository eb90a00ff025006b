"""The bodies of SMF posts: what each class and tag in them means."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.handlers import locked
from crawler.body.pictures import is_filename, picture
from crawler.body.walker import Rules, Walker, skip
from crawler.engines.smf.parts import bare, full
from crawler.items import Quote
from crawler.select import text_of
from crawler.text import tidy

_MESSAGE_ID = re.compile(r"[.?;&=#]msg=?(\d+)")
_QUOTED = re.compile(
    r"^[^:：]{1,30}[:：]\s*(?P<name>.+?)(?:\s+(?:on|am|le|en|il|op|em|dnia|den|på|от|於|于)\s+"
    r"(?P<time>(?:\S+\s+){0,3}?\S*\d.*|\S+ \S+ \d.*))?$"
)


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None:
        image.url = bare(image.url)
        title = tidy(element.get("title", ""))
        if is_filename(title):
            image.filename = title
        parent = element.getparent()
        if parent is not None and parent.get("id", "").startswith("link_"):
            full(walker, image, parent)
        walker.image(image)


def _quote(walker: Walker, element: Element) -> None:
    """2.1 names the author in a ``cite``; 2.0 and 1.1 in a ``div.quoteheader`` before it."""
    head = element.find("cite")
    before = element.getprevious()
    if head is None and before is not None and before.get("class") == "quoteheader":
        head = before
    quote = Quote(walker.inside_text(element))
    if head is not None:
        link = next(head.iter("a"), None)
        ident = _MESSAGE_ID.search(link.get("href", "")) if link is not None else None
        quote.post_id = ident[1] if ident else None
        if match := _QUOTED.match(text_of(head)):
            quote.author, quote.created_raw = match["name"], match["time"]
    walker.quote(quote)


def _div_quote(walker: Walker, element: Element) -> None:
    if element.tag == "div":
        _quote(walker, element)
    else:
        walker.descend(element)


def _code(walker: Walker, element: Element) -> None:
    if element.tag in ("code", "div"):
        walker.code(element)
    else:
        walker.descend(element)


RULES = Rules(
    classes={
        **dict.fromkeys(("smiley", "codeheader", "quoteheader", "quotefooter", "signature", "meaction_icon"), skip),
        **dict.fromkeys(("bbc_standard_quote", "bbc_alternate_quote"), _quote),
        **dict.fromkeys(("bbc_code", "code"), _code),
        "quote": _div_quote,
        "errorbox": locked,
    },
    tags={"img": _img, "blockquote": _quote, "cite": skip},
)
