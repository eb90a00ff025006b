"""The lock files: every release pinned by its hashes, nothing of the machine that wrote them, and in step with ``pyproject.toml``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def wanted(extra: str) -> list[Requirement]:
    """What an extra asks for, with the extras it names, and what the project needs anyway."""
    found = []
    for requirement in map(Requirement, PROJECT["optional-dependencies"][extra]):
        found += [one for name in requirement.extras for one in wanted(name)] if requirement.name == "boardfeed" else [requirement]
    return [*map(Requirement, PROJECT["dependencies"]), *found]


@pytest.mark.parametrize(("file", "extra"), [("requirements.lock", "all"), ("requirements-dev.lock", "dev")])
def test_a_lock_file_pins_what_the_project_asks_for(file: str, extra: str) -> None:
    text = re.sub(r"\\\n", "", (ROOT / file).read_text("utf-8"))
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    pins = [
        re.fullmatch(r"([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(\S+)(?: ; [^#]+?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)", line) for line in lines
    ]
    assert [line for line, pin in zip(lines, pins, strict=True) if pin is None] == []
    versions: dict[str, list[str]] = {}
    for pin in filter(None, pins):
        versions.setdefault(pin[1], []).append(pin[2])
    wrong = [
        str(requirement)
        for requirement in wanted(extra)
        if not any(requirement.specifier.contains(version) for version in versions.get(canonicalize_name(requirement.name), ()))
    ]
    assert wrong == [], "run: make update"
