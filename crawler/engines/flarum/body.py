"""The bodies of Flarum posts: what each class and tag in them means."""

from __future__ import annotations

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body import files
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, read, skip
from crawler.items import Attachment, Quote
from crawler.page import Page
from crawler.select import text_of
from crawler.text import size


def read_body(page: Page, content: Element) -> Body:
    """A body as its markup means it."""
    return read(content, _RULES, page.base_url)


def _quote(walker: Walker, element: Element) -> None:
    """The first link of a quote names the post, the words of the link its author."""
    found = Quote(walker.inside_text(element))
    link = next((link for link in element.iter("a") if "PostMention" in link.get("class", "")), None)
    name = text_of(link)
    if link is not None and found.text.startswith(name):
        found.author, found.post_id = name or None, link.get("data-id") or None
        found.text = found.text.removeprefix(name).lstrip()
    walker.quote(found)


def _code(walker: Walker, element: Element) -> None:
    """A listing; buttons and scripts of the highlighter stand beside it in the same ``pre``."""
    code = element.find("code")
    walker.code(code if code is not None else element)


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None:
        image.alt = None if image.alt == "image" else image.alt
        walker.image(image)


def _upload(walker: Walker, element: Element) -> None:
    """The card of the upload extension: a row of buttons with the file's name and size."""
    words = [words for button in element if (words := text_of(button))]
    if "data-fof-upload-download-uuid" not in element.attrib or not words:
        walker.descend(element)
        return
    walker.attachment(Attachment(words[0], None, size(words[-1])))


_RULES = Rules(
    classes={"ButtonGroup": _upload, "Post-quoteButtonContainer": skip},
    tags={"blockquote": _quote, "pre": _code, "img": _img, "a": files.link},
)
