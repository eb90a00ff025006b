"""Pages kept gzipped, as MHTML (Chrome, Edge), mirrored (HTTrack) or in the Wayback Machine -> the page and its own address."""

from __future__ import annotations

import email
import re
import zlib
from email.message import Message

from crawler.page import MAX_BYTES

_GZIP = b"\x1f\x8b"
_MHTML = re.compile(rb"^(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,30}?MIME-Version\s*:", re.IGNORECASE)
_MIRRORED = re.compile(rb"<!--\s*Mirrored from\s+(?:https?://)?(?P<url>[^\s<>\"']+)\s+by HTTrack", re.IGNORECASE)
_KEPT = re.compile(r"^https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(?P<url>https?:/{1,2}.+)$")
_KEPT_LINK = re.compile(rb"""(?P<at>=\s*["']?)(?:(?:https?:)?//web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?://)""")
_HEAD = 8 << 10


def unpack(body: bytes, url: str | None = None) -> tuple[bytes, str | None]:
    """The page itself, and the address that it had on its site; both as they came where the page is kept in no special form.

    Never more than :data:`~crawler.page.MAX_BYTES` come out, whatever was packed.
    """
    if body.startswith(_GZIP):
        body = _unzipped(body)
    if _MHTML.match(body, 0, _HEAD):
        body, url = _first_part(body, url)
    if url is None and (mirrored := _MIRRORED.search(body, 0, _HEAD)):
        url = "https://" + mirrored["url"].decode("utf-8", "replace")
    if url and (kept := _KEPT.match(url)):
        return _KEPT_LINK.sub(rb"\g<at>", body), re.sub(r"^(https?):/+", r"\1://", kept["url"])
    return body, url


def _unzipped(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES + 1)
    except zlib.error:
        return body


def _first_part(body: bytes, url: str | None) -> tuple[bytes, str | None]:
    """The first HTML of a mail-like file, and its address; both as they came where there is none."""
    message = email.message_from_bytes(body[:MAX_BYTES])
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(content, bytes):
            return content, url or _located(part) or _located(message)
    return body, url


def _located(part: Message) -> str | None:
    found = part.get("Content-Location") or part.get("Snapshot-Content-Location")
    return str(found) if found and str(found).startswith(("http://", "https://")) else None
