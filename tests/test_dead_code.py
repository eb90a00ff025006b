"""No module keeps a private name that nothing in it uses: vulture compares names across files, and two engines often share one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def unused(code: str) -> set[str]:
    """The private names that a module defines and never reads; decorated functions are called by their decorator."""
    tree = ast.parse(code)
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    read |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return {name for name in _defined(tree) if name.startswith("_") and not name.startswith("__")} - read


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))


def test_what_counts_as_unused() -> None:
    assert unused("_A = 1\n_B: int = _A\n") == {"_B"}
    assert unused("def _f(): ...\n@hook\ndef _g(): ...\n") == {"_f"}
    assert unused("_C, _D = 1, 2\nD = _D\n") == {"_C"}


def test_every_private_name_is_used_where_it_is_defined() -> None:
    files = [path for room in ("crawler", "pipelines", "spiders", "bench", "tests") for path in (ROOT / room).rglob("*.py")]
    assert len(files) > 100
    found = {str(path.relative_to(ROOT)): names for path in files if (names := unused(path.read_text(encoding="utf-8")))}
    assert found == {}
