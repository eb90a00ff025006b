"""What consumers read of the feed: the schema, the page that explains it, the examples that load it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from crawler.demo import running
from crawler.export import contract
from tests.processes import scrapy

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("feed") / "posts.jsonl"
    with running(threads=60) as forum:
        assert scrapy("crawl", "board", "-a", f"url={forum.url}", "-O", str(out)).returncode == 0
    return out


def test_schema_and_page_say_what_the_code_says() -> None:
    hint = "run: python -m crawler.export.contract"
    assert json.loads((ROOT / "schema" / "post.schema.json").read_text(encoding="utf-8")) == contract.schema(), hint
    assert (ROOT / "DATA_FORMAT.md").read_text(encoding="utf-8") == contract.markdown(), hint


def test_every_field_is_explained() -> None:
    undescribed = [
        f"{name}.{field}"
        for name, definition in contract.schema()["$defs"].items()
        for field, spec in definition["properties"].items()
        if not spec.get("description") and (name, field) != ("BlockRecord", "type")
    ]
    assert not undescribed


def test_every_line_validates(feed: Path) -> None:
    schema = contract.schema()
    for definition in schema["$defs"].values():
        definition["additionalProperties"] = False
    validator = jsonschema.Draft202012Validator(schema)
    lines = feed.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 400
    assert [error.message for line in lines for error in validator.iter_errors(json.loads(line))] == []


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("read_*.py")), ids=lambda path: path.name)
def test_examples_run(example: Path, feed: Path) -> None:
    done = subprocess.run([sys.executable, str(example), str(feed)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "after" in done.stdout
