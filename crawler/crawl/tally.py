"""What a crawl has seen, counted into its stats: all that its outcome is judged by (:mod:`crawler.crawl.outcome`)."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlsplit

from crawler.crawl.edgelines import EdgeLines
from crawler.crawl.options import Options
from crawler.crawl.outcome import NO_LOSS, login
from crawler.forum import BoardPage, Engine, Notice, ThreadPage
from crawler.markup.account import shown_as
from crawler.markup.unasked import unasked
from crawler.page import Page
from crawler.raw_post import RawPost

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

Scope: TypeAlias = Literal["list", "thread", "rest"]
"""A list, with all that it leads to; a thread; a further page of either: the page before says that it is there."""
FIELDS = ("time", "author", "title")
"""What a site either shows with every post or with none."""


class Tally:
    """One crawl's counts, and for each kind of loss the first address at which it was met."""

    def __init__(self, crawler: Crawler, options: Options) -> None:
        self.crawler = crawler
        self.expired = options.expired
        self.edges = EdgeLines()
        self.logs_in = options.login is not None
        self.domains = {str(cookie.get("domain", "")).lstrip(".") for cookie in options.cookies}
        """The sites that cookies were given for."""

    @property
    def stats(self) -> StatsCollector:
        """There from the crawl's start on, not before (Scrapy 2.19)."""
        return self.crawler.stats

    def begin(self) -> None:
        """Warns of a login that can be seen to be over before anything is asked."""
        if self.expired:
            self.stats.set_value("login/expired", len(self.expired))
            logger.warning("Cookies are past their date: %s; log in again and export them anew", ", ".join(self.expired[:5]))

    def page(self, page: Page, engine: Engine, reading: ThreadPage | BoardPage) -> None:
        """A page of a thread or a board that was read."""
        self._account(page)
        links = unasked(page, engine, reading)
        for link in links:
            self.stats.inc_value("links/unasked")
            self._where("unasked", f"{page.url}: the link {link} is not understood")
        if links:
            logger.warning("On %s these links were not understood: %s", page.url, ", ".join(links[:5]))
        if isinstance(reading, BoardPage) and reading.passed_over:
            self.stats.inc_value("links/passed_over", reading.passed_over)
        if isinstance(reading, ThreadPage):
            self._fields(page.site, reading.posts)
            for line in self.edges.see(reading.posts):
                self.stats.set_value(f"suggested/{line}", page.url)
            for doubt, posts in reading.lacks.items():
                self.stats.inc_value(f"lacks/{page.site}/{doubt}", posts)

    def nothing(self, page: Page, notice: Notice, scope: Scope) -> None:
        """A page that gave nothing."""
        self._account(page)
        self._lost("parse" if notice.reason == "broken" else notice.reason, f"{page.url}: {notice.text or notice.reason}", scope)

    def unanswered(self, url: str, kind: str, why: str, scope: Scope) -> None:
        """A request without an answer."""
        self._lost(kind, f"{url}: {why}", scope)

    @property
    def lost_login(self) -> bool:
        """Whether pages show us as a guest although cookies were given."""
        return bool(login(self.stats.get_stats()))

    def own(self, kind: str, why: str) -> None:
        """A failure of our own: a pipeline (``pipeline``), the feed (``feed``) or other code (``code``)."""
        self.stats.inc_value(f"own/{kind}")
        self._where(f"own/{kind}", why)

    def _lost(self, reason: str, where: str, scope: Scope) -> None:
        self._where(reason, where)
        if scope == "list" and reason not in NO_LOSS:
            self._where("list", where)
        elif scope == "rest" and reason in NO_LOSS:
            self.stats.inc_value("rests/lost")
            self._where("rest", where)

    def _where(self, what: str, address: str) -> None:
        if self.stats.get_value(f"where/{what}") is None:
            self.stats.set_value(f"where/{what}", address)

    def _fields(self, site: str, posts: list[RawPost]) -> None:
        shown = Counter({"posts": len(posts)})
        for post in (raw.post for raw in posts):
            values = (post.created_at or post.created_raw, post.author and post.author.name, post.thread.title)
            shown.update(name for name, value in zip(FIELDS, values, strict=True) if value)
        for name, count in shown.items():
            self.stats.inc_value(f"fields/{site}/{name}", count)

    def _came_as_member(self, page: Page) -> bool:
        host = urlsplit(page.url).hostname or ""
        return self.logs_in or any(host == domain or host.endswith(f".{domain}") for domain in self.domains)

    def _account(self, page: Page) -> None:
        """Whether the page knows us, where we came with cookies."""
        if self._came_as_member(page) and (seen := shown_as(page)):
            self.stats.inc_value(f"login/{seen}")
            if seen == "guest" and self.stats.get_value("login/guest") == 1:
                self._where("guest", page.url)
                logger.warning("%s shows us as a guest although cookies or a login were given: the login has expired", page.url)
