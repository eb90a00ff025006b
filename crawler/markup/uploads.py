"""The list of uploaded files that software prints below a post."""

from __future__ import annotations

from lxml.etree import _Element as Element

from crawler.body.walker import Walker
from crawler.items import Attachment
from crawler.select import links_in, text_of
from crawler.urls import absolute


def uploads(walker: Walker, element: Element) -> None:
    """The handler for such a list: links with a picture in them are pictures, links with words are files by that name."""
    for link in links_in(element):
        if link.find(".//img") is not None:
            walker.descend(link)
        elif name := text_of(link):
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href") or "") or None))
