"""The ``-a`` options that all spiders share, read and checked before anything is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy.http.request import VerboseCookie

from crawler import cookies
from crawler.engines import UnknownEngineError, named
from crawler.forum import CHINA


class OptionError(ValueError):
    """An option that cannot be used; the message says what to do."""


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

    @classmethod
    def parse(
        cls,
        url: str = "",
        since: str = "",
        max_threads: str = "",
        max_pages: str = "",
        engine: str = "",
        cookies: str = "",
        **unknown: str,
    ) -> Self:
        """Reads the options as given on the command line.  Raises :class:`OptionError`.

        Names that begin with ``_`` are a launcher's (scrapyd sends ``_job``) and pass.
        """
        for name in unknown:
            if not name.startswith("_"):
                raise OptionError(f"there is no option {name!r}; there are: url, since, max_threads, max_pages, engine, cookies")
        return cls(
            _urls(url),
            _since(since),
            _count("max_threads", max_threads),
            _count("max_pages", max_pages),
            _engine(engine),
            _cookies(cookies),
        )


def _urls(text: str) -> list[str]:
    urls = [part.strip() for part in re.split(r",(?=\s*(?:https?:)?\w)", text) if part.strip()]
    if not urls:
        raise OptionError("where should it begin?  Give -a url=ADDRESS (an index, a board or a thread; several with commas)")
    return [_url(url) for url in urls]


def _url(text: str) -> str:
    url = (text if re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE) else f"https://{text}").replace("&amp;", "&")
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
        raise OptionError(f"{text!r} is no web address; give one like https://bbs.example.com/forum-2-1.html")
    return url


def _since(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise OptionError(f"since={text!r} is no date; give one like 2026-01-31") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _count(name: str, text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not int(text):
        raise OptionError(f"{name}={text!r} is no number; give 1 or more")
    return int(text)


def _engine(name: str) -> str | None:
    try:
        return named(name).name if name else None
    except UnknownEngineError as error:
        raise OptionError(str(error)) from None


def _cookies(path: str) -> list[VerboseCookie]:
    try:
        return cookies.load(path) if path else []
    except cookies.CookieFileError as error:
        raise OptionError(str(error)) from None
