"""XenForo 1 and 2, and VerticalScope's skin of XenForo 2 (``MessageCard``).

Posts are found by their numbered ids: ``js-post-N`` in XenForo 2, ``post-N`` in XenForo 1.  '1', '2' and 'VS' below name who showed a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates import When
from crawler.engines.xenforo import addresses, routes
from crawler.engines.xenforo.board import Boards
from crawler.engines.xenforo.post import OWN_LINKS, floor, read_post, times
from crawler.forum import Reading, Target
from crawler.items import Author, Thread
from crawler.markup.copies import each_once
from crawler.markup.counters import counters
from crawler.markup.css import css
from crawler.markup.sheet import Sheet, kept
from crawler.markup.table import Table
from crawler.page import Page, meta
from crawler.raw_post import RawPost
from crawler.select import Either, Numbered, Select, Strings, Value, first_of, has, text_of
from crawler.text import count, tidy

_OLD_POSTS = Select("//li[starts-with(@id,'post-')][@data-author or contains(@class,'message')]")
_TEMPLATE = Value("/html/@data-template")
_MARK = re.compile(rb"<html[^>]{0,400}?\bid=[\"'](?:XF|XenForo)[\"']", re.IGNORECASE)
_LABELS = Select(f".//*[{has('label')} or {has('prefix')}]")
_NAMES = frozenset(("username", "MessageCard__user-info__name"))
"""Classes of who wrote a post (1 and 2, VS)."""
_VIEWED = Strings("//div[contains(@class,'MessageCard__thread-info')]//text()")
_STARTED = css("time, .DateTime")


class XenForo(Boards):
    """XenForo boards and threads."""

    name = "xenforo"
    post_ids = "site"
    rank = 20
    fingerprints = (b"XF", b"XenForo", b"js-inlineModContainer")
    page_part = re.compile(r"page-\d+/?$")

    title = css("h1.p-title-value, h1.MessageCard__thread-title", "div.titleBar > h1", "h1")
    crumbs, category = css("ul.p-breadcrumbs a", "fieldset.breadcrumb a"), re.compile(r"#.*\.\d|categories/")
    pager, page_shown = css("div.pageNav a", "div.PageNav a"), css("div.pageNav li.pageNav-page--current", "div.PageNav a.currentPage")
    message = Either(
        f"//div[{has('p-body-pageContent')}]//div[{has('blockMessage')}]",
        f"//div[{has('blockMessage')}][not(contains(@class,'blockMessage--important'))] | //label[{has('OverlayCloser')}]"
        f" | //div[{has('errorPanel')}] | //div[{has('messageBody')}]",
    )
    """What the page itself says, not the notes above it (2: 'JavaScript is disabled' stands on every page)."""

    posts = Numbered("js-post-", "article", "div")

    def detect(self, page: Page) -> bool:
        return bool(_MARK.search(page.start[:4096])) or b"js-inlineModContainer" in page.body

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def address(self, page: Page, href: str) -> str:
        """Links of members lead to the first unread post."""
        return super().address(page, re.sub(r"/unread/?$", "/", href))

    def read(self, page: Page) -> Reading:
        words, numbered = routes.learned(page), routes.page_word(page)
        return Table.read(_renamed(words, numbered) if words or numbered != routes.PAGE else self, page)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        found = self.posts(sheet.tree) if b"js-post-" in sheet.page.body else _OLD_POSTS(sheet.tree)
        shown = [post for post in found if "deleted" not in post.get("class", "").split()]
        sheet.numbers = {post: pid for pid, post in each_once(shown).items()}
        return [] if _TEMPLATE(sheet.tree).startswith("forum_view") else list(sheet.numbers)

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        sheet.here = next((at for url in self._addresses(sheet) if (at := self.target(url)) and at.kind == "thread"), None)
        return super().thread_page(sheet, units)

    def _addresses(self, sheet: Sheet) -> Iterable[str]:
        """The canonical address decides, then the page's own, then the one that it is shared by."""
        links = (sheet.page.link("canonical"), sheet.page.url, meta(sheet.page, "og:url"))
        return (sheet.address(link) for link in links)

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        key = re.search(r"thread-(\d+)", routes.KEYS(sheet.tree))
        return Target("thread", key[1] if key else "0")

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread = super().thread_of(sheet, here)
        thread.tags = list(dict.fromkeys([*(label.strip("[]") for label in self._heading(sheet)[1]), *_tags(sheet)]))
        thread.views, thread.replies = _counters(sheet)
        return thread

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        named = next((url for url in self._addresses(sheet) if (at := self.target(url)) and at.kind == "thread"), "")
        return self.page_part.sub("", named) if named else sheet.address(f"threads/{here.id}/") if here.id != "0" else sheet.page.url

    def title_of(self, sheet: Sheet) -> str:
        return self._heading(sheet)[0]

    def _heading(self, sheet: Sheet) -> tuple[str, list[str]]:
        """The heading without its prefixes, and the prefixes."""
        heading = self.title.first(sheet.tree)
        if heading is None:
            return tidy(sheet.page.title.rpartition(" | ")[0]), []
        labels, title = [text for label in _LABELS(heading) if (text := text_of(label))], text_of(heading)
        for label in labels:
            title = title.removeprefix(label).strip()
        return title, labels

    def number_posts(self, sheet: Sheet, posts: list[RawPost]) -> None:
        if all(made.post.floor for made in posts):
            posts.sort(key=lambda made: made.post.floor or 0)

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """Who opened the thread and when: the first post where it is on this page, else the line below the title."""
        about = first_of(sheet.tree, "p-description", "div") if b"p-description" in _top(sheet.page) else None
        about = about if about is not None else css("#pageDescription").first(sheet.tree)
        if posts[0].post.floor == 1:
            super().opened(sheet, posts)
        elif about is not None:
            sheet.thread.author = self.person(css(".username").first(about))
            sheet.thread.created_at = sheet.time(_STARTED.first(about)).iso

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        first = next(iter(sheet.numbers)) is unit
        return read_post(unit, sheet.page.base_url, fields=first)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        base = sheet.thread.url or ""
        return f"{base.rpartition('threads/')[0]}posts/{pid}/" if unit.tag == "li" else f"{base.rstrip('/')}/post-{pid}"

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        users = (user for user in unit.iter("a", "span") if not _NAMES.isdisjoint((user.get("class") or "").split()))
        found = next(filter(None, map(self.person, users)), None)
        return found or (Author(name) if (name := tidy(unit.get("data-author") or "")) else None)

    def person(self, element: Element | None) -> Author | None:
        name = text_of(element)
        return Author(name, self.member_id(element)) if element is not None and name else None

    def member_id(self, link: Element) -> str | None:
        uid = link.get("data-user-id") or ""
        if not uid.isdecimal():
            found = re.search(r"members/(?:[^/?]*\.)?(\d+)(?:/|$)", link.get("href") or "")
            uid = found[1] if found else ""
        return uid if uid.strip("0") else None

    @kept
    def _times(self, sheet: Sheet, unit: Element) -> tuple[Element | None, Element | None]:
        return times(unit)

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        when = sheet.time(self._times(sheet, unit)[0])
        return when if when.iso else next((shown for link in OWN_LINKS(unit) if (shown := sheet.time(link)).iso), when)

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        return sheet.time(self._times(sheet, unit)[1]).iso

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return floor(unit)


def _renamed(words: dict[str, str], numbered: str) -> XenForo:
    """The engine for one page of a site with routes of its own, and its own word before a page's number."""

    class Renamed(XenForo):
        page_part = re.compile(rf"(?<=/){re.escape(numbered)}-(?P<page>\d+)/?$")

        def target(self, url: str) -> Target | None:
            return addresses.target(routes.usual(self.page_part.sub(rf"{routes.PAGE}-\g<page>", url), words))

    return Renamed()


def _counters(sheet: Sheet) -> tuple[int | None, int | None]:
    """Views and replies: in the JSON of 2, above the title in VS."""
    told = counters(sheet.page)
    if told != (None, None) or b"MessageCard__thread-info" not in _top(sheet.page):
        return told
    shown = " ".join(_VIEWED(sheet.tree))
    views, replies = (re.search(rf"([\d.,]+\s*[KM]?)\s*{word}", shown) for word in ("views", "replies"))
    return count(views and views[1]), count(replies and replies[1])


def _tags(sheet: Sheet) -> list[str]:
    held = first_of(sheet.tree, "tagList", "dl", "ul", "span", "div") if b"tagList" in _top(sheet.page) else None
    return [text for link in held.iter("a") if (text := text_of(link))] if held is not None else []


def _top(page: Page) -> bytes:
    """What stands above the first post's text: cheap to search."""
    at = max(page.body.find(b'"js-post-'), page.body.find(b'<li id="post-') if b"js-post-" not in page.body else -1)
    return page.body[: at + 8000]


ENGINE = XenForo()
