"""The bodies of SMF posts: what each class and tag in them means."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.handlers import locked
from crawler.body.pictures import is_filename, picture
from crawler.body.walker import Rules, Walker, skip
from crawler.items import Attachment, Image, Quote
from crawler.select import text_of
from crawler.text import size, tidy
from crawler.urls import absolute

SESSION = re.compile(r"PHPSESSID=[^&;#]*[&;]?|[?&;]PHPSESSID=[^&;#]*$")
_PIXELS = re.compile(r"(\d{2,5})x(\d{2,5})")
_MESSAGE_ID = re.compile(r"[.?;&=#]msg=?(\d+)")
_QUOTED = re.compile(
    r"^[^:：]{1,30}[:：]\s*(?P<name>.+?)(?:\s+(?:on|am|le|en|il|op|em|dnia|den|på|от|於|于)\s+"
    r"(?P<time>(?:\S+\s+){0,3}?\S*\d.*|\S+ \S+ \d.*))?$"
)


def _bare(url: str) -> str:
    """An address without the session."""
    return SESSION.sub("", url).rstrip("?&;") if "PHPSESSID" in url else url


def _full(walker: Walker, image: Image, link: Element) -> None:
    """Puts the full picture in place of its thumbnail."""
    image.thumb_url, image.url = image.url, _bare(absolute(walker.base_url, link.get("href", ""))).removesuffix(";image")


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None:
        image.url = _bare(image.url)
        title = tidy(element.get("title", ""))
        if is_filename(title):
            image.filename = title
        parent = element.getparent()
        if parent is not None and parent.get("id", "").startswith("link_"):
            _full(walker, image, parent)
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


def _files(walker: Walker, element: Element) -> None:
    """The files below a message: a picture (or its thumbnail) and, behind it, a link with the file's name and size."""
    image: Image | None = None
    for part in element.iter("a", "img"):
        if part.tag == "img":
            parent = part.getparent()
            named = parent is not None and parent.tag == "a" and bool(text_of(parent))
            image = picture(part, walker.base_url) if not named else image
            if image is not None and not named:
                image.url, image.alt = _bare(image.url).removesuffix(";image"), None
                if parent is not None and parent.tag == "a":
                    _full(walker, image, parent)
            continue
        name, url = text_of(part), _bare(absolute(walker.base_url, part.get("href", "")))
        if not name or "attach" not in url:
            continue
        following = part.getnext()
        words = f"{part.tail or ''} {(following.tail or '') if following is not None and following.tag == 'br' else ''}"
        if image is None:
            walker.attachment(Attachment(name, url, size(words)))
            continue
        image.url, image.filename = url, name
        if pixels := _PIXELS.search(words):
            image.width, image.height = int(pixels[1]), int(pixels[2])
        walker.image(image)
        image = None


RULES = Rules(
    classes={
        **dict.fromkeys(("smiley", "codeheader", "quoteheader", "quotefooter", "signature", "meaction_icon"), skip),
        **dict.fromkeys(("bbc_standard_quote", "bbc_alternate_quote"), _quote),
        **dict.fromkeys(("bbc_code", "code"), _code),
        "quote": _div_quote,
        "errorbox": locked,
    },
    tags={"img": _img, "blockquote": _quote, "cite": skip},
    beside=_files,
)
