"""The words between a page's first and last post that went into no field of any post: what is read in no place is seen by nobody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, cast

from lxml import etree
from lxml.etree import _Element as Element

from crawler.dates.spot import date_in
from crawler.engines.generic.shape.vocabulary import WORDS
from crawler.forum import ThreadPage
from crawler.lexicon.around import around
from crawler.page import Page
from crawler.raw_post import RawPost

_LONG, _LONG_WIDE = 60, 24
"""Characters of a run of text from which on it is looked at, and where a script has no spaces: buttons, names and times are shorter."""
_RUNS, _WIDE_RUNS = (etree.XPath(f"descendant::text()[string-length() >= {least}][not(parent::script)]") for least in (_LONG, _LONG_WIDE))
_MOST = 1000
"""Runs that are looked at: each is looked for in all bodies."""
_UNREAD = frozenset(("style", "template", "noscript", "option", "textarea", "button", "label"))
_ABOVE, _ABOVE_ONE = 3, 6
"""Elements around the one that holds all posts, or the only one, in which further ones may stand."""
_MUCH = 0.15
"""Share of what was read that is much."""
_LEADS = frozenset(("a", "title", "h1", "h2", "h3"))
"""Elements whose words lead to others, or name what follows."""
_SENTENCE = 6
"""Words of a run from which on it is somebody's sentence; a character of a script without spaces is a third of one."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}|([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
_UNSAID = re.compile(r"[\W_]+")
_NOTE = 120
"""Characters of a run with a time in it that says when something happened to a post, at most."""
_OWN = re.compile(r"(?:^|[\s_-])\w{0,9}(?:sign?|signature|siggy|onebox|unfurl|linkcard|preview)(?:$|[\s_-])", re.IGNORECASE)
"""What bodies hold and no record keeps: signatures, and what a site fetched from the page that a link leads to."""
_ADDRESS = ("http://", "https://", "Re: ")
"""How an address begins, and the subject of an answer."""
_ENOUGH, _SHARE = 120, 0.05
"""Letters (a Chinese character counts as three) from which on, also as a share of those that were read, something is lacking: a page has
always some words that nobody wrote."""


class Left(NamedTuple):
    """What was left over."""

    runs: list[str]
    """The pieces of text, in their order."""
    share: float
    """Their letters, as a share of those of the bodies."""

    @property
    def words(self) -> int:
        """How many words they are."""
        return sum(map(words, self.runs))


NOTHING_LEFT = Left([], 0.0)


def left_over(page: Page, reading: ThreadPage) -> Left:
    """What stands between the first and the last words of the posts and in no field; nothing where that is little.

    Furniture is none of it: what comes again on the page, notes with a time in them, words that forums print, signatures.
    """
    said = _Said(reading)
    runs = _runs(page, reading, said)
    return Left(runs, sum(map(_weight, runs)) / max(1, _weight(said.bodies)) if runs else 0.0)


def unread(page: Page, reading: ThreadPage) -> list[str]:
    """What people may have written around the posts and is in no field: sentences outside of furniture and of links.

    Nothing where that is little against what was read, or the posts were read from what a script holds.
    """
    around = holder_of(page, reading)
    if around is page.tree:
        return []
    steps = _ABOVE if len(reading.posts) > 1 else _ABOVE_ONE
    around = next(islice((above for above in around.iterancestors() if above.tag != "html"), steps - 1, None), around)
    said = _Said(reading)
    runs = [run for run in cast("list[Any]", said.runs(around))[:_MOST] if not run.isspace()]
    if sum(map(len, runs)) <= (1 + _MUCH) * len(said.bodies):
        return []
    lost = said.are_many([run for run in runs if _may_be_said(run) and _bare(run.strip()[:_LONG]) not in said.bare])
    furniture = _Furniture(reading) if lost else None
    lost = [run for run in lost if not (furniture and furniture.holds(run)) and _letters(run) not in said.letters]
    return lost if sum(map(_weight, lost)) > _MUCH * _weight(said.bodies) else []


def _may_be_said(run: Any) -> bool:
    """Whether a run of text is a sentence that leads nowhere."""
    return _is_sentence(run) and (run.is_tail or run.getparent().tag not in _LEADS)


def _runs(page: Page, reading: ThreadPage, said: _Said) -> list[str]:
    runs = cast("list[Any]", said.runs(holder_of(page, reading)))[:_MOST]
    lost = said.are_many([run for run in _between((run for run in runs if not run.isspace()), said) if _is_sentence(run)])
    furniture = _Furniture(reading) if lost else None
    lost = said.are_many([run for run in lost if not (furniture and furniture.holds(run))])
    times = Counter(map(_letters, lost))
    return said.are_many([run for run in lost if times[own := _letters(run)] == 1 and own not in said.letters])


def words(run: str) -> int:
    """The words of a text; three characters of a script without spaces are one.  Single letters are none.

    >>> words("It has a leak"), words("三个字，六个字"), words("8 o: p: _* O3")
    (3, 2, 0)
    """
    found = [match[1] is not None for match in _WORD.finditer(run)]
    wide = sum(found)
    return len(found) - wide + wide // 3


class _Said:
    """What the posts of a page say."""

    def __init__(self, reading: ThreadPage) -> None:
        self.reading = reading
        self.bodies = "\n".join(map(_body, reading.posts))
        self.runs = _WIDE_RUNS if _WIDE.search(self.bodies, 0, 2000) else _RUNS

    @cached_property
    def bare(self) -> str:
        """All words of the bodies, without the white space."""
        return _bare(self.bodies)

    @cached_property
    def letters(self) -> str:
        """The letters of all fields."""
        return _letters(self.bodies + "".join(map(_fields, self.reading.posts)))

    def are_many(self, runs: list[Any]) -> list[Any]:
        """The runs, where they are not few against what was read; else none."""
        return runs if runs and sum(map(_weight, runs)) >= max(_ENOUGH, _SHARE * _weight(self.bodies)) else []

    def place(self, run: str, at: int) -> int:
        """Where in the bodies the beginning of a run stands, the next time first, or ``at`` where only its words do; -1 for neither."""
        start = run.strip()[:_LONG]
        found = self.bodies.find(start, at)
        if found < 0 and (_bare(start) in self.bare):
            return at
        return found


def holder_of(page: Page, reading: ThreadPage) -> Element:
    """The innermost element around all bodies; the whole page where it is not known in which elements they stand."""
    first, last = (reading.posts[at].body.element for at in (0, -1))
    if first is None or last is None:
        return page.tree
    around = {first, *first.iterancestors()}
    return next((above for above in (last, *last.iterancestors()) if above in around), page.tree)


def _between(runs: Iterable[Any], said: _Said) -> Iterator[Any]:
    """The runs that stand in no body, after one that does and before another one."""
    at, waiting = -1, list[Any]()
    for run in runs:
        found = said.place(run, max(at, 0))
        if found >= 0:
            yield from waiting
            at, waiting = found, []
        elif at >= 0:
            waiting.append(run)


def _weight(text: str) -> int:
    return len(text.encode("utf-8", "ignore"))


def _bare(text: str) -> str:
    return "".join(text.split())


def _letters(text: str) -> str:
    return _UNSAID.sub("", text)


def _is_sentence(run: Any) -> bool:
    """Whether a run of text is what a person would write, and no script, note, address or word of the forum's."""
    text = run.strip()
    if (not run.is_tail and run.getparent().tag in _UNREAD) or text.startswith(_ADDRESS) or words(text[:_NOTE]) < _SENTENCE or around(text):
        return False
    return len(text) > _NOTE or date_in(text) is None


def _is_asked(place: Element) -> bool:
    """Whether an element is a form with room for words: what stands beside that is the forum's (Question2Answer: below each answer)."""
    return place.tag == "form" and place.find(".//textarea") is not None


class _Furniture:
    """What a page's own markup calls furniture, and forms that readers fill in."""

    def __init__(self, reading: ThreadPage) -> None:
        self.bodies = {made.body.element for made in reading.posts if made.body.element is not None}
        self.around = {above for body in self.bodies for above in body.iterancestors()}

    def holds(self, run: Any) -> bool:
        """Whether a run stands in a signature or the like, or outside of all bodies in something that is called furniture."""
        first: Element = run.getparent()
        place = first.getparent() if run.is_tail else first
        called, own = False, False
        while place is not None and place not in self.around:
            own = own or _OWN.search(f"{place.get('class', '')} {place.get('id', '')}") is not None
            called = called or WORDS[str(place.tag), place.get("class")].furniture or _is_asked(place)
            if place in self.bodies:
                return own
            place = place.getparent()
        return own or called


def _body(made: RawPost) -> str:
    """All words of a post's body."""
    parts: list[str | None] = []
    for block in made.body.blocks:
        parts += (block.text, *(block.items or ()))
        for row in block.rows or ():
            parts += row
        if block.type == "quote" and block.index is not None:
            quote = made.body.quotes[block.index]
            parts += (quote.author, quote.text)
    return "\n".join(filter(None, parts))


def _fields(made: RawPost) -> str:
    """The words of a post's other fields."""
    post, body = made.post, made.body
    parts = [post.thread.title, post.author.name if post.author else None, post.locked, *body.locked, *post.board.path, *post.thread.tags]
    parts += [comment.text for comment in post.comments]
    parts += [words for file in body.attachments for words in (file.name, file.description)]
    return "\n".join(filter(None, parts))
