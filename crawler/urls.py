"""Addresses: made absolute, compared, kept on the site."""

from __future__ import annotations

import re
from base64 import b64decode
from functools import lru_cache
from urllib.parse import parse_qsl, urljoin, urlsplit

from w3lib.url import safe_url_string

LONGEST = 4000
"""Characters of an address; no forum has longer ones, and no server takes much longer ones."""


def absolute(base: str, link: str) -> str:
    """An absolute http(s) address without its fragment, to request; empty for anything else (scripts, mail, broken or endless text)."""
    link = link.strip().partition("#")[0]
    if not link or len(link) > LONGEST or link.startswith(("javascript:", "mailto:", "data:")):
        return ""
    if link.isascii() and link[-1] != "?":
        if _PLAIN.match(link):
            return link
        if _ROOTED.match(link) and "//" not in link and "/." not in link and (origin := _origin(base)):
            return origin + link
        if _NEIGHBOUR.match(link) and (folder := _folder(base)):
            return folder + link.removeprefix("./")
    try:
        url = safe_url_string(urljoin(base, link))
    except ValueError:
        return ""
    return anonymous(url.split("#", 1)[0]) if url.startswith(("http://", "https://")) else ""


def anonymous(url: str) -> str:
    """An address without a user's name and password: they would stand in every log and line.

    >>> anonymous("https://me:secret@bbs.example/t/1?x=a@b")
    'https://bbs.example/t/1?x=a@b'
    """
    return re.sub(r"^((?:[a-z][a-z\d+.-]*://)?)[^/?#]*@", r"\1", url, flags=re.IGNORECASE)


_PLAIN = re.compile(r"https?://[a-z\d_.:-]+/[\w./?&=%:~+,;-]*$")
_ROOTED = re.compile(r"/[\w./?&=%:~+,;-]*$")
"""A path from the root of the site, with nothing in it to escape."""
_NEIGHBOUR = re.compile(r"(?:\./)?\w[\w/-]*(?:\.\w+)+(?:\?[\w./?&=%:-]*)?$")
"""A file beside or below the page, nothing in it to escape: the most common link by far."""


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    match = re.match(r"https?://[a-z\d_.:-]+(?=[/?]|$)", base)
    return match[0] if match else ""


@lru_cache(maxsize=64)
def _folder(base: str) -> str:
    match = re.match(r"https?://[\w.:-]+/(?:[\w./:-]*/)?(?=[^/]*$|[^/?]*\?)", base)
    return match[0] if match and "/." not in match[0] else ""


_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def query(url: str) -> dict[str, str]:
    """The parameters of an address; ``&amp;`` left in by careless templates counts as ``&``.

    >>> query("forum.php?mod=viewthread&amp;tid=86&extra=page%3D1")
    {'mod': 'viewthread', 'tid': '86', 'extra': 'page=1'}
    """
    _, _, text = url.partition("?")
    if "%" not in text and "+" not in text:
        pairs = (pair.partition("=") for pair in text.split("#", 1)[0].replace("&amp;", "&").split("&"))
        return {name: value for name, _, value in pairs if value}
    return dict(parse_qsl(text.split("#", 1)[0].replace("&amp;", "&")))


_PATH = re.compile(r"https?://[A-Za-z0-9.:_-]+(/[^?#\s\\;]*)?(?=[?#]|$)")
"""An ordinary address, of which most are, up to the end of its path."""


def path(url: str) -> str:
    """The path of an address; ``/`` where it has none.

    >>> path("https://bbs.example.com?page=2"), path("https://bbs.example.com/t/x/12#post_3")
    ('/', '/t/x/12')
    """
    if plain := _PATH.match(url):
        return plain[1] or "/"
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"


def uncut(text: str, url: str) -> str:
    """A bare address whose middle a board left out, whole again; any other text as it is.

    >>> uncut("http://example.com/a/long ... /page.html", "http://example.com/a/longer/way/page.html")
    'http://example.com/a/longer/way/page.html'
    >>> uncut("http://example.com/a/lon...page.html", "http://example.com/a/longer/way/page.html")  # MyBB
    'http://example.com/a/longer/way/page.html'
    """
    start, dots, end = text.partition(next((dots for dots in (" ... ", " … ", "...") if dots in text), " … "))
    return url if dots and end and start.startswith(("http", "www.")) and url.endswith(end) and start in url else text


def site(url: str) -> str:
    """The host that names a site in the feed, with the port where it is not the default; empty without one.

    >>> site("http://BBS.example.com:8080/x")
    'bbs.example.com:8080'
    """
    try:
        parts = urlsplit(url)
        return parts.netloc.rpartition("@")[2].lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, "none"))
    except ValueError:
        return ""


def identity(url: str) -> str:
    """What an address names, whatever token it carries today.

    Discuz X hands out attachments as ``mod=attachment&aid=TOKEN``, base64 of ``aid|signature|time|…``, new on every request; the number
    in front is the attachment.

    >>> identity("http://bbs.example/forum.php?mod=attachment&aid=MTAyfGFlNGQ1MDRhfDE3OTU1MDEwMjN8MHw5OA%3D%3D&nothumb=yes")
    'http://bbs.example/attachment/102'
    """
    if "mod=attachment" not in url and "attachment.php?" not in url:
        return url
    token = query(url).get("aid", "")
    try:
        aid = token if token.isdecimal() else b64decode(token + "==").split(b"|", 1)[0].decode("ascii")
        return urljoin(url, f"/attachment/{aid}") if aid.isdecimal() else url
    except ValueError:
        return url
