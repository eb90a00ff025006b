"""What consumers read of the feed: the schema, the page that explains it, the examples that load it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from crawler import items
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
    assert (ROOT / "schema" / "post.schema.json").read_text(encoding="utf-8") == contract.schema_text(), hint
    assert (ROOT / "DATA_FORMAT.md").read_text(encoding="utf-8") == contract.markdown(), hint


def _today(spec: Any) -> Any:
    return spec


def _with_defaults(spec: Any) -> Any:
    """As msgspec 0.23 writes lists, and a release to come may write all else."""
    return spec | {"default": []} if "type" in spec else spec


def _without_defaults(spec: Any) -> Any:
    return {keyword: value for keyword, value in spec.items() if keyword != "default"}


def _backwards(spec: Any) -> Any:
    turned = dict(reversed(spec.items()))
    return turned | {keyword: turned[keyword][::-1] for keyword in ("anyOf", "enum", "required") if keyword in turned}


def _in_other_words(spec: Any) -> Any:
    """``type`` as a list for ``anyOf``, ``const`` for an ``enum`` of one, an ``enum`` with its type."""
    options = spec.get("anyOf", ())
    if options and all(option.keys() == {"type"} for option in options):
        return {"type": [option["type"] for option in options]}
    if len(spec.get("enum", ())) == 1:
        return {"const": spec["enum"][0]}
    return spec | {"type": "string"} if "enum" in spec else spec


@pytest.mark.parametrize("wording", [_today, _with_defaults, _without_defaults, _backwards, _in_other_words])
def test_the_contract_is_the_same_however_msgspec_words_it(wording: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    published = (ROOT / "schema" / "post.schema.json").read_text(encoding="utf-8")
    found = msgspec.json.schema(items.Post)
    for definition in found["$defs"].values():
        definition["properties"] = {field: wording(spec) for field, spec in definition["properties"].items()}
    found["$defs"] = {name: wording(definition) for name, definition in reversed(found["$defs"].items())}
    monkeypatch.setattr(msgspec.json, "schema", lambda _: found)
    assert contract.schema_text() == published
    assert '"default"' not in published


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


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feed of another site, on which nobody has a name or a time, and nothing has a picture."""
    out = tmp_path_factory.mktemp("other") / "posts.jsonl"
    nothing = {
        "author": None,
        "created_at": None,
        "created_raw": None,
        "created_precision": None,
        "images": [],
        "quotes": [],
        "comments": [],
    }
    lines = [
        json.loads(line) for line in (ROOT / "tests/fixtures/phpbb/old-thread-2.0/expected.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    out.write_text("".join(json.dumps(line | nothing, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return out


TOOLS = {"read_datasets": "datasets", "read_duckdb": "duckdb", "read_pandas": "pandas", "read_polars": "polars", "read_pyarrow": "pyarrow"}


@pytest.mark.parametrize("turned", [False, True], ids=["", "nulls_first"])
@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("read_*.py")), ids=lambda path: path.name)
def test_examples_load_two_sites_together(example: Path, feed: Path, other: Path, turned: bool, tmp_path: Path) -> None:
    pytest.importorskip(TOOLS[example.stem])
    paths = [str(path) for path in ((other, feed) if turned else (feed, other))]
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, str(example), *paths], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "after" in done.stdout
