"""What the words in class names say, on forums of all languages: templates are written in English, whatever the posts are written in."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.lexicon.classes import any_of

_AROUND = frozenset(("nav", "footer", "header", "aside"))
_ALIKE = frozenset(
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


def may_hold_words(tag: str) -> bool:
    """Whether an element may be a post or hold one; names with a hyphen are a page's own."""
    return tag in _ALIKE or "-" in tag


_FURNITURE = re.compile(
    rf"^modal[-_]|^(?:{any_of('whole')})$|(?:^|[-_]|post|user|msg|message)(?:{any_of('glued')})$"
    rf"|(?:^|[-_])(?:{any_of('part')}|\w{{1,12}}btn)$",
    re.IGNORECASE,
)
"""Words that templates of all languages use for what stands around a post."""
_BESIDE = re.compile(r"(?:^|[-_])(?:with|has|have|no|without)[-_]|(?:^|[-_])(?:question|ask)[-_]?(?:header|head)$", re.IGNORECASE)
"""``col-with-sidebar`` is the column beside it; ``question-header`` holds the question."""
_NAME = re.compile(rf"(?:^|[-_])(?:{any_of('name')})(?:$|[-_])|(?:nick|username)$", re.IGNORECASE)
_BODY = re.compile(rf"{any_of('body')}|\bcont?\b|\bmd\b", re.IGNORECASE)
_LOOKS = re.compile(
    r"(?<![\w-])text-(?:xs|sm|md|base|lg|xl|\dxl|left|right|center|start|end|justify|muted|primary|secondary|success|danger|warning|info|light|dark"
    r"|white|black|bold|body|nowrap|wrap|truncate|uppercase|gray|grey|slate|zinc|neutral|stone|red|blue|green|fs|opacity)\b[\w/-]*",
    re.IGNORECASE,
)
"""``text-sm`` says how a text looks, not that it is one."""
_OF_PERSON = re.compile(r"(?:^|[-_])(?:account|user|author|member|profile|commenter|owner)[\w-]*[-_]name(?:$|[-_])", re.IGNORECASE)
"""``account-title__name`` is the name in what is called after somebody."""
_HOLDS = re.compile(r"[-_](?:content|body)(?:$|[-_])", re.IGNORECASE)
"""``user-content`` is what a user wrote, not who that is."""
_SELECTS = re.compile(r"user[-_]?(?:select|drag|modify|scalable)", re.IGNORECASE)
"""``user-select`` says what a reader may mark with the pointer."""
_ABOUT = re.compile(
    r"(?:^|[-_])(?:role|rank|group|level|badges?|counts?|stats?|status|bio|since|tagline|posts|ip|location|joined)$", re.IGNORECASE
)
"""``author-role`` is what is said of an author."""
_PERSON = (
    rf"(?:^|/)(?:{any_of('folder')})/(?!(?:log[-_]?(?:in|out)|sign[-_]?(?:in|up|out)|regist\w*|password|activat\w*|recover\w*)\b)[^/?#]+"
    rf"|/@[\w.-]+|/~\w+|[?&;](?:{any_of('key')})=(?!https?\b)[\w%-]+|{any_of('script')}"
    r"|^(?:https?:)?//(?:i|my|home|user|space)\.[\w.-]+/(?:u/)?\d{3,}/?$|/u[_,-]?\d{3,}(?=[_./?#]|$)|/(?:user|member|profile|uid)-\d+|/(?:membre|profil|user|member|uid)\d+\.html?|(?:user|member)[-_]?(?:info|center|detail)?\.?(?:php|asp|aspx|jsp)?\?"
)
PROFILE = re.compile(_PERSON, re.IGNORECASE)
"""Addresses of people."""
QUOTE = re.compile(
    r"^(?:(?:bb|post|msg|message|comment|block|forum|ui|is|js|reply|topic|user|ref|c|m|d)?[-_]?(?:code)?[-_]?quote(?:d|box|[-_]?(?:container|content|text|body|block|message|wrapper))?|.*[-_]quote[-_]?block)$",
    re.IGNORECASE,
)
"""Words for quoted passages."""
_DIGITS = re.compile(r"\d+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
"""Where a word begins in a name such as ``spPostUserName``."""
_IS_BODY = re.compile(r"(?:^|[-_\s])(?:content|body|text|message|prose|markdown)(?:\s|$)", re.IGNORECASE)
_MAY_BE_BODY = ("div", "p", "td", "dd", "section", "blockquote")
_INNER = 30
"""Elements of one called after a person among which a post's body is."""
_PLACES = 6
"""Elements side by side of which one may be told by its place."""
_NICK = re.compile(r"(?:^|[\s_-])nick[-_]?name(?:\s|$)", re.IGNORECASE)
"""A button that opens what is told of a person, and is called after the name that it shows."""
_LABELS = frozenset(("label", "button", "input", "option", "th"))


class Words(NamedTuple):
    """What tag and class of an element say of it."""

    keys: tuple[str, ...]
    """What makes it like others: tag and class word."""
    furniture: bool
    name: bool
    quote: bool
    """It is quoted, or the heading of what is."""


class _Known(dict[tuple[str, str | None], Words]):
    """What was read once is remembered, up to a limit."""

    def __missing__(self, key: tuple[str, str | None]) -> Words:
        if len(self) > 50_000:
            self.clear()
        self[key] = said = _words(*key)
        return said


WORDS = _Known()
"""What a tag with a class says; digits are blanked, so that numbered elements are alike."""


def _words(tag: str, classes: str | None) -> Words:
    tokens = [_DIGITS.sub("0", token) for token in (classes or "").split()[:12]]
    said = [_token(token) for token in ([*tokens, tag, tag.partition("-")[2]] if "-" in tag else tokens)]
    return Words(
        tuple(dict.fromkeys(f"{tag}.{token}" for token in tokens)) if may_hold_words(tag) else (),
        tag in _AROUND or any(furniture for furniture, _ in said),
        any(name for _, name in said),
        tag == "blockquote" or "quote" in (classes or "").lower(),
    )


@lru_cache(maxsize=32_768)
def _token(token: str) -> tuple[bool, bool]:
    """Whether a class word means furniture, and whether a person's name."""
    word = parted(token)
    named = (
        _OF_PERSON.search(word) is not None
        or word.lower() == "name"
        or (_NAME.search(word) is not None and not any(other.search(word) for other in (_HOLDS, _ABOUT, _SELECTS)))
    )
    return _FURNITURE.search(word) is not None and _BESIDE.search(word) is None, named


def parted(token: str) -> str:
    """A class word with signs between its words: ``spPostUserName`` is ``sp-Post-User-Name``."""
    return _HUMP.sub("-", token)


def in_column(node: Element, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of an element, those of a table's cell with its column: in a row stand name and words, often called alike."""
    if node.tag != "td" or (before := node.getprevious()) is None or before.tag != "td":
        return keys
    column = sum(1 for _ in node.itersiblings("td", preceding=True))
    return tuple(f"{key}:{column}" for key in keys)


def keyless(node: Element, above: str) -> tuple[str, ...]:
    """What an element without classes is like: its numbered id, or its place under another, which is like ``above``.

    The parts of a post may stand side by side, told by nothing but which comes first.
    """
    tag = str(node.tag)
    if not may_hold_words(tag):
        return ()
    name = node.get("id")
    blank = _DIGITS.sub("0", name) if name else None
    if blank != name:
        return (f"{tag}#{blank}",)
    placed = f"{above[-80:]}>{tag}"
    before = sum(1 for _ in islice(node.itersiblings(preceding=True), _PLACES)) if tag == "div" else _PLACES
    return (placed, f"{placed}:{before}") if before < _PLACES else (placed,)


def keys_of(node: Element) -> tuple[str, ...]:
    """What an element is like, asked of it alone."""
    path = [node]
    while not WORDS[str(path[-1].tag), path[-1].get("class")].keys and (above := path[-1].getparent()) is not None and above.tag != "body":
        path.append(above)
    keys: tuple[str, ...] = ("",)
    for element in reversed(path):
        keys = in_column(element, WORDS[str(element.tag), element.get("class")].keys or keyless(element, keys[0])) or keys
    return keys


def names_person(node: Element) -> bool:
    """Whether an element is a link to a person, or called after one."""
    tag = str(node.tag)
    if tag in _LABELS and not (tag == "button" and _NICK.search(node.get("class") or "")):
        return False
    if WORDS[tag, node.get("class")].name:
        return not (len(node) and _holds_body(node))
    return tag == "a" and is_profile(node.get("href") or "")


def _holds_body(node: Element) -> bool:
    """Whether an element that is called after a person is a whole post of theirs: ``li.comment-author-ada``."""
    return any(_IS_BODY.search(one.get("class") or "") for one in islice(node.iter(*_MAY_BE_BODY), _INNER) if one is not node)


def is_furniture(token: str) -> bool:
    """Whether a class word names something that stands around posts."""
    return _token(_DIGITS.sub("0", token))[0]


@lru_cache(maxsize=4096)
def bodily(key: str) -> bool:
    """Whether a key speaks of a body of text."""
    return _BODY.search(_LOOKS.sub("", key)) is not None


@lru_cache(maxsize=16384)
def is_profile(href: str) -> bool:
    """Whether an address is a person's."""
    href = href.lower()
    return (
        "user" in href or "/u" in href or "member" in href or "profile" in href or "author" in href or "uid" in href or "/@" in href
        or "profil" in href or "perfil" in href or "mitglied" in href or "usuario" in href or "/uye" in href
        or "miembro" in href or "membr" in href or "medlem" in href or "thanh-vien" in href or "korisni" in href
        or "uzivatel" in href or "jasen" in href or "anggota" in href or "pengguna" in href
        or "utilisateur" in href or "uzytkownik" in href or "gebruiker" in href or "utenti" in href
        or "people" in href or "nutzer" in href or "u=" in href or "/~" in href or "space" in href or "account" in href or "home/" in href
        or "//i." in href or "//my." in href
    ) and PROFILE.search(href) is not None  # fmt: skip
