"""What of a page says forum: its address, the names in its markup, what it is called."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.engines.generic.shape.outline import Outline
from crawler.lexicon.classes import any_of
from crawler.lexicon.phrases import any_of as phrase
from crawler.lexicon.phrases import word_of
from crawler.page import Page

_FORUM = re.compile(word_of("forum"), re.IGNORECASE)
_GATHERING = re.compile(word_of("forum", "gathering"), re.IGNORECASE)
_APART = re.compile(word_of("apart"), re.IGNORECASE)
_FORUM_KEYS = re.compile(any_of("forum"))
_FORUM_URL = re.compile(
    r"forum|//groups?\.|thread|topic|luntan|wenda|zhidao|tiezi|huati|viewtopic|/t/|/d/\d|/q/|/bbs|bbs\.|/p/\d|/comments/|/res/\d+\.html?|bb2?\.(?:pl|cgi|php)|phorum|read(?:-htm|\.php|\.cgi)|showflat|pipermail|hyperkitty|mail-?archive|mailman|listarchiv|sympa|[?&;](?:tid|fid)[=-]?\d|/node/\d|item\?id="
    r"|/foros?/|/foren/|dien-?dan|(?:thema|tema|temat|sujet|konu|hilo|chu-de|argomento|topico|faden|vlakno|emne|tr[aå]d|w[aą]tek|ketju|aihe|diskuze|otazka|diskussion|discussione|discusion|discussao|pregunta|pergunta|frage|domanda|pytanie|vopros|vraag|sp(?:o|oe|ø)rgsm(?:aa|å)l|kysymys|kerdes|intrebare|obsuzhdenie)(?:[-_/=]|\.\w+\?\w+=)\d",
    re.IGNORECASE,
)
_MAYBE_URL = re.compile(
    r"discuss|question|(?:\b|_|message|bulletin|web|www|my|discussion|talk|image)board(?!ing)|communit|(?<![^\W_])club(?![\w-])|/ask|answers?\b",
    re.IGNORECASE,
)
"""Words that addresses of forums have, and titles in addresses of other pages."""
_APART_URL = re.compile(rf"(?<![a-z]){phrase('apart')}(?![a-z])".replace(r"\s+", "[-_+]"), re.IGNORECASE)
_TITLE = re.compile(r"(?<![:/])(/(?:[^/?#_-]+[-_]){2})(?:[^/?#_-]+[-_]){2}[^/?#]+")
"""A part of a path that has five words and more; the first two may say what is numbered."""


@lru_cache(maxsize=1024)
def is_forum_address(url: str) -> bool:
    """Whether an address has one of the words that forums have in theirs.

    >>> [is_forum_address(f"https://a.example/{at}") for at in ("board/7", "board-of-health", "2022/how-to-discuss-kinds-of-rope")]
    [True, False, False]
    """
    return _FORUM_URL.search(url) is not None or _MAYBE_URL.search(_TITLE.sub(r"\1", _APART_URL.sub("", url))) is not None


@lru_cache(maxsize=256)
def says_forum(names: str, told: str = "") -> bool:
    """Whether what a page is called says forum, or what it tells of itself does so in clear words."""
    return _GATHERING.search(_APART.sub(" ", names)) is not None or _FORUM.search(_APART.sub(" ", told)) is not None


class Signs(NamedTuple):
    """What of a page says forum."""

    address: bool
    markup: bool
    """The names in it."""
    names: bool
    """What the page is called, or says of itself, or somebody says who crawls it."""

    @property
    def elsewhere(self) -> bool:
        """Whether more than the names in the markup says so: those are on blogs, too."""
        return sum(self) > self.markup


def signs_of(page: Page, outline: Outline, *, crawled: bool = True) -> Signs:
    """Which of three say forum: the address, the names in the markup, the page's own names.

    ``crawled``: whether it counts as the last one that somebody crawls the site as a forum.
    """
    names, told, called = [page.title], "", ""
    for element in page.tree.iter("meta", "body"):
        if element.tag == "body":
            called = f"{element.get('class') or ''} {element.get('id') or ''} "
            break
        if element.get("property") in ("og:site_name", "og:title"):
            names.append((element.get("content") or "")[:200])
        elif element.get("name") == "description":
            told = (element.get("content") or "")[:200]
    keys = (called + " ".join(outline.groups)).lower()
    called_so = (crawled and page.of_forum) or says_forum(" ".join(names), told)
    return Signs(is_forum_address(page.url), _FORUM_KEYS.search(keys) is not None, called_so)


def forum_like(page: Page, outline: Outline) -> int:
    """How many of the three say forum."""
    return sum(signs_of(page, outline))
