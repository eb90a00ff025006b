"""Texts that may be people's names."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.engines.generic.fields.people import as_name
from crawler.engines.text.stamps import floor_in
from crawler.lexicon.around import around

_LONGEST = 40
_NO_NAME = re.compile(
    r".*[。！？，、；：?!;…]|.*,\s|.*[.]$|(?:senior|junior|established|veteran|elite|premium|super|top|trusted|valued|distinguished|gold|silver"
    r"|active|advanced|honorary|frequent|experienced|new)(?:\s+(?:members?|users?|posters?|contributors?|participants?))?$"
    r"|https?:|re\s*[:：]|(?:post )?subject\b|post(?:ed|s)?$|\W|.*\d\s*(?:楼|樓)|.*(?:级|組|组|论坛|积分|点击|查看|登录)$"
    r"|#|[^\W\d_]{3,9}\.? (?:19|20)\d\d$|page \d|(?:by|von|par|por|av|door)$|[\d.,]+\s?[km]$"
    r"|(?:in|and|to|or|on|at|of|the|add|add to|show|click to|learn|und|et|y)$|and \d"
    r"|(?:and )?\d+ others?$|.*\b(?:and|und|et|y|e) (?:\d+ )?(?:others?|more)$|(?:likes?|liked|thanks|reactions?) (?:x|by)\b"
    r"|.*\.(?:png|gif|jpe?g|svg|webp|pdf|zip|rar|docx?|xlsx?|txt|mp[34])$",
    re.IGNORECASE,
)


_STATUS = re.compile(r"(?<=\S)\s*(?:(?:当前|當前)?(?:离线|在线|離線|在線)|(?:is )?(?:offline|online))$", re.IGNORECASE)
_PICTURED = re.compile(
    r"(?:avatar|profile (?:picture|photo|image)|photo) (?:for|of|by)\s+(?=\S)"
    r"|(?<=\S)(?:(?:['’]s)? (?:avatar|profile (?:picture|photo|image))|['’]s (?:picture|photo|image))$",
    re.IGNORECASE,
)
"""What stands beside a name where the words are those of a member's picture."""
_CALLED = re.compile(r"(\S[^()]*?) \([^()]+\)")
"""A name, and in brackets how it is shown."""
_FLOOR = re.compile(r"^(?:#?(?:楼主|沙发|板凳|地板|\d{1,5}\s?\^?[楼樓#])\s*\^?#?\s*)(?=\S|$)")


@lru_cache(maxsize=4096)
def name_in(text: str, *, twice: bool = False) -> str | None:
    """A text that may be a person's name; one that stands ``twice`` is the whole name, with nothing behind it."""
    if not text or len(text) > _LONGEST + 20:
        return None
    text = _PICTURED.sub("", text.strip(" \u3000:：,，|·•»-–—>*"))
    text = whole(text, twice=twice)
    if not text or len(text) > _LONGEST or _NO_NAME.match(text) or around(text) or text.isdecimal() or floor_in(text):
        return None
    if not any(map(str.isalpha, text)) or (len(text.split()) > 4):
        return None
    if len(text) == 1 or all(around(word) or floor_in(word) for word in text.split()):
        return None
    name = as_name(text)
    return None if name is None or around(name) else name


def _said(words: list[str], kinds: tuple[str, ...]) -> int:
    """How many words at the end say what somebody is called or does; 0 for a name's own."""
    for count in range(1, min(4, len(words))):
        if around(" ".join(words[-count:])) in kinds:
            return count
    return 0


@lru_cache(maxsize=4096)
def whole(text: str, *, twice: bool = False) -> str:
    """A name without words of its status behind it, and once where it stands twice; a line that stands ``twice`` holds no rank."""
    words = _STATUS.sub("", _FLOOR.sub("", text)).split()
    while len(words) > 1 and (said := _said(words, ("status",) if twice else ("status", "rank"))):
        del words[-said:]
    if len(words) > 2 and around(" ".join(words[:2])) == "status":
        del words[:2]
    if len(words) > 1 and len(words[-1]) == 1 and words[-1].isalpha() and words[-1].lower() == words[0][0].lower():
        del words[-1]
    if called := _CALLED.fullmatch(" ".join(words)):
        words = called[1].split()
    half = len(words) // 2
    if not twice and len(words) > 1 and len(words) % 2 == 0 and words[:half] == words[half:]:
        words = words[:half]
    return " ".join(words)
