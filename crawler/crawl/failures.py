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

Failure = Literal["dns", "refused", "timeout", "http", "robots", "offsite", "too_large", "cut_off", "scheme", "private", "network", "parse"]


class PrivateAddressError(IgnoreRequest):
    """An address in a private network."""


SENTENCES: dict[str, str] = {
    "dns": "the host name does not exist (or the network is down)",
    "refused": "the host refuses connections",
    "timeout": "the host does not answer in time",
    "http": "the server answers with an error",
    "robots": "the site's robots.txt forbids it",
    "offsite": "it leads to another site",
    "too_large": "the answer is larger than any forum page",
    "cut_off": "the answer breaks off in the middle",
    "scheme": "only http and https addresses can be fetched",
    "private": "it leads into a private network",
    "network": "the connection failed",
    "parse": "the page could not be read (a bug worth reporting)",
}

_CLASSES: tuple[tuple[type[BaseException], Failure], ...] = (
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "refused"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "cut_off"),
    (UnsupportedURLSchemeError, "scheme"),
    (PrivateAddressError, "private"),
)


def classify(error: BaseException) -> Failure:
    """The class of a failed request."""
    found = next((name for kind, name in _CLASSES if isinstance(error, kind)), None)
    if found is None and isinstance(error, IgnoreRequest):
        return "robots" if "robots" in str(error) else "offsite"
    return found or "network"
