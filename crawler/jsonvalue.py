"""JSON read without trust: what an API answers, or what a page carries for its scripts, may have any shape.

The getters follow a path of keys and positions and never fail; what is missing or of another type is empty.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
from lxml import etree
from lxml.etree import _Element as Element

Entry = dict[str, Any]

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True)


def decode(text: str) -> Any:
    """The value that a JSON text holds; None where it holds none.

    >>> decode('{"a": "\\\\ud83d cut"}'), decode("{broken")
    ({'a': '? cut'}, None)
    """
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        pass
    try:
        whole = json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace")
        return msgspec.json.decode(whole)
    except (ValueError, RecursionError):
        return None


def embedded(script: str, mark: str) -> Any:
    """The value behind a mark in a script, on the mark's own line.

    >>> embedded('var x;\\napp.boot({"a": [1]});\\n', "app.boot(")
    {'a': [1]}
    """
    _, found, rest = script.partition(mark)
    return decode(rest.split("\n", 1)[0].rstrip().rstrip(";").rstrip().removesuffix(")")) if found else None


def get(value: Any, *path: str | int) -> Any:
    """What stands at a path; None where nothing does.

    >>> get({"a": [{"b": 1}]}, "a", 0, "b"), get({"a": 3}, "a", "b")
    (1, None)
    """
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text(value: Any, *path: str | int) -> str:
    """A string or a number as text; empty for anything else."""
    found = get(value, *path)
    return found if isinstance(found, str) else str(found) if isinstance(found, int | float) and not isinstance(found, bool) else ""


def whole(value: Any, *path: str | int) -> int | None:
    """A whole number, also one written as text."""
    found = text(value, *path)[:18]
    return int(found) if found.removeprefix("-").isdecimal() else None


def entries(value: Any, *path: str | int) -> list[Entry]:
    """A list's objects; what is no object is left out."""
    found = get(value, *path)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def strings(value: Any, *path: str | int) -> list[str]:
    """A list's strings; what is none is left out."""
    found = get(value, *path)
    return [entry for entry in found if isinstance(entry, str)] if isinstance(found, list) else []


def fragment(html: str) -> Element:
    """A piece of HTML, without its comments, as an element that holds it."""
    root = etree.fromstring(f"<body>{html}</body>".encode("utf-8", "ignore").replace(b"\0", b""), _PARSER)
    body = root.find("body") if root is not None else None
    return body if body is not None else etree.Element("body")
