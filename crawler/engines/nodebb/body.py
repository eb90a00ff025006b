"""The bodies of NodeBB posts: what each class and tag in them means."""

from __future__ import annotations

from lxml.etree import _Element as Element

from crawler.body import files
from crawler.body import reply_heads as leads
from crawler.body.walker import Rules, Walker, skip


def _preview(walker: Walker, element: Element) -> None:
    """The card that a plugin puts in place of an address."""
    link = element.find(".//a[@href]")
    walker.end_line()
    walker.text(link.get("href") if link is not None else "")
    walker.end_line()


RULES = Rules(
    classes={"link-preview": _preview, "sr-only": skip, "visually-hidden": skip, "post-author": skip},
    tags={"p": leads.paragraph, "blockquote": leads.quote, "a": files.link},
)
