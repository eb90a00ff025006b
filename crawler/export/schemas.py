"""The record as other tools want it told: Arrow, BigQuery, DuckDB, Polars, Hugging Face datasets.

A tool that guesses types from a file's first lines fails where a column has only nulls there, or in one of two files.  All are made from
the record's own definition.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any, TypeAlias

from crawler.items import Post

Shape: TypeAlias = "str | list[Shape] | dict[str, Shape]"
"""A plain type by its name, a list as a list of its one shape, a record as a dict."""

_PLAIN: dict[Any, str] = {str: "string", int: "integer", float: "float", bool: "boolean"}


def shape(kind: Any) -> Shape:
    """The shape of a value by its type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if origin is typing.Literal:
        return "string"
    if origin in (typing.Required, typing.NotRequired, typing.Annotated):
        return shape(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return shape(next(argument for argument in arguments if argument is not type(None)))
    if origin is list:
        return [shape(arguments[0])]
    if is_dataclass(kind) or typing.is_typeddict(kind):
        return {name: shape(field) for name, field in typing.get_type_hints(kind).items()}
    raise TypeError(f"no shape for {kind}")


def fields() -> dict[str, Shape]:
    """The record's fields."""
    return {name: shape(field) for name, field in typing.get_type_hints(Post).items()}


def duckdb_columns() -> dict[str, str]:
    """``columns`` of DuckDB's ``read_json``."""
    return {name: _duckdb(field) for name, field in fields().items()}


def _duckdb(found: Shape) -> str:
    if isinstance(found, list):
        return f"{_duckdb(found[0])}[]"
    if isinstance(found, dict):
        inner = (f'"{name}" {_duckdb(field)}' for name, field in found.items())
        return f"STRUCT({', '.join(inner)})"
    return {"string": "VARCHAR", "integer": "BIGINT", "float": "DOUBLE", "boolean": "BOOLEAN"}[found]


def bigquery_fields() -> list[dict[str, Any]]:
    """The schema file of ``bq load``.  A list of lists, which BigQuery has not, and a list that may be null are of its type JSON."""
    return [_bigquery(name, field) for name, field in fields().items()]


def _bigquery(name: str, found: Shape) -> dict[str, Any]:
    mode, inner = ("REPEATED", found[0]) if isinstance(found, list) else ("NULLABLE", found)
    if isinstance(inner, list) or (mode == "REPEATED" and inner == "integer"):
        return {"name": name, "type": "JSON", "mode": "NULLABLE"}
    if isinstance(inner, dict):
        return {"name": name, "type": "RECORD", "mode": mode, "fields": [_bigquery(*item) for item in inner.items()]}
    return {"name": name, "type": {"integer": "INT64", "float": "FLOAT64", "boolean": "BOOL"}.get(inner, "STRING"), "mode": mode}


def source(name: str, plain: dict[str, str], listed: str, record: str, entry: str) -> str:
    """Python source that makes the fields of a tool: ``listed`` and ``record`` wrap what is inside, ``entry`` names a field."""

    def told(found: Shape) -> str:
        if isinstance(found, list):
            return listed.format(told(found[0]))
        if isinstance(found, dict):
            return record.format(", ".join(entry.format(json.dumps(key), told(field)) for key, field in found.items()))
        return plain[found]

    rows = "".join(f"    {entry.format(json.dumps(key), told(field))},\n" for key, field in fields().items())
    return name.format(f"\n{rows}")


def arrow() -> str:
    """``pyarrow.schema``, as Python source; :func:`crawler.export.parquet.schema_of` makes the same."""
    plain = {"string": "pa.string()", "integer": "pa.int64()", "float": "pa.float64()", "boolean": "pa.bool_()"}
    return "import pyarrow as pa\n\n" + source("schema = pa.schema([{}])\n", plain, "pa.list_({})", "pa.struct([{}])", "pa.field({}, {})")


def polars() -> str:
    """A schema for ``polars.read_ndjson`` and ``scan_ndjson``, as Python source."""
    plain = {"string": "pl.String", "integer": "pl.Int64", "float": "pl.Float64", "boolean": "pl.Boolean"}
    return "import polars as pl\n\n" + source("schema = {{{}}}\n", plain, "pl.List({})", "pl.Struct({{{}}})", "{}: {}")


def huggingface() -> str:
    """``features`` for ``datasets.load_dataset``, as Python source."""
    plain = {
        name: f'Value("{kind}")' for name, kind in (("string", "string"), ("integer", "int64"), ("float", "float64"), ("boolean", "bool"))
    }
    head = "from datasets import Features, List, Value\n\n"
    return head + source("features = Features({{{}}})\n", plain, "List({})", "{{{}}}", "{}: {}")


TOOLS: dict[str, Callable[[], str]] = {
    "arrow": arrow,
    "bigquery": lambda: json.dumps(bigquery_fields(), indent=1) + "\n",
    "duckdb": lambda: json.dumps(duckdb_columns(), indent=1) + "\n",
    "huggingface": huggingface,
    "polars": polars,
}
"""What ``scrapy feed --schema`` prints for each tool."""
