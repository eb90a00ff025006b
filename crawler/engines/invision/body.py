"""The bodies of Invision Community posts: what each class and tag in them means."""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import stamp
from crawler.items import Attachment, Quote
from crawler.select import first_of, text_of
from crawler.text import size
from crawler.urls import absolute

_HASHED = re.compile(r"(?:\.thumb)?\.(\w{3,4})\.[0-9a-f]{32}\.\w{3,4}$")
_OLD_EDIT = re.compile(r",\s*([^,]*\d.*?)\.?$")
_SAID = re.compile(r"^(?P<author>.+?),\s*(?:on|am|le|el)\s+(?P<time>.+?),?\s*(?:said|sagte|a dit|dijo)\s*:?$")


def _edited(walker: Walker, element: Element) -> None:
    moment = next(iter(element.iter("time")), None)
    if moment is not None:
        walker.body.edited = moment.get("datetime") or text_of(moment)
    elif match := _OLD_EDIT.search(text_of(element)):
        walker.body.edited = match[1]


def _light(walker: Walker, element: Element) -> None:
    """4: the edit note is pale text that quotations leave out."""
    if "data-excludequote" in element.attrib or (
        element.tag == "span" and element.get("class", "").startswith("ipsType_reset ipsType_medium")
    ):
        _edited(walker, element)
    else:
        walker.descend(element)


def _old_edit(walker: Walker, element: Element) -> None:
    if element.tag == "p":
        _edited(walker, element)
    else:
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line))
    quote.author = element.get("data-ipsquote-username") or element.get("data-author") or None
    quote.post_id = element.get("data-ipsquote-contentcommentid") or element.get("data-cid") or None
    seconds = element.get("data-ipsquote-timestamp") or element.get("data-time") or ""
    if seconds.isdecimal():
        quote.created_raw = stamp(int(seconds[:12]), UTC)
    cited = element.getprevious()
    if quote.author is None and cited is not None and (match := _SAID.match(text_of(cited))):
        quote.author, quote.created_raw = match["author"], match["time"]
    walker.quote(quote)


def _file(walker: Walker, element: Element) -> None:
    """``ipsAttachLink``: a picture that links to its original, or a file."""
    if element.find(".//img") is not None:
        walker.descend(element)
        return
    titled = first_of(element, "ipsAttachLink_title", "span")
    name = text_of(titled if titled is not None else element)
    if name:
        about = text_of(first_of(element, "ipsAttachLink_metaInfo", "span"))
        walker.attachment(Attachment(name, absolute(walker.base_url, element.get("href") or "") or None, size(about)))


def _img(walker: Walker, element: Element) -> None:
    if "data-emoticon" in element.attrib or "bbc_emoticon" in element.get("class", ""):
        return
    image = picture(element, walker.base_url)
    if image is None:
        return
    named = image.filename or image.alt or ""
    if _HASHED.search(named):
        image.filename, image.alt = _HASHED.sub(r".\1", named), None
    walker.image(image)


def _embed(walker: Walker, element: Element) -> None:
    source = element.get("src") or element.get("data-embed-src") or element.get("data-src") or ""
    if source and not source.startswith("about:"):
        element.set("src", source)
        walker.media(element)


RULES = Rules(
    classes={
        **dict.fromkeys(
            (
                "ipsQuote_citation",
                "citation",
                "ipsSpoiler_header",
                "spoiler_title",
                "ipsTruncate_more",
                "mso_mr_inpost",
                "rep_bar",
                "signature",
                "quote_citation",
            ),
            skip,
        ),
        **dict.fromkeys(("ipsQuote", "ipsBlockquote"), _quote),
        "ipsType_light": _light,
        "ipsEdited": _edited,
        "edit": _old_edit,
        "ipsAttachLink": _file,
    },
    tags={"img": _img, "iframe": _embed},
)
