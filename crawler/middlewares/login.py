"""Logs in before the first forum page is asked for, again when a page shows us as a guest, and into boards that ask for a password."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode, urljoin, urlsplit

from scrapy import Request
from scrapy.exceptions import DownloadFailedError, NotConfigured

from crawler.crawl.failures import SENTENCES, LoginError, classify
from crawler.crawl.forms import Form, login_address, password_form, said
from crawler.crawl.login import Login as Account
from crawler.crawl.refusals import remember, remembered
from crawler.crawl.script_logins import ENGINES, exchange, refusal, token_address
from crawler.markup.account import shown_as
from crawler.page import Page
from crawler.reading import detect
from crawler.reading.root import of_page
from crawler.urls import site

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

ATTEMPTS = 2
"""Logins in one run, at most: many in a row lock an account."""
_USUAL = {
    "discuz": "member.php?mod=logging&action=login",
    "phpbb": "ucp.php?mode=login",
    "xenforo": "login/",
    "vbulletin": "login.php?do=login",
    "mybb": "member.php?action=login",
    "smf": "index.php?action=login",
}
"""Where the form usually is, by engine, for pages without a link to it."""


class Login:
    """One account at one site.  A login that is refused ends the crawl: what it would read as a guest is not what was asked for."""

    def __init__(self, crawler: Crawler, account: Account | None) -> None:
        self.crawler = crawler
        self.account = account
        self.passwords = crawler.spider.options.passwords  # type: ignore[union-attr]
        self.start = (account.url if account else "") or crawler.spider.options.urls[0]  # type: ignore[union-attr]
        self.sites = {site(self.start)}
        """The site, and the one that its address has moved to."""
        self.folder: Path | None = getattr(getattr(crawler.spider.frontier, "job", None), "folder", None)  # type: ignore[union-attr]
        self.attempts = 0
        self.begun = False
        self.refused = ""
        """Why the last login failed."""
        self.entered: set[str] = set()
        """Boards whose password was sent."""
        self.turn = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        options = crawler.spider.options  # type: ignore[union-attr]
        if options.login is None and not options.passwords:
            raise NotConfigured
        return cls(crawler, options.login)

    async def process_request(self, request: Request) -> None:
        if self.account is None or "context" not in request.meta or site(request.url) not in self.sites:
            return
        async with self.turn:
            if not self.begun:
                self.begun = True
                await self._log_in(self.account)
        if self.refused:
            raise LoginError(self.refused)
        request.meta["login"] = self.attempts

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        if "context" not in request.meta or site(response.url) not in self.sites or request.meta.get("admitted"):
            return response
        page = _page(response)
        if await self._admitted(page, request):
            return request.replace(dont_filter=True, meta=request.meta | {"admitted": True})
        return response

    async def _admitted(self, page: Page, request: Request) -> bool:
        """Whether it is worth asking again for a page that shows us as a guest, or asks for a board's password."""
        form = password_form(page, "board") if self.passwords else None
        if form is not None:
            async with self.turn:
                return await self._enter(page, form, request.url)
        if self.account is None or shown_as(page) != "guest":
            return False
        async with self.turn:
            if request.meta.get("login") == self.attempts:  # nobody has logged in since this page was asked for
                if self.attempts >= ATTEMPTS:
                    return False
                await self._log_in(self.account)
        return not self.refused

    # An account -----------------------------------------------------------------------------------------------------------------------

    async def _log_in(self, account: Account) -> None:
        """One attempt.  Afterwards :attr:`refused` says why it failed, or is empty."""
        self.attempts += 1
        self.crawler.stats.inc_value("login/attempts")
        try:
            self.refused = (remembered(self.folder, account) if self.folder else "") or await self._attempt(account)
        except Exception as error:  # whatever the network or the forum does: it is no login
            self.refused = SENTENCES[classify(error)]
        if self.refused:
            self.crawler.stats.set_value("login/refused", self.refused)
            logger.error("The login as %s failed: %s", account.user, self.refused)
            self.closing = asyncio.get_running_loop().create_task(self.crawler.engine.close_spider_async(reason="login"))
        else:
            logger.info("Logged in as %s at %s", account.user, ", ".join(sorted(self.sites)))

    async def _attempt(self, account: Account) -> str:
        page = await self._fetch(Request(self.start, cookies=self.crawler.spider.options.cookies))  # type: ignore[union-attr]
        if self.crawler.spider.sites.here(page.url):  # type: ignore[union-attr]
            self.sites.add(site(page.url))
        if shown_as(page) == "member":
            return ""
        engine = detect(page)
        if engine is not None and engine.name in ENGINES:
            return await self._by_script(engine.name, _root(page), page, account)
        form = await self._form(page, account, engine.name if engine else "")
        if form is None:
            return f"no login form was found at {page.url}; name its page with login's url"
        if form.captcha:
            return f"the form at {form.action} asks for a captcha; log in with a browser and give its cookies (cookies=)"
        if why := self._unsafe(form.action):
            return why
        answer = await self._send(form.action, urlencode(form.filled(account), encoding=page.encoding, errors="xmlcharrefreplace").encode())
        if (seen := shown_as(answer)) != "member":
            seen = shown_as(await self._fetch(Request(self.start, dont_filter=True)))
        if seen == "member" or (seen is None and password_form(answer) is None):
            return ""
        return self._wrong(account, said(answer))

    async def _form(self, page: Page, account: Account, engine: str) -> Form | None:
        """The form on the page, or on the page where its link to the login leads; the latter where the former has no security question."""
        here = password_form(page)
        if here is not None and (not account.question or "questionid" in here.names):
            return here
        address = login_address(page) or (urljoin(_root(page), _USUAL[engine]) if engine in _USUAL else None)
        if address is None or site(address) not in self.sites:
            return here
        return password_form(await self._fetch(Request(address))) or here

    async def _by_script(self, engine: str, root: str, page: Page, account: Account) -> str:
        address = token_address(engine, root)
        sent = exchange(engine, root, page, await self._fetch(Request(address)) if address else None, account)
        headers = {"X-CSRF-Token": sent.token, "X-Requested-With": "XMLHttpRequest", "Content-Type": sent.kind}
        why = refusal(await self._send(sent.url, sent.body, headers))
        return self._wrong(account, why) if why else ""

    def _wrong(self, account: Account, words: str) -> str:
        """The site's own refusal; a job remembers it."""
        if self.folder:
            remember(self.folder, account)
        return f"the site refuses the user or the password{f' ({words})' if words else ''}"

    def _unsafe(self, address: str) -> str:
        """Why a password must not be sent there; empty where it may."""
        there, here = urlsplit(address), urlsplit(self.start)
        if site(address) not in self.sites:
            return f"the form sends the password to another site, {there.netloc}"
        return "the form sends the password without encryption" if (here.scheme, there.scheme) == ("https", "http") else ""

    # A board --------------------------------------------------------------------------------------------------------------------------

    async def _enter(self, page: Page, form: Form, url: str) -> bool:
        """Sends a board's password, once; whether it was sent."""
        engine = detect(page)
        targets = [engine.target(address) for address in (url, page.url, form.action)] if engine else []
        names = {url, *(target.id for target in targets if target and target.kind == "board")}
        board = next((board for board in self.passwords if board in names), None)
        if board is None or board in self.entered or self._unsafe(form.action):
            return False
        self.entered.add(board)
        await self._send(form.action, urlencode(form.with_password(self.passwords[board].value), encoding=page.encoding).encode())
        return True

    # Requests of our own --------------------------------------------------------------------------------------------------------------

    async def _send(self, url: str, body: bytes, headers: dict[str, str] | None = None) -> Page:
        """Posts a form; a redirect is followed by us, so that no password goes anywhere else."""
        given = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.start} | (headers or {})
        form = Request(url, method="POST", headers=given, body=body, meta={"dont_redirect": True, "dont_retry": True})
        try:
            answer = await self._fetch(form)
        except DownloadFailedError:  # a server may close a connection that was kept, just then; once more, on a new one
            answer = await self._fetch(form.copy())
        location = urljoin(url, answer.headers.get("location", ""))
        if answer.status in (301, 302, 303, 307, 308) and site(location) in self.sites:
            return await self._fetch(Request(location))
        return answer

    async def _fetch(self, request: Request) -> Page:
        """A page, whatever robots.txt says of it: a login is asked for by somebody who has an account."""
        request.meta["dont_obey_robotstxt"] = True
        return _page(await self.crawler.engine.download_async(request))


def _page(response: Response) -> Page:
    headers = {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()}
    return Page(response.body, response.url, headers, status=response.status)


def _root(page: Page) -> str:
    parts, engine = urlsplit(page.url), detect(page)
    return f"{parts.scheme}://{parts.netloc}{(of_page(page, engine) if engine else '') or ''}/"
