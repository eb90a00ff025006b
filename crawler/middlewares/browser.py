"""``browser=auto``: a page that a check guards, or that a script draws, is asked for once more, in a browser."""

from __future__ import annotations

import logging
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured

from crawler.crawl import chromium
from crawler.crawl.failures import BrowserError, OffsiteError
from crawler.markup.notices import before_the_forum
from crawler.markup.shell import drawn_by_script
from crawler.middlewares.gate import Gate
from crawler.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.crawl.options import Options

logger = logging.getLogger(__name__)

GUARDED = frozenset(("challenge", "script"))
"""Reasons for which a page shows nothing outside of a browser."""
_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
_NOT_READ = frozenset(("image", "media", "font", "stylesheet"))
"""What a page loads for the eye."""
_CHECKS = frozenset((403, 429, 503))
"""Statuses of browser checks: the page behind them came after the check."""
_KNOWN = 3
"""Pages drawn by a script after which a site's pages are asked for in a browser at once."""
_PAUSE = 250
"""Milliseconds between two looks at a page."""


def prepare(crawler: Crawler, options: Options) -> None:
    """Gives a crawl a browser beside Scrapy's own client.  It starts with the first page that needs it."""
    settings = crawler.settings
    gate = Gate(crawler)

    async def unwanted(asked: Any) -> bool:
        """Whether the browser must not fetch something: what no text comes from, and machines of private networks."""
        if asked.resource_type in _NOT_READ:
            return True
        try:
            await gate.process_request(Request(asked.url))
        except (IgnoreRequest, ValueError):
            return True
        return False

    launch: dict[str, Any] = {"executable_path": chromium.program()} if chromium.program() else {}
    if options.proxy:
        parts = urlsplit(options.proxy)
        launch["proxy"] = {"server": f"{parts.scheme}://{parts.hostname}:{parts.port or 80}"}
        launch["proxy"] |= {"username": parts.username, "password": parts.password or ""} if parts.username else {}
    settings.set("DOWNLOAD_HANDLERS", {"http": _HANDLER, "https": _HANDLER}, priority="spider")
    settings.set("PLAYWRIGHT_LAUNCH_OPTIONS", launch, priority="spider")
    settings.set("PLAYWRIGHT_ABORT_REQUEST", unwanted, priority="spider")
    settings.set("PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT", settings.getfloat("BROWSER_SECONDS") * 1000, priority="spider")
    logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)


def once_more(response: Response, reason: str) -> Request | None:
    """The request for a guarded page, to be made in a browser; None where it was."""
    request = response.request
    if request is None or reason not in GUARDED or "browser" in request.meta:
        return None
    return request.replace(dont_filter=True, meta={**request.meta, "browser": reason})


class Browser:
    """Sends marked requests to the browser, and makes what it shows an answer as any other."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.drawn: Counter[str] = Counter()
        """By host: pages that a script drew."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.spider.options.browser:  # type: ignore[union-attr]
            raise NotConfigured
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if "context" in request.meta and self.drawn[host] >= _KNOWN:
            request.meta.setdefault("browser", "script")
        if "browser" in request.meta:
            from scrapy_playwright.page import PageMethod  # noqa: PLC0415  (an extra)

            self.crawler.stats.inc_value("browser/asked")
            agent = (request.headers.get("User-Agent") or b"").decode("latin-1")
            request.meta.update(
                playwright=True,
                playwright_page_init_callback=_give_cookies,
                playwright_page_methods=[PageMethod(_settle, self.crawler.settings.getfloat("BROWSER_SECONDS"))],
                playwright_context_kwargs={"service_workers": "block", "user_agent": agent},
            )

    def process_response(self, request: Request, response: Response) -> Response:
        if not request.meta.get("playwright"):
            return response
        if not self.crawler.spider.sites.here(response.url):  # type: ignore[union-attr]
            raise OffsiteError(response.url)
        (settled,) = request.meta["playwright_page_methods"]
        shown, cookies = settled.result
        if shown and request.meta["browser"] == "script":
            self.drawn[urlsplit(request.url).netloc] += 1
        headers = response.headers.copy()
        headers["Content-Type"] = b"text/html; charset=utf-8"
        for cookie in cookies:  # a check that was passed is passed for the next pages, too
            headers.appendlist("Set-Cookie", f"{cookie['name']}={cookie['value']}; path={cookie['path']}".encode())
        passed = shown and request.meta["browser"] == "challenge" and response.status in _CHECKS
        body = getattr(response, "text", "").encode("utf-8", "replace")
        return response.replace(body=body, headers=headers, encoding="utf-8", status=200 if passed else response.status)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if request.meta.get("playwright") and type(exception).__module__.startswith("playwright."):
            logger.warning("The browser failed on %s: %s", request.url, str(exception).partition("\n")[0])
            raise BrowserError(request.url) from exception


async def _give_cookies(page: Any, request: Request) -> None:
    """The browser sends its own cookies only: ours become its own."""
    sent = (request.headers.get("Cookie") or b"").decode("utf-8", "replace")
    pairs = [pair.strip().partition("=") for pair in sent.split(";") if "=" in pair]
    await page.context.add_cookies([{"name": name, "value": value, "url": request.url} for name, _, value in pairs])


async def _settle(page: Any, seconds: float) -> tuple[bool, Iterable[dict[str, str]]]:
    """Waits until a page shows something, or for so long; whether it does, and the browser's cookies for it."""
    from playwright.async_api import Error  # noqa: PLC0415  (an extra)

    until, shown = time.monotonic() + seconds, False
    while not shown and time.monotonic() < until:
        with suppress(Error):  # it loads for ever, or goes on to the next page just now
            await page.wait_for_load_state("networkidle", timeout=max(1.0, min(seconds, 5) * 1000))
        with suppress(Error):
            shown = _shows(Page((await page.content()).encode("utf-8", "replace"), page.url, {"content-type": "text/html; charset=utf-8"}))
        if not shown:
            await page.wait_for_timeout(_PAUSE)
    return shown, await page.context.cookies(page.url)


def _shows(page: Page) -> bool:
    return before_the_forum(page) is None and not drawn_by_script(page)
