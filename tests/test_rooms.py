"""The house: imports lead downwards only, and never in a circle."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for top in ("crawler", "pipelines", "spiders")
    for file in (ROOT / top).rglob("*.py")
}

FLOORS = (
    ("items", "blocks", "text", "urls", "content", "load", "select", "jsonvalue"),
    ("dates", "lexicon"),
    ("page", "raw_post", "forum"),
    ("body",),
    ("markup",),
    ("engines",),
    ("reading",),
    ("crawl",),
    ("settings",),
    ("archive",),
    ("extract",),
    ("demo",),
    ("store",),
    ("images",),
    ("export",),
    ("batch",),
    ("testing",),
    ("middlewares", "extensions"),
    ("pipelines",),
    ("spiders",),
    ("usage",),
    ("commands",),
    ("cli",),
)
"""Rooms from the ground up."""
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
NOT_BELOW = {"scrapy", "twisted", "sqlalchemy"}
"""What reading a page needs nothing of."""
PURE = (
    "items",
    "blocks",
    "text",
    "urls",
    "content",
    "select",
    "jsonvalue",
    "dates",
    "lexicon",
    "page",
    "raw_post",
    "forum",
    "body",
    "markup",
    "engines",
    "reading",
)


def room(module: str) -> str:
    """The folder below ``crawler``, or the file there; ``pipelines`` and ``spiders`` are one room each."""
    parts = module.split(".")
    return parts[1] if parts[0] == "crawler" and len(parts) > 1 else parts[0]


def imports(module: str) -> Iterator[str]:
    """The modules that a module imports, also inside functions and for types only; of this project as modules, else by their first word."""
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            module, whole = name.rpartition(".")[0], name in MODULES
            yield name if whole else module if module in MODULES else name.split(".")[0]


GRAPH = {module: set(imports(module)) for module in MODULES}


def test_every_room_has_a_floor() -> None:
    assert {room(module) for module in MODULES if module not in ("crawler", "pipelines", "spiders")} == FLOOR.keys()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_lead_downwards(module: str) -> None:
    if module == "crawler":
        return
    own = FLOOR[room(module)]
    above = [name for name in GRAPH[module] & MODULES.keys() if name != "crawler" and FLOOR[room(name)] > own]
    assert not above, f"{module} imports from a higher floor: {above}"


def test_modules_do_not_import_each_other_in_circles() -> None:
    inside = {module: {name for name in names if name in MODULES and name != module} for module, names in GRAPH.items()}
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_rooms_do_not_import_each_other_in_circles() -> None:
    rooms: dict[str, set[str]] = defaultdict(set)
    for module, names in GRAPH.items():
        rooms[room(module)] |= {room(name) for name in names if name in MODULES} - {room(module), "crawler"}
    try:
        TopologicalSorter(rooms).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("module", sorted(module for module in MODULES if room(module) in PURE))
def test_reading_needs_no_crawler(module: str) -> None:
    assert not GRAPH[module] & NOT_BELOW
