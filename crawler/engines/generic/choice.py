"""Which elements of a page of unknown software are its posts: the ways to find them, in turn, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.engines.generic.confidence import confidence
from crawler.engines.generic.fields.heads import is_headed
from crawler.engines.generic.fields.letters import begins_letter
from crawler.engines.generic.fields.signed import ends_signed
from crawler.engines.generic.shape.anchored import anchored, only_links
from crawler.engines.generic.shape.bylines import Bylines
from crawler.engines.generic.shape.groups import find
from crawler.engines.generic.shape.judging import PostGroup, hold_previews, only_times
from crawler.engines.generic.shape.judging import named as is_named
from crawler.engines.generic.shape.learnt import by_site
from crawler.engines.generic.shape.mailed import is_letter, letters_in
from crawler.engines.generic.shape.numbered import by_number
from crawler.engines.generic.shape.opening import answer, asked, question
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, place_bodies, place_pair
from crawler.engines.generic.shape.talk import is_talk
from crawler.engines.generic.shape.vocabulary import QUOTE, bodily
from crawler.engines.generic.signs import forum_like
from crawler.engines.generic.structured.data import Facts
from crawler.page import Page

_ACCEPTED = 0.45
_TEACHES = 0.7
"""How sure a reading is from which other pages of the site learn."""
_MOST = 0.5
"""Share of posts that most of them exceed."""
_FAR_MORE = 4
_SEVERAL, _MANY = 3, 12
"""Posts that are several, and those of many that are looked at."""


class Choice(NamedTuple):
    """The posts of a page."""

    group: PostGroup
    sure: float
    pair: list[PostBox]
    """The only post that was found with what it answers, or with its answer; empty without either."""


def choose(page: Page, outline: Outline, said: Facts, lines: Bylines, *, letters: bool = False) -> Choice | None:
    """The posts of a page; None where nothing is sure enough to be some.  ``letters``: some may have been put together before."""
    found = _found(page, outline, lines)
    if letters and found is None and len(bodies := letters_in(outline)) > 1:
        found = PostGroup("div.gathered-text", bodies, place_bodies(outline, bodies))
        _says_itself(outline, found)
    if found and len(found.boxes) == 1 and lines.posts and _is_quoted(outline, found.boxes[0].body, lines.posts):
        found = None
    pair = _pair(outline, found.boxes[0]) if found and len(found.boxes) == 1 else []
    if found and asked(outline, pair or found.boxes):
        found.timed = found.named = 1.0
    sure = confidence(page, outline, said, found)
    if found and pair and sure < _ACCEPTED and said.is_article is not True:
        sure = max(sure, confidence(page, outline, said, _both(outline, found, pair)))
    if (found is None or sure < _ACCEPTED or _is_one_of(found, lines)) and lines.posts is not None:
        several = len(lines.posts.boxes) > 1 and not hold_previews(outline, lines.posts.boxes[:6])
        lines.posts.says_who = is_talk(outline, lines.posts.boxes) or (
            several and (_all(is_headed, outline, lines.posts) or _all(ends_signed, outline, lines.posts))
        )
        weight = confidence(page, outline, said, lines.posts)
        if weight >= max(_ACCEPTED, sure):
            found, sure = lines.posts, weight
            held = range(found.boxes[0].body + 1, outline.end(found.boxes[0].body) + 1)
            pair = [] if any(box.body in held for box in pair) else pair
    if sure < _TEACHES and "body" in page.learnt and (learnt := by_site(outline, page.learnt["body"], page.learnt.get("name"))) is not None:
        found, sure = learnt, max(sure, confidence(page, outline, said, learnt))
    return None if found is None or sure < _ACCEPTED else Choice(found, sure, pair)


def _is_one_of(found: PostGroup, lines: Bylines) -> bool:
    """Whether the only post that was found is one of several that have a time and a name each."""
    return len(found.boxes) == 1 and lines.posts is not None and len(lines.posts.boxes) > 2 and found.bodies[0] in lines.posts.bodies


def _found(page: Page, outline: Outline, lines: Bylines) -> PostGroup | None:
    """What is repeated and holds words; where nothing says whose words these are, what stands between times or numbers."""
    found = find(outline)
    if found is not None and (only_times(outline, found.boxes) or (len(found.boxes) > 1 and only_links(outline, found.bodies[:_MANY]))):
        found = None
    if found:
        lines.lend(found)
    if found is None or not (_says_itself(outline, found) or _is_sure(found)):
        other = anchored(outline) if forum_like(page, outline) else None
        found = other if other and not (found and _says_more(outline, found, other)) else found
    return by_number(outline, found)


def _says_more(outline: Outline, found: PostGroup, other: PostGroup) -> bool:
    """Whether bodies of which most have times and names hold far more words than others of the same page: those are what stands beside."""
    if min(found.timed, found.named) <= _MOST:
        return False
    said, beside = (sum(outline.length(box.body) for box in group.boxes) for group in (found, other))
    return said > _FAR_MORE * beside


def _says_itself(outline: Outline, found: PostGroup) -> bool:
    """Whether the bodies themselves say who wrote them: letters, first or last lines with a name; or names before times of the day do."""
    several = len(found.boxes) > 1
    if all(is_letter(outline.nodes[box.body]) for box in found.boxes):
        found.lettered, found.says_who, found.timed, found.named = True, True, 1.0, 1.0
        return True
    if several and hold_previews(outline, found.boxes[:6]):
        return False
    if (
        _all(begins_letter, outline, found)
        or (several and found.timed < 1 and _all(is_headed, outline, found))
        or (several and found.timed == found.named == 0 and _all(ends_signed, outline, found))
    ):
        found.says_who, found.timed, found.named = True, 1.0, 1.0
    elif found.timed == 1 and is_talk(outline, found.boxes):
        found.says_who, found.named = True, 1.0
    return found.says_who


def _is_sure(found: PostGroup) -> bool:
    """Whether posts are told by what stands beside them, or several are called bodies and lack either a time or a name."""
    count, least, most = len(found.boxes), min(found.timed, found.named), max(found.timed, found.named)
    return count > 1 and (least == 1 or (count >= _SEVERAL and most == 1 and bodily(found.key) and ">" not in found.key))


def _all(asked: Callable[[Element], bool], outline: Outline, found: PostGroup) -> bool:
    return all(asked(outline.nodes[box.body]) for box in found.boxes)


def _is_quoted(outline: Outline, at: int, others: PostGroup) -> bool:
    """Whether an element in the body of one of other posts is called a quotation."""
    held = any(box.body < at <= outline.end(box.body) for box in others.boxes)
    return held and any(QUOTE.match(word) for word in (outline.nodes[at].get("class") or "").split())


def _both(outline: Outline, found: PostGroup, pair: list[PostBox]) -> PostGroup:
    """A post and what it answers, or what answers it, as the two posts that they are."""
    timed, named = (
        sum(beside) / len(pair)
        for beside in zip(*((bool(beside_body(outline, outline.times, box)), is_named(outline, box)) for box in pair), strict=True)
    )
    return PostGroup(found.key, [box.body for box in pair], pair, timed=timed, named=named)


def _pair(outline: Outline, only: PostBox) -> list[PostBox]:
    """The only post that was found with what it answers, or with its answer, which have forms of their own; empty without either."""
    if last := answer(outline, only):
        return place_pair(outline, only.body, last)
    first = question(outline, only)
    return place_pair(outline, first, only.body) if first else []
