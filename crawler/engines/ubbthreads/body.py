"""The bodies of posts of ubbthreads: what each class and tag in them means."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml.etree import _Element as Element

from crawler.body.pictures import is_filename, picture
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.items import Attachment, Quote
from crawler.select import first_of, text_of
from crawler.text import size, tidy
from crawler.urls import absolute, query

_EDIT = re.compile(r"(?:;|[:：]|\bon\b|\(\s*)\s*([^;()]*\d[^;()]*?)\s*(?:\)|\.\s|$)")


def clock(element: Element | None) -> str:
    """Date and clock stand in spans of their own."""
    if element is None:
        return ""
    return tidy(f"{text_of(first_of(element, 'date', 'span'))} {text_of(first_of(element, 'time', 'span'))}")


def _beside(walker: Walker, element: Element) -> None:
    """What stands below a body: the edit note and the files."""
    if walker.body.edited is None and re.search(r"\bedited\b", text_of(element)):
        _edited(walker, element)
    for link in element.iter("a"):
        _link(walker, link, below=True)


def _edited(walker: Walker, element: Element) -> None:
    if shown := clock(element):
        walker.body.edited = shown
    elif match := _EDIT.search(text_of(element)):
        walker.body.edited = match[1]


def _link(walker: Walker, element: Element, below: bool = False) -> None:
    """A link to ``ubb=download``: a file, or the picture it shows."""
    url = absolute(walker.base_url, element.get("href", ""))
    asked = query(url)
    if asked.get("ubb") != "download" and "/ubb/download/" not in url:
        if not below:
            walker.descend(element)
        return
    name = asked.get("filename") or unquote(url.rpartition("/")[2])
    shown = next(element.iter("img"), None)
    image = picture(shown, walker.base_url) if shown is not None else None
    if image is not None:
        image.thumb_url, image.url = image.url, url
        image.filename, image.alt = name if is_filename(name) else image.filename, None
        walker.image(image)
    elif text_of(element):
        walker.attachment(Attachment(text_of(element), url, size(element.tail)))


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None and "/graemlins/" not in image.url:
        image.alt = None if (image.alt or "").startswith("[") else image.alt
        walker.image(image)


def _block(walker: Walker, element: Element) -> None:
    """``div.ubbcode-block``: a quotation, code or a spoiler, as its header says."""
    head, body = first_of(element, "ubbcode-header", "div"), first_of(element, "ubbcode-body", "div")
    words = text_of(head)
    pre = next((body if body is not None else element).iter("pre"), None)
    if pre is not None or re.match(r"(?:php )?code\b", words, re.IGNORECASE):
        walker.code(pre if pre is not None else body if body is not None else element)
    elif re.match(r"spoiler", words, re.IGNORECASE) and body is not None:
        walker.descend(body)
    else:
        walker.quote(Quote(walker.inside_text(body if body is not None else element), speaker(words) if words else None))


def _linked(walker: Walker, element: Element) -> None:
    _link(walker, element)


RULES = Rules(
    classes={
        **dict.fromkeys(("ubbcode-header", "signature"), skip),
        **dict.fromkeys(("edited-wording", "post-edited"), _edited),
        "ubbcode-block": _block,
    },
    tags={"a": _linked, "img": _img},
    beside=_beside,
)
