"""The bodies of XenForo posts: what each class and tag in them means."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.body.handlers import locked
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.items import Quote
from crawler.select import text_of
from crawler.urls import absolute

_SAID = re.compile(r"\s*(?:said|sagte|schrieb|wrote|dijo|a dit|написал\w*|说|說)?\s*[:：]\s*↑?$")
_SOURCE = re.compile(r"post: (\d+)|[?&]id=(\d+)|post-(\d+)")


def _code_block(walker: Walker, element: Element) -> None:
    """``bbCodeBlock``: a quotation, code, a spoiler or a link's preview, by its further classes."""
    classes = element.get("class", "")
    if "--unfurl" in classes:
        walker.end_line()
        walker.text(element.get("data-url") or next((a.get("href") for a in element.iter("a") if a.get("href")), None))
        walker.end_line()
    elif "--quote" in classes or "bbCodeQuote" in classes:
        _quote(walker, element)
    else:
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    source = element.get("data-source") or next((a.get("href") or "" for a in element.iter("a") if _SOURCE.search(a.get("href") or "")), "")
    author = element.get("data-quote") or element.get("data-author") or ""
    pid = _SOURCE.search(source)
    head = next((e for e in element.iter("div") if {"bbCodeBlock-title", "attribution"} & set(e.get("class", "").split())), None)
    if not author and head is not None:
        author = _SAID.sub("", text_of(head))
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line))
    quote.author, quote.post_id = author or None, next(filter(None, pid.groups()), None) if pid else None
    walker.quote(quote)


def _image(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is None:
        return
    parent = element.getparent()
    href = absolute(walker.base_url, parent.get("href") or "") if parent is not None and parent.tag == "a" else ""
    if "/attachments/" in href and image.url != href:
        image.url, image.thumb_url = href, image.url
    if "/attachments/" in image.url:
        image.url = image.url.split("?", 1)[0]
    if image.alt == "Image":
        image.alt = None
    walker.image(image)


def _media(walker: Walker, element: Element) -> None:
    frame = next((e for e in element.iter("iframe", "video", "source", "span") if e.get("src") or e.get("data-s9e-mediaembed-src")), None)
    source = (frame.get("src") or frame.get("data-s9e-mediaembed-src")) if frame is not None else None
    source = source or next((a.get("href") for a in element.iter("a") if a.get("href")), None)
    if url := absolute(walker.base_url, source or ""):
        walker.add(Block("media", url=url))


def _link(walker: Walker, element: Element) -> None:
    """The s9e add-on prints a film's address once more below it: 'View: https://…'."""
    shown = element.text or ""
    if shown.startswith("View: http"):
        walker.add(Block("media", url=absolute(walker.base_url, element.get("href") or shown[6:]) or None))
    else:
        walker.descend(element)


RULES = Rules(
    classes={
        **dict.fromkeys(
            (
                "bbCodeBlock-title",
                "bbCodeBlock-expandLink",
                "bbCodeBlock-shrinkLink",
                "bbCodeSpoiler-button",
                "attribution",
                "quoteExpand",
                "messageTextEndMarker",
                "js-selectToQuoteEnd",
                "samCodeUnit",
                "adsbygoogle",
                "cv-attach-exif",
                "mceSmilieSprite",
                "avatar",
            ),
            skip,
        ),
        **dict.fromkeys(("bbCodeBlock", "bbCodeQuote"), _code_block),
        **dict.fromkeys(("bbMediaWrapper", "bbMediaJustifier", "bbOembed"), _media),
        **dict.fromkeys(("messageHide", "hidden-content"), locked),
    },
    tags={"img": _image, "a": _link},
)
