"""The post that opens a thread in a form of its own, before its replies: questions, linked articles, new-style forums.

Where there is a single reply, either of the two is found first, and the other is what has a form of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from crawler.engines.generic.fields.people import is_labelled
from crawler.engines.generic.fields.stamps import told
from crawler.engines.generic.shape.judging import named
from crawler.engines.generic.shape.outline import HEADINGS, Outline
from crawler.engines.generic.shape.placing import HEADER, SMALL, PostBox, beside_body, headed, previous, times_of
from crawler.engines.generic.shape.vocabulary import bodily, parted
from crawler.select import text_of

_LEAST = 25
"""Weight of the words in such a post."""
_LEAST_ALIKE = 10
"""The same where the post is made like the others."""
_BELOW, _LEAST_BELOW = 10, 60
"""Elements between the page's title and such a post, and the weight of its words, where nothing else tells it."""
_LONG_HEADING = 180
"""Weight above which a heading may be such a post: a question without a title of its own."""
_LONGEST = 4
"""Bytes of a letter, at most."""
_NEARLY = 0.85
"""Share of the words that is nearly all of them."""
_ABOVE = 3
"""Elements before such a post among which its header is."""
_OPENS = re.compile(
    r"(?:^|[-_])(?:(?:question|ask|pregunta|pergunta|frage|domanda|pytanie|vopros|wenti|tiwen|sporgsmaal|spoergsmaal|sporsmal|fraga|otazka|kysymys|kerdes|intrebare|vraag|soru)(?:[-_]*(?:rich)?[-_]*(?:body|content|text|detail|desc|main|head|header|info|box|con))*|(?:original|first|lead)[-_]*post)$",
    re.IGNORECASE,
)
"""What such a post is called, where it shows neither time nor name."""
_ANSWERS = re.compile(
    r"answer|reply|replies|antwort|r[eé]ponse|respuesta|resposta|risposta|odpowied|odpoved|otvet|svar|vastaus|valasz|raspuns|antwoord|yanit|cevap|tra-?loi|huida|huifu|kaitou",
    re.IGNORECASE,
)


def opening(outline: Outline, first: PostBox, *, titled: bool = False) -> PostBox | None:
    """What stands before the first of the other posts, holds words, and has a time or a name or is called so; None without it.

    With ``titled`` what stands right below the page's title is enough, before a post with both.
    """
    heading = max((at for at in outline.headings if at < first.start), default=0)
    at = first.whole
    while at:
        choice: int | None = None
        sibling = previous(outline, at)
        while sibling is not None:
            if (_wordy(outline, sibling) or _is_one_more(outline, sibling, first)) and (
                choice is None or _weight(outline, sibling) > _weight(outline, choice)
            ):
                choice = sibling
            sibling = previous(outline, sibling)
        below = titled and choice is not None and _is_below(outline, heading, choice, first)
        if choice is not None and (choice < first.start or below or _stands_alone(outline, choice, first)):
            end = outline.end(choice)
            first.start = max(first.start, min(end + 1, first.whole))
            made = PostBox(_body(outline, choice, first), choice, choice, end)
            _leave_head(outline, made)
            if end < heading or (end == heading and not outline.nets[heading]):
                return None
            return _with_header(outline, made, first) or (made if below else None)
        at = outline.parent(at)
    return None


def asking(outline: Outline, first: PostBox) -> PostBox | None:
    """The question above a post that was taken for the opening one, and is the best of its answers; None without it."""
    found = opening(outline, replace(first)) if _ANSWERS.search(_called_so(outline, first)) else None
    return found if found and any(_called(outline, at) for at in _around(outline, found)) else None


def _weight(outline: Outline, at: int) -> int:
    """How much is written in an element; twice as much where it is called a text, as a notice beside it is not."""
    return outline.nets[at] * (2 if any(map(bodily, outline.keys(at))) else 1)


def _body(outline: Outline, at: int, first: PostBox) -> int:
    """The only element in a post that is made like the body of the first of the others; else what holds nearly all of its words."""
    inner = (outline.index.get(node) for node in outline.nodes[at].iter(str(outline.nodes[first.body].tag)))
    alike = [own for own in inner if own is not None and outline.nets[own] and _alike(outline, own, first.body)]
    return alike[0] if len(alike) == 1 else _tightest(outline, at, outline.nets[at] - _head(outline, at))


def _leave_head(outline: Outline, box: PostBox) -> None:
    """Takes for the body of a post that holds its own time before its words the part behind that is called a text and has most of them."""
    at = box.body
    times = [one for one in outline.within(outline.times, at, outline.end(at)) if told(outline, one)]
    while times and at <= times[0] <= outline.end(at):
        inner = (outline.index.get(child, 0) for child in outline.nodes[at])
        at = max(inner, key=outline.nets.__getitem__, default=0)
        if not at or 2 * outline.nets[at] < outline.nets[box.body]:
            return
    if times and at > times[0] and (outline.nodes[at].tag != "p" or outline.nodes[at].get("class")) and any(map(bodily, outline.keys(at))):
        box.body = at


def _head(outline: Outline, at: int) -> int:
    """The weight of the first parts of a post, however deep, that say what the page is called, or when the post was written."""
    part, end, weight = at + 1, outline.end(at), 0
    while part <= end:
        own, last = outline.nets[part], outline.end(part)
        small = own <= min(SMALL, outline.nets[at] // 2)
        if own and (_is_called(outline, part) or (small and outline.any_within(outline.times, part, last))):
            weight, part = weight + own, last + 1
        elif own and not any(outline.nets[outline.index.get(child, part)] for child in outline.nodes[part]):
            break
        else:
            part += 1
    return weight


def _is_called(outline: Outline, at: int) -> bool:
    """Whether an element says what the page is called."""
    return outline.nets[at] <= _LONGEST * len(outline.title) and text_of(outline.nodes[at]) in outline.title


def _stands_alone(outline: Outline, before: int, first: PostBox) -> bool:
    """Whether what stands right before a post is none of its header: the post has a time of its own, and so has that."""
    own, other = PostBox(first.body, first.whole, first.whole, first.end), PostBox(before, before, before, outline.end(before))
    dated = outline.any_within(outline.times, before, other.end) or (
        _alike(outline, before, first.body) and headed(outline, before) is not None
    )
    if before < first.whole and _called(outline, before):
        return True
    return before < first.whole and dated and any(told(outline, at) for at in beside_body(outline, outline.times, own))


def _is_one_more(outline: Outline, at: int, first: PostBox) -> bool:
    """Whether an element is the body of one more post: it is made like that of the first, and a time stands above it."""
    return outline.nets[at] >= _LEAST_ALIKE and _alike(outline, at, first.body) and headed(outline, at) is not None


def _alike(outline: Outline, at: int, other: int) -> bool:
    one, two = outline.nodes[at], outline.nodes[other]
    return one.tag == two.tag and one.get("class") == two.get("class")


def answer(outline: Outline, only: PostBox) -> int | None:
    """The body of what stands after the only post that was found, holds words, and has both a time and a name; None without it."""
    at = only.body
    while at:
        node = outline.nodes[at].getnext()
        while node is not None:
            after = outline.index.get(node)
            if after is not None and _wordy(outline, after):
                made = PostBox(_tightest(outline, after, outline.nets[after]), after, after, outline.end(after))
                if beside_body(outline, outline.times, made) and (named(outline, made) or _ANSWERS.search(_called_so(outline, made))):
                    return made.body
            node = node.getnext()
        at = outline.parent(at)
    return None


def asked(outline: Outline, boxes: list[PostBox]) -> bool:
    """Whether the first of several posts is called a question, and each of the others an answer, whatever stands beside them."""
    return (
        len(boxes) > 1
        and (_called(outline, boxes[0].whole) or _called(outline, outline.parent(boxes[0].whole)))
        and all(_ANSWERS.search(outline.nodes[box.whole].get("class") or "") for box in boxes[1:])
    )


def question(outline: Outline, only: PostBox) -> int | None:
    """The body of what stands before the only post found, holds words, and is answered by it, as the names say; None without it."""
    at = only.body
    called = outline.nodes[at].get("class") or ""
    while at:
        choice, before = None, previous(outline, at)
        while before is not None:
            choice = before if _wordy(outline, before) and before not in outline.headings else choice
            before = previous(outline, before)
        if choice is not None:
            return _tightest(outline, choice, outline.nets[choice]) if _ANSWERS.search(called) else None
        called += " " + (outline.nodes[at].get("class") or "")
        at = outline.parent(at)
    return None


def _with_header(outline: Outline, box: PostBox, first: PostBox) -> PostBox | None:
    """The post with the element above that has its time, where it has none itself: not the time of the first of the others."""
    if beside_body(outline, outline.times, box) or named(outline, box) or _says_who(outline, box.body):
        return box
    above = box.whole
    for _ in range(_ABOVE):
        before = previous(outline, above)
        if before is None or outline.sizes[before] >= HEADER:
            break
        above = before
        headed = PostBox(box.body, box.whole, above, box.end)
        if times := times_of(outline, headed):
            return None if times & times_of(outline, first) else headed
        if not outline.times and named(outline, headed):
            return headed
    return box if any(_called(outline, at) for at in _around(outline, box)) else None


def _is_below(outline: Outline, heading: int, at: int, first: PostBox) -> bool:
    """Whether words stand right below what the page is called, before a post that has a time and a name of its own."""
    near = heading and 0 < at - outline.end(heading) <= _BELOW and outline.nets[at] >= _LEAST_BELOW
    said = text_of(outline.nodes[heading]) if near else ""
    own = replace(first, start=first.whole)
    return said != "" and said in outline.title and bool(times_of(outline, own)) and named(outline, own)


def _around(outline: Outline, box: PostBox) -> Iterator[int]:
    """The body of a post and the elements around it, up to its whole."""
    at = box.body
    while at > box.whole:
        yield at
        at = outline.parent(at)
    yield box.whole


def _says_who(outline: Outline, at: int) -> bool:
    """Whether a time, and a label with a name behind it, stand in an element."""
    end = outline.end(at)
    labelled = any(one in outline.labelled or is_labelled((outline.nodes[one].text or "").strip()) for one in range(at, end + 1))
    return labelled and outline.any_within(outline.times, at, end)


def _called_so(outline: Outline, box: PostBox) -> str:
    """The class words around a body up to its whole."""
    nodes = outline.nodes[box.whole].iter("*")
    return " ".join(node.get("class") or "" for node in islice(nodes, box.body - box.whole + 1))


def _called(outline: Outline, at: int) -> bool:
    node = outline.nodes[at]
    return any(_OPENS.search(parted(word)) for word in (node.get("id") or "", *(node.get("class") or "").split()))


def _wordy(outline: Outline, at: int) -> bool:
    """Whether an element holds words of its own; those of a short heading say what follows."""
    least = _LONG_HEADING if outline.nodes[at].tag in HEADINGS else _LEAST
    return outline.nets[at] >= max(least, outline.sizes[at] // 2)


def _tightest(outline: Outline, at: int, words: int) -> int:
    """The innermost element that still holds nearly all of the words."""
    for child in outline.nodes[at]:
        inner = outline.index.get(child)
        if inner is not None and (child.tag != "p" or child.get("class")) and outline.nets[inner] >= _NEARLY * words:
            return _tightest(outline, inner, words)
    return at
