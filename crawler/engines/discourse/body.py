"""The bodies of Discourse posts: what each class and tag in them means."""

from __future__ import annotations

import re
from functools import partial

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.body.pictures import picture
from crawler.body.walker import Handler, Rules, Walker, skip
from crawler.items import Attachment, Quote
from crawler.select import Value, has, text_of
from crawler.text import printable, size
from crawler.urls import absolute

_FILENAME = Value(f".//*[{has('filename')}]")
_FILE_STEM = re.compile(r"image|(?=\S*[\d_])[\w.()-]+|(?:screen ?shot|屏幕截图|截图).*\d.*", re.IGNORECASE)
"""What Discourse writes as alt when the uploader wrote nothing: the file's name without its ending."""


def rules(thread_id: str) -> Rules:
    """The rules for the bodies of one thread."""
    return Rules(classes={**_CLASSES, "quote": partial(_quote, thread_id)}, tags={"img": _img, "pre": _code})


def _quote(thread_id: str, walker: Walker, element: Element) -> None:
    """``aside.quote``; the number in it counts in the topic that it names.  A bare ``blockquote`` cites what is no post: it is text."""
    passage = element.find(".//blockquote")
    if passage is None:
        return
    same = element.get("data-topic", thread_id) == thread_id
    author = element.get("data-username") or text_of(element.find("./div")).rstrip(":：") or None
    walker.quote(Quote(walker.inside_text(passage), author, element.get("data-post") if same else None))


def _onebox(walker: Walker, element: Element) -> None:
    """The preview of a linked page: the poster wrote the address only."""
    link = element if element.tag == "a" else element.find(".//a[@href]")
    url = element.get("data-onebox-src") or (link.get("href") if link is not None else None)
    image = element.find("./img") if element.tag == "a" else None
    if image is not None:
        walker.descend(element)
    elif url:
        walker.end_line()
        walker.text(absolute(walker.base_url, url))
        walker.end_line()


def _film(walker: Walker, element: Element) -> None:
    link = element.find(".//a[@href]")
    url = absolute(walker.base_url, link.get("href", "")) if link is not None else ""
    if url:
        walker.add(Block("media", url=url))
    else:
        walker.descend(element)


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is None:
        return
    link = element.getparent()
    shown = _FILENAME(link) if link is not None and link.tag == "a" else ""
    for name in (image.alt, shown):
        if name and (_FILE_STEM.fullmatch(name)):
            image.filename, image.alt = image.filename or (name if name != "image" else None), None if image.alt == name else image.alt
    walker.image(image)


def _code(walker: Walker, element: Element) -> None:
    """A listing; a browser puts buttons beside it in the same ``pre``."""
    code = element.find("code")
    walker.code(code if code is not None else element)


def _attachment(walker: Walker, element: Element) -> None:
    """``a.attachment``, its size in brackets behind it."""
    name = text_of(element)
    if not name:
        return
    behind = re.match(r"\s*\(([\d.,]+ ?\w+)\)", element.tail or "")
    if behind:
        element.tail = printable((element.tail or "")[behind.end() :])
    walker.attachment(Attachment(name, absolute(walker.base_url, element.get("href", "")) or None, size(behind[1]) if behind else None))


def _poll(walker: Walker, element: Element) -> None:
    options = [option for entry in element.iter("li") if (option := text_of(entry))]
    if options:
        walker.add(Block("poll", items=options))


_CLASSES: dict[str, Handler] = {
    **dict.fromkeys(("meta", "elided", "quote-controls", "badge-notification", "clicks"), skip),
    **dict.fromkeys(("youtube-onebox", "lazy-video-container", "lazyYT", "video-onebox"), _film),
    "onebox": _onebox,
    "attachment": _attachment,
    "poll": _poll,
}
