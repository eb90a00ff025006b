"""What the words in class names say, on forums of all languages: templates are written in English, whatever the posts are written in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_AROUND = frozenset(("nav", "footer", "header", "aside"))
ALIKE = frozenset(
    (
        "div",
        "li",
        "article",
        "section",
        "td",
        "tr",
        "dd",
        "dl",
        "table",
        "tbody",
        "p",
        "span",
        "blockquote",
        "font",
        "ul",
        "ol",
        "pre",
        "main",
    )
)
"""Elements that may be a post or hold one."""

_FURNITURE = re.compile(
    r"""^modal[-_]|^(?:hidden|user|author|poster|member|profile|sign|sig|by|aside|head|foot|time|date|posted|when|respond|login|register|likes?|tags?|rank|score|more)$
    |(?:^|[-_]|post|user|msg|message)(?:signatures?)$
    |(?:^|[-_])(?:siginfo|sidebar|avatars?|(?:user|author|poster|member|profile)[-_]?(?:info|details?|panel|card|box|meta|stats|extras?|title|name|data|links?|area)
    |postprofile|userbit|tool(?:bar|s|tip)|actions?|actionbar|buttons?|btns?|controls?|ctrl|menus?|nav|navbar|navigation|navi|breadcrumbs?|crumbs?|footer|header|headline|meta|metadata|meta[-_]?info
    |shar(?:e|ing)|social|vote|votes|voting|reactions?|rating|karma|report|edited|edit[-_]?(?:note|info|by)|lastedit|modified
    |pagination|pager|pages?nav|paging|display--none|sr[-_]only|(?:visually|is|js)[-_]hidden|screen[-_]?reader[-_]?\w*|offscreen|dropdown|modal|popup|popover|dialog|tooltip|tips?
    |adverts?|advert\w*|ads?|adsense|promo\w*|sponsor\w*|cookies?|consent|banner|related|similar|suggested|hovercard|pagination|pager|recommend\w*|widgets?|badges?|topic[-_]?tags
    |attribution|permalink|timestamps?|dateline|reply[-_]?(?:form|link|button|box)|quickreply|skip[-_]?link\w*|copyright|stats|views|byline)$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that templates of all languages use for what stands around a post."""
_STATE = re.compile(
    r"^(?:has|no|not|with|without|is|js|can|show|hide|u|t|fa|icon|col|row|p[xytblr]?|m[xytblr]?)[-_]|-visible$|-enabled$", re.IGNORECASE
)
_NAME = re.compile(
    r"(?:^|[-_])(?:author|user|poster|member|nick|nickname|username|user[-_]?name|author[-_]?name|display[-_]?name|nick[-_]?name|postauthor|uname|louzhu|creator|from)(?:$|[-_])",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"content|body|text|txt|message|msg|comment|post|reply|answer|entry|bbcode|markdown|prose|cooked|desc|detail|articl|neirong|\bcont?\b|\bmd\b",
    re.IGNORECASE,
)
_PERSON = (
    r"/(?:u|user|users|member|members|profile|profiles|people|author|authors|space|home|account|accounts)/[^/?#]+"
    r"|/@[\w.-]+|/~\w+|[?&;](?:u|uid|userid|user_id|user|author|member)=[\w%-]+|member\.php|profile\.php|action=profile|space-uid-|space-username|mode=viewprofile"
    r"|/(?:user|member|profile|uid)-\d+"
)
PROFILE = re.compile(_PERSON, re.IGNORECASE)
"""Addresses of people."""
_DIGITS = re.compile(r"\d+")


class Words(NamedTuple):
    """What tag and class of an element say of it."""

    keys: tuple[str, ...]
    furniture: bool
    name: bool


_SAID: dict[tuple[str, str | None], Words] = {}


def words(tag: str, classes: str | None) -> Words:
    """Reads tag and class; digits are blanked, so that numbered elements are alike."""
    said = _SAID.get((tag, classes))
    if said is None:
        if len(_SAID) > 50_000:
            _SAID.clear()
        said = _SAID[tag, classes] = _words(tag, classes or "")
    return said


def _words(tag: str, classes: str) -> Words:
    tokens = [_DIGITS.sub("0", token) for token in classes.split()[:12]]
    own = [token for token in tokens if not _STATE.search(token)]
    return Words(
        tuple(dict.fromkeys(f"{tag}.{token}" for token in tokens)) if tag in ALIKE else (),
        tag in _AROUND or any(_FURNITURE.search(token) for token in own),
        any(_NAME.search(token) for token in own),
    )


def is_furniture(token: str) -> bool:
    """Whether a class word names something that stands around posts."""
    return words("", token).furniture


@lru_cache(maxsize=4096)
def bodily(key: str) -> bool:
    """Whether a key speaks of a body of text."""
    return _BODY.search(key) is not None


def is_profile(href: str) -> bool:
    """Whether an address is a person's."""
    return (
        "user" in href or "/u/" in href or "member" in href or "profile" in href or "author" in href or "uid" in href or "/@" in href
        or "people" in href or "u=" in href or "/~" in href or "space" in href or "account" in href or "home/" in href
    ) and PROFILE.search(href) is not None  # fmt: skip
