"""One fetched or saved page: decoded honestly, parsed once."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element
from w3lib.encoding import http_content_type_encoding, resolve_encoding

from crawler.dates.calendar import Calendar, SiteZone
from crawler.jsonvalue import decode as decode_json
from crawler.text import tidy
from crawler.urls import absolute, site

_UNSEEN = frozenset(("script", "style"))
_DATED = frozenset(("span", "time", "abbr", "a"))
"""Elements whose title may tell a time."""
MAX_BYTES = 16 << 20
"""Larger pages are refused: no thread page comes near it."""

_META = re.compile(rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_COMMON = re.compile("[的一是不了在有人我他这這个個们們来來到大会會就说說上下要你年国國那和出也为為没沒看对對发發好时時回复覆后後]")
_MAX_DAMAGE = 0.02
"""Share of undecodable characters (among the non-ASCII ones) up to which a page counts as readable: boards cut words inside a character."""

_INITIAL = re.compile(r">\s{0,9}\ufffd\s{0,9}<")


_GLANCE = 4 << 10
"""Bytes of the body's start, and of the page's end, in which software shows itself; of the page's start twice that."""
_START = 64 << 10
"""Bytes of markup that are a page's start."""
_SILENT = re.compile(rb"<[sS](?:(?P<style>[tT][yY][lL][eE])|[cC][rR][iI][pP][tT])\b[^<>]{0,400}>")
_HEARD = re.compile(rb"</[sS](?:[tT][yY][lL][eE]|[cC][rR][iI][pP][tT])")
"""Both cases are spelled out: a pattern that ignores case cannot skip to its first byte."""
_SAID = 2 << 10
"""Bytes of a script in which it may say whose it is."""
_TAG = re.compile(rb"<[a-zA-Z][^<>]{0,400}")
_LETTERS = bytes(byte if (byte < 128 and chr(byte).isalpha()) or byte in b"_-" else 32 for byte in range(256))


Named = Callable[[str, str | None, str | None], str]
"""The name of a site by its host, the forum's folder on it (None: nothing tells it) and, where the forum has moved, its folder before."""


def plain_name(host: str, folder: str | None, _before: str | None = None) -> str:
    """The site of a page that belongs to no crawl."""
    return host + (folder or "")


class Page:
    """The one input of every engine."""

    def __init__(
        self,
        body: bytes,
        url: str | None = None,
        headers: Mapping[str, str] | None = None,
        fetched_at: datetime | None = None,
        status: int = 200,
        timezone: tzinfo | None = None,
        site_zone: SiteZone | None = None,
        named: Named = plain_name,
        moved_from: str = "",
        edges: frozenset[str] = frozenset(),
        learnt: Mapping[str, str] | None = None,
        boilerplate: frozenset[str] = frozenset(),
        of_forum: bool = False,
    ) -> None:
        self.url = url or ""
        self.moved_from = moved_from
        """The address that led here for good; empty where none did."""
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        self.fetched_at = (fetched_at or datetime.now(UTC)).astimezone(UTC)
        self.status = status
        self.cut = False
        """Whether the parser stopped before the page's end: elements nested more than 2,048 deep.  Known once :attr:`tree` is."""
        self.timezone = timezone
        """The site's, as an option says it."""
        self.site_zone = site_zone
        """The site's, as its other pages taught it."""
        self.of_forum = of_forum
        """Whether somebody said that the page's site is a forum, and crawls it."""
        self.boilerplate = boilerplate
        """Lines at the edges of posts that are the site's, as an option says."""
        self.has_others = learnt is not None
        """Whether pages of the same site are read, too, which this one can teach."""
        self.learnt = learnt or {}
        """What the site's other pages taught (:mod:`crawler.crawl.learnt`): what holds the ``body`` of a post, where its ``name`` and
        ``time`` stand, whether the ``day`` or the ``month`` leads in dates (``order``), which ``alt`` text its pictures share, and where
        routes lead (:mod:`crawler.engines.generic.routes`)."""
        self.taught: dict[str, str] = {}
        """The same, as this page teaches it."""
        self.named = named
        self.edges = edges
        """Lines at the edges of the site's other pages, where these are texts."""
        self.text, self.encoding, self.damaged = decode(body[:MAX_BYTES], self.headers.get("content-type"))
        self.body = self.text.encode("utf-8", "ignore") if self.encoding == "utf-16" else body
        """As it came; in UTF-8 where two bytes made a letter: software is known by its words."""

    def glances(self) -> Iterator[list[bytes]]:
        """The words (of letters, ``_`` and ``-``) where software shows itself: at the page's start, then at its body's and its end."""
        return _glances(self.start, self.body)

    @staticmethod
    def glances_of(body: bytes) -> Iterator[list[bytes]]:
        """The same of a page that need not be decoded."""
        return _glances(unstyled(body), body)

    def words_in_tags(self) -> list[bytes]:
        """All words inside of tags, for a page on which no glance shows its software."""
        return _words(b" ".join(_TAG.findall(self.body, 0, MAX_BYTES)))

    @cached_property
    def start(self) -> bytes:
        """The first 64 KiB without stylesheets, where software names itself: cheap to search for whoever asks whether a page is its own."""
        return unstyled(self.body)

    @cached_property
    def json(self) -> Any:
        """What the page holds when it is an API's answer, not HTML; None otherwise."""
        return decode_json(self.text) if self.text[:64].lstrip()[:1] in ("{", "[") else None

    @cached_property
    def tree(self) -> Element:
        """The root element, without comments: they are no neighbours.  An empty element where there is nothing to parse."""
        return etree.Element("html") if self.json is not None else self._parsed(comments=False)

    @cached_property
    def tree_with_comments(self) -> Element:
        """The same page with its comments, for software that packs its content into them."""
        return self._parsed(comments=True)

    def _parsed(self, *, comments: bool) -> Element:
        data = self.body[:MAX_BYTES] if self.encoding == "utf-8" and not self.damaged else self.text.encode("utf-8", "ignore")
        # huge_tree: else unclosed tags, 256 deep, end the page
        parser = etree.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=not comments, huge_tree=True)
        try:
            root = etree.fromstring(data.replace(b"\0", b""), parser)
        except etree.ParseError:
            root = None
        last = parser.error_log.last_error
        self.cut = last is not None and last.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT
        return root if root is not None else etree.Element("html")

    @cached_property
    def language(self) -> str:
        """What the page says it is written in (``de``, ``en-US``); empty without it."""
        declared = self.tree.get("lang") or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or self.tree.get("xml:lang")
        if declared or self.json is not None:
            return declared or ""
        found = self.tree.find("head/meta[@http-equiv='content-language']")
        found = found if found is not None else self.tree.find("head/meta[@http-equiv='Content-Language']")
        return (found.get("content") or "").partition(",")[0] if found is not None else ""

    @cached_property
    def calendar(self) -> Calendar:
        """What the page's times are read with."""
        return self.calendar_of(self.language, self._texts)

    def calendar_of(
        self, language: str, texts: Callable[[], Iterable[str]], now: datetime | None = None, zone: tzinfo | None = None
    ) -> Calendar:
        """The same for a page that is in this language, holds these texts, was printed ``now`` and names this zone."""
        order = {"day": True, "month": False}.get(self.learnt.get("order", ""))
        return Calendar(now or self.fetched_at, language, self.timezone or zone, texts, self.site_zone, order)

    def _texts(self) -> Iterator[str]:
        """What a reader sees, piece by piece, and the titles of what shows a time."""
        for element in self.tree.iter("*"):
            tag = element.tag
            if tag not in _UNSEEN:
                if text := element.text:
                    yield text
                if tag in _DATED and (title := element.get("title")):
                    yield title
            if tail := element.tail:
                yield tail

    @cached_property
    def fetched(self) -> str:
        """The time of the fetch as the feed has it."""
        return self.fetched_at.isoformat(timespec="seconds")

    @cached_property
    def base_url(self) -> str:
        """What links are relative to."""
        for element in self.tree.iter("base", "body"):
            href = element.get("href") if element.tag == "base" else None
            return (absolute(self.url, href) if href else "") or self.url
        return self.url

    @cached_property
    def host(self) -> str:
        """The host, with the port where it is not the default; ``unknown`` for a saved page that names none."""
        return site(self.url) or site(self.base_url) or "unknown"

    @cached_property
    def site(self) -> str:
        """The host and the folder of the forum on it (:mod:`crawler.reading.root`); the host alone until that is known."""
        return self.named(self.host, None, None)

    @cached_property
    def title(self) -> str:
        """The document's title as one tidy line; empty without one."""
        found = next(self.tree.iter("title"), None)
        return tidy("".join(found.itertext())) if found is not None else ""

    def link(self, relation: str) -> str:
        """The address that a ``link`` element gives for a relation (``canonical``, ``next``); empty without one."""
        return self._links.get(relation, "")

    @cached_property
    def _links(self) -> dict[str, str]:
        """Those of the head, and those that broken markup in the head pushed into the body."""
        found = [link for part in self.tree for link in part.iterchildren("link")]
        return {link.get("rel", ""): link.get("href", "") for link in reversed(found)}

    @cached_property
    def generator(self) -> str:
        """What the page says it was made with, in lower case."""
        return meta(self, "generator").lower()


def unstyled(body: bytes) -> bytes:
    """The first 64 KiB of a page's markup: without what stylesheets hold, and with the beginning of long scripts."""
    parts, kept, at = [], 0, 0
    while kept < _START and (found := _SILENT.search(body, at, min(at + _START, MAX_BYTES))):
        end = _HEARD.search(body, found.end(), MAX_BYTES)
        if end is None:
            break
        said = 0 if found["style"] else _SAID
        parts.append(body[at : min(end.start(), found.end() + said)])
        kept += len(parts[-1])
        at = end.start()
    return b"".join([*parts, body[at : at + _START]])[:_START]


def _glances(start: bytes, body: bytes) -> Iterator[list[bytes]]:
    yield _words(start[: 2 * _GLANCE])
    if (at := start.find(b"<body")) < 0:
        start, at = body, max(body.find(b"<body", 0, MAX_BYTES), 0)
    yield _words(start[at : at + _GLANCE] + b" " + body[-_GLANCE:])


def _words(text: bytes) -> list[bytes]:
    return text.translate(_LETTERS).split()


def meta(page: Page, name: str) -> str:
    """The content of a ``meta`` element, by name or property; empty without one."""
    for element in page.tree.iter("meta", "body"):
        if element.tag == "body":
            break
        said = element.get("name") or element.get("property")
        if said and said.lower() == name:
            return element.get("content") or ""
    return ""


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str, bool]:
    """Text, encoding, and whether the text is damaged beyond use.

    UTF-16 is known by its mark.  Valid UTF-8 is UTF-8 whatever anybody says: Chinese text in another encoding never is, by chance.
    Then the header's word, the page's own, and the usual encodings of Chinese boards compete; the fewest errors win, then the most
    ordinary characters.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        wide = body.decode("utf-16", "replace")
        return wide, "utf-16", _damage(wide) > _MAX_DAMAGE
    if _is_wide(body):
        return body[:200].decode("latin-1"), "utf-16 or utf-32 without its mark", True
    try:
        return body.removeprefix(codecs.BOM_UTF8).decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        pass
    declared = _META.search(body[:4096])
    names = [
        http_content_type_encoding(content_type),
        declared and declared[1].decode("ascii", "ignore"),
    ]
    candidates = dict.fromkeys([*filter(None, map(resolve_encoding, filter(None, names))), "utf-8", "gb18030", "big5hkscs", "cp1252"])
    texts = {encoding: text for encoding in candidates if (text := _text(body, encoding)) is not None}
    encoding = min(texts, key=lambda name: (_damage(texts[name]) > _MAX_DAMAGE, -_ordinary(texts[name], name)))
    return texts[encoding], encoding, _damage(texts[encoding]) > _MAX_DAMAGE


def _text(body: bytes, encoding: str) -> str | None:
    """None for what Python calls an encoding but is none of text (``hex``, ``idna``), or needs a mark that is missing (UTF-16, UTF-32)."""
    if encoding.startswith(("utf-16", "utf-32")):
        return None
    try:
        return body.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return None


def _is_wide(body: bytes) -> bool:
    """Whether every other byte at the start is zero, as in UTF-16 and UTF-32; HTML in any other encoding has none."""
    start = body[:400]
    return len(start) > 8 and start.count(0) > len(start) // 3


def _damage(text: str) -> float:
    """The share of what cannot be read; a broken character alone in its element is no text: the first byte of a name, for an avatar."""
    bad = text.count("\ufffd") - len(_INITIAL.findall(text))
    return bad / _foreign(text) if bad else 0.0


def _ordinary(text: str, encoding: str) -> float:
    """The share of everyday Chinese characters: about 0.15 in Chinese text, near 0 in bytes read in the wrong encoding."""
    share = len(_COMMON.findall(text)) / _foreign(text) if encoding in ("utf-8", "gb18030", "big5hkscs") else 0.0
    return share if share > 0.04 else 0.0


def _foreign(text: str) -> int:
    return max(1, len(text) - len(text.encode("ascii", "ignore")))
