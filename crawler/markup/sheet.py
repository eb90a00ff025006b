"""One page while a table reads it: what all its posts and rows share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import cached_property, wraps
from typing import Any, TypeVar

from lxml.etree import _Element as Element

from crawler.dates import NEVER, When, parse, stamp
from crawler.forum import Target
from crawler.items import Board, Thread
from crawler.markup.lists import Address, absolute_in
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.select import text_of


@dataclass
class Sheet:
    """A page, what its address names, and what was found out about all of it."""

    page: Page
    here: Target | None
    """What the address names, or the canonical one; None where neither is told."""
    day_first: bool = False
    """Whether 03-04-2024 begins with the day."""
    thread: Thread = field(default_factory=Thread)
    board: Board = field(default_factory=Board)
    posts: frozenset[Element] = frozenset()
    """The elements that are posts, where one stands inside of another."""
    opening: Element | None = None
    """The body of an opening post that stands apart from the replies."""
    damaged: bool = False
    """Whether a post above the first that was found cannot be read: then the posts' places, and who opened the thread, are unknown."""
    began: When | None = None
    """When that was written."""
    answer: Any = None
    """What an API answered; the page itself, or what it carries for its scripts."""
    numbers: dict[Element, str] = field(default_factory=dict)
    """Posts' numbers, where not their own elements tell them."""
    kept: dict[tuple[str, Element], Any] = field(default_factory=dict)
    """What was found out about posts by methods that are :func:`kept`."""
    bodies: dict[Element, Element] = field(default_factory=dict)
    """Posts' bodies, where they were looked for to find the posts."""
    before: int | None = None
    """The number of posts or rows on the pages before this one; None where the page bar does not tell."""
    until: int | None = None
    """The number of posts up to this page's end, where only that is told."""
    to: Address = absolute_in
    """The way from a link to its address."""
    zone_on: Callable[[Page], tzinfo | None] = lambda _: None
    """How the page's zone is found out, when the first time is read."""

    @cached_property
    def zone(self) -> tzinfo | None:
        """The zone of the page's clock; None where nobody says."""
        return self.zone_on(self.page)

    @property
    def tree(self) -> Element:
        """The page's root element."""
        return self.page.tree

    def address(self, link: Element | str | None) -> str:
        """The absolute address of a link; empty without one."""
        href = link if isinstance(link, str) else link.get("href") or "" if link is not None else ""
        return self.to(self.page, href)

    def moment(self, words: str | None) -> When:
        """A time as the page writes it."""
        return parse(words, self.page.calendar, self.zone, day_first=self.day_first) if words else NEVER

    def time(self, element: Element | None) -> When:
        """The time that an element shows: a ``time``, or what has one in its attributes, its title or its text."""
        if element is None:
            return NEVER
        millis = element.get("data-timestamp") or element.get("data-time") or ""
        if millis.isdecimal() and 12 <= len(millis) <= 15:
            return When(stamp(int(millis) // 1000, self.zone or UTC), element.get("title") or text_of(element), "second")
        if element.get("datetime") or element.get("title") or element.get("data-timestamp") or element.get("data-time"):
            return read_time(self.page, element, self.zone)
        return self.moment(text_of(element))

    @property
    def bare_url(self) -> str:
        """The page's address without its fragment."""
        return self.page.url.partition("#")[0]

    def addresses(self) -> Iterator[str]:
        """The page's own address and its canonical one."""
        yield self.page.url
        yield self.address(self.page.link("canonical"))


Method = TypeVar("Method", bound=Callable[..., Any])


def kept(method: Method) -> Method:
    """A method of an engine that finds something out about a post, and does so once a page, however many steps ask it."""
    name = method.__name__

    @wraps(method)
    def once(self: Any, sheet: Sheet, unit: Element) -> Any:
        known = sheet.kept
        key = (name, unit)
        if key not in known:
            known[key] = method(self, sheet, unit)
        return known[key]

    return once  # type: ignore[return-value]  # it takes and gives what the method does
