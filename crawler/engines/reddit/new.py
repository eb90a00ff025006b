"""What the new pages print before their scripts run: a thread's submission, at times its comments; a list's first submissions."""

from __future__ import annotations

from datetime import UTC

from lxml.etree import _Element as Element

from crawler.dates import parse
from crawler.engines.reddit.parts import Thing, author_of, id_of, outside
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.select import Either, Select
from crawler.text import number

_POSTS = Select("//shreddit-post")
_COMMENTS = Select("//shreddit-comment[@thingid]")
_PINS = Select(".//shreddit-status-icons//*[contains(@class,'stickied-status')]")
"""Every submission has one, hidden where it is not pinned."""
_TEXT = Either(
    ".//*[@slot='text-body' or self::shreddit-post-text-body]//div[contains(@id,'-post-rtjson-content')]", "./div[@slot='text-body']"
)
_COMMENT_TEXT = Select("./div[@slot='comment']")
_TIME = Select("./div[@slot='commentMeta']//time | ./*[contains(@class,'comment-meta')]//time")


def posts(page: Page) -> list[Thing]:
    """The submissions."""
    return [_post(page, element) for element in _POSTS(page.tree)]


def comments(page: Page) -> list[Thing]:
    """The comments."""
    return [_comment(page, element) for element in _COMMENTS(page.tree)]


def _post(page: Page, element: Element) -> Thing:
    found = Thing(id_of(element.get("id") or element.get("thingid")), element.get("permalink", ""))
    found.author = author_of(element.get("author"), element.get("author-id"))
    found.when = parse(element.get("created-timestamp"), page.calendar, UTC)
    found.title, found.link = element.get("post-title", ""), outside(element.get("content-href", ""))
    found.subreddit = element.get("subreddit-name") or element.get("subreddit-prefixed-name", "").removeprefix("r/")
    found.replies = number(element.get("comment-count"))
    found.sticky = any("hidden" not in icon.get("class", "").split() for icon in _PINS(element))
    found.content = _TEXT.first(element)
    found.points = _points(element)
    return found


def _comment(page: Page, element: Element) -> Thing:
    found = Thing(id_of(element.get("thingid")), element.get("permalink", ""))
    found.author = author_of(element.get("author"), element.get("author-id"))
    found.parent = id_of(element.get("parentid")) if element.get("parentid", "").startswith("t1_") else ""
    found.points = _points(element)
    raw = element.get("created")
    found.when = parse(raw, page.calendar, UTC) if raw else read_time(page, _TIME.first(element))
    found.content = _COMMENT_TEXT.first(element)
    return found


def _points(element: Element) -> int | None:
    told = element.get("score", "")
    return int(told) if told.isascii() and told.removeprefix("-").isdecimal() else None
