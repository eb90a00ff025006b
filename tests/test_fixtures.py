"""Every saved page gives exactly the expected lines: ``tests/fixtures/<engine>/<case>/{page.html, meta.json, expected.*}``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.forum import BoardPage, Notice, ThreadPage
from crawler.reading import detect, read
from crawler.testing.fixture import expected_lines, read_page

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/meta.json"))


def expected(case: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (case / "expected.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def found(case: Path) -> list[dict[str, Any]]:
    """What a page gives, read once for all tests of it."""
    return [json.loads(line) for line in expected_lines(read(read_page(case)))]


FIELDS = sorted({field for case in CASES for line in expected(case) for field in line})


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_page_gives_the_expected_lines(case: Path) -> None:
    """Which fields are wrong, by line, with what was found and what was expected."""
    lines, wanted = found(case), expected(case)
    assert len(lines) == len(wanted)
    pairs = zip(lines, wanted, strict=True)
    assert {
        f"{number}.{field}": (line.get(field), want.get(field))
        for number, (line, want) in enumerate(pairs, 1)
        for field in line.keys() | want.keys()
        if line.get(field) != want.get(field)
    } == {}


@pytest.mark.parametrize("field", FIELDS)
def test_field(field: str) -> None:
    """The pages on which a field is wrong: a fault of one field names it, however many engines share it."""
    wrong = [case for case in CASES if [line.get(field) for line in found(case)] != [line.get(field) for line in expected(case)]]
    assert [f"{case.parent.name}/{case.name}" for case in wrong] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_page_is_recognised_as_its_engine(case: Path) -> None:
    engine = detect(read_page(case))
    assert engine is not None
    assert engine.name == case.parent.name


@pytest.mark.parametrize("engine", sorted({case.parent for case in CASES}), ids=lambda folder: folder.name)
def test_engine_has_a_thread_and_a_board(engine: Path) -> None:
    kinds = {type(read(read_page(case))) for case in CASES if case.parent == engine}
    assert ThreadPage in kinds
    assert BoardPage in kinds or engine.name == "text"
    assert kinds <= {ThreadPage, BoardPage, Notice}
