"""Why a request gave no page: one word for the stats, one sentence for a person."""

from __future__ import annotations

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
    "dns", "unreachable", "timeout", "http", "robots", "offsite", "too_large", "cut_off", "scheme", "redirects", "network", "parse"
]

SENTENCES: dict[str, str] = {
    "dns": "the host name does not exist (or the network is down)",
    "unreachable": "the host refuses connections",
    "timeout": "the host does not answer in time",
    "http": "the server answers with an error",
    "robots": "the site's robots.txt forbids it",
    "offsite": "it leads to another site",
    "too_large": "the answer is larger than any forum page",
    "cut_off": "the answer breaks off in the middle",
    "scheme": "only http and https addresses can be fetched",
    "network": "the connection failed",
    "redirects": "it redirects in circles",
    "parse": "the page could not be read (a bug worth reporting)",
}

_CLASSES: tuple[tuple[type[BaseException], Failure], ...] = (
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "unreachable"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "cut_off"),
    (UnsupportedURLSchemeError, "scheme"),
)


_IGNORED: tuple[tuple[str, Failure], ...] = (
    ("robots.txt", "robots"),
    ("offsite", "offsite"),
    ("redirections", "redirects"),
    ("DOWNLOAD_MAXSIZE", "too_large"),
)
"""Words of what Scrapy's middlewares say when they drop a request or an answer (2.19)."""


def classify(error: BaseException) -> Failure:
    """The class of a failed request."""
    if isinstance(error, IgnoreRequest):
        return next((name for words, name in _IGNORED if words in str(error)), "network")
    return next((name for kind, name in _CLASSES if isinstance(error, kind)), "network")
