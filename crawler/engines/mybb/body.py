"""The bodies of MyBB posts: what each class and tag in them means."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.pictures import picture
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.engines.mybb.times import time_in
from crawler.items import Attachment, Quote
from crawler.select import text_of
from crawler.text import size, tidy
from crawler.urls import absolute, uncut

_POST = re.compile(r"pid=?(\d+)|post-(\d+)")
_FILE_NAME = re.compile(r"[:：]\s*([^\r\n]+?\.\w{2,5})\s*(?:[\r\n]|$)")


def _img(walker: Walker, element: Element) -> None:
    if "/attachtypes/" in element.get("src", ""):
        return
    image = picture(element, walker.base_url)
    if image is None:
        return
    parent = element.getparent()
    classes = element.get("class", "").split()
    image.alt = None if (image.alt or "").startswith("[") else image.alt
    if "attachment" in classes:
        name = _FILE_NAME.search(element.get("title", "").replace("&#13;", "\n"))
        image.filename, image.alt = name[1] if name else image.filename, None
        if parent is not None and "attachment.php?aid=" in parent.get("href", ""):
            image.thumb_url, image.url = image.url, absolute(walker.base_url, parent.get("href", ""))
    elif original := absolute(walker.base_url, element.get("data-original-url", "")):
        image.url = original
    walker.image(image)


def _link(walker: Walker, element: Element) -> None:
    """A link: a file, or text whose shortened address is made whole."""
    href, shown = element.get("href", ""), text_of(element)
    if "attachment.php?aid=" in href and shown and next(element.iter("img"), None) is None:
        walker.attachment(Attachment(shown, absolute(walker.base_url, href), size(element.tail)))
        element.tail = None
    elif (whole := uncut(shown, href)) != shown:
        walker.text(whole)
    else:
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote(walker.inside_text(element))
    cite = element.find("cite")
    if cite is not None:
        dated = next(cite.iter("span"), None)
        time = time_in(dated).raw.strip("() ") if dated is not None else ""
        quote.created_raw = time or None
        post = next((match for a in cite.iter("a") if (match := _POST.search(a.get("href", "")))), None)
        quote.post_id = (post[1] or post[2]) if post else None
        words = text_of(cite)
        quote.author = speaker(tidy(words.replace(text_of(dated), "")) if dated is not None else words)
    walker.quote(quote)


def _code(walker: Walker, element: Element) -> None:
    code = next(element.iter("code"), None)
    walker.code(code if code is not None else element)


def _files(walker: Walker, element: Element) -> None:
    """The files below a body: headings between them are the forum's."""
    for part in element.iter("img", "a"):
        if part.tag == "img":
            _img(walker, part)
        elif "attachment.php?aid=" in part.get("href", "") and text_of(part):
            _link(walker, part)


RULES = Rules(
    classes={
        **dict.fromkeys(("smilie", "quick_jump", "post_edit", "edited_post", "signature", "float_right"), skip),
        "codeblock": _code,
        "attachments": _files,
    },
    tags={"img": _img, "a": _link, "blockquote": _quote, "cite": skip, "fieldset": _files},
)
