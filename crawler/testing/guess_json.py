"""A first JSON table for an unknown API: paths guessed from what stands in its answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.jsonvalue import Entry

_TITLE = re.compile(r"title|subject|topic|headline|name", re.IGNORECASE)
_PERSON = re.compile(r"author|user|member|poster|writer|creator|owner|nick|by$|who", re.IGNORECASE)
_COUNT = re.compile(r"repl|answer|comment|posts?_?count|responses", re.IGNORECASE)
_LAST = re.compile(r"last|latest|updated|active", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d-\d\d")


def guess_json(answer: Any, kind: str) -> dict[str, str]:
    """Attributes of a JSON table and their paths, for an answer of a ``kind``: thread or board; those that nobody can tell are left out."""
    path, listed = max(_lists(answer), key=lambda found: sum(len(str(entry)) for entry in found[1]), default=("", []))
    if not listed:
        return {}
    head = {name: value for name, value in _leaves(answer) if isinstance(value, str)}
    entry, plain = listed[0], {name: value for name, value in listed[0].items() if isinstance(value, str | int)}
    times = [name for name, value in plain.items() if _is_time(value)]
    people = _members(entry)
    ident = next((name for name in ("id", "pid", "tid", "uid", "nr", *(n for n in plain if n.endswith("id"))) if name in plain), "")
    if kind == "thread":
        words = {name: value for name, value in plain.items() if isinstance(value, str) and name not in times}
        title = next((name for name in head if _TITLE.search(name.rpartition(".")[2]) and not _PERSON.search(name)), "")
        found = {"posts": path, "post_id": ident, "body": max(words, key=lambda name: len(words[name]), default=""), "author": people}
        found |= {"time": times[0] if times else "", "edited": times[1] if len(times) > 1 else "", "title": title}
    else:
        title = next((name for name in plain if _TITLE.search(name)), "")
        found = {"rows": path, "row_id": ident, "row_title": title, "row_author": people}
        found |= {"row_time": next((name for name in times if not _LAST.search(name)), "")}
        found |= {"row_last": next((name for name in times if _LAST.search(name)), "")}
        found |= {"row_replies": next((name for name in plain if _COUNT.search(name) and name not in times), "")}
    member = entry.get(people)
    if isinstance(member, dict):
        names = [name for name, value in member.items() if isinstance(value, str) and not name.endswith("id")]
        found["member_name"] = names[0] if names else ""
        found["member_id"] = next((name for name in member if name.endswith("id")), "")
    return {name: value for name, value in found.items() if value}


def _lists(value: Any, path: str = "", depth: int = 4) -> Iterator[tuple[str, list[Entry]]]:
    """The lists of objects in an answer, with the paths to them."""
    if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        yield path, value
    elif isinstance(value, dict) and depth:
        for name, inner in value.items():
            yield from _lists(inner, f"{path}.{name}" if path else name, depth - 1)


def _leaves(value: Any, path: str = "", depth: int = 3) -> Iterator[tuple[str, Any]]:
    """What stands outside of lists, with the paths to it."""
    if isinstance(value, dict) and depth:
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name, depth - 1)
    elif not isinstance(value, list):
        yield path, value


def _members(entry: Entry) -> str:
    """The key of who wrote: an object or a name."""
    return next((name for name, value in entry.items() if _PERSON.search(name) and isinstance(value, dict | str)), "")


def _is_time(value: str | int) -> bool:
    return 10**9 < value < 10**14 if isinstance(value, int) else _DATE.match(value) is not None
