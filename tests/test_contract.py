"""What consumers read of the feed: the schema, the page that explains it, the examples that load it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from crawler import items
from crawler.demo import running
from crawler.export import contract, schemas
from tests.patience import HANG
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


ENGINES = ("phpbb", "xenforo", "reddit", "stackexchange", "smf")
"""Whose saved pages make the feeds of five sites beside the demo's."""
NOTHING = {
    "author": None,
    "created_at": None,
    "created_raw": None,
    "created_precision": None,
    "images": [],
    "quotes": [],
    "comments": [],
}


@pytest.fixture(scope="module")
def feeds(feed: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The feeds of six sites.  On the first and the last nobody has a name or a time, nothing has a picture: whole columns are empty."""
    folder, found = tmp_path_factory.mktemp("feeds"), [feed]
    for engine in ENGINES:
        cases = sorted((ROOT / "tests/fixtures" / engine).glob("*/expected.jsonl"))
        text = "".join(path.read_text(encoding="utf-8") for path in cases)
        lines = [line for line in map(json.loads, text.splitlines()) if "post_id" in line]
        empty = NOTHING if engine in ("phpbb", "smf") else {}
        path = folder / f"{engine}.jsonl"
        path.write_text("".join(json.dumps(line | empty | {"site": f"{engine}.example"}) + "\n" for line in lines), encoding="utf-8")
        found.append(path)
    return [found[1], found[0], *found[2:]]


TOOLS = {"read_datasets": "datasets", "read_duckdb": "duckdb", "read_pandas": "pandas", "read_polars": "polars", "read_pyarrow": "pyarrow"}


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("read_*.py")), ids=lambda path: path.name)
def test_examples_load_six_sites_together(example: Path, feeds: list[Path], tmp_path: Path) -> None:
    pytest.importorskip(TOOLS[example.stem])
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, str(example), *map(str, feeds)], capture_output=True, text=True, check=False, env=environment, timeout=HANG
    )
    assert done.returncode == 0, done.stderr
    assert [name for name in ("after", *(f"{engine}.example" for engine in ENGINES)) if name not in done.stdout] == [], done.stdout


def refused(value: Any, field: dict[str, Any], where: str = "") -> Iterator[str]:
    """What BigQuery refuses of a line of JSON, by a table's schema: null for a list, a list in a list, other types, unknown names."""
    where = f"{where}.{field['name']}"
    if field["mode"] == "REPEATED" and isinstance(value, list):
        for entry in value:
            yield from [f"{where}: null in a list"] if entry is None else refused(entry, field | {"mode": "NULLABLE"}, where)
    elif field["mode"] == "REPEATED" or (isinstance(value, list) and field["type"] != "JSON"):
        yield f"{where}: {value!r:.40}"
    elif isinstance(value, dict) and field["type"] == "RECORD":
        known = {inner["name"]: inner for inner in field["fields"]}
        for name, inside in value.items():
            yield from refused(inside, known[name], where) if name in known else [f"{where}: no column {name}"]
    elif value is not None and field["type"] != "JSON":
        kinds = {"STRING": str, "INT64": int, "FLOAT64": int | float, "BOOL": bool}
        if not isinstance(value, kinds.get(field["type"], ())):
            yield f"{where}: {value!r:.40} is no {field['type']}"


def test_big_query_takes_the_lines_of_six_sites(feeds: list[Path]) -> None:
    table = {"name": "post", "type": "RECORD", "mode": "NULLABLE", "fields": schemas.bigquery_fields()}
    lines = [json.loads(line) for path in feeds for line in path.read_text(encoding="utf-8").splitlines()]
    assert any("rows" in block for line in lines for block in line["blocks"])
    assert {what for line in lines for what in refused(line, table)} == set()
    for wrong in ({"images": None}, {"floor": "1"}, {"new": 1}, {"blocks": [[]]}):
        assert list(refused(lines[0] | wrong, table)), wrong


def test_six_sites_make_one_data_set(feeds: list[Path], tmp_path: Path) -> None:
    parquet, dataset = pytest.importorskip("crawler.export.parquet"), pytest.importorskip("pyarrow.dataset")
    lines = [line for path in feeds for line in path.read_bytes().splitlines()]
    assert parquet.export_set(lines, tmp_path / "set") == len(lines)
    table = dataset.dataset(tmp_path / "set", partitioning="hive").to_table()
    assert table.num_rows == len(lines)
    sites = set(table["site"].to_pylist())
    assert len(sites) == len(feeds)
    kind = table.schema.field("blocks").type.value_type
    assert not any("list<item: list" in str(kind.field(at).type) for at in range(kind.num_fields)), "BigQuery has no lists of lists"
