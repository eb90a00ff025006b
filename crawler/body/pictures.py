"""Which address of an ``img`` is the picture, and which ``img`` is none (smileys, avatars, icons, placeholders)."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.items import Image
from crawler.text import tidy
from crawler.urls import absolute

_ADDRESSES = (
    "zoomfile",
    "file",
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-lazyload",
    "data-url",
    "data-echo",
    "comiis_loadimages",
    "src",
)
"""Where pages put a picture's address, the original first: Discuz X names it in zoomfile, lazy loaders in data-*, src comes last."""

_NO_PICTURE = re.compile(
    r"""(?:^data:|^about:
    |/none\.(?:gif|png)|/(?:blank|spacer|pixel|transparent|clear|loading|lazyload|grey|placeholder)\.(?:gif|png|svg|webp)
    |/smil(?:e|ey|ie|es|eys|ies)/|/(?:emoticons?|emotions?|emoji|face|twemoji|expression)s?/|(?:^|/)avatars?/|avatar\.php|/noavatar|uc_server/
    |static/image/(?:filetype|common|smiley|magic|stamp)|images/(?:common|default|attachicons|icons|smilies)/|/ranks?/
    |/rleft\.gif|/rright\.gif|counter\.(?:php|gif)|/flags?/|/(?:country[-_]?)?flag[-_]\w{2,20}\.(?:gif|png|svg))""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_PICTURE_CLASS = re.compile(r"(?:^|[\s_-])(?:smil(?:ey|ie|eys|ies)|emoji|emoticon|avatar|icon|flag)(?:$|[\s_-])", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|avif)$", re.IGNORECASE)
FILENAME = re.compile(r"[^\s/\\<>|:*?\"]{1,120}\.(?:jpe?g|jpe|png|gif|webp|bmp|tiff?|avif|heic)", re.IGNORECASE)
"""A whole line that is only a picture's file name."""


_NAMED_FILE = re.compile(
    r"[^/\\<>|*?\"\n]{1,150}\.(?:jpe?g|jpe|png|gif|webp|bmp|tiff?|avif|heic)(?:[?#]\S*)?(?:\s*[(\[][^()\[\]]*\d[^()\[\]]*[)\]]|[\s,–-]+\d[\d.,]*\s?[kKmMgG]i?[bB])?",
    re.IGNORECASE,
)
_FORMULA = re.compile(
    r"(?<![a-z])(?:la|ka|mime|math)?tex(?:render|vc|img)?(?![a-z])|codecogs|[?&]cht=tx|/math/(?:render|img)", re.IGNORECASE
)
_FORMULA_CLASS = re.compile(r"(?:^|[\s_-])(?:(?:la|ka|mime|math)?tex|math|formula|equation)(?:$|[\s_-])", re.IGNORECASE)
_DELIMITERS = re.compile(r"^(?:\$+|\\[(\[]|\[/?(?:la)?tex\])\s*|\s*(?:\$+|\\[)\]]|\[/?(?:la)?tex\])$", re.IGNORECASE)
_ORNAMENT = 24
"""Pixels on both sides up to which a picture is an ornament: a flag, an icon."""


def names_file(text: str) -> bool:
    """Whether an alt text is a file's name: spaces and a query may be in it, its size may stand behind it."""
    return _NAMED_FILE.fullmatch(text.strip()) is not None


def formula(element: Element) -> str | None:
    """The TeX of a formula that a server drew as a picture; None for any other picture.  It is a word of its sentence."""
    alt = element.get("alt") or element.get("title") or ""
    if not alt or not (_FORMULA.search(element.get("src") or "") or _FORMULA_CLASS.search(element.get("class") or "")):
        return None
    return tidy(_DELIMITERS.sub("", alt.strip())) or None


def is_filename(text: str) -> bool:
    """Whether a text is only a picture's file name."""
    return FILENAME.fullmatch(text.strip()) is not None


def is_decoration(address: str) -> bool:
    """Whether an address is of a smiley, an avatar, an icon or a placeholder."""
    return _NO_PICTURE.search("/" + address) is not None


def picture(element: Element, base_url: str) -> Image | None:
    """The picture an ``img`` shows, or None when it is not content."""
    attributes = element.attrib
    if "smilieid" in attributes or _NO_PICTURE_CLASS.search(attributes.get("class", "")):
        return None
    named = [value for name in _ADDRESSES if (value := attributes.get(name, "").strip()) and not _NO_PICTURE.search("/" + value)]
    if not named and (widest := attributes.get("srcset", "").split(",")[-1].split()):
        named = widest[:1]
    width, height = _pixels(attributes.get("width")), _pixels(attributes.get("height"))
    if not named or (width is not None and width <= 2) or (height is not None and height <= 2):
        return None
    if width is not None and height is not None and max(width, height) <= _ORNAMENT:
        return None
    addresses = [url for value in named if (url := absolute(base_url, value))]
    if not addresses and not base_url and (name := named[0].partition("?")[0].rpartition("/")[2]) and is_filename(name):
        return Image(0, name, filename=name, width=width, height=height)  # a saved page that does not say where it comes from
    if not addresses:
        return None
    original = _linked_original(element, base_url) or addresses[0]
    thumb = next((url for url in addresses if url != original), None)
    alt = tidy(attributes.get("alt") or attributes.get("title") or "")
    image = Image(0, original, thumb, width=width, height=height)
    if names_file(alt):
        image.filename = alt
    else:
        image.alt = alt or None
    return image


def _pixels(value: str | None) -> int | None:
    match = re.fullmatch(r"\s*(\d{1,5})\s*(?:px)?\s*", value or "")
    return int(match[1]) if match else None


def _linked_original(element: Element, base_url: str) -> str | None:
    """A thumbnail that links to a picture file stands for that file (phpBB, MyBB, XenForo and vBulletin do so)."""
    parent = element.getparent()
    if parent is None or parent.tag != "a":
        return None
    url = absolute(base_url, parent.get("href") or "")
    return url if url and _PICTURE_FILE.search(url.split("?", 1)[0]) else None
