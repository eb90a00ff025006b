"""The parts of a XenForo post: its body and files, its times, its number."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.body.pictures import is_filename, picture
from crawler.body.walker import Walker
from crawler.engines.xenforo.body import RULES
from crawler.items import Attachment
from crawler.markup.css import css
from crawler.select import Select, links_in, text_of
from crawler.text import number, size
from crawler.urls import absolute

_THREADMARK = css("span.threadmarkLabel")
_FIELDS = css("div[class*='message-fields--before'] dl")
_BODY, _WRAPPER = css("article.message-body", "div.message-body", "blockquote.messageText"), css("div.bbWrapper")
_HIDDEN = css("div.messageNotice")
_ATTACHED = css("ul[class*='attachmentList'] > li")
_OPPOSITE, _NUMBER = css("ul.message-attribution-opposite"), css("a.MessageCard__post-position", "a.postNumber")
OWN_LINKS = Select(".//a[contains(@href,'/post-')][not(ancestor::article[contains(@class,'message-body')])]")
_DATED = re.compile("(lastEdit|editDate)|message-attribution|message-header|date-created|messageDetails|messageMeta|datePermalink")


def read_post(post: Element, base_url: str, *, fields: bool) -> Body:
    """What a post says: its threadmark (XenForo 2: a chapter's title), the fields of the thread above its text, the text, files."""
    walker = Walker(RULES, base_url)
    if title := text_of(_THREADMARK.first(post)):
        walker.add(Block("heading", title))
    for field in _FIELDS(post) if fields else ():
        _field(walker, field)
    body = _body(post)
    if body is not None:
        walker.walk(body)
        walker.end_line()
    else:
        walker.locked(text_of(_HIDDEN.first(post)))
    for attached in _ATTACHED(post):
        _attached(walker, attached)
    return walker.body


def _body(post: Element) -> Element | None:
    body = _BODY.first(post)
    wrapper = _WRAPPER.first(body) if body is not None else None
    return body if wrapper is None else wrapper


def times(post: Element) -> tuple[Element | None, Element | None]:
    """What shows when a post was written, and when it was last edited."""
    written: Element | None = None
    edited: Element | None = None
    old = post.tag == "li"
    for element in post.iter(*(("abbr", "span") if old else ("time",))):
        if old and "DateTime" not in (element.get("class") or ""):
            continue
        match = _DATED.search(" ".join([e.get("class") or "" for e in islice(element.iterancestors(), 4)]))
        if match and match[1]:
            edited = element
        elif match and written is None:
            written = element
    return written, edited


def floor(post: Element) -> int | None:
    """The number that a post shows."""
    if "message--article" in post.get("class", "").split():
        return 1
    opposite = _OPPOSITE.first(post)
    if opposite is None and (label := _NUMBER.first(post)) is not None:
        return number(text_of(label))
    for link in links_in(opposite):
        if (shown := (link.text or "").strip()).startswith("#") and (told := number(shown[1:])):
            return told
    labels = [text_of(item) for item in (opposite if opposite is not None else OWN_LINKS(post))]
    return next((number(label.partition("#")[2]) for label in labels if re.search(r"#\s*\d", label)), None)


def _attached(walker: Walker, element: Element) -> None:
    """An entry of the list below a body; pictures that stand in the text are not listed again."""
    link = next((a for a in element.iter("a") if a.get("href") and "/attachments/" in "/" + a.get("href", "")), None)
    if link is None:
        return
    url = absolute(walker.base_url, link.get("href", "")).split("?", 1)[0]
    names = [e for e in element.iter() if {"file-name", "attachment-name", "filename"} & set((e.get("class") or "").split())]
    name = (names[0].get("title") or text_of(names[0])) if names else element.get("title") or ""
    shown = next((image for img in element.iter("img") if (image := picture(img, walker.base_url))), None)
    if shown is not None and (is_filename(name) or not name):
        shown.url, shown.thumb_url, shown.filename = url, shown.url, name or shown.filename
        walker.image(shown)
    elif name:
        walker.attachment(Attachment(name, url or None, size(text_of(element).replace(name, ""))))


def _field(walker: Walker, element: Element) -> None:
    name, value = text_of(element.find("dt")), text_of(element.find("dd"))
    if name and value:
        walker.add(Block("facts", rows=[[name, value]]))
