"""The old pages, where everything stands in attributes."""

from __future__ import annotations

from datetime import UTC

from lxml.etree import _Element as Element

from crawler.dates import When, stamp
from crawler.engines.reddit.parts import Thing, author_of, id_of, outside
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.select import Select, has, text_of
from crawler.text import number
from crawler.urls import absolute

_THINGS = Select("//div[starts-with(@id,'thing_t1_')] | id('siteTable')/div[starts-with(@id,'thing_t3_')]")
_BODY = Select(f"./div[{has('entry')}]//div[{has('usertext-body')}]")
_TIME = Select(f"./div[{has('entry')}]//p[{has('tagline')}]/time")
_TITLE = Select(f"./div[{has('entry')}]//a[{has('title')}]")
_POINTS = Select(f"./div[{has('entry')}]/p[{has('tagline')}]//span[{has('score')} and {has('unvoted')}]")
_NEXT = Select(f"//span[{has('next-button')}]/a")


def things(page: Page) -> tuple[list[Thing], bool]:
    """A page's things without the advertisements, and whether they are a thread."""
    found = [element for element in _THINGS(page.tree) if element.get("data-promoted") != "true"]
    whole = any(element.get("data-context") == "comments" or element.get("data-type") == "comment" for element in found)
    return [_thing(page, element, whole=whole) for element in found], whole


def next_of(page: Page) -> str | None:
    """The following page of a list."""
    forward = _NEXT.first(page.tree)
    return absolute(page.base_url, forward.get("href", "")) or None if forward is not None else None


def _thing(page: Page, element: Element, *, whole: bool) -> Thing:
    found = Thing(id_of(element.get("data-fullname")), element.get("data-permalink", ""))
    found.author = author_of(element.get("data-author"), element.get("data-author-fullname"))
    found.subreddit = element.get("data-subreddit", "")
    if element.get("data-type") == "link":
        found.title, found.link = text_of(_TITLE.first(element)), outside(element.get("data-url", ""))
        found.replies = number(element.get("data-comments-count"))
        found.sticky = "stickied" in element.get("class", "").split()
    above = (outer.get("data-fullname") or "" for outer in element.iterancestors("div"))
    found.parent = id_of(next((name for name in above if name.startswith("t1_")), ""))
    found.points = _points(element)
    if not whole:
        found.when = _moment(element.get("data-timestamp"))
        return found
    times = _TIME(element)
    found.when = read_time(page, times[0] if times else None)
    found.edited = read_time(page, times[1]).iso if len(times) > 1 else None
    found.content = _BODY.first(element)
    return found


def _points(element: Element) -> int | None:
    shown = _POINTS.first(element)
    told = (shown.get("title") or text_of(shown).partition(" ")[0]) if shown is not None else element.get("data-score", "")
    return int(told) if told.removeprefix("-").isdecimal() and told.isascii() else None


def _moment(milliseconds: str | None) -> When:
    seconds = int(milliseconds[:13]) / 1000 if milliseconds and milliseconds.isdecimal() else None
    return When(stamp(seconds, UTC) if seconds is not None else None, milliseconds, "second")
