"""The body of a post of unknown software: what the words in class names mean decides what is quoted and what is no part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice, pairwise
from typing import cast
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.body.bbcode import as_elements
from crawler.body.quoting import speaker
from crawler.body.walker import Handler, Rules, Walker, skip
from crawler.dates.spot import date_in
from crawler.engines.generic.fields.letters import begins_letter
from crawler.engines.generic.fields.people import name_of
from crawler.engines.generic.shape.vocabulary import QUOTE, is_furniture, names_person
from crawler.items import Quote
from crawler.lexicon import classes, classify
from crawler.lexicon.around import around, is_row_of_buttons
from crawler.lexicon.locks import may_lock, says_locked
from crawler.lexicon.phrases import any_of, word_of
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import absolute

_SAYS = re.compile(
    rf"^(?P<name>.{{1,60}}?)\s*(?:{word_of('wrote')}|[说說](?![^:：]*[\u4e00-\u9fff]))"
    r"[^:：]{0,40}[:：]\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^@?(?P<name>(?!(?:he|she|they|it|you|i|who|someone|somebody|[他她它我你谁]们?)\b)\S{1,40}?)"
    rf"(?:,? (?:on|am|le|el) [^:]{{5,24}}(?::\d\d[^:]{{0,6}})?)?,?\s*(?:posted|{word_of('wrote')}|[说說])(?: in .{{2,90}})?\s*"
    r"(?:[:：]|\.\.\.|…)$",
    re.IGNORECASE,
)
_POSTED = re.compile(r"^(?P<name>.{1,40}?)\s*(?:[发發]表[于於]|posted on)\s*[\d\s年月日:/.-]{4,30}(?P<rest>)$", re.IGNORECASE)
_ON = re.compile(r"\s+on\s+(?P<date>[A-Z\d].{5,40})(?<![:：])$")
_LINE = "_" * 8
"""The line that old boards print between a post and its writer's signature."""
_ENDS = re.compile("[:：]")
_LONGEST = 120
"""Letters of a quotation's heading at most."""
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
_FIRST = 6
"""Elements of a quotation among which its heading is."""
_ORIGINALLY = re.compile(
    r"^(?:originally posted by|quote from|zitat von|引自|原帖由|引用第?\s*\d*\s*[楼樓])\s*[:：]?\s*"
    r"(?P<name>[^:：]{1,60}?)\s*(?:的回[复覆]|on [a-z\d][^:：]{5,24}(?::\d\d[^:：]{0,6}){1,2}"
    r"|[于於]\s*\d[\d\s年月日:/.-]*[发發]表[^:：]*)?(?:[:：]\s*(?P<rest>.*))?$",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"^(?:quote|quotation|zitat|cita|citation|引用|цитата)\s*[:：]$", re.IGNORECASE)
_CODE = re.compile(
    r"^(?:code|quelltext|quellcode|código|код|代[码碼])\s*[:：]?\s*(?:\[?(?:select(?: all)?|copy|expand)\]?|复制代码|全选)?$", re.IGNORECASE
)
"""The heading of a block of code."""


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
    _take_headings(walker.body)
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
    if len(body.blocks) > 2 and body.blocks[-1].type == "list" and _RELATED.fullmatch(body.blocks[-2].text):  # noqa: PLR2004
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


def _take_headings(body: Body) -> None:
    """Lines of their own above a quotation, saying whose it is, belong to that (Markdown has no other way); ``Code:`` is nobody's words."""
    taken = set()
    for at, (above, block) in enumerate(pairwise(body.blocks)):
        if above.type != "paragraph" or len(above.text) >= _LONGEST:
            continue
        if block.type == "code":
            taken |= {at} if _CODE.match(above.text) else set()
        elif block.type == "quote" and block.index is not None and not (quote := body.quotes[block.index]).author:
            words = above.text.rstrip(" ↑")
            match = _WROTE.match(words) or _ORIGINALLY.match(words) or _POSTED.match(words)
            if match and not match.groupdict().get("rest"):
                quote.author = _undated(match["name"])
                taken.add(at)
            elif _NAMELESS.match(above.text):
                taken.add(at)
    body.blocks = [block for at, block in enumerate(body.blocks) if at not in taken] if taken else body.blocks


def _quote(walker: Walker, element: Element) -> None:
    """A quoted passage; a heading with the quoted person's name belongs to it.  A line of imageboards (``>words``) is the writer's."""
    if element.tag == "span" and text_of(element)[:1] == ">":
        walker.descend(element)
        return
    inner = _framed(element)
    lines = [line for line in walker.inside_text(element if inner is None else inner).split("\n") if line]
    quote = Quote("")
    cite = text_of(element.find(".//cite")) if inner is None else text_of(element).removesuffix(text_of(inner)).strip()
    if cite and lines:
        lines = [*filter(None, [lines[0].removeprefix(cite).lstrip()]), *(line for line in lines[1:] if line != cite)]
    heading = cite or (lines[0] if lines else "")
    if (dated := _ON.search(heading)) and date_in(dated["date"]) == 0:
        heading = heading[: dated.start()]
    if not cite and len(lines) > 1 and (below := _POSTED.match(lines[-1])):
        quote.author = _undated(below["name"])
        del lines[-1]
    elif match := _POSTED.match(heading) or (_ENDS.search(heading, 0, _LONGEST) and _SAYS.match(heading)) or _ORIGINALLY.match(heading):
        quote.author = _undated(match["name"])
        if not cite:
            lines[:1] = [match["rest"]] if match["rest"] else []
    else:
        quote.author = _undated(speaker(cite) or "") if cite else _first_named(element)
        if quote.author and lines and not cite:
            lines[0] = lines[0].removeprefix(quote.author).lstrip(" :：") or lines[0]
    quote.text = "\n".join(line for line in lines if line != quote.author)
    walker.quote(quote)


def _framed(element: Element) -> Element | None:
    """The quotation in an element that adds nothing to it but a frame and a heading above."""
    inner = element.find(".//blockquote") if element.tag != "blockquote" else None
    whole, own = text_of(element), text_of(inner)
    return inner if own and whole.endswith(own) and len(whole) - len(own) < _LONGEST else None


def _undated(name: str) -> str | None:
    """A name without the time before or after it."""
    name = name.rpartition(", ")[2] if date_in(name) == 0 else name
    return re.sub(r"\s+(?:on|at|am|le|el|um)$", "", name[: date_in(name) or None].strip(" @:：,，(（·-↑»")) or None


def _first_named(element: Element) -> str | None:
    """The person with whose name a passage begins."""
    for node in islice(element.iter("a", "span", "b", "strong", "div", "footer"), _FIRST):
        if (
            (names_person(node) or "mention" in (node.get("class") or "").lower())
            and (name := name_of(node))
            and not name.startswith("@")
            and text_of(element).startswith(name)
        ):
            return name
    return None


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


def _table(walker: Walker, element: Element) -> None:
    """A table, or the frame that old boards draw around a quotation."""
    if (words := text_of(element)[:_LONGEST]) and _ORIGINALLY.match(words) and len(element.findall(".//td")) == 1:
        _quote(walker, element)
    else:
        walker.table(element)


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


def _fieldset(walker: Walker, element: Element) -> None:
    """A frame with a heading: of a quotation, or of anything else."""
    if _NAMELESS.match(text_of(element.find("legend")).rstrip(" :") + ":"):
        _quote(walker, element)
    else:
        walker.descend(element)


_KINDS: tuple[tuple[Callable[[str], object], Handler], ...] = (
    (QUOTE.match, _quote),
    (_PREVIEW.fullmatch, _preview),
    (is_furniture, _furniture),
    (_HELD.search, _furniture),
)
_RULES = Rules(
    classes=cast("Mapping[str, Handler]", _ByName()),
    tags={"blockquote": _quote, "table": _table, "time": skip, "a": _link, "fieldset": _fieldset},
)
