"""What all of reddit's pages and answers say of a thing: a submission or a comment."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.submissions import remark
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import NEVER, When
from crawler.items import Author, Quote
from crawler.page import Page
from crawler.urls import path

THREAD = re.compile(r"^(?:/r/[\w-]+|/user/[\w-]+|)/comments/([0-9a-z]+)(?:/[^/]*)?/?(?:\.json)?$")


@dataclass(slots=True)
class Thing:
    """A submission, or a comment: that has no title."""

    id: str
    permalink: str = ""
    author: Author | None = None
    when: When = NEVER
    edited: str | None = None
    content: Element | None = None
    title: str = ""
    link: str = ""
    """Where a submission leads to, outside of its own thread."""
    subreddit: str = ""
    replies: int | None = None
    sticky: bool = False
    parent: str = ""
    """The comment that a comment answers."""
    points: int | None = None


def id_of(name: str | None) -> str:
    """``t3_9a1b2c`` -> ``9a1b2c``."""
    return (name or "").rpartition("_")[2]


def author_of(name: str | None, number_of_user: str | None) -> Author | None:
    """None for the deleted."""
    return Author(name, id_of(number_of_user) or None) if name and not name.startswith("[") else None


def outside(address: str) -> str:
    """An address that leads out of the thread; empty for the thread's own."""
    return address if address.startswith(("http://", "https://")) and not THREAD.match(path(address)) else ""


def body_of(page: Page, thing: Thing) -> Body:
    """What was written."""
    return remark(thing.content, _RULES, page.base_url) if thing.content is not None else Body()


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(classes={"expando-button": skip}, tags={"blockquote": _quote})
