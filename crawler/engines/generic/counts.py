"""How often a row's thread was answered and read, on a board page of unknown software."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox
from crawler.lexicon.phrases import any_of
from crawler.text import count

_FIGURE = r"(\d[\d.,]*(?:[ \u00a0\u202f'\u2019]\d{3})*\s?(?:[kKmM万萬만千천]|tsd\.|tys\.|tis\.|тыс\.|тис\.|хил\.|mil|mln\.?|млн\.?)?)"
_REPLY_WORDS, _VIEW_WORDS = any_of("replies"), any_of("views")
_COUNTER = "[件个個条條次回篇則则개건]"
"""What stands behind a figure that counts something, in Chinese, Japanese and Korean."""
_REPLIES = re.compile(rf"{_FIGURE}\s*{_REPLY_WORDS}(?!\w)|^{_REPLY_WORDS}\s*[:：(]?\s*{_FIGURE}\s*(?:[)×x]|{_COUNTER})?$", re.IGNORECASE)
_VIEWS = re.compile(rf"{_FIGURE}\s*{_VIEW_WORDS}(?!\w)|^{_VIEW_WORDS}\s*[:：(]?\s*{_FIGURE}\s*(?:[)×x]|{_COUNTER})?$", re.IGNORECASE)
_HEAD = re.compile(rf"(?P<replies>{_REPLY_WORDS})|(?P<views>{_VIEW_WORDS})", re.IGNORECASE)
_PAIR = re.compile(r"^(\d{1,7})\s*/\s*(\d{1,9})$")
_COUNT = re.compile(r"^[\d.,]+(?:[ \u00a0\u202f]\d{3})*\s*[kKmM万萬만千천]?$")
_BETWEEN = re.compile(r"\s*[·•・|｜;；，、]\s*|,\s+")
_BEHIND = re.compile(r"\s*[(（\[【]\s*(\d{1,6})\s*[)）\]】]")
_CALLED = re.compile(
    r"(?<![a-z])(?:(?P<replies>repl(?:y|ies)|comments?|answers?|responses?|messages?|msgs?|bubbles?|chats?|huifu|pinglun)"
    r"|(?P<views>views?|hits?|reads?|eye|browse|pageviews?|liulan|chakan|yuedu))(?![a-z])",
    re.IGNORECASE,
)
_NEAR = 40
"""Elements before and after a link among which counts are looked for."""
_LINE = 160
"""Letters of a line that may hold counts."""
_LONGEST = 40
"""Letters of a count with the spaces around it."""


def heads(outline: Outline, end: int) -> tuple[str, ...]:
    """The order of replies and views by the heads above the rows; empty where they name not both."""
    texts = (part.strip() for at in range(end) for part in (outline.nodes[at].text or "")[: 2 * _LONGEST].split("/"))
    named = tuple(match.lastgroup or "" for text in texts if len(text) < _LONGEST and (match := _HEAD.fullmatch(text)))[-2:]
    return named if len(set(named)) == 2 else ()


def replies_and_views(outline: Outline, box: PostBox, order: tuple[str, ...]) -> tuple[int, int] | None:
    """The two counts of a row, in the order of its list's heads, else the smaller first; None where it has more or fewer.

    Numbers that are links may lead to its pages.
    """
    for linked in (False, True):
        found = list(counts(outline, box, linked=linked))
        if len(found) == 2:
            first, second = found if order else sorted(found)
            return (second, first) if order[:1] == ("views",) else (first, second)
    return None


def told_counts(outline: Outline, box: PostBox, order: tuple[str, ...] = ()) -> tuple[int | None, int | None]:
    """Replies and views where the row says which is which: ``3 replies``, ``Views: 32``, or both as ``3/24``.

    These stand in the order of the list's heads, else the replies first.
    """
    replies = views = None
    for text in (part for words in _texts(outline, box) for part in _BETWEEN.split(words)):
        if pair := _PAIR.match(text):
            first, second = int(pair[1]), int(pair[2])
            return (second, first) if order[:1] == ("views",) else (first, second)
        if len(text) >= _LONGEST or not any(map(str.isdigit, text)):
            continue
        if replies is None and (match := _REPLIES.search(text)):
            replies = count(match[1] or match[2])
        elif views is None and (match := _VIEWS.search(text)):
            views = count(match[1] or match[2])
    return replies, views


def counts_called(outline: Outline, box: PostBox) -> tuple[int | None, int | None]:
    """Replies and views where only the class of a bare number, or of the icon before it, says which is which."""
    found: dict[str, int] = {}
    after = outline.end(box.body) + 1
    for at in (*range(box.start, box.body)[-_NEAR:], *range(after, box.end + 1)[:_NEAR]):
        node = outline.nodes[at]
        called = _CALLED.search(node.get("class") or "")
        if called is None or called.lastgroup is None:
            continue
        for text in (node.text, node.tail):
            if text and len(text) < _LONGEST and _COUNT.match(text := text.strip()) and (value := count(text)) is not None:
                found.setdefault(called.lastgroup, value)
    return found.get("replies"), found.get("views")


def counted_behind(outline: Outline, box: PostBox) -> int | None:
    """The number in brackets right behind a row's link: ``TITLE (3)``; None without one."""
    found = _BEHIND.match(outline.nodes[box.body].tail or "")
    return int(found[1]) if found else None


def _texts(outline: Outline, box: PostBox) -> Iterator[str]:
    """The lines near a row's link."""
    after = outline.end(box.body) + 1
    for at in (*range(box.start, box.body)[-_NEAR:], *range(after, box.end + 1)[:_NEAR]):
        node = outline.nodes[at]
        for text in (node.text, node.tail, node.get("aria-label")):
            if text and len(text) < _LINE and (text := text.strip()):
                yield text


def counts(outline: Outline, box: PostBox, *, linked: bool) -> Iterator[int]:
    """The bare numbers near a row's link."""
    after = outline.end(box.body) + 1
    for at in (*range(box.start, box.body)[-_NEAR:], *range(after, box.end + 1)[:_NEAR]):
        node = outline.nodes[at]
        for text in (node.text if linked or node.tag != "a" else None, node.tail):
            if text and len(text) < _LONGEST and _COUNT.match(text := text.strip()) and (value := count(text)) is not None:
                yield value
