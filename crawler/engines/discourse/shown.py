"""Discourse's topics and categories as robots and browsers see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates import When, stamp
from crawler.engines.discourse.family import CRUMBS, NEXT, Family, body_in, home
from crawler.forum import Notice, Target, ThreadRow
from crawler.items import Author
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Select, Value, has, text_of
from crawler.text import count, number
from crawler.urls import path

_AUTHOR = Value(
    f".//*[{has('creator')}]//*[@itemprop='name'] | .//*[{has('creator')}]/a"
    f" | .//*[{has('topic-meta-data')}]//a[@data-user-card]/@data-user-card"
)
_TIME = Value(f".//time[{has('post-time')}]/@datetime | .//time[@itemprop='datePublished']/@datetime")
_ACTION = Value(f".//*[{has('creator')}]/text()[normalize-space()]")
_MODIFIED = Value(".//meta[@itemprop='dateModified']/@content")
_MILLISECONDS = Value(f".//*[{has('post-date')}]//*[@data-time]/@data-time")
_ROW_REPLIES = Value(f".//td[{has('replies')} or {has('posts')}] | .//span[{has('posts')}]")
_ROW_VIEWS = Value(f".//td[{has('views')}] | .//span[{has('views')}]")
_ROW_OPENER = Value(f".//td[{has('posters')}]/a[1]/@href")
_ROW_LAST = Value(f"./td[{has('num')}][last()] | ./td[last()]")
_ROW_LAST_EXACT = Value(f"./td[last()]//*[{has('relative-date')}]/@data-time")
_ROW_EXCERPT = Select(f".//p[{has('excerpt')}]")
"""Robots are shown the first words of pinned topics only."""
_GONE = Select(f"//*[{has('page-not-found')}]")


class Shown(Family, Table):
    """Topics and categories by their elements."""

    zone = UTC
    title, tags = css("#topic-title h1"), css("#topic-title a.discourse-tag")
    crumbs = CRUMBS
    posts = Select(f"//div[{has('crawler-post')}][starts-with(@id,'post_')] | //article[starts-with(@id,'post_')][@data-post-id]")
    body = Select(f".//div[{has('post')}][@itemprop] | .//div[{has('cooked')}] | self::div[{has('crawler-post')}]//div[{has('post')}]")
    prints_numbers = True
    permalink = "{thread}/{id}"
    rows, row_link = css("tr.topic-list-item"), css("a.title")
    boards = Select(
        f"//*[{has('category-list')} or contains(@class,'category-boxes')]//a[contains(@href,'/c/')]"
        " | id('main-outlet')/a[contains(@href,'/c/')][span/@itemprop='name']"
    )

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        found = super().posts_on(sheet)
        return [post for post in found if not _is_action(post)] if any(self.body.first(post) is not None for post in found) else []

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        return Target("thread", next((unit.get("data-topic-id", "") for unit in units), "") or "0")

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        canonical = sheet.address(sheet.page.link("canonical"))
        return canonical.split("?", 1)[0] if canonical else sheet.address(f"{home(sheet.page)}/t/{here.id}")

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return str(number(unit.get("id")))

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        content = self.body.first(unit)
        return body_in(sheet, content) if content is not None else Body()

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return Author(name) if (name := _AUTHOR(unit)) else None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        milliseconds = number(_MILLISECONDS(unit))
        return sheet.moment((stamp(milliseconds / 1000, UTC) if milliseconds else None) or _TIME(unit))

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        """Robots are told when a post was last written, whether that was once or more often."""
        written, modified = self.time_of(sheet, unit).iso, sheet.moment(_MODIFIED(unit)).iso
        if not written or not modified:
            return None
        return modified if datetime.fromisoformat(modified) - datetime.fromisoformat(written) > timedelta(seconds=1) else None

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return number(unit.get("id"))

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        following = sheet.page.link("next") or NEXT.first(sheet.tree)
        return here.page, None, sheet.address(following) or None

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            found.replies, found.views = count(_ROW_REPLIES(unit)), count(_ROW_VIEWS(unit))
            opener = _ROW_OPENER(unit).rstrip("/").rpartition("/")[2]
            found.author = Author(opener) if opener else None
            milliseconds = number(_ROW_LAST_EXACT(unit))
            exact = stamp(milliseconds / 1000, UTC) if milliseconds else None
            found.last_post_at = exact or sheet.moment(_ROW_LAST(unit)).iso
            found.sticky = "pinned" in unit.get("class", "").split() or _ROW_EXCERPT.first(unit) is not None
        return found


def why(page: Page) -> Notice | None:
    """Why a page shows nothing; None where it does not say."""
    gone = _GONE.first(page.tree)
    if page.status == 403:
        return Notice("permission", text_of(gone)[:200])
    if gone is not None or page.status in (404, 410):
        return Notice("missing", text_of(gone)[:200])
    if page.status >= 500:
        return Notice("site_error", page.title)
    return Notice("login", page.title) if path(page.url).endswith("/login") else None


def _is_action(container: Element) -> bool:
    """Behind the name of who closed, pinned or moved a topic stands what they did; behind a poster's, at most the full name in brackets."""
    words = _ACTION(container)
    return bool(words) and not words.startswith("(")


SHOWN = Shown()
