"""The body of a post of unknown software: what the words in class names mean decides what is quoted and what is no part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import cast
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.body.bbcode import as_elements
from crawler.body.walker import Handler, Rules, Walker, skip
from crawler.engines.generic.fields.letters import begins_letter
from crawler.engines.generic.quotations import HEADS, fieldset, heading, quote, table, take_headings
from crawler.engines.generic.shape.vocabulary import QUOTE, is_furniture
from crawler.lexicon import classes, classify
from crawler.lexicon.around import around, is_row_of_buttons
from crawler.lexicon.locks import may_lock, says_locked
from crawler.lexicon.phrases import any_of
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import absolute

_LINE = "_" * 8
"""The line that old boards print between a post and its writer's signature."""
_SEVERAL = 3
_HELD = re.compile(
    rf"(?:^|[-_])(?:{classes.any_of('part')})[-_](?:bar|box|wrap|wrapper|container|row|area|list|holder|block|section|panel|line|slot|unit)$",
    re.IGNORECASE,
)
"""The name of an element that holds furniture, behind the word for this: ``reactions-bar``."""
_RELATED = re.compile(rf"{any_of('related')}\W*", re.IGNORECASE)
_SIGNATURE = re.compile(classes.any_of("glued"), re.IGNORECASE)
_FEW, _SIGNS = 120, 1
"""Letters of what is called furniture that are few, and of signs beside it."""
_BUTTON = 40
"""Letters of a button's words."""
_MOST = 0.6
"""Share of a body's letters from which on something that is called furniture is none."""


def read_body(page: Page, element: Element, *rest: Element, pictures: Iterable[Element] = ()) -> Body:
    """Reads one body: an element, the further paragraphs that stand beside it, and the post's pictures above it."""
    walker = Walker(_RULES, page.base_url)
    for shown in pictures:
        walker.img(shown)
    for part in (element, *rest):
        if (part.tag == "pre" or next(part.iterancestors("pre"), None) is not None) and begins_letter(part):
            walker.code(part)  # its line breaks part the head from the text
        else:
            typed = as_elements(part)
            walker.walk(part if typed is None else typed)
        walker.end_line()
    walker.body.loose = True
    take_headings(walker.body)
    walker.body.blocks = [block for block in walker.body.blocks if not _is_controls(block)]
    while len(walker.body.blocks) > 1 and is_row_of_buttons(walker.body.blocks[-1].text):
        del walker.body.blocks[-1]
    _drop_related(walker.body)
    for at, block in enumerate(walker.body.blocks):
        if block.text.startswith(_LINE) and not block.text.strip("_ "):
            walker.body.cut(at)
            break
    return walker.body


def _drop_related(body: Body) -> None:
    """A list of other threads that ends a post, under a heading that says so, is nobody's words."""
    if len(body.blocks) > 2 and body.blocks[-1].type == "list" and _RELATED.fullmatch(body.blocks[-2].text):
        del body.blocks[-2:]


def drop_shared(bodies: list[Body]) -> None:
    """A line that ends or begins all of several posts is none of theirs."""
    for at in (-1, 0):
        ends = {(body.blocks[at].type, body.blocks[at].text) for body in bodies if body.blocks}
        if len(bodies) >= _SEVERAL and len(ends) == 1 and ends.pop()[0] == "paragraph" and all(len(body.blocks) > 1 for body in bodies):
            for body in bodies:
                del body.blocks[at]


def _is_controls(block: Block) -> bool:
    """Whether a block is a list of the forum's buttons."""
    return block.type == "list" and bool(block.items) and all(classify(item) for item in block.items or ())


def _lock(walker: Walker, element: Element) -> None:
    """What is called a lock: a line that says why a part is not shown, or words as others."""
    words = text_of(element)
    if says_locked(words):
        walker.locked(words)
    else:
        walker.descend(element)


def _furniture(walker: Walker, element: Element) -> None:
    """Nothing that was written, unless it is most of the body: then it is only called so."""
    whole, words = walker.body.element, text_of(element)
    if may_lock(element.get("class") or "") and says_locked(words):
        walker.locked(words)
        return
    if whole is not None and whole is not element and words and not _signs(element) and _is_most(words, whole):
        walker.descend(element)


def _signs(element: Element) -> bool:
    """Whether an element is called a signature: it is none of the post's words, however few these are."""
    return _SIGNATURE.search(element.get("class") or "") is not None


def _is_most(words: str, whole: Element) -> bool:
    """Whether words are most of what an element says: all of it, or they are many."""
    most, size = len(words) / (_MOST if len(words) > _FEW else 1.0), 0
    for text in whole.itertext():
        size += len(text.strip())
        if size > most + _SIGNS:
            return False
    return len(text_of(whole)) <= most + _SIGNS


_PREVIEW = re.compile(
    r"(?!.*(?:video|youtube|vimeo|film|lazy))(?:.*[-_])?(?:onebox|unfurl|(?:link|url|embed|bookmark)[-_]?(?:preview|card)|linkcard)",
    re.IGNORECASE,
)
"""What the previews of linked pages are called."""


class _ByName(dict[str, "Handler | None"]):
    """What to do with an element by a word of its class, decided by what the word means, remembered."""

    def __missing__(self, word: str) -> Handler | None:
        if len(self) > 20_000:
            self.clear()
        self[word] = found = next((do for known, do in _KINDS if known(word)), None)
        return found

    def get(self, word: str, default: Handler | None = None) -> Handler | None:  # type: ignore[override]
        return self[word]


def _preview(walker: Walker, element: Element) -> None:
    """The preview of a linked page, in that page's words: its writer gave the address only."""
    link = element if element.tag == "a" else element.find(".//a[@href]")
    address = link.get("href") if link is not None else None
    if not address or (element.tag == "a" and element.find("./img") is not None):
        walker.descend(element)
        return
    walker.end_line()
    walker.text(absolute(walker.base_url, address))
    walker.end_line()


def _link(walker: Walker, element: Element) -> None:
    """A link; a button of the forum's that stands alone in its line, and leads to no other site, is none of the post's words."""
    href, words = element.get("href") or "", text_of(element)
    if len(words) < _BUTTON and around(words) == "button" and _is_alone(element, words):
        there = urlsplit(absolute(walker.base_url, href)).hostname
        if there in (None, urlsplit(walker.base_url).hostname):
            return
    walker.descend(element)


def _is_alone(element: Element, words: str) -> bool:
    """Whether what holds a link says nothing else."""
    parent = element.getparent()
    return parent is not None and parent.tag in ("p", "div", "li", "td") and text_of(parent) == words


_KINDS: tuple[tuple[Callable[[str], object], Handler], ...] = (
    (QUOTE.match, quote),
    (HEADS.fullmatch, heading),
    (_PREVIEW.fullmatch, _preview),
    (is_furniture, _furniture),
    (_HELD.search, _furniture),
    (may_lock, _lock),
)
_RULES = Rules(
    classes=cast("Mapping[str, Handler]", _ByName()),
    tags={"blockquote": quote, "table": table, "time": skip, "a": _link, "fieldset": fieldset},
)
