"""Every saved page gives exactly the expected lines: ``tests/fixtures/<engine>/<case>/{page.html, meta.json, expected.*}``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.forum import BoardPage, Notice, ThreadPage
from crawler.reading import detect, read
from crawler.testing.fixture import expected_lines, read_page

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/meta.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_page_gives_the_expected_lines(case: Path) -> None:
    expected = [json.loads(line) for line in (case / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [json.loads(line) for line in expected_lines(read(read_page(case)))] == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_page_is_recognised_as_its_engine(case: Path) -> None:
    engine = detect(read_page(case))
    assert engine is not None
    assert engine.name == case.parent.name


@pytest.mark.parametrize("engine", sorted({case.parent for case in CASES}), ids=lambda folder: folder.name)
def test_engine_has_a_thread_and_a_board(engine: Path) -> None:
    kinds = {type(read(read_page(case))) for case in CASES if case.parent == engine}
    assert ThreadPage in kinds
    assert BoardPage in kinds or engine.name == "dump"
    assert kinds <= {ThreadPage, BoardPage, Notice}
