"""What forums print at the edges of posts in words, where no markup parts it from what was written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.blocks import Block, Body
from crawler.dates.spot import date_in
from crawler.lexicon import after_edit
from crawler.lexicon.phrases import any_of

_LABEL = re.compile(
    r"(?:reactions?|liked by|likes|thanked by|reaktionen|réactions|reacciones|reazioni|реакции|点赞|點讚|赞过)\s*[:：]\s*\S.*",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"(?P<names>.{1,160}?)\s+(?:and|und|et|y|e|i|и|en|og|och)\s+\d+\s+\w+", re.IGNORECASE)
_LIKES = re.compile(r"(?P<names>.{1,160}?)\s+(?:likes?|liked|thanked)\s+(?:this|it)\b.{0,20}", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:,|，|、|\band\b|\bund\b|\bet\b)\s*", re.IGNORECASE)
_CLOSED = re.compile(
    r"this (?:topic|thread|discussion|post) (?:was|has been) automatically (?:closed|locked)\b.{0,120}"
    r"|dieses thema wurde automatisch .{0,80}geschlossen.{0,80}|ce sujet a été automatiquement fermé.{0,120}"
    r"|este (?:tema|hilo) se cerró automáticamente.{0,120}|este tópico foi (?:automaticamente fechado|fechado automaticamente).{0,120}"
    r"|questo argomento è stato chiuso automaticamente.{0,120}|эта тема была автоматически закрыта.{0,120}"
    r"|[此该本](?:主[题題]|[话話][题題]|帖子?)[^。]{0,40}自动(?:关闭|锁定)[^。]{0,20}(?:。[^。]{0,30}。?)?",
    re.IGNORECASE,
)
"""What the software says, and nobody else, when it closes a thread."""
_EDITED = re.compile(rf"\W*{any_of('edited')}\s*[:：]?\s*(\S.{{5,30}})", re.IGNORECASE)
"""A line of nothing but when a post was changed."""


def drop_printed(bodies: list[Body], names: Iterable[str | None]) -> None:
    """Takes from the end of each post the lines that say which of the page's people changed it or liked it, or when it was changed."""
    known = {name.lower() for name in names if name}
    for body in bodies:
        while body.blocks and (len(body.blocks) > 1 or body.quotes) and _is_printed(body.blocks[-1], known):
            del body.blocks[-1]


def is_notice(body: Body) -> bool:
    """Whether a post is no more than the software's note that the thread is closed now."""
    return len(body.blocks) in (1, 2) and _CLOSED.fullmatch(" ".join(block.text for block in body.blocks)) is not None


def _is_printed(block: Block, known: set[str]) -> bool:
    if block.type != "paragraph":
        return False
    rest = after_edit(block.text)
    if rest is not None and rest.startswith(tuple(known)):
        return True
    if (changed := _EDITED.fullmatch(block.text)) and date_in(changed[1]) == 0:
        return True
    if _LABEL.fullmatch(block.text) or (found := _LIKES.fullmatch(block.text) or _OTHERS.fullmatch(block.text)) is None:
        return _LABEL.fullmatch(block.text) is not None
    parts = [name.lower() for name in _PARTS.split(found["names"])]
    return sum(name in known for name in parts) * 2 >= len(parts)
