"""Where a saved page comes from, and when it was saved: by what programs write into pages, and by the names of a mirror's folders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

HEAD = 32 << 10
"""Bytes of a page in which it says where it comes from."""


@dataclass(slots=True, frozen=True)
class Origin:
    """The address that a page had on its site, and the time at which it was fetched there; None: not said."""

    url: str | None = None
    saved_at: datetime | None = None


# What programs note in a page ---------------------------------------------------------------------------------------------------------

_BROWSER = re.compile(rb"<!--\s*saved from url=\(\d+\)(?P<url>https?://[^\s<>\"']+)", re.IGNORECASE)
_SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s+url:\s*(?P<url>https?://[^\s<>\"']+)(?:\s+saved date:\s*(?P<date>[^\n<(]{10,60}))?",
    re.IGNORECASE,
)
_HTTRACK = re.compile(
    rb"<!--\s*Mirrored from\s+(?P<url>[^\s<>\"']+)\s+by HTTrack"
    rb"[^\n<>]{0,60}?(?:,\s*(?P<date>\w{3}, \d\d? \w{3} \d{4} [\d:]{8} GMT))?\s*-->",
    re.IGNORECASE,
)
_REPLAYED = re.compile(rb"""__wm\.wombat\(\s*["'](?P<url>https?://[^"']+)["']\s*,\s*["'](?P<date>\d{4,14})["']""")


def is_replayed(body: bytes) -> bool:
    """Whether the Wayback Machine's own script stands in a page: then its links lead there."""
    return _REPLAYED.search(body, 0, HEAD) is not None


def noted(body: bytes) -> Origin:
    """What a browser, SingleFile, HTTrack or the Wayback Machine wrote into a page."""
    head = body[:HEAD]
    for pattern in (_REPLAYED, _BROWSER, _SINGLE_FILE, _HTTRACK):
        if found := pattern.search(head):
            said = found.groupdict()
            url = unescape(said["url"].decode("utf-8", "replace"))
            return Origin(
                url if "://" in url else _scheme(url, head) + url, _date((said.get("date") or b"").decode("ascii", "replace").strip())
            )
    return Origin()


def _scheme(address: str, head: bytes) -> str:
    """What an address without a scheme begins with, as the page's other addresses on its host have it."""
    host = address.partition("/")[0].encode()
    return "http://" if b"http://" + host in head and b"https://" + host not in head else "https://"


def _date(text: str) -> datetime | None:
    if text.isdigit():
        return _stamp(text)
    try:
        return datetime.strptime(text, "%a %b %d %Y %H:%M:%S GMT%z") if re.search("GMT[+-]", text) else parsedate_to_datetime(text)
    except ValueError:
        return None


def _stamp(digits: str) -> datetime | None:
    """A time as web archives write it: ``20130201030405``, or its beginning."""
    whole = digits + "00000101000000"[len(digits) :]
    try:
        return datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


# What sites say of themselves ---------------------------------------------------------------------------------------------------------

_OWN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rb"""<link\b(?=[^<>]{0,300}?\brel=["']?canonical\b)[^<>]{0,300}?\bhref=["']?(?P<url>https?://[^\s<>"']+)""",
        rb"""<meta\b(?=[^<>]{0,300}?=["']?og:url\b)[^<>]{0,300}?\bcontent=["']?(?P<url>https?://[^\s<>"']+)""",
    )
)


def named(body: bytes) -> str | None:
    """The address that a page's site names as the page's own."""
    head = body[:HEAD]
    found = next((match for pattern in _OWN if (match := pattern.search(head))), None)
    return unescape(found["url"].decode("utf-8", "replace")) if found else None


# Addresses in a web archive -----------------------------------------------------------------------------------------------------------

_KEPT = re.compile(
    r"^https?://(?:web\.archive\.org/web/(?P<a>\d{4,14})|[^/?#]+(?:/[\w.+-]+){0,3}?/(?P<b>\d{14}|\d{4}\.\d\d\.\d\d-\d{6}))(?:[a-z]{2}_)?/(?P<url>https?:/{1,2}.+)$"
)


def unwrapped(url: str) -> Origin | None:
    """The original of an address in the Wayback Machine or another web archive that names time and original; None for any other address."""
    found = _KEPT.match(url)
    if found is None:
        return None
    return Origin(re.sub(r"^(https?):/+", r"\1://", found["url"]), _stamp(re.sub(r"\D", "", found["a"] or found["b"])))


# Folders of a mirror ------------------------------------------------------------------------------------------------------------------

_HOST = re.compile(
    r"(?P<host>(?:[a-z0-9_-]{1,63}\.)+[a-z]{2,24}|localhost|\d{1,3}(?:\.\d{1,3}){3})(?:[+:](?P<port>\d{2,5}))?", re.IGNORECASE
)
_RESERVED = (".example", ".test", ".invalid", ".localhost")
_STAMP = re.compile(r"(?P<date>\d{14})(?:[a-z]{2}_)?")
_SCHEME = re.compile(r"(?P<scheme>https?)(?::|%3A)?(?:%2F){0,2}(?P<rest>.*)", re.IGNORECASE)
_QUERY = re.compile(
    r"(?P<script>(?:(?:^|/)index\.html?|\.(?:php\d?|aspx?|jsp|cgi|pl|do))[@?]|@(?=[\w%\[\]-]+=))(?P<query>[^/]*)$", re.IGNORECASE
)
_INDEX = re.compile(r"(?:^|(?<=/))index\.html?(?=\?|$)")


def placed(parts: Sequence[str]) -> Origin:
    """Where a page in a mirror comes from, by the names of its folders and its file: those of wget and of downloads from web archives.

    >>> placed(("mirror", "bbs.example", "viewtopic.php@t=7.html")).url
    'http://bbs.example/viewtopic.php?t=7'
    """
    at = next((at for at, part in enumerate(parts[:-1]) if _is_host(part)), None)
    if at is None:
        return Origin()
    host, rest, saved_at = parts[at].replace("+", ":"), list(parts[at + 1 :]), None
    stamp = next((place for place, part in enumerate(rest[:-1]) if place < 3 and _STAMP.fullmatch(part)), None)
    if stamp is not None:
        match = _STAMP.fullmatch(rest[stamp])
        saved_at = _stamp(match["date"]) if match else None
        within = rest[stamp + 1 :]
        scheme = _SCHEME.fullmatch(within[0])
        if scheme and len(within) > 1:  # web.archive.org/web/20130201030405/http:/bbs.example/…
            names = [name for name in (scheme["rest"], *within[1:]) if name]
            return Origin(f"{scheme['scheme'].lower()}://{_path(names)}", saved_at)
        rest = rest[:stamp] + within
    return Origin(f"http://{host}/{_path(rest)}", saved_at)


def _path(names: Sequence[str]) -> str:
    """The path and query that a file's name stands for."""
    path = "/".join(unquote(name) if "%3f" in name.lower() else name for name in names)
    return _INDEX.sub("", _QUERY.sub(_as_query, path))


def _as_query(match: re.Match[str]) -> str:
    return f"{match['script'].rstrip('@?')}?{match['query'].removesuffix('.html')}"


def _is_host(name: str) -> bool:
    match = _HOST.fullmatch(name)
    if match is None:
        return False
    host = match["host"].lower()
    return host == "localhost" or host.replace(".", "").isdigit() or host.endswith(_RESERVED) or bool(_suffixes()(host).suffix)


@cache
def _suffixes() -> TLDExtract:
    """The list of public suffixes that ships with tldextract; nothing is fetched."""
    from tldextract import TLDExtract  # noqa: PLC0415  (it reads its list)

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def agree(one: str, other: str) -> bool:
    """Whether two addresses are on one host; ``www.`` in front makes no other."""
    first, second = (urlsplit(url).netloc.lower().removeprefix("www.") for url in (one, other))
    return first == second
