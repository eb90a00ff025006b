"""Misago 1: threads as feeds of posts, rendered by the server, without the data that older pages hand to their scripts.

Times stand in ``misago-timestamp`` (``mg-timestamp`` where it is not the post's own), the words beside are for people.  Posts of a thread
are on numbered pages (``/t/slug/40/2/``); lists go on by a cursor (``?cursor=``).

Seen running: the development version of August 2026.
"""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When
from crawler.forum import Target, ThreadRow
from crawler.items import Attachment, Author, Image, Quote
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.quotes import headed
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Select, Value, text_of
from crawler.text import number
from crawler.urls import absolute

_ONWARD = Select("//*[contains(@class,'misago-pagination')]//a[@href][contains(.,'chevron_right')]")
"""The button to the next part of a list, by its picture."""
_NAME = css(".rich-text-attachment-file-name", ".post-feed-item-attachments-list-item-name")
_PICTURE = css("a.post-feed-item-attachments-list-item-image")
_REVEALED = css(".rich-text-spoiler-body")
_HIDDEN = css("p.post-feed-item-hidden-post-message")
_STARTER = Value(".//a[contains(@class,'threads-list-item-starter')]/@title")
_PASSAGE, _TO_POST = css("blockquote"), css("a.rich-text-quote-btn")
_SPEAKER = css(".rich-text-quote-header-link-secondary", ".rich-text-quote-header-link")
_POST = re.compile(r"/post/(\d+)/")
_CATEGORIES = css("a.list-group-category-item-name")
_FILES = css("li.post-feed-item-attachments-list-item")
_NOTED = ("misago-timestamp", "mg-timestamp")


def img(walker: Walker, element: Element) -> None:
    """A picture; an uploaded one is shown small and linked large."""
    image = picture(element, walker.base_url)
    if image is None:
        return
    if "/a/thumb/" in image.url:
        image.url, image.thumb_url = image.url.replace("/a/thumb/", "/a/", 1), image.url
    walker.image(image)


def _quote(walker: Walker, element: Element) -> None:
    """A passage; who wrote it stands behind the title of its thread, where that is another one."""
    passage, button = _PASSAGE.first(element), _TO_POST.first(element)
    if passage is not None:
        at = _POST.search(button.get("href") or "") if button is not None else None
        walker.quote(Quote(walker.inside_text(passage), text_of(_SPEAKER.first(element)) or None, at[1] if at else None))


def _file(walker: Walker, element: Element) -> None:
    """An uploaded file, in the text or in the list below it; what the text shows is not shown again."""
    link = element.find(".//a[@href]")
    url = absolute(walker.base_url, link.get("href") or "") if link is not None else ""
    name = text_of(_NAME.first(element))
    if _PICTURE.first(element) is not None:
        if all(image.url != url for image in walker.body.images):
            walker.image(Image(0, url, filename=name or None))
    elif name and all(file.url != url for file in walker.body.attachments):
        walker.attachment(Attachment(name, url or None))


def _files(walker: Walker, element: Element) -> None:
    for file in _FILES(element):
        _file(walker, file)


def _spoiler(walker: Walker, element: Element) -> None:
    """The hidden words; the heading is the software's."""
    for part in _REVEALED(element):
        walker.descend(part)


class Feed(Table):
    """Threads and categories of Misago 1."""

    name = "misago"
    zone = UTC
    addresses = (
        Address("thread", r"^/t/[^/]+/(?P<id>\d+)/(?:(?P<page>\d+)/)?$"),
        Address("board", r"^/c/[^/]+/(?P<id>\d+)/$"),
        Address("index", r"^/(?:categories/|threads/)?$"),
    )
    page_key, page_part = "cursor", re.compile(r"\?.*$")

    title = board_name = css("h1")
    crumbs = css("ul.breadcrumbs-full a[href*='/c/']")
    pager = css("a.btn-icon[href]")
    replies = css(".page-header-meta-item-thread-replies strong")
    message = css("p.threads-list-blankslate-message")

    posts = css("div.post-feed-item[id^='post-feed-item-post-'], div.post-feed-item[id^='post-feed-item-hidden-post-']")
    body = css("article.rich-text")
    beside = css("div.post-feed-item-attachments")
    body_rules = Rules(
        classes={
            "rich-text-quote": _quote,
            "rich-text-code-header": skip,
            "rich-text-info-hover-btn": skip,
            "rich-text-attachment-file": _file,
            "rich-text-spoiler": _spoiler,
            "post-feed-item-attachments": _files,
        },
        tags={"template": skip, "img": img, "blockquote": headed(css("cite"))},
    )
    author = css("[class*='bit-side-poster-link']", "div.post-feed-item-post-bit-side-poster", ".post-feed-item-hidden-post-poster")
    time = css(".post-feed-item-post-bit-top-timestamp", ".post-feed-item-hidden-post-timestamp")
    edited = css(".post-feed-item-last-edit-timestamp")
    floor = css(".post-feed-item-post-bit-top-post-counter", ".post-feed-item-hidden-post-counter")
    prints_numbers = True
    permalink = "/post/{id}/"
    member = re.compile(r"/u/[^/]+/(\d+)/")

    rows, row_link = css("ul.threads-list > li.threads-list-item"), css("a.threads-list-item-title")
    row_replies, row_last = css("span.threads-replies"), css("a.threads-list-item-last-activity")
    row_sticky = css("li[class*='thread-flag-pinned']")
    boards = css("a.list-group-category-item-name, a.list-group-category-child-children-item-name, a.dropdown-category")

    def reads(self, page: Page) -> bool:
        """Whether a page is one of Misago 1: its lists have blank places or buttons of their own, its threads feeds."""
        return any(find.first(page.tree) is not None for find in (self.posts, self.rows, _CATEGORIES, self.message))

    def moment(self, sheet: Sheet, element: Element | None, within: re.Pattern[str] | None = None) -> When:
        """The time that an element notes for scripts."""
        noted = next(filter(None, map(element.get, _NOTED)), None) if element is not None else None
        return sheet.moment(noted) if noted else super().moment(sheet, element, within)

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        """A hidden post is a line that says who hid it."""
        hidden = _HIDDEN.first(unit)
        if hidden is None:
            return super().body_of(sheet, unit)
        walker = Walker(self.body_rules, sheet.page.base_url)
        walker.locked(text_of(hidden))
        return walker.body

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            starter = _STARTER(unit).rpartition(" - ")[0]
            found.author = Author(starter) if starter else None
            found.replies = number(text_of(self.row_replies.first(unit)))
        return found

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """Lists have no numbers, only the way on."""
        if here.kind == "thread":
            return super().pages_of(sheet, here)
        return here.page, None, sheet.address(_ONWARD.first(sheet.tree)) or None


FEED = Feed()
