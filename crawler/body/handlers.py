"""Handlers of body elements that several engines share."""

from __future__ import annotations

from lxml.etree import _Element as Element

from crawler.body.walker import Walker
from crawler.select import text_of
from crawler.urls import uncut


def locked(walker: Walker, element: Element) -> None:
    """What stands in place of a part that cannot be read, and says why."""
    walker.locked(text_of(element))


def cut_link(walker: Walker, element: Element) -> None:
    """``a``: an address is written whole where the board left out its middle."""
    shown = text_of(element)
    whole = uncut(shown, element.get("href", ""))
    if whole != shown:
        walker.text(whole)
    else:
        walker.descend(element)
