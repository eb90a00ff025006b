"""The ``-a`` options that all spiders share, read and checked before anything is fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from hashlib import sha256
from importlib.util import find_spec
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.http.request import VerboseCookie
from w3lib.url import safe_url_string

from crawler.crawl import chromium, cookies
from crawler.crawl.cookies import expired as expired_cookies
from crawler.crawl.extras import missing
from crawler.crawl.login import Login, read_login, read_passwords
from crawler.crawl.secrets import Secret, SecretError
from crawler.dates import zones
from crawler.engines import UnknownEngineError, named
from crawler.forum import CHINA
from crawler.text import nearest, tidy
from crawler.urls import anonymous

SPIDERS = ("board", "thread")


class OptionError(ValueError):
    """An option that cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a board is read."""

    since: datetime | None = None
    """Only posts written at or after this time."""
    max_pages: int | None = None
    """At most this many list pages."""


@dataclass(slots=True)
class Options:
    """What a crawl was asked for."""

    urls: list[str] = field(default_factory=list)
    """Where to begin."""
    since: datetime | None = None
    """Only posts written at or after this time."""
    max_threads: int | None = None
    """At most this many threads are read."""
    max_pages: int | None = None
    """At most this many list pages are read of each board."""
    engine: str | None = None
    """The forum software, when detection is wrong."""
    cookies: list[VerboseCookie] = field(default_factory=list)
    """Sent to the site from the first request on."""
    images: bool = False
    """Whether pictures are downloaded."""
    timezone: tzinfo | None = None
    """The site's time zone, where its pages do not name it."""
    job: str | None = None
    """The job that keeps what is found; None for an ad hoc crawl, which keeps nothing."""
    again: str | None = None
    """A thread or board of the job that is read once more from its beginning."""
    login: Login | None = None
    """Who logs in, at the site of the first address."""
    passwords: dict[str, Secret] = field(default_factory=dict)
    """Passwords of boards, by the board's id."""
    proxy: str | None = None
    """Through which all requests go."""
    boilerplate: frozenset[str] = frozenset()
    """Lines at the edges of posts that are the site's, not the writers'."""
    browser: bool = False
    """Whether a page that a check guards, or a script draws, is asked for in a browser."""
    archive: bool = False
    """Whether the job keeps the pages that it fetches."""
    boards: dict[str, Bounds] = field(default_factory=dict)
    """Bounds of boards that differ from the others', by their address in :attr:`urls`."""
    expired: list[str] = field(default_factory=list)
    """Cookies past their date."""

    def bounds(self, begun: str = "") -> Bounds:
        """Those of what an address of :attr:`urls` leads to."""
        return self.boards.get(begun) or Bounds(self.since, self.max_pages)

    @property
    def cookie_digest(self) -> str:
        """The same for the same cookies, whatever file they come from; empty without any."""
        account = [("login", self.login.user)] if self.login else []
        given = account + sorted((str(cookie["name"]), str(cookie["value"])) for cookie in self.cookies)
        return sha256(repr(given).encode()).hexdigest() if given else ""

    @classmethod
    def parse(cls, **given: str) -> Self:
        """Reads the options as given on the command line.  Raises :class:`OptionError`.

        Names that begin with ``_`` are a launcher's (scrapyd sends ``_job``) and pass.
        """
        for name in given:
            if name not in (*_READ, "login", "passwords", "boards") and not name.startswith("_"):
                raise OptionError(f"there is no option {name!r}{nearest(name, _READ)}")
        try:
            login, passwords = read_login(given.get("login", "").strip()), read_passwords(given.get("passwords", "").strip())
        except SecretError as error:
            raise OptionError(str(error)) from None
        read = {name: reader(given.get(name, "").strip()) for name, reader in _READ.items()}
        options = cls(read.pop("url"), login=login, passwords=passwords, **read)
        options.boards = _boards(given.get("boards", ""), options)
        if options.archive and not options.job:
            raise OptionError("archive=1 keeps the pages of a job; name the job with job=NAME")
        if options.again and not options.job:
            raise OptionError("again= reads a thread or a board of a job once more; name the job with job=NAME")
        options.expired = expired_cookies(given["cookies"]) if options.cookies else []
        return options


def _urls(text: str) -> list[str]:
    urls = [part.strip() for part in re.split(r",(?=\s*(?:https?:)?\w)", text) if part.strip()]
    if not urls:
        raise OptionError("where should it begin?  Give the address of an index, a board or a thread: boardfeed crawl URL, or -a url=URL")
    return [_url(url) for url in urls]


def _url(text: str) -> str:
    url = (text if re.match(r"[a-z][a-z0-9+-]*:(?!\d)", text, re.IGNORECASE) else f"https://{text}").replace("&amp;", "&")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        host, parts = "", None
    if (
        parts is None
        or parts.scheme.lower() not in ("http", "https")
        or not re.fullmatch(r"[\w.-]+|[0-9a-f:.]+", host)
        or not ("." in host or ":" in host or host == "localhost")
    ):
        raise OptionError(f"{anonymous(text)!r} is no web address; give one like https://bbs.example.com/forum-2-1.html")
    if anonymous(url) != url:
        raise OptionError(
            f"the address {anonymous(url)} was given with a name or password, which would stand in logs; "
            "give the browser's cookies with cookies=FILE instead"
        )
    return str(safe_url_string(url))


def _since(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise OptionError(f"since={text!r} is no date; give one like 2026-01-31") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _count(name: str) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if not text:
            return None
        if not text.isdecimal() or len(text) > 9 or not int(text):
            raise OptionError(f"{name}={text[:20]!r} is no number that can be used; give one from 1 to 999999999")
        return int(text)

    return read


def _engine(name: str) -> str | None:
    try:
        return named(name).name if name else None
    except UnknownEngineError as error:
        raise OptionError(str(error)) from None


_YES, _NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


def _images(text: str) -> bool:
    if not _yes("images", text, "download pictures"):
        return False
    if find_spec("PIL") is None:
        raise OptionError(missing("images=1", "images"))
    return True


def _archive(text: str) -> bool:
    if not _yes("archive", text, "keep the pages that are fetched"):
        return False
    if find_spec("fastwarc") is None or find_spec("isal") is None:
        raise OptionError(missing("archive=1", "archives"))
    return True


def _browser(text: str) -> bool:
    if text.lower() in _NO:
        return False
    if text.lower() != "auto":
        raise OptionError(
            f"browser={text[:20]!r} is not known; give browser=auto: pages that show nothing without a browser are read in one"
        )
    if find_spec("scrapy_playwright") is None:
        raise OptionError(missing("browser=auto", "browser"))
    if not chromium.found():
        raise OptionError(
            "browser=auto: there is no Chromium; install one (apt install chromium, or: python -m playwright install chromium)"
        )
    return True


def _yes(name: str, text: str, what: str) -> bool:
    if text.lower() not in _YES + _NO:
        raise OptionError(f"{name}={text!r} is neither yes nor no; give {name}=1 to {what}")
    return text.lower() in _YES


def _timezone(text: str) -> tzinfo | None:
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-]\d{1,2}(?::?\d{2})?)?", text, re.IGNORECASE)
    zone = zones.named(f"UTC{offset[1] or ''}" if offset else text) if text and (offset or "/" in text) else None
    if text and zone is None:
        raise OptionError(f"timezone={text!r} is no time zone; give one like Asia/Shanghai or +08:00")
    return zone


def _cookies(path: str) -> list[VerboseCookie]:
    try:
        return cookies.load(path) if path else []
    except cookies.CookieFileError as error:
        raise OptionError(str(error)) from None


def _proxy(text: str) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise OptionError("proxy is no address of an HTTP proxy; write http://host:port")
    return parts.geturl()


def _lines(text: str) -> frozenset[str]:
    if not text.startswith("["):
        return frozenset(filter(None, map(tidy, text.split("\n"))))
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, list) or not all(isinstance(line, str) for line in given):
        raise OptionError('boilerplate is no list of lines; write ["one line", "another line"]')
    return frozenset(map(tidy, given))


def _job(name: str) -> str | None:
    if name and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}", name):
        raise OptionError(f"job={name!r}: a job's name is made of letters, digits, - and _ (41 at most)")
    return name or None


def _boards(text: str, options: Options) -> dict[str, Bounds]:
    """``{"address": {"since": …, "max_pages": …}}`` as JSON, as ``jobs.toml`` has it (store/jobsfile.py)."""
    if text and not options.job:
        raise OptionError("boards= belongs to a job; write the addresses with their options into jobs.toml")
    try:
        given = json.loads(text or "{}")
        return {
            _url(url): Bounds(
                _since(own["since"]) if "since" in own else options.since,
                _count("max_pages")(own.get("max_pages", "")) or options.max_pages,
            )
            for url, own in given.items()
        }
    except (ValueError, AttributeError, TypeError) as error:
        raise OptionError(
            str(error) if isinstance(error, OptionError) else "boards= is no JSON object of addresses and their options"
        ) from None


_READ: dict[str, Callable[[str], Any]] = {
    "url": _urls,
    "since": _since,
    "max_threads": _count("max_threads"),
    "max_pages": _count("max_pages"),
    "engine": _engine,
    "cookies": _cookies,
    "images": _images,
    "timezone": _timezone,
    "proxy": _proxy,
    "boilerplate": _lines,
    "job": _job,
    "again": lambda text: _url(text) if text else None,
    "archive": _archive,
    "browser": _browser,
}
"""Each option as text, and what it means."""

HELP = {
    "since": ("DATE", "only posts written since, like 2026-01-31; older threads are not fetched"),
    "max_threads": ("N", "read at most so many threads"),
    "max_pages": ("N", "read at most so many list pages of each board"),
    "timezone": ("ZONE", "the site's time zone, like Asia/Shanghai or +08:00, where its pages do not name it"),
    "engine": ("NAME", "the forum software, when detection is wrong"),
    "cookies": ("FILE", "a browser's cookies (Netscape file)"),
    "login": ("USER", "log in, with the password in the environment's BOARDFEED_PASSWORD (more: docs/access.md)"),
    "proxy": ("URL", "a proxy for all requests; user and password of it may stand in the environment's http_proxy instead"),
    "browser": ("auto", "auto: pages that a check guards, or a script draws, are read in a browser (docs/access.md)"),
    "images": ("1", "download pictures, too"),
    "boilerplate": ("LINES", "lines at the edges of posts that are the site's, not the writers' (a run's report suggests them)"),
    "archive": ("1", "keep the pages that a job fetches, to be read again (job NAME --reread)"),
    "job": ("NAME", "keep state and feed below var/NAME"),
}
"""What a person may ask for: the kind of value, and what it does."""
