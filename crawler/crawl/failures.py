"""Why a request gave no page: one word for the stats, one sentence for a person."""

from __future__ import annotations

import zlib
from gzip import BadGzipFile
from typing import Literal

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

Failure = Literal[
    "dns",
    "unreachable",
    "timeout",
    "http",
    "robots",
    "offsite",
    "redirects",
    "too_large",
    "empty",
    "cut_off",
    "undecodable",
    "scheme",
    "private",
    "network",
    "parse",
    "another_page",
    "unanswered",
    "no_login",
    "browser",
    "endless",
]


class OffsiteError(IgnoreRequest):
    """An address on another site."""


class ForbiddenError(IgnoreRequest):
    """An address that robots.txt forbids."""


class LoginError(IgnoreRequest):
    """A page that is not asked for, as the login failed."""


class BrowserError(IgnoreRequest):
    """A page that the browser could not show."""


class RedirectLoopError(IgnoreRequest):
    """Redirects without an end."""


class EmptyAnswerError(ResponseDataLossError):
    """A page of no bytes."""


class PrivateAddressError(IgnoreRequest):
    """An address in a private network."""


SENTENCES: dict[str, str] = {
    "dns": "the host name does not exist (or the network is down)",
    "unreachable": "the host refuses connections",
    "timeout": "the host does not answer in time",
    "http": "the server answers with an error",
    "robots": "the site's robots.txt forbids it",
    "offsite": "it leads to another site",
    "redirects": "it redirects without an end",
    "too_large": "the answer is larger than any forum page",
    "cut_off": "the answer breaks off in the middle",
    "empty": "the answer is empty",
    "undecodable": "the answer is not compressed as it says",
    "scheme": "only http and https addresses can be fetched",
    "private": "it leads into a private network",
    "network": "the connection failed",
    "parse": "the page could not be read (a bug worth reporting)",
    "another_page": "another page came than was asked for",
    "no_login": "the login failed",
    "browser": "the browser could not show it (the log says why)",
    "endless": "it has more pages than are read (THREAD_PAGES, LIST_PAGES)",
    "unanswered": "the request was lost on the way (a bug worth reporting)",
}

_CLASSES: tuple[tuple[type[BaseException], Failure], ...] = (
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "unreachable"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too_large"),
    (EmptyAnswerError, "empty"),
    (ResponseDataLossError, "cut_off"),
    (UnsupportedURLSchemeError, "scheme"),
    (ForbiddenError, "robots"),
    (LoginError, "no_login"),
    (BrowserError, "browser"),
    (PrivateAddressError, "private"),
    (OffsiteError, "offsite"),
    (RedirectLoopError, "redirects"),
    (BadGzipFile, "undecodable"),
    (zlib.error, "undecodable"),
    (IgnoreRequest, "too_large"),  # the only ones left without a class of their own: what Scrapy's decompression refuses
)


def classify(error: BaseException) -> Failure:
    """The class of a failed request."""
    return next((name for kind, name in _CLASSES if isinstance(error, kind)), "network")
