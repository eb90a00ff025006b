"""How text looks and what a stylesheet says of it: bold, centred, small, grey, indented, hidden, called a caption."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.etree import _Element as Element

from crawler.blocks import PLAIN, Style

_OF_TAGS = {"b": Style.BOLD, "strong": Style.BOLD, "center": Style.CENTRE, "small": Style.SMALL}
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_NO_SIZE = re.compile(r"font-size\s*:\s*0(?:px|pt|r?em|%)?\s*(?:;|!|$)", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_SMALL = re.compile(r"font-size\s*:\s*(?:(?:[1-9]|1[0-2])px|[1-9]pt|x?x?-?small|0?\.[0-8]\d*r?em)", re.IGNORECASE)
_GREY = re.compile(r"(?<!-)color\s*:\s*(?:gr[ae]y|silver|dimgr[ae]y|#([4-9a-c])\1{2}\b|#([4-9a-c][0-9a-f])\2{2}\b)", re.IGNORECASE)
_INDENTED = re.compile(r"text-indent\s*:\s*[1-9]", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CAPTION_CLASS = re.compile(
    r"(?:^|[\s_-])(?:wp-)?(?:caption|img_?descr|image-?desc\w*|pic-?text|pic-?desc\w*|tu_?zhu)(?:[\s_-]?text)?(?=$|\s)", re.IGNORECASE
)


def look(tag: str, element: Element) -> Style:
    """How an element's text looks, by its attributes, or else by its tag."""
    return (_told(tag, element) if element.keys() else PLAIN) or _OF_TAGS.get(tag, PLAIN)


def _told(tag: str, element: Element) -> Style:
    style = Style.CENTRE if element.get("align") == "center" else PLAIN
    if tag == "font":
        if element.get("size") == "1":
            style |= Style.SMALL
        colour = element.get("color")
        if colour and _GREY.match("color:" + colour):
            style |= Style.GREY
    css = element.get("style")
    return style | _css_look(css) if css else style


@lru_cache(maxsize=4096)
def _css_look(css: str) -> Style:
    style = PLAIN | Style.CENTRE * bool(_CENTRED.search(css)) | Style.SMALL * bool(_SMALL.search(css))
    return style | Style.GREY * bool(_GREY.search(css)) | Style.BOLD * bool(_BOLD.search(css)) | Style.INDENT * bool(_INDENTED.search(css))


@lru_cache(maxsize=4096)
def is_hidden(css: str) -> bool:
    """Whether a ``style`` attribute hides its element."""
    return _HIDDEN.search(css) is not None


def hides(element: Element) -> bool:
    """Whether an element is hidden by its own ``style``, by HTML's ``hidden``, or is a text of no size at all."""
    css = element.get("style") or ""
    sizeless = not len(element) and _NO_SIZE.search(css) is not None
    return element.get("hidden") is not None or sizeless or is_hidden(css)


@lru_cache(maxsize=4096)
def is_caption(classes: str) -> bool:
    """Whether the markup itself calls an element a caption."""
    return _CAPTION_CLASS.search(classes) is not None


def is_indented(line: str) -> bool:
    """Whether a line begins as Chinese paragraphs do: two full-width spaces, or as many fixed ones."""
    return "\u3000\u3000" in line[:9] or "\xa0\xa0\xa0\xa0" in line[:9]
