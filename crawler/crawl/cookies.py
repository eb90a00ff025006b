"""Cookies from a browser, and a cookie jar that asks nobody about public suffixes."""

from __future__ import annotations

from datetime import UTC, datetime
from http.cookiejar import LoadError, MozillaCookieJar
from pathlib import Path

import scrapy.downloadermiddlewares.cookies as scrapy_cookies
from scrapy.http.request import VerboseCookie
from tldextract import TLDExtract


class CookieFileError(ValueError):
    """A cookie file that cannot be used, and why."""


def load(path: str) -> list[VerboseCookie]:
    """The cookies of a Netscape cookie file (``cookies.txt``, as browsers' export add-ons write it), as Scrapy requests take them."""
    return [{"name": c.name, "value": c.value or "", "domain": c.domain, "path": c.path, "secure": c.secure} for c in _jar(path)]


def expired(path: str) -> list[str]:
    """Names and dates of the cookies of a file that a browser would not send any more."""
    past = [c for c in _jar(path) if c.expires and c.is_expired()]  # 0 means: until the browser is closed
    return [f"{c.name} ({datetime.fromtimestamp(c.expires or 0, UTC):%Y-%m-%d})" for c in past]


def _jar(path: str) -> MozillaCookieJar:
    jar = MozillaCookieJar(path)
    try:
        jar.load(ignore_discard=True, ignore_expires=True)
    except FileNotFoundError:
        raise CookieFileError(f"there is no cookie file {path}") from None
    except (LoadError, OSError, UnicodeDecodeError):
        raise CookieFileError(
            f"{Path(path).name or path} is no Netscape cookie file (its first line says '# Netscape HTTP Cookie File')"
        ) from None
    return jar


def stay_offline() -> None:
    """Makes Scrapy judge cookie domains by the list that ships with tldextract.

    Scrapy 2.19 otherwise fetches the public suffix list, blocking, on the first Set-Cookie.
    """
    scrapy_cookies._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=(), cache_dir=None)
