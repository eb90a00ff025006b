"""JSON:API documents (jsonapi.org 1.1) in a page's state: objects that name each other by type and id, in any order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Entry = dict[str, Any]


def resources(objects: Iterable[Entry]) -> dict[str, Entry]:
    """The resources of the documents among some objects by ``type:id``, each with its attributes and references in one object.

    Those that the main resource lists come first, in its order; the empty dictionary where there is no such document.
    """
    found: dict[str, Entry] = {}
    for document in objects:
        main, included = document.get("data"), document.get("included")
        if main is None or not isinstance(included, list):
            continue
        every = [one for one in (*_many(main), *included) if _is_resource(one)]
        known = {_name(one): one for one in every}
        listed = [name for one in _many(main) if _is_resource(one) for name in _references(one)]
        found |= {name: _flat(known[name]) for name in dict.fromkeys([*listed, *known]) if name in known}
    return found


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_resource(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("type"), str) and isinstance(one.get("attributes"), dict) and "id" in one


def _name(one: Entry) -> str:
    return f"{one['type']}:{one.get('id')}"


def _related(one: Entry) -> dict[str, Any]:
    """What each relationship of a resource leads to."""
    relations = one.get("relationships")
    return {key: value.get("data") for key, value in relations.items() if isinstance(value, dict)} if isinstance(relations, dict) else {}


def _references(one: Entry) -> list[str]:
    """The names in the lists of a resource's relationships."""
    return [_name(other) for others in _related(one).values() if isinstance(others, list) for other in others if _is_linkage(other)]


def _is_linkage(other: Any) -> bool:
    return isinstance(other, dict) and isinstance(other.get("type"), str)


def _flat(one: Entry) -> Entry:
    links = {
        key: {"__ref": _name(other) if _is_linkage(other) else ""} for key, other in _related(one).items() if not isinstance(other, list)
    }
    return {**links, **one["attributes"], "id": one["id"]}
