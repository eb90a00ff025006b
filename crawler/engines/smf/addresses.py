"""Addresses of SMF pages: what they name."""

from __future__ import annotations

import re

from crawler.forum import Target

_DROPPED = frozenset(("PHPSESSID", "topicseen", "boardseen", "nowap", "fbclid"))
_PATH = re.compile(r"/(topic|board),(\w+)\.(\w+)(?:\.html)?(?:/|$)")
_VALUE = re.compile(r"(\d+)(?:\.(\d+))?$")


def target(url: str) -> Target | None:
    """SMF counts items, and the address does not say how many make a page."""
    head, _, tail = url.split("#", 1)[0].partition("?")
    asked = dict(part.partition("=")[::2] for part in re.split(r"[;&]", tail.replace("&amp;", "&")) if part)
    asked = {name: value for name, value in asked.items() if name not in _DROPPED}
    if match := _PATH.search(head + "/"):
        asked[match[1]] = f"{match[2]}.{match[3]}"
    if not asked and head.rpartition("/")[2] in ("", "index.php"):
        return Target("index", "")
    if len(asked) != 1 or not (asked.keys() <= {"topic", "board"}):
        return None
    (name, value), *_ = asked.items()
    item = _VALUE.match(value)
    return Target.at("thread" if name == "topic" else "board", item[1], int((item[2] or "0")[:9])) if item else None
