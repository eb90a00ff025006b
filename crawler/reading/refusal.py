"""Which pages of an archive are no forum's, told without parsing them: in an archive of the web one page in fifty is a forum's.

A page is refused unless something says forum: its software, its address, its names, or how often its markup has the words of forums.  The
figures were set on pages of unknown software and on articles, shops and lists; ``python -m bench archives`` prints what they cost and miss.
"""

from __future__ import annotations

import re
from html import unescape

from crawler.engines import ENGINES
from crawler.engines.generic.signs import is_forum_address, says_forum
from crawler.page import Page
from crawler.urls import site

_SITES = tuple(ending for engine in ENGINES.values() for ending in engine.sites)
_GENERATORS = tuple(beginning for engine in ENGINES.values() for beginning in engine.generators)
_ANYBODYS = frozenset(b"Main Unknown mobile component cool park Drupal drupal redditstatic __next __NEXT_DATA__ __nuxt _nuxt".split())
"""Words by which engines know their software, and which other pages have as well."""
_FINGERPRINTS = frozenset(word for engine in ENGINES.values() for word in engine.fingerprints) - _ANYBODYS
_GENERATOR = re.compile(rb"""<meta\b[^<>]{0,100}?\bname\s*=\s*["']?generator\b[^<>]*?\bcontent\s*=\s*["']?([^"'<>]{1,60})""", re.IGNORECASE)
_OTHER_WAY = re.compile(
    rb"""<meta\b[^<>]{0,40}?\bcontent\s*=\s*["']([^"'<>]{1,60})["'][^<>]{0,40}?\bname\s*=\s*["']?generator\b""", re.IGNORECASE
)
_NAMES = re.compile(
    r"""<title[^<>]*>(.{0,300}?)</title|<meta\b(?=[^<>]{0,200}?=\s*["']?(?:og:site_name|og:title|description)\b)[^<>]{0,200}?\bcontent\s*=\s*["']([^"'<>]{0,300})""",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 32 << 10
_PIECES, _PIECE = 4, 32 << 10
"""Pieces of a large page in which words are counted, and the bytes of one."""
_SMALL = 16 << 10
"""Bytes of a page up to which few words are enough, as it has few."""
_ABOUT = (b"forum", b"thread", b"topic", b"discuss", b"bbs")
_SAID = (b"post", b"repl", b"comment")
"""The words of forums in markup, for the whole and for what people say in it."""


def is_no_forum(body: bytes, url: str | None = None) -> bool:
    """Whether a page is surely no page of a forum.  False for what is no HTML: it costs little to read."""
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<"):
        return False
    if url and site(url).endswith(_SITES):
        return False
    if _shows_software(body):
        return False
    named = bool(url and is_forum_address(url)) + _says_forum(body)
    return not _has_words(_sample(body).lower(), named, small=len(body) <= _SMALL)


def _shows_software(body: bytes) -> bool:
    """Whether a page shows the software of a forum where software shows itself."""
    if any(not _FINGERPRINTS.isdisjoint(words) for words in Page.glances_of(body)):
        return True
    head = body[:_HEAD]
    made = (_GENERATOR.search(head) or _OTHER_WAY.search(head)) if b"enerator" in head else None
    return made is not None and made[1].decode("utf-8", "ignore").strip().lower().startswith(_GENERATORS)


def _says_forum(body: bytes) -> bool:
    """Whether a page's title, its site's name or its description has a word for forum."""
    head = body[:_HEAD]
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        text = head.decode("utf-8" if error.start > len(head) - 4 else "gb18030", "ignore")
    names = " ".join(found[1] or found[2] or "" for found in _NAMES.finditer(text))
    return says_forum(unescape(names))


def _sample(body: bytes) -> bytes:
    """A page, or pieces from all over it."""
    if len(body) <= _PIECES * _PIECE:
        return body
    step = len(body) // _PIECES
    return b" ".join(body[at : at + _PIECE] for at in range(0, step * _PIECES, step))


def _has_words(sample: bytes, named: int, *, small: bool) -> bool:
    """Whether markup has the words of forums often enough, given how many of two names say forum."""
    if small:
        return bool(named) or sum(map(sample.count, (*_ABOUT, b"floor", b"repl", b"comment"))) >= 3
    about = [sample.count(word) for word in _ABOUT]
    if sum(count >= (2 if named else 4) for count in about) < 2 and named < 2:
        return False
    said = sum(map(sample.count, _SAID))
    if not named:
        return said >= 50
    return said >= 40 if named > 1 else said >= 20 and sum(about) >= 5
