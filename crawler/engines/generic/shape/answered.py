"""Which post another one answers: in whose element it stands, or to which it links as the one it answers."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body
from crawler.engines.generic.shape.vocabulary import keys_of
from crawler.select import text_of

_ANSWERS = re.compile(
    r"repl|respon|répon|answer|antwor|respuesta|respondiendo|risposta|risponde|odpowied|odpověď|ответ|відповід|svar|vastau|yanıt|cevap"
    r"|trả lời|in[-_]?re\b|parent|回[复覆应應]|答[复覆]|引用|返信|答え|답글|답장|답변|ردا? على|>>",
    re.IGNORECASE,
)
"""What a link to the answered post, or what is around it, is called."""
_PARENT = re.compile(
    r"data-(?:in[-_]?)?(?:repl(?:y|ied)[-_]?to|parent|answers?)(?:[-_]?(?:post|comment|message|reply))?(?:[-_]?(?:id|pid|cid))?$"
)
"""Attributes that name the answered post."""
_DEPTHS = ("data-depth", "data-level", "data-indent", "data-nesting", "depth", "aria-level")
"""Attributes that say how deep a post stands."""
_DEPTH = re.compile(
    r"(?:^|[\s_-])(?:level|lvl|depth|indent|nest(?:ed|ing)?|niveau|ebene|nivel|livello|poziom)[-_]?(\d{1,2})(?!\d)", re.IGNORECASE
)
_INDENT = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,4})")
_NUMBER = re.compile(r"(?<!\d)\d+$")
_ADDRESS = re.compile(r">>\s?(\d+)(?:\s?\(OP\))?", re.IGNORECASE)
_ADDRESSED = 2
"""Links of a body that are asked whether it is addressed to a post."""
_LINKS = 12
"""Links of a post that are asked."""


def answered(outline: Outline, boxes: list[PostBox], ids: list[str | None], floors: list[int | None]) -> list[int | None]:
    """The place, among the posts, of the one that each post answers; None where the page does not say."""
    places = {post_id: at for at, post_id in enumerate(ids) if post_id}
    shown = {str(floor): at for at, floor in enumerate(floors) if floor} | places
    inside = _inside(outline, boxes)
    if not any(at is not None for at in inside):
        inside = _by_depth(outline, boxes)
    linked = [_told(outline, box, places, at) for at, box in enumerate(boxes)]
    told = [link if link is not None else inside[at] for at, link in enumerate(linked)]
    return [_addressed(outline, box, shown, at) if told[at] is None else told[at] for at, box in enumerate(boxes)]


def _addressed(outline: Outline, box: PostBox, shown: dict[str, int], at: int) -> int | None:
    """The post to whose number a link leads with which the body begins, as on imageboards: ``>>700``; None where it begins with two."""
    links = outline.within(outline.anchors, box.body, outline.end(box.body))[:_ADDRESSED]
    told = [match[1] for place in links if (match := _ADDRESS.fullmatch(text_of(outline.nodes[place])))]
    if not told or len(set(told)) > 1 or not text_of(outline.nodes[box.body]).startswith(">>"):
        return None
    return earlier if (earlier := shown.get(told[0], at)) < at else None


def _by_depth(outline: Outline, boxes: list[PostBox]) -> list[int | None]:
    """The last post before each that stands less deep, by what the posts' own elements say of their depth; None where not all do."""
    depths = [_depth(outline, box) for box in boxes]
    if None in depths or len(set(depths)) < 2:
        return [None] * len(boxes)
    found: list[int | None] = []
    above: list[tuple[int, int]] = []  # depth and place of the posts in which the next one may stand
    for at, depth in enumerate(depth or 0 for depth in depths):
        while above and above[-1][0] >= depth:
            above.pop()
        found.append(above[-1][1] if above else None)
        above.append((depth, at))
    return found


def _depth(outline: Outline, box: PostBox) -> int | None:
    """How deep a post stands: by a number in a class or an attribute, or by its indent."""
    at = box.body
    while True:
        node = outline.nodes[at]
        told = next((value for name in _DEPTHS if (value := node.get(name) or "").isdecimal()), "")
        found = _DEPTH.search(node.get("class") or "") or _INDENT.search(node.get("style") or "")
        if told or found:
            return int((told or (found[1] if found else "0"))[:4])
        if at <= box.whole:
            return None
        at = outline.parent(at)


def _inside(outline: Outline, boxes: list[PostBox]) -> list[int | None]:
    """In which other post's element each post stands: an element of one post with its replies, not the list of all."""
    parents = [outline.parent(box.whole) for box in boxes]
    if len(set(parents)) < 2:
        return [None] * len(boxes)
    last = boxes[-1].body
    keys = [set(keys_of(outline.nodes[box.whole])) for box in boxes]
    entries = {above for above in set(parents) if any(_alike(outline, box.whole, above) for box in boxes if box.whole > above)}
    found: list[int | None] = []
    for at, box in enumerate(boxes):
        holders = (
            other
            for other in range(at - 1, -1, -1)
            if _holds(outline, boxes[other].whole, box)
            or (
                _holds(outline, parents[other], box)
                and not (parents[other] < boxes[0].whole and last <= outline.end(parents[other]) and parents[other] not in entries)
                and (parents[at] != parents[other] or not keys[at] & keys[other])
                and not _is_beside(outline, parents[other], boxes[other].whole, box.whole)
            )
        )
        found.append(next(holders, None))
    return found


def _is_beside(outline: Outline, holder: int, other: int, at: int) -> bool:
    """Whether the part of a holder that holds a post is made like another post's own part: two entries of one list."""
    while (above := outline.parent(at)) != holder and above > holder:
        at = above
    return at != other and _alike(outline, at, other)


def _alike(outline: Outline, at: int, other: int) -> bool:
    one, two = outline.nodes[at], outline.nodes[other]
    return one.tag == two.tag and one.get("class") == two.get("class")


def _holds(outline: Outline, at: int, box: PostBox) -> bool:
    return at < box.whole <= outline.end(at)


def _told(outline: Outline, box: PostBox, places: dict[str, int], at: int) -> int | None:
    noted = _noted(outline, box, places, at) if places else None
    return noted if noted is not None else _linked(outline, box, places, at)


def _noted(outline: Outline, box: PostBox, places: dict[str, int], at: int) -> int | None:
    """What an attribute of a post's own elements says."""
    around = box.body
    while True:
        for name, value in outline.nodes[around].items():
            if name.startswith("data-") and _PARENT.match(name) and (number := _NUMBER.search(value)):
                return earlier if (earlier := places.get(number[0], at)) < at else None
        if around <= box.whole:
            return None
        around = outline.parent(around)


def _linked(outline: Outline, box: PostBox, places: dict[str, int], at: int) -> int | None:
    for place in beside_body(outline, outline.anchors, box)[:_LINKS] if places else ():
        link = outline.nodes[place]
        number = _NUMBER.search((link.get("href") or "").partition("#")[2])
        if number and (earlier := places.get(number[0], at)) < at and _ANSWERS.search(_called(link)):
            return earlier
    return None


def _called(link: Element) -> str:
    """What a link and the small element around it say and are called."""
    around = link.getparent()
    words = [text_of(link), link.get("class") or "", link.get("title") or ""]
    if around is not None and len(text_of(around)) < 60:
        words += [around.get("class") or "", around.text or ""]
    return " ".join(words)
