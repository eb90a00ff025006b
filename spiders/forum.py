"""What every spider does with a forum page: a thread's posts and following pages, a board's threads; each once, on one site."""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import VerboseCookie
from twisted.python.failure import Failure

from crawler.crawl import cookies, failures, logs
from crawler.crawl.adhoc import AdHoc
from crawler.crawl.frontier import Frontier, Output
from crawler.crawl.options import Options
from crawler.crawl.routes import Routes
from crawler.crawl.sites import FOR_GOOD, Sites
from crawler.crawl.tally import Tally
from crawler.crawl.useragent import NO_CONTACT, wrong_view
from crawler.forum import BoardPage, Engine, Notice, Reading, ThreadPage, ThreadRow
from crawler.middlewares import browser
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.reading import read_by

_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
_SOME = 10
"""So many of a site's first pages are read thoroughly, and of the others one in so many."""
_UNSEEN = ("not_a_forum", "script")
"""What a page with one short post is taken for where nothing tells what a post is."""
_TAUGHT = frozenset(("body", "name"))
"""What tells it, when the site's other pages have taught it."""
A_LIST = Notice("empty", "a list of threads; crawl it with: scrapy crawl board")


class ForumSpider(Spider):
    """Reads forum pages of any known software; subclasses say what they follow."""

    follows_boards = True

    def __init__(self, name: str | None = None, **given: str) -> None:
        super().__init__(name)
        self.options = Options.parse(**given)
        self.allowed_domains = sorted({urlsplit(url).hostname or "" for url in self.options.urls})
        self.sites = Sites(self.options.urls)
        self.routes = Routes()
        self.said: set[tuple[str, str]] = set()
        """Sites and titles of the pages that may tell more later."""
        self.pages_of: Counter[str] = Counter()
        self.shown_by_shape: set[str] = set()
        """Hosts of which a page was read by its shape: what their software's engine loses there, it may lose on every page."""
        """Pages that each host has given."""
        self.frontier: Frontier = AdHoc(self)
        self.tally: Tally

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """With ``-a job=NAME`` the crawl works for a job: its requests come out of a store.  Raises what opening the job raises."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.tally = Tally(crawler, spider.options)
        if spider.options.browser:
            browser.prepare(crawler, spider.options)
        if spider.options.job:
            from crawler.store.frontier import work_for  # noqa: PLC0415  (ad hoc crawls need no database)

            work_for(spider, spider.options.job)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        logs.hush()
        gc.freeze()  # what was imported stays: the collector need not look through it again with every page
        gc.set_threshold(2000, 50, 50)  # a page makes thousands of objects: looked through once or twice a page, not ten times
        cookies.stay_offline()
        self.tally.begin()
        word = wrong_view(self.settings["USER_AGENT"])
        if word:
            self.logger.warning("The User-Agent holds %r: Discuz sites will send another view than the desktop's", word)
        if NO_CONTACT in self.settings["USER_AGENT"] and not _LOOPBACK.issuperset(self.allowed_domains):
            self.logger.warning("Nobody can reach you about this crawl: set BOARDFEED_CONTACT to a URL or mail address")
        for request in self.frontier.seeds():
            yield request

    # Requests -------------------------------------------------------------------------------------------------------------------------

    def ask(self, url: str, priority: int = 0, cookies: list[VerboseCookie] | None = None, **context: Any) -> Request:
        """A request for a forum page.  What is fetched once is decided here, by what a page is, not by the spelling of its address."""
        context["asked"] = url
        return Request(
            url,
            self.parse,
            errback=self.failed,
            priority=priority,
            cookies=cookies,
            cb_kwargs=context,
            meta={"context": context},
        )

    # Pages ----------------------------------------------------------------------------------------------------------------------------

    def parse(self, response: Response, **context: Any) -> Output:
        """Reads any page and goes on by what it turns out to be."""
        page = Page(
            response.body,
            response.url,
            {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()},
            status=response.status,
            timezone=self.options.timezone,
            site_zone=self.sites.zone(response.url),
            learnt=self.sites.known(response.url),
            boilerplate=self.options.boilerplate,
            of_forum=True,
            named=self.sites.name,
            moved_from=self.moved_from(response),
        )
        engine, reading = self.read(page)
        if self.options.browser and isinstance(reading, Notice) and (again := browser.once_more(response, reading.reason)):
            yield again
            return
        if self.may_tell_more(page, engine, reading, **context) and (later := self.frontier.put_off(**context)) is not None:
            self.count("pages/put_off")
            yield from later
            return
        self.sites.learn_zone(response.url, page.calendar.taught)
        self.sites.learn(response.url, page.taught)
        asked = context["asked"]
        self.sites.learn_routes(asked, self.routes.proven(asked, engine, reading, self.frontier.scope(**context)))
        if engine and not isinstance(reading, Notice):
            self.sites.used.add(page.site)
        if engine and isinstance(reading, ThreadPage):
            self.tally.page(page, engine, reading)
            yield from self.frontier.thread(page, engine, reading, **context)
        elif engine and isinstance(reading, BoardPage) and self.follows_boards:
            self.tally.page(page, engine, reading)
            yield from self.frontier.board(page, engine, reading, **context)
        else:
            self.notice(page, reading if isinstance(reading, Notice) else A_LIST, **context)

    def may_tell_more(self, page: Page, engine: Engine | None, reading: Reading, **context: Any) -> bool:
        """Whether a page of a thread of unknown software gives nothing, and its others have not taught yet what posts are like.

        A page without a title, or with that of another such page, is the site's state: it tells no more later.
        """
        if not isinstance(reading, Notice) or reading.reason not in _UNSEEN or page.status >= 400 or page.learnt.keys() >= _TAUGHT:
            return False
        if (engine is not None and engine.name != "generic") or self.frontier.scope(**context) == "list" or not page.title:
            return False
        if (said := (page.site, page.title)) in self.said:
            return False
        self.said.add(said)
        return True

    def moved_from(self, response: Response) -> str:
        """The address of the crawl that led to a page for good; empty where none did."""
        begun = response.meta.get("redirect_urls", [""])[0]
        for_good = FOR_GOOD.issuperset(response.meta.get("redirect_reasons", ()))
        return begun if for_good and begun in self.options.urls else ""

    def read(self, page: Page) -> tuple[Engine | None, Reading]:
        """The page's engine and what the page says."""
        self.pages_of[page.host] += 1
        many = self.pages_of[page.host]
        thorough = many <= _SOME or many % _SOME == 0 or page.host in self.shown_by_shape
        engine, reading = read_by(page, self.options.engine, thorough=thorough)
        if engine is not None and engine.name == "generic":
            self.shown_by_shape.add(page.host)
        return engine, reading

    def wanted(self, raw: RawPost, begun: str = "") -> bool:
        """Whether a post is young enough."""
        created, since = raw.post.created_at, self.options.bounds(begun).since
        young = since is None or created is None or datetime.fromisoformat(created) >= since
        if not young:
            self.count("posts/older_than_since")
        return young

    def goes_on(self, reading: BoardPage, depth: int, begun: str = "") -> bool:
        """Whether a board's next page may hold threads that are wanted; ``depth`` counts the pages read so far."""
        if depth >= (self.options.bounds(begun).max_pages or depth + 1):
            return False
        dated = [row for row in reading.threads if row.last_post_at and not row.sticky]
        return not dated or any(self.young(row, begun) for row in dated)

    def young(self, row: ThreadRow, begun: str = "") -> bool:
        """Whether a thread may hold posts that are wanted: by its last reply, as the board shows it."""
        since = self.options.bounds(begun).since
        return (
            since is None
            or row.last_post_at is None
            or datetime.fromisoformat(row.last_post_at) >= since.replace(hour=0, minute=0, second=0)
        )

    # What went wrong ------------------------------------------------------------------------------------------------------------------

    def notice(self, page: Page, notice: Notice, **context: Any) -> None:
        """A page that gives nothing: counted by its reason, never passed over."""
        self.count("failures/parse" if notice.reason == "broken" else f"notices/{notice.reason}")
        self.tally.nothing(page, notice, self.frontier.scope(**context))
        if page.status >= 400:
            self.count(f"failures/http/{page.status}")
        level = logging.WARNING if context.get("seed") else logging.INFO
        self.logger.log(level, "Nothing at %s: %s (%s)", page.url, notice.reason, notice.text)
        self.frontier.nothing(page, notice, **context)

    def failed(self, failure: Failure) -> None:
        """A request without an answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        kind = failures.classify(failure.value or Exception())
        self.count(f"failures/{kind}")
        self.logger.warning("Not fetched: %s: %s", request.url, failures.SENTENCES[kind])
        context = request.meta["context"]
        self.tally.unanswered(request.url, kind, failures.SENTENCES[kind], self.frontier.scope(**context))
        self.frontier.unanswered(request.url, kind, failures.SENTENCES[kind], **context)

    def lost_seed(self, url: str, why: str) -> None:
        """An address the crawl began with gave nothing: the closing line will say so."""
        self.count("seeds/lost")
        if self.crawler.stats.get_value("seeds/why") is None:
            self.crawler.stats.set_value("seeds/why", f"{url}: {why}")

    def count(self, name: str) -> None:
        """Adds one to a stat."""
        self.crawler.stats.inc_value(name)
