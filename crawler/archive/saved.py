"""Pages kept gzipped, as MHTML (Chrome, Edge), by SingleFile, in a mirror (HTTrack, wget) or a web archive -> what their sites sent."""

from __future__ import annotations

import email
import re
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.archive.origin import Origin, agree, is_replayed, named, noted, placed, unwrapped
from crawler.page import MAX_BYTES

_GZIP = b"\x1f\x8b"
_MHTML = re.compile(rb"^(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,30}?MIME-Version\s*:", re.IGNORECASE)
_KEPT_LINK = re.compile(
    rb"""(?P<at>=\s*["']?)(?:(?:https?:)?//[^\s/"'<>]+)?(?:/[\w.+-]+){0,3}?/\d{4,14}(?:[a-z]{2}_)?/(?=https?://)""", re.IGNORECASE
)
_BANNER = (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->")
_WGET_LINK = re.compile(
    rb"""(?P<at>=\s*["'])(?P<path>[^"'<>\s?]*?)\.(?:php\d?|aspx?|jsp|cgi|pl|do)(?:%3F|@)(?P<query>[^"'<>\s#?]*?)(?:\.html)?(?=[#"'])""",
    re.IGNORECASE,
)
_HTTRACK_LINK = re.compile(rb"""(?P<at>=\s*["'])(?P<path>[^"'<>\s?]*?)[0-9a-f]{4}\.html\?(?P<query>[^"'<>\s]*["'])""", re.IGNORECASE)
_HEAD = 8 << 10


class Saved(NamedTuple):
    """A page without the form in which it was kept."""

    body: bytes
    url: str | None
    saved_at: datetime | None


def unpack(body: bytes, url: str | None = None, path: Sequence[str] = ()) -> Saved:
    """The page itself, the address that it had on its site, and when it was saved; as they came where the page is kept in no special form.

    ``path``: the folders and the name of the page's file.  Never more than :data:`~crawler.page.MAX_BYTES` come out, whatever was packed.
    """
    if body.startswith(_GZIP):
        body = _unzipped(body)
    saved_at = None
    if _MHTML.match(body, 0, _HEAD):
        body, url, saved_at = _first_part(body, url)
    if url:
        origin = Origin(url, saved_at)
    else:
        origin, body = _origin(body, path)
    kept = unwrapped(origin.url or "")
    if kept is not None or is_replayed(body):
        body = _without_banner(_KEPT_LINK.sub(rb"\g<at>", body))
    origin = kept or origin
    return Saved(body, origin.url, origin.saved_at or saved_at)


def _origin(body: bytes, path: Sequence[str]) -> tuple[Origin, bytes]:
    """Where a page comes from, and the page with its site's own links: by the program that saved it, else by its folder, unless its site
    names another host."""
    said = noted(body)
    if said.url:
        return said, _with_scripts(_HTTRACK_LINK, body, said.url) if b"by HTTrack" in body[:_HEAD] else body
    own, place = named(body), placed(path)
    if own and (kept := unwrapped(own)):
        return Origin(own, kept.saved_at), body
    if place.url and (own is None or agree(own, place.url)):
        return place, _with_scripts(_WGET_LINK, body, place.url)
    return Origin(own, place.saved_at), body


def _with_scripts(links: re.Pattern[bytes], body: bytes, url: str) -> bytes:
    """The page with links to its site's scripts, where a mirror's program named files: ``viewtopic.php%3Ft=7.html`` (wget),
    ``viewtopic1a2b.html?t=7`` (HTTrack)."""
    script = re.search(r"\.(?:php\d?|aspx?|jsp|cgi|pl|do)$", urlsplit(url).path)
    return links.sub(rb"\g<at>\g<path>" + script[0].encode() + rb"?\g<query>", body) if script else body


def _without_banner(body: bytes) -> bytes:
    """The page without what a web archive shows above it."""
    start, end = (body.find(mark) for mark in _BANNER)
    return body[:start] + body[end + len(_BANNER[1]) :] if 0 <= start < end else body


def _unzipped(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES + 1)
    except zlib.error:
        return body


def _first_part(body: bytes, url: str | None) -> tuple[bytes, str | None, datetime | None]:
    """The first HTML of a mail-like file, its address and time; as they came where there is none."""
    message = email.message_from_bytes(body[:MAX_BYTES])
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(content, bytes):
            return content, url or _located(part) or _located(message), _sent(message)
    return body, url, None


def _located(part: Message) -> str | None:
    found = part.get("Content-Location") or part.get("Snapshot-Content-Location")
    return str(found) if found and str(found).startswith(("http://", "https://")) else None


def _sent(message: Message) -> datetime | None:
    try:
        sent = parsedate_to_datetime(str(message.get("Date")))
    except ValueError:
        return None
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)
