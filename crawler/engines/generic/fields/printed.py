"""Post numbers as pages print them."""

from __future__ import annotations

import re

from crawler.text import count

_WORDS = (
    "(?:post|reply|message|comment|beitrag|antwort|réponse|respuesta|mensaje|mensagem|messaggio|risposta|сообщение|ответ|повідомлення|мнение"
    "|odpowiedź|bericht|indlæg|innlegg|inlägg|viesti|příspěvek|hozzászólás|mesaj|bài|μήνυμα)"
)
_FLOOR = re.compile(
    rf"\[?(?:(?:{_WORDS}\s)?#\s*(\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,6}})|{_WORDS}\s(?:nr|no|n[°º]|№|číslo|numéro|número)\.?\s?(\d{{1,6}})"
    r"|第?\s*(\d{1,6})\s*(?:楼|樓|#|F|L|层|層|번|층)"
    r"|(\d{1,6})\s?(?:名前)?\s?[:：]"
    rf"|(?:{_WORDS}\s)?(\d{{1,6}})\s?(?:/|\b(?:of|von|de|sur|di|van|из|z)\b)\s?\d{{1,6}})\]?",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"(?:回[复覆應应]|答[复覆]|引用|@|>>|»)\s*\S", re.IGNORECASE)
"""The number behind such a word is another post's."""
_FLOOR_AMONG = re.compile(r"()第?\s?(?<!\d)(\d{1,6})\s?[楼樓](?![上下主层])")
_FLOORS = {"楼主": 1, "沙发": 2, "板凳": 3, "地板": 4, "樓主": 1}


def floor_in(text: str) -> int | None:
    """The number of a post, where a text is nothing else, or says that it is one.

    >>> floor_in("#12"), floor_in("12楼"), floor_in("沙发"), floor_in("12")
    (12, 12, 2, None)
    """
    if text in _FLOORS:
        return _FLOORS[text]
    if _ANSWERS.match(text):
        return None
    match = (
        _FLOOR.fullmatch(text) if text[0] in "#第[0123456789" or (text[-1:].isdecimal() and " " in text) else None
    ) or _FLOOR_AMONG.search(text)
    return count(next(filter(None, match.groups()))) if match else None
